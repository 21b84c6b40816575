// price_drift.c - see price_drift.h.
#include "simulate/price_drift.h"

#include "simulate/simulation.h"

int64_t price_drift_settle(struct columns *c, const struct price_book *book)
{
    struct simulation sim = {
        .columns = c,
        .models = c->models,
        .model_count = c->model_count,
        .terms = {.book = book},
    };
    int64_t changed = 0;
    for (int64_t i = 0; i < c->count; i++) {
        int64_t nusd =
            sim_price(&sim, i, sim_tokens(&sim, i), sim_model(&sim, i), sim_tier(&sim, i));
        changed += nusd != c->cost_nusd[i];
        c->cost_nusd[i] = nusd;
    }
    call_terms_release(&sim.terms);
    return changed;
}

// sim_state.c - the changes that steps make to requests, each booked where it belongs.
#include "simulate/simulation.h"

const struct tokens *sim_tokens(const struct simulation *sim, int64_t i)
{
    return sim->tok ? &sim->tok[i] : &sim->columns->tok[i];
}

uint32_t sim_model(const struct simulation *sim, int64_t i)
{
    const struct columns *c = sim->columns;
    return sim->model ? sim->model[i] : c->callers[c->caller[i]].model;
}

enum tier sim_tier(const struct simulation *sim, int64_t i)
{
    return sim->tier ? (enum tier)sim->tier[i] : column_tier(sim->columns->flags[i]);
}

bool sim_is_success(const struct simulation *sim, int64_t i)
{
    return !(sim->columns->flags[i] & COLUMN_ERROR);
}

// Sets the cost of a request and books the difference.
static void book_cost(struct simulation *sim, struct outcome *out, int64_t i, int64_t nusd)
{
    const struct columns *c = sim->columns;
    uint32_t feature = c->callers[c->caller[i]].feature;
    uint8_t step = (uint8_t)(out->step->number + 1);
    bool is_first = sim->changed_by[i] != step;
    sim->changed_by[i] = step;
    out->feature_requests[feature] += is_first;
    if (sim->cost_nusd[i] == UNKNOWN || nusd == UNKNOWN) {
        out->unpriced += is_first;
        return;
    }
    int64_t saved = sim->cost_nusd[i] - nusd;
    sim->cost_nusd[i] = nusd;
    out->saved_nusd += saved;
    out->feature_nusd[feature] += saved;
}

// What the request costs as the state has it, charges included.
static int64_t price_now(struct simulation *sim, int64_t i)
{
    int64_t price = sim_price(sim, i, sim_tokens(sim, i), sim_model(sim, i), sim_tier(sim, i));
    return price == UNKNOWN ? UNKNOWN : price + sim_charged_nusd(sim, i);
}

static int64_t tokens_in_all(const struct tokens *t)
{
    return tokens_input(t) + t->n[TOK_OUTPUT];
}

void sim_serve(struct simulation *sim, struct outcome *out, int64_t i, int64_t saved_us)
{
    book_cost(sim, out, i, sim_charged_nusd(sim, i));
    sim->fate[i] = FATE_SERVED;
    out->saved_tok += tokens_in_all(sim_tokens(sim, i));
    out->saved_us += saved_us;
}

void sim_block(struct simulation *sim, struct outcome *out, int64_t i)
{
    book_cost(sim, out, i, sim_charged_nusd(sim, i));
    sim->fate[i] = FATE_BLOCKED;
    out->saved_tok += tokens_in_all(sim_tokens(sim, i));
}

static struct tokens *own_tokens(struct simulation *sim)
{
    size_t count = (size_t)sim->columns->count;
    if (!sim->tok) {
        sim->tok = arena_raw(&sim->state_arena, count * sizeof *sim->tok);
        memcpy(sim->tok, sim->columns->tok, count * sizeof *sim->tok);
    }
    return sim->tok;
}

static void put_tokens(struct simulation *sim, struct outcome *out, int64_t i,
                       const struct tokens *tok)
{
    struct tokens *own = &own_tokens(sim)[i];
    out->saved_tok += tokens_in_all(own) - tokens_in_all(tok);
    *own = *tok;
}

void sim_set_tokens(struct simulation *sim, struct outcome *out, int64_t i,
                    const struct tokens *tok)
{
    if (memcmp(sim_tokens(sim, i), tok, sizeof *tok) == 0)
        return;
    put_tokens(sim, out, i, tok);
    book_cost(sim, out, i, price_now(sim, i));
}

void sim_set_model(struct simulation *sim, struct outcome *out, int64_t i, uint32_t model,
                   const struct tokens *tok)
{
    int64_t count = sim->columns->count;
    if (!sim->model) {
        uint32_t *models = ARENA_ARRAY(&sim->state_arena, uint32_t, (size_t)count);
        for (int64_t k = 0; k < count; k++)
            models[k] = sim_model(sim, k);
        sim->model = models;
    }
    sim->model[i] = model;
    put_tokens(sim, out, i, tok);
    book_cost(sim, out, i, price_now(sim, i));
}

void sim_set_tier(struct simulation *sim, struct outcome *out, int64_t i, enum tier tier)
{
    int64_t count = sim->columns->count;
    if (!sim->tier) {
        sim->tier = ARENA_ARRAY(&sim->state_arena, uint8_t, (size_t)count);
        for (int64_t k = 0; k < count; k++)
            sim->tier[k] = (uint8_t)column_tier(sim->columns->flags[k]);
    }
    sim->tier[i] = (uint8_t)tier;
    book_cost(sim, out, i, price_now(sim, i));
}

void sim_charge(struct simulation *sim, struct outcome *out, int64_t i, int64_t nusd)
{
    if (!sim->charged_nusd)
        sim->charged_nusd = ARENA_ARRAY(&sim->state_arena, int64_t, (size_t)sim->columns->count);
    int64_t cost = sim->cost_nusd[i];
    // Without a price the call's cost is unknown, with or without the charge.
    if (cost != UNKNOWN)
        sim->charged_nusd[i] += nusd;
    book_cost(sim, out, i, cost == UNKNOWN ? UNKNOWN : cost + nusd);
}

void sim_use_other_book(struct simulation *sim, struct outcome *out, int64_t i)
{
    if (!sim->is_other_book)
        sim->is_other_book = ARENA_ARRAY(&sim->state_arena, bool, (size_t)sim->columns->count);
    sim->is_other_book[i] = true;
    book_cost(sim, out, i, price_now(sim, i));
}

uint32_t sim_add_model(struct simulation *sim, struct str provider, struct str model)
{
    for (uint32_t i = 0; i < sim->model_count; i++)
        if (str_eq(sim->models[i].provider, provider) && str_eq(sim->models[i].model, model))
            return i;
    if (sim->model_count == sim->model_cap) {
        uint32_t cap = sim->model_cap * 2 + 4;
        sim->models = arena_grow(&sim->state_arena, sim->models,
                                 sim->model_cap * sizeof *sim->models, cap * sizeof *sim->models);
        sim->model_cap = cap;
    }
    sim->models[sim->model_count] = (struct model_name){.provider = provider, .model = model};
    return sim->model_count++;
}

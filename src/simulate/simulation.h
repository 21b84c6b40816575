// simulation.h - replays a policy over columns: each step changes what the ones before left over.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/columns.h"
#include "price/call_terms.h"
#include "simulate/policy.h"

// What becomes of a request.
enum fate {
    FATE_CALLED,   // goes to a provider
    FATE_SERVED,   // answered without one: costs what was charged for it, no more
    FATE_BLOCKED,  // refused: likewise
};

struct simulation {
    struct arena *arena;  // of outcomes and their tables
    const struct columns *columns;
    const struct policy *policy;
    struct outcome *outcomes;           // [policy->step_count]
    int64_t baseline_nusd, final_nusd;  // of priced requests
    int64_t unpriced;                   // requests without a price before or after
    int64_t *feature_baseline_nusd, *feature_final_nusd;  // [columns.feature_count]
    double days;  // that the requests span, at least 1: for dollars a month
    // State of the requests; private to simulation.c and the functions below.
    struct arena state_arena;
    int64_t *cost_nusd;             // [count] now, charges included; UNKNOWN = no price
    uint8_t *fate;                  // [count] enum fate
    const struct selection **when;  // [policy->step_count] of the requests that a step is for
    uint8_t *changed_by;            // [count] number of the last step that changed it, plus one
    struct tokens *tok;             // [count], NULL = as logged
    uint32_t *model;                // [count] number in models, NULL = as the caller's
    uint8_t *tier;                  // [count], NULL = as logged
    int64_t *charged_nusd;  // [count] part of cost_nusd that is no price of the call; NULL = none
    struct model_name *models;  // columns.models, then those that were added
    uint32_t model_count, model_cap;
    struct call_terms_memo terms;
    bool *is_other_book;  // [count] prices come from the other book; NULL = none
    struct call_terms_memo other_terms;
    uint32_t *median_latency_us;  // [columns.model_count], NULL = not asked for yet
    bool (*stop)(void *self);
    void (*progress)(void *self, int step, int64_t done, int64_t count);
    void *self;
};

struct simulation_options {
    const struct price_book *book;        // that priced the columns
    const struct price_book *other_book;  // for the strategy reprice; may be NULL
    bool (*stop)(void *self);             // asked now and then; true = ERR_INTERRUPTED; may be NULL
    void (*progress)(void *self, int step, int64_t done, int64_t count);  // may be NULL
    void *self;                                                           // of both
};

// Runs a prepared policy. Outcomes live in `a`; the state until simulation_release().
// Deterministic.
MUST_USE bool simulation_run(struct simulation *sim, const struct columns *columns,
                             const struct policy *policy, const struct simulation_options *options,
                             struct arena *a, struct err *e);
void simulation_release(struct simulation *sim);
// Sum of the savings of the steps; = baseline - final, per feature too (asserted by tests).
int64_t simulation_saved_nusd(const struct simulation *sim);

// For strategies: iterate over the requests that a step is for, in the order of time:
//     for (int64_t i = sim_first(sim, step); i < sim->columns->count; i = sim_next(sim, step, i))
// Requests that were served or blocked before, and gateway hits (demand, never spend: they can be
// looked up, saving 0), see sim_is_left().
bool sim_is_left(const struct simulation *sim, const struct step *step, int64_t i);
int64_t sim_first(const struct simulation *sim, const struct step *step);
int64_t sim_next(const struct simulation *sim, const struct step *step, int64_t i);
// Progress and Ctrl-C: call it for every request; looks up only now and then.
MUST_USE bool sim_tick(struct simulation *sim, const struct step *step, int64_t i, struct err *e);
// Between passes that do not tick: false when the question was stopped.
MUST_USE bool sim_goes_on(const struct simulation *sim, struct err *e);

// The request as the steps before left it.
const struct tokens *sim_tokens(const struct simulation *sim, int64_t i);
uint32_t sim_model(const struct simulation *sim, int64_t i);  // number in sim->models
enum tier sim_tier(const struct simulation *sim, int64_t i);
// Cost in nano-USD with its charges (sim_charge), and the charges alone. UNKNOWN cost = no price.
static inline int64_t sim_cost_nusd(const struct simulation *sim, int64_t i)
{
    return sim->cost_nusd[i];
}
static inline int64_t sim_charged_nusd(const struct simulation *sim, int64_t i)
{
    return sim->charged_nusd ? sim->charged_nusd[i] : 0;
}
// Latency in µs; unknown = the median of its model in these columns, else 0 (see
// sim_latency_is_known).
int64_t sim_latency_us(struct simulation *sim, int64_t i);
bool sim_latency_is_known(const struct simulation *sim, int64_t i);
// Successful: no error, and it was answered.
bool sim_is_success(const struct simulation *sim, int64_t i);

// What the request would cost, in nano-USD, charges not included: with these tokens, this model and
// this tier. UNKNOWN without a price. A failed call without usage and a gateway hit cost 0.
int64_t sim_price(struct simulation *sim, int64_t i, const struct tokens *tok, uint32_t model,
                  enum tier tier);
// The terms of a request as the steps before left it: price row and prompt-cache rule.
const struct call_terms *sim_terms(struct simulation *sim, int64_t i);

// Changes of the state, booked to the step. All are no-ops on the money when the price is unknown
// (counted in outcome.unpriced).
// Answered without a provider; it saved `saved_us` of waiting (may be negative).
void sim_serve(struct simulation *sim, struct outcome *out, int64_t i, int64_t saved_us);
// Refused: nobody answers.
void sim_block(struct simulation *sim, struct outcome *out, int64_t i);
// Other tokens, the same call.
void sim_set_tokens(struct simulation *sim, struct outcome *out, int64_t i,
                    const struct tokens *tok);
void sim_set_model(struct simulation *sim, struct outcome *out, int64_t i, uint32_t model,
                   const struct tokens *tok);
void sim_set_tier(struct simulation *sim, struct outcome *out, int64_t i, enum tier tier);
// An expense on behalf of the request that stays whatever later steps do: a classifier, a failed
// attempt, storage. Negative is a refund.
void sim_charge(struct simulation *sim, struct outcome *out, int64_t i, int64_t nusd);
// The request is priced by options.other_book from now on.
void sim_use_other_book(struct simulation *sim, struct outcome *out, int64_t i);
// The number of a model, added when it is new.
uint32_t sim_add_model(struct simulation *sim, struct str provider, struct str model);

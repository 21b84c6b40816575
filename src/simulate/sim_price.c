// sim_price.c - what a request would cost and how long it took, as the state has it.
#include <stdlib.h>

#include "simulate/simulation.h"

static const struct call_terms *terms_of(struct simulation *sim, int64_t i, uint32_t model,
                                         enum tier tier)
{
    const struct model_name *name = &sim->models[model];
    struct billed_call call = {
        .who = model,
        .provider = name->provider,
        .model = name->model,
        .model_requested = name->model_requested,
        .tier = tier,
        .ts_us = sim->columns->ts_us[i],
    };
    bool is_other = sim->is_other_book && sim->is_other_book[i];
    return call_terms_of(is_other ? &sim->other_terms : &sim->terms, &call);
}

const struct call_terms *sim_terms(struct simulation *sim, int64_t i)
{
    return terms_of(sim, i, sim_model(sim, i), sim_tier(sim, i));
}

// Parts never exceed what they are part of: a step may have moved tokens to another class.
static void clamp_part(struct usage *u, enum tok_class part, enum tok_class whole)
{
    if (u->tok[part] != UNKNOWN && u->tok[part] > u->tok[whole])
        u->tok[part] = u->tok[whole];
}

static void usage_of(const struct columns *c, int64_t i, const struct tokens *tok,
                     struct usage *out)
{
    usage_init(out);
    if (c->flags[i] & COLUMN_HAS_EXTRA)
        *out = c->extra_usages[*map_get(&c->extras, (uint64_t)i)];
    for (int k = 0; k < COLUMN_TOKENS; k++)
        out->tok[k] = tok->n[k];
    clamp_part(out, TOK_REASONING, TOK_OUTPUT);
    if (!(c->flags[i] & COLUMN_HAS_EXTRA))
        return;
    clamp_part(out, TOK_AUDIO_IN, TOK_INPUT);
    clamp_part(out, TOK_IMAGE_IN, TOK_INPUT);
    clamp_part(out, TOK_AUDIO_READ, TOK_CACHE_READ);
    clamp_part(out, TOK_AUDIO_OUT, TOK_OUTPUT);
    clamp_part(out, TOK_IMAGE_OUT, TOK_OUTPUT);
}

int64_t sim_price(struct simulation *sim, int64_t i, const struct tokens *tok, uint32_t model,
                  enum tier tier)
{
    uint32_t flags = sim->columns->flags[i];
    struct usage usage;
    struct price_cost cost;
    bool has_usage = flags & COLUMN_HAS_USAGE;
    if ((flags & COLUMN_GATEWAY_HIT) || ((flags & COLUMN_ERROR) && !has_usage))
        return 0;
    const struct price_row *row = terms_of(sim, i, model, tier)->row;
    if (!row || !has_usage)
        return UNKNOWN;
    usage_of(sim->columns, i, tok, &usage);
    return price_cost(row, &usage, tier, &cost) ? price_total_nusd(&cost) : UNKNOWN;
}

bool sim_latency_is_known(const struct simulation *sim, int64_t i)
{
    return sim->columns->latency_us[i] != LATENCY_UNKNOWN;
}

static int by_value(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

// The lower median of the known latencies of each model; 0 where none is known.
static uint32_t *median_latencies(const struct columns *c, struct arena *a)
{
    uint32_t *medians = ARENA_ARRAY(a, uint32_t, c->model_count);
    struct arena scratch = {0};
    int64_t *end = ARENA_ARRAY(&scratch, int64_t, (size_t)c->model_count + 1);
    uint32_t *sorted = ARENA_ARRAY(&scratch, uint32_t, (size_t)c->count);
    for (int64_t i = 0; i < c->count; i++)
        end[c->callers[c->caller[i]].model + 1] += c->latency_us[i] != LATENCY_UNKNOWN;
    for (uint32_t m = 0; m < c->model_count; m++)
        end[m + 1] += end[m];
    int64_t *at = ARENA_ARRAY(&scratch, int64_t, (size_t)c->model_count + 1);
    memcpy(at, end, ((size_t)c->model_count + 1) * sizeof *at);
    for (int64_t i = 0; i < c->count; i++)
        if (c->latency_us[i] != LATENCY_UNKNOWN)
            sorted[at[c->callers[c->caller[i]].model]++] = c->latency_us[i];
    for (uint32_t m = 0; m < c->model_count; m++) {
        int64_t n = end[m + 1] - end[m];
        if (!n)
            continue;
        qsort(sorted + end[m], (size_t)n, sizeof *sorted, by_value);
        medians[m] = sorted[end[m] + (n - 1) / 2];
    }
    arena_release(&scratch);
    return medians;
}

int64_t sim_latency_us(struct simulation *sim, int64_t i)
{
    const struct columns *c = sim->columns;
    if (sim_latency_is_known(sim, i))
        return c->latency_us[i];
    if (!sim->median_latency_us)
        sim->median_latency_us = median_latencies(c, &sim->state_arena);
    return sim->median_latency_us[c->callers[c->caller[i]].model];
}

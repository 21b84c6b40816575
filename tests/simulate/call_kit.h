// call_kit.h - random requests of real models, and what an outcome says, for tests of strategies
// that change calls.
#pragma once

#include "simulate/prompt_span.h"
#include "tests/simulate/sim_kit.h"

// A repeatable stream of numbers.
struct dice {
    uint64_t state;
};
static inline uint64_t dice_roll(struct dice *d, uint64_t sides)
{
    d->state = hash_mix(d->state, 0x9e3779b97f4a7c15u);
    return d->state % sides;
}

// Models that have a price in the autumn of 2026, and whose prompts may share a cache.
struct priced_model {
    const char *provider, *model, *family;
    int64_t min_prefix_tok;  // of its prompt cache; 0 = none
    bool bills_writes;
};
static const struct priced_model priced_models[] = {
    {"openai", "gpt-4o", "gpt", 1024, false},
    {"openai", "gpt-4o-mini", "gpt", 1024, false},
    {"openai", "gpt-6-sol", "gpt", 1024, true},
    {"openai", "o3", "o", 1024, false},
    {"anthropic", "claude-sonnet-4-6", "claude", 1024, true},
    {"anthropic", "claude-haiku-4-5", "claude", 4096, true},
    {"google", "gemini-2.5-pro", "gemini", 2048, false},
    {"deepseek", "deepseek-v4-pro", "deepseek", 64, false},
};
enum { PRICED_MODELS = sizeof priced_models / sizeof *priced_models };

static inline const struct priced_model *priced_model(const char *model)
{
    for (int i = 0; i < PRICED_MODELS; i++)
        if (strcmp(priced_models[i].model, model) == 0)
            return &priced_models[i];
    return NULL;
}

// A request like no other: any model, task, tier, sizes from nothing to long context, some failed,
// some answered by a gateway, some of a model without a price.
static inline struct kit_call random_call(struct dice *d, double ts_s)
{
    static const char *const features[] = {NULL, "search", "chat", "mail"};
    const struct priced_model *m = &priced_models[dice_roll(d, PRICED_MODELS)];
    struct kit_call call = {
        .ts_s = ts_s,
        .latency_s = (double)dice_roll(d, 5000) / 1000,
        .provider = m->provider,
        .model = m->model,
        .feature = features[dice_roll(d, 4)],
        .task = (enum task)dice_roll(d, TASK_COUNT),
        .system = dice_roll(d, 6),
        .template_id = dice_roll(d, 9),
    };
    uint64_t size = dice_roll(d, 20) ? 6000 : 300000;
    call.tok.n[TOK_INPUT] = (uint32_t)dice_roll(d, size);
    if (dice_roll(d, 2))
        call.tok.n[TOK_CACHE_READ] = (uint32_t)dice_roll(d, 9000);
    if (dice_roll(d, 4) == 0)
        call.tok.n[TOK_CACHE_WRITE_5M] = (uint32_t)dice_roll(d, 5000);
    if (dice_roll(d, 9) == 0)
        call.tok.n[TOK_CACHE_WRITE_1H] = (uint32_t)dice_roll(d, 5000);
    call.tok.n[TOK_OUTPUT] = 1 + (uint32_t)dice_roll(d, 3000);
    call.tok.n[TOK_REASONING] = (uint32_t)dice_roll(d, call.tok.n[TOK_OUTPUT]);
    for (int part = 0; part < PART_COUNT; part++)
        call.part_bytes[part] = (uint32_t)dice_roll(d, dice_roll(d, 3) ? 20000 : 1);
    call.retrieved_chunks = (uint16_t)(call.part_bytes[PART_RETRIEVED] ? dice_roll(d, 12) : 0);
    if (dice_roll(d, 15) == 0)
        call.model = "nobody-knows-this-1";
    if (dice_roll(d, 12) == 0) {
        call.is_error = true;
        if (dice_roll(d, 2))
            memset(&call.tok, 0, sizeof call.tok);
    }
    call.is_gateway_hit = dice_roll(d, 20) == 0;
    static const enum tier tiers[] = {TIER_UNKNOWN,  TIER_STANDARD, TIER_STANDARD,
                                      TIER_STANDARD, TIER_BATCH,    TIER_FLEX};
    call.tier = tiers[dice_roll(d, 6)];
    return call;
}

static inline void add_random_calls(struct kit *k, uint64_t seed, int count)
{
    struct dice d = {seed};
    double ts_s = 0;
    for (int i = 0; i < count; i++) {
        ts_s += (double)dice_roll(&d, 100) / 1000;
        kit_add(k, random_call(&d, ts_s));
    }
}

// What call `i` would cost with other tokens, another model or tier; UNKNOWN without a price.
static inline int64_t priced_as(const struct kit *k, int64_t i, const struct tokens *tok,
                                const char *provider, const char *model, enum tier tier)
{
    struct kit_call call = k->calls[i];
    call.tok = *tok;
    call.provider = provider;
    call.model = model;
    call.tier = tier;
    int64_t ts_us = KIT_START_US + (int64_t)llround(call.ts_s * 1e6);
    return kit_cost(k->book, &call, ts_us);
}

static inline void need_book(struct kit *k)
{
    if (!k->book)
        assert_true(price_book_builtin(&k->book, &k->arena, &k->err));
}

// cmocka compares floats alone.
static inline void assert_near(double x, double want, double error)
{
    if (!(fabs(x - want) <= error))
        fail_msg("%.15g is not %.15g", x, want);
}

// A figure of the first step, by its key.
static inline struct cell figure(const struct kit *k, const char *key)
{
    const struct outcome *o = &k->sim.outcomes[0];
    for (int i = 0; i < o->risk_count; i++)
        if (strcmp(o->risk[i].key, key) == 0)
            return o->risk[i].value;
    fail_msg("there is no figure %s", key);
    return (struct cell){0};
}
static inline bool has_figure(const struct kit *k, const char *key)
{
    const struct outcome *o = &k->sim.outcomes[0];
    for (int i = 0; i < o->risk_count; i++)
        if (strcmp(o->risk[i].key, key) == 0)
            return true;
    return false;
}

static inline const struct table *outcome_table_of(const struct kit *k, const char *key)
{
    const struct outcome *o = &k->sim.outcomes[0];
    int i = 0;
    while (i < o->table_count && !str_eq(o->tables[i]->key, str_of(key)))
        i++;
    if (i == o->table_count)
        fail_msg("there is no table %s", key);
    return o->tables[i];
}
static inline struct cell table_cell(const struct table *t, int64_t row, const char *column)
{
    int at = table_column(t, str_of(column));
    assert_true(at >= 0 && row < t->row_count);
    return t->cells[row * t->column_count + at];
}

// The policy is refused, at its reading or at work, with a message that holds `words`.
static inline void refused(struct kit *k, const char *json, const char *words)
{
    need_book(k);
    simulation_release(&k->sim);
    policy_release(&k->policy);
    bool ok = kit_policy(k, json);
    if (ok) {
        kit_columns(k);
        struct simulation_options options = {.book = k->book, .other_book = k->other_book};
        ok = simulation_run(&k->sim, &k->columns, &k->policy, &options, &k->arena, &k->err);
    }
    assert_false(ok);
    assert_int_equal(k->err.code, ERR_USAGE);
    if (!str_contains(str_of(k->err.text), str_of(words)))
        fail_msg("'%s' does not say '%s'", k->err.text, words);
    k->err = (struct err){0};
}

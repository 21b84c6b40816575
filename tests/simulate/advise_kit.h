// advise_kit.h - calls that advice can be given on, and advice over them.
#pragma once

#include "sim_kit.h"
#include "simulate/advise_answer.h"

static inline bool run_kit(void *self, const struct policy *p, struct simulation *out,
                           struct err *e)
{
    struct kit *k = self;
    struct simulation_options options = {.book = k->book};
    return simulation_run(out, &k->columns, p, &options, &k->arena, e);
}

// Calls of a help desk that repeat at temperature 0 and get the same answers, some of them within a
// second; of a chat that repeat and get others; and many that want a label, from a dear model.
static inline void add_calls(struct kit *k)
{
    static const char *const features[] = {"desk", "chat", "labels", NULL};
    for (int i = 0; i < 400; i++) {
        int f = i % 7 == 6 ? 3 : i % 3;
        bool is_repeated = f < 2;
        uint64_t request = is_repeated ? (uint64_t)(f * 1000 + i % 40 + 1) : (uint64_t)(9000 + i);
        struct kit_call call = {
            .ts_s = 600 * i,
            .latency_s = 2,
            .feature = features[f],
            .temperature = f == 0 ? 0 : 0.7,
            .model = f == 2 ? "gpt-4.1" : "gpt-4o",
            .task = f == 2 ? TASK_CLASSIFICATION : TASK_CREATIVE,
            .request = request,
            .content = request,
            .normal = request,
            .question = request,
            .system = 5,
            .output = f == 0 ? request : (uint64_t)(50000 + i),
            .answer = f == 0 ? request : (uint64_t)(50000 + i),
            .tok = {.n = {[TOK_INPUT] = (uint32_t)(800 + 13 * i), [TOK_OUTPUT] = 90}},
        };
        (void)kit_add(k, call);
        call.ts_s += 1;
        if (i % 5 == 0 && f < 3)
            (void)kit_add(k, call);
    }
    k->trims = ARENA_ARRAY(&k->arena, struct trim_column, 2);
    k->statics = ARENA_ARRAY(&k->arena, uint32_t, 2);
}

#define KEY(value) .settings = {{"key", value}}
static const struct candidate repeats = {.name = "repeats",
                                         .title = "",
                                         .strategy = "response_cache",
                                         KEY("request"),
                                         .kind = "cache",
                                         .risks = {{ADVICE_DIVERGENCE, false, 0.05, "differ"}}};

// Runs advise over the calls; columns and policies stay in the kit's arena.
static inline void advise(struct kit *k, struct advising *v, const struct advise_options *options)
{
    struct runner runner = {.run = run_kit, .self = k};
    struct advise_options given = *options;
    if (!k->count)
        add_calls(k);
    if (!k->book)
        assert_true(price_book_builtin(&k->book, &k->arena, &k->err));
    given.book = k->book;
    given.now_us = KIT_START_US;
    k->wants = (struct column_wants){.arena = &k->arena};
    advising_init(v, &given, &k->arena);
    if (!advising_wants(v, &k->wants, &k->err))
        fail_msg("%s", k->err.text);
    kit_columns(k);
    if (!advising_run(v, &k->columns, &runner, &k->err))
        fail_msg("%s", k->err.text);
}

static inline struct advise_options defaults(void)
{
    return (struct advise_options){.divergence_max = NAN};
}

static inline const struct advice *find(const struct advising *v, const char *name)
{
    for (int i = 0; i < v->count; i++)
        if (strcmp(v->list[i].candidate->name, name) == 0)
            return &v->list[i];
    fail_msg("there is no advice %s", name);
    return NULL;
}

static inline int64_t best_saved(const struct advising *v)
{
    return v->has_best ? v->best_run.baseline_nusd - v->best_run.final_nusd : 0;
}

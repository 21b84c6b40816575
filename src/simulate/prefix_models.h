// prefix_models.h - what prompt caches did to each model: rules, tokens, cost.
#pragma once

#include "simulate/prefix_result.h"

struct prefix_model_row;
// By model and rule. Zero + arena is a valid start.
struct prefix_models {
    struct arena *arena;
    struct map numbers;  // model and rule to the number in `rows`
    struct prefix_model_row *rows;
    size_t count, cap;
};
void prefix_models_add(struct prefix_models *m, const struct simulation *sim,
                       const struct prefix_result *r);
// The table "by_model", dearest before first.
struct table *prefix_models_table(const struct prefix_models *m, const struct simulation *sim);

// model_sums.h - a table of what a step did to the calls of each model.
#pragma once

#include <stdint.h>

#include "simulate/simulation.h"

struct model_sum {
    int64_t requests, changed, unpriced;
    int64_t before_nusd, after_nusd;  // of priced requests
};
struct model_sums {
    struct model_sum *sums;  // by number in sim->models
    uint32_t count;
};

// For the models that the simulation knows now.
void model_sums_init(struct model_sums *m, const struct simulation *sim);
// A request of `model`: what it cost and costs, UNKNOWN = no price; whether the step changed it.
void model_sums_add(struct model_sums *m, uint32_t model, int64_t before_nusd, int64_t after_nusd,
                    bool is_changed);
// Dearest before first. `changed` is what the changed requests are called, "moved".
struct table *model_sums_table(const struct model_sums *m, const char *key, const char *title,
                               const char *changed, const struct simulation *sim);

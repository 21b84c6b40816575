// prefix_result.h - a request that went through a simulated prompt cache.
#pragma once

#include "simulate/prefix_family.h"
#include "simulate/simulation.h"

struct prefix_result {
    int64_t i;
    uint32_t model;  // number of its provider and name, whatever it was asked for as
    const struct prefix_call *call;
    const struct prefix_split *split;
    int64_t before_nusd, after_nusd;  // UNKNOWN = no price
};

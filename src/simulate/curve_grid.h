// curve_grid.h - the TTLs and capacities at which curves are shown: round ones, and the chosen.
#pragma once

#include "simulate/accesses.h"

// What a policy says.
struct curve_choice {
    int64_t ttl_us, capacity;  // UNKNOWN = none
    bool is_fixed;             // the TTL counts from the write
    bool is_off_curves;        // no curve has it, whatever its TTL
};
struct curve_grid {
    int64_t *ttl_us, *capacity;  // ascending
    int ttls, capacities;
    int64_t chosen_ttl_us, chosen_capacity;  // on the grid; UNKNOWN = none
    bool is_fixed, is_off_curves;
};

// Up to the first TTL that spans all accesses, and the first capacity that holds all keys.
void curve_grid_of(struct curve_grid *out, const struct curve_choice *choice,
                   const struct accesses *x, struct arena *a);

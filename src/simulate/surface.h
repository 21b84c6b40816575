// surface.h - what a cache with both a capacity (LRU) and a sliding TTL would save, on a grid.
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "simulate/accesses.h"
#include "simulate/reuse.h"

// Both ascending. INT64_MAX stands for no limit.
struct surface_grid {
    const int64_t *ttl_us;
    int ttls;
    const int64_t *capacity;
    int capacities;
};

struct surface {
    struct surface_grid grid;
    uint32_t groups;
    struct saving *at;  // [groups + 1][ttls][capacities]; the last group is all of them
};

// Exact at every point of the grid. Lives in `a`; the arrays of the grid must stay.
void surface_of(struct surface *out, const struct surface_grid *grid, const struct reuse *r,
                const struct weights *w, struct arena *a);

// At the grid's TTL number t and capacity number c, of a group or CURVE_ALL.
const struct saving *surface_at(const struct surface *s, uint32_t group, int t, int c);

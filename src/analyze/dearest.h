// dearest.h - the dearest of many things: a list of bounded length, the same in any order of
// offers.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

// Zero + dearest_init(). A heap whose top is the cheapest that is kept.
struct dearest {
    size_t size;          // of one thing
    int64_t most, count;  // kept
    int64_t offered;
    int64_t cap;
    struct dear {
        int64_t cost_nusd;
        uint64_t tie;  // of equal cost the lower comes first
        void *thing;
    } * heap;
};

void dearest_init(struct dearest *d, size_t size, int64_t most);
// Where to write the thing, in `a`; NULL when it is not among the dearest so far.
void *dearest_offer(struct dearest *d, int64_t cost_nusd, uint64_t tie, struct arena *a);
// The things as an array of `count`, dearest first, in the arena of the offers; no offers after it.
void *dearest_finish(struct dearest *d, struct arena *a);

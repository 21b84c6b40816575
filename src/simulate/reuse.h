// reuse.h - how long ago, and how many other keys ago, the key of each access was asked for last.
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "simulate/accesses.h"

struct reuse {
    int64_t count;
    // µs since the previous access of the same key; UNKNOWN = there is none. A sliding TTL hits iff
    // the gap is known and not longer.
    int64_t *gap_us;
    // LRU stack distance: distinct keys asked for since then, the key itself included; 0 = there is
    // none. A cache of LRU hits iff the distance is not 0 and not above its capacity (R. L. Mattson
    // et al., Evaluation techniques for storage hierarchies, IBM Systems Journal 9 (2), 1970).
    uint32_t *distance;
};
// With both, a TTL and a capacity, a cache hits iff both would: the keys above one in the stack are
// younger, so whatever has expired lies below all that lives.

// For each access, in `a`.
void reuse_of(struct reuse *out, const struct accesses *x, struct arena *a);

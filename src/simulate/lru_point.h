// lru_point.h - one cache of a capacity replayed exactly and fast: LRU with or without a TTL, FIFO.
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "simulate/accesses.h"

// `toll simulate` reads such points off curves.h and surface.h; this replays them without, for
// tests that hold those against it, and for ./dev bench simulate.
//
// An instant fill: a miss stores its key at once. `is_hit` may be NULL, else [count] is set to 1 or
// 0. Return the number of hits. `scratch` is left as it was.

// Least recently used out first; what was not used for longer than ttl_us (UNKNOWN = no limit) is
// gone.
int64_t lru_point_hits(const struct accesses *x, uint32_t capacity, int64_t ttl_us, uint8_t *is_hit,
                       struct arena *scratch);
// First stored out first.
int64_t fifo_point_hits(const struct accesses *x, uint32_t capacity, uint8_t *is_hit,
                        struct arena *scratch);

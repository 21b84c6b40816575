// completions.h - calls under way, by the instant at which they end.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct completion {
    int64_t at_us;
    uint32_t request;
    uint32_t cache_key;   // that it fills; 0 = none
    uint32_t flight_key;  // whose flight it leads; 0 = none
};

// A heap. Zero + arena is a valid start.
struct completions {
    struct arena *arena;
    struct completion *heap;
    size_t count, cap;
};
void completions_push(struct completions *c, struct completion item);
// Takes the earliest out if it ends at `until_us` or before; of several at one instant, the one of
// the earliest request. False when there is none.
bool completions_pop(struct completions *c, int64_t until_us, struct completion *out);

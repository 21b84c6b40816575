// recent.h - what is remembered of keys that were seen lately: structs by key in bounded memory.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/keyed.h"

// Two generations of `most` keys: when the young one is full, the old one is forgotten and the
// young one becomes old. A key is kept until at least `most` others have come since it was last
// touched.
struct recent {
    struct keyed young, old;
    uint32_t most;
    bool has_forgotten;  // what was not found may have been there
};

void recent_init(struct recent *r, size_t size, uint32_t most);
// Before a look-up of this key, far ahead and shortly before it.
void recent_prefetch(const struct recent *r, uint64_t key, bool is_far);
// NULL when absent. Valid until the next call.
void *recent_find(struct recent *r, uint64_t key);
// Added, zeroed but for the key, when absent.
void *recent_put(struct recent *r, uint64_t key, bool *is_new);
void recent_release(struct recent *r);

// twice.h - which of many 64-bit keys come at least twice: the first of two passes over requests.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "store/bloom.h"

// Two Bloom filters, 24 bits a key. A key that came twice is always found; of the others about one
// in a hundred is taken for one that did, so the second pass counts for itself.
enum { TWICE_BATCH = 256 };
struct twice {
    struct bloom seen, again;
    int64_t repeated;            // keys that come again; about one in a hundred is missing
    uint64_t keys[TWICE_BATCH];  // that are under way: their part of the filters is being fetched
    int count;
};

// Zero + twice_init(); `keys` is how many there are at most.
void twice_init(struct twice *t, int64_t keys);
void twice_see(struct twice *t, uint64_t key);
// When all are seen: gives half of the memory back.
void twice_finish(struct twice *t);
bool twice_may_repeat(const struct twice *t, uint64_t key);
// Before twice_may_repeat() of this key some time later.
static inline void twice_prefetch(const struct twice *t, uint64_t key)
{
    bloom_prefetch(&t->again, key);
}
void twice_release(struct twice *t);

// bloom.h - a blocked Bloom filter: "certainly new" in one cache line.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"

enum { BLOOM_MAX_BYTES = 64 * 1024 * 1024, BLOOM_BITS_PER_KEY = 12 };

// Zero + bloom_init(). Every key sets eight bits of one 64-byte block (F. Putze, P. Sanders, J.
// Singler, "Cache-, Hash- and Space-Efficient Bloom Filters", 2007). False positives: about 1 % at
// BLOOM_BITS_PER_KEY, more beyond 44 million keys.
struct bloom {
    struct arena arena;
    uint64_t *words;
    uint64_t blocks;   // of 8 words; a power of two
    int64_t capacity;  // keys it is sized for
};

// Empty, sized for that many keys (within the limit); may be called again.
void bloom_init(struct bloom *b, int64_t keys);
void bloom_add(struct bloom *b, uint64_t key);
bool bloom_may_have(const struct bloom *b, uint64_t key);
// Before a call with this key some time later: large filters are in no cache.
static inline void bloom_prefetch(const struct bloom *b, uint64_t key)
{
    PREFETCH(b->words + (key & (b->blocks - 1)) * (64 / sizeof *b->words));
}
void bloom_release(struct bloom *b);

// bloom.c - see bloom.h.
#include "store/bloom.h"

#include "base/hash.h"

enum { BLOCK_BYTES = 64, BLOCK_WORDS = 8, MIN_BLOCKS = 1024 };

void bloom_init(struct bloom *b, int64_t keys)
{
    uint64_t blocks = MIN_BLOCKS;
    while (blocks * BLOCK_BYTES < BLOOM_MAX_BYTES &&
           blocks * BLOCK_BYTES * 8 < (uint64_t)keys * BLOOM_BITS_PER_KEY)
        blocks *= 2;
    bloom_release(b);
    b->words = ARENA_ARRAY(&b->arena, uint64_t, blocks * BLOCK_WORDS);
    b->blocks = blocks;
    b->capacity = blocks * BLOCK_BYTES < BLOOM_MAX_BYTES
                      ? (int64_t)(blocks * BLOCK_BYTES * 8 / BLOOM_BITS_PER_KEY)
                      : INT64_MAX;
}

// One bit in each of the block's eight words, six bits of the hash each.
static inline uint64_t bit_of(uint64_t hash, int word)
{
    return 1ULL << (hash >> (6 * word) & 63);
}

void bloom_add(struct bloom *b, uint64_t key)
{
    uint64_t hash = hash_mix(0, key);
    uint64_t *block = b->words + (key & (b->blocks - 1)) * BLOCK_WORDS;
    for (int i = 0; i < BLOCK_WORDS; i++)
        block[i] |= bit_of(hash, i);
}

bool bloom_may_have(const struct bloom *b, uint64_t key)
{
    uint64_t hash = hash_mix(0, key);
    const uint64_t *block = b->words + (key & (b->blocks - 1)) * BLOCK_WORDS;
    for (int i = 0; i < BLOCK_WORDS; i++)
        if (!(block[i] & bit_of(hash, i)))
            return false;
    return true;
}

void bloom_release(struct bloom *b)
{
    arena_release(&b->arena);
    *b = (struct bloom){0};
}

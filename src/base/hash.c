// hash.c - xxHash, compiled into this file only.
#include "base/hash.h"

#include <string.h>

// On x86 the library picks SSE2, AVX2 or AVX-512 when the program runs.
#define XXH_STATIC_LINKING_ONLY  // shows the size of the state
#ifdef __x86_64__
#include <xxh_x86dispatch.h>
#else
#include <xxhash.h>
#endif

_Static_assert(sizeof(XXH3_state_t) + 64 <= sizeof(struct hash_stream), "state too small");

// xxHash wants its state on a 64-byte boundary; arenas and stacks promise 16.
static size_t padding_of(const unsigned char *bytes)
{
    return (64 - ((uintptr_t)bytes & 63)) % 64;
}

static XXH3_state_t *state_of(struct hash_stream *h)
{
    return (XXH3_state_t *)(void *)(h->state + padding_of(h->state));
}

uint64_t hash_bytes(const void *bytes, size_t len)
{
    return XXH3_64bits(bytes ? bytes : "", len);
}

uint64_t hash_seeded(const void *bytes, size_t len, uint64_t seed)
{
    return XXH3_64bits_withSeed(bytes ? bytes : "", len, seed);
}

// All supported machines are little-endian; a big-endian one would hash other bytes.
_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "fingerprints are little-endian");

uint64_t hash_words(const uint64_t *words, size_t n)
{
    return XXH3_64bits(n ? (const void *)words : "", n * sizeof *words);
}

void hash_stream_init(struct hash_stream *h)
{
    XXH3_64bits_reset(state_of(h));
}

void hash_stream_add(struct hash_stream *h, const void *bytes, size_t len)
{
    XXH3_64bits_update(state_of(h), bytes, len);
}

uint64_t hash_stream_value(const struct hash_stream *h)
{
    const void *state = h->state + padding_of(h->state);
    return XXH3_64bits_digest(state);
}

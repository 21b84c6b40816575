// hash.h - XXH3-64, the one hash of fingerprints, identities and tables.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

// XXH3 64-bit of the bytes, seed 0 (xxHash 0.8 specification): stable across machines and versions.
uint64_t hash_bytes(const void *bytes, size_t len);
// The same with a seed.
uint64_t hash_seeded(const void *bytes, size_t len, uint64_t seed);
// hash_bytes() of the little-endian bytes of n words: a hash of hashes.
uint64_t hash_words(const uint64_t *words, size_t n);
// A cheap chained step: the 64-bit finaliser of MurmurHash3 over (state ^ word) * odd constant.
static inline uint64_t hash_mix(uint64_t state, uint64_t word)
{
    uint64_t x = (state ^ word) * 0x9e3779b97f4a7c15ULL;
    x ^= x >> 33;
    x *= 0xff51afd7ed558ccdULL;
    x ^= x >> 33;
    x *= 0xc4ceb9fe1a85ec53ULL;
    return x ^ x >> 33;
}

static inline uint64_t hash_str(struct str s)
{
    return hash_bytes(s.ptr, s.len);
}

// A running hash_bytes() over a stream. Init before use; not to be copied or moved afterwards.
struct hash_stream {
    unsigned char state[576 + 64];  // aligned to 64 bytes inside
};
void hash_stream_init(struct hash_stream *h);
void hash_stream_add(struct hash_stream *h, const void *bytes, size_t len);
// May be called at any time; the stream goes on.
uint64_t hash_stream_value(const struct hash_stream *h);

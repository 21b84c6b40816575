// rng.h - a small seeded generator: the same numbers on every machine, a stream for every key.
#pragma once

#include <stdint.h>

// SplitMix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number generators", 2014).
struct rng {
    uint64_t state;
};

static inline uint64_t rng_next(struct rng *r)
{
    uint64_t x = r->state += 0x9e3779b97f4a7c15ULL;
    x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ x >> 27) * 0x94d049bb133111ebULL;
    return x ^ x >> 31;
}

// The stream of (seed, a, b): the same content is written again from its key, not stored.
static inline struct rng rng_of(uint64_t seed, uint64_t a, uint64_t b)
{
    struct rng r = {seed};
    r.state = rng_next(&r) ^ a * 0xd1342543de82ef95ULL;
    r.state = rng_next(&r) ^ b * 0xaf251af3b0f025b5ULL;
    r.state = rng_next(&r);
    return r;
}

// 0 <= result < n, for 0 < n < 2^32.
static inline int64_t rng_below(struct rng *r, int64_t n)
{
    return (int64_t)((rng_next(r) >> 32) * (uint64_t)n >> 32);
}

// low <= result <= high.
static inline int64_t rng_between(struct rng *r, int64_t low, int64_t high)
{
    return low + rng_below(r, high - low + 1);
}

static inline int rng_chance(struct rng *r, int permille)
{
    return rng_below(r, 1000) < permille;
}

// 0 <= result < n with a probability that falls as 1 / (result + 1), Zipf's law with exponent 1, in
// integers: an octave by chance, a number in it by chance.
static inline int64_t rng_zipf(struct rng *r, int64_t n)
{
    int octaves = 64 - __builtin_clzll((uint64_t)n);
    for (;;) {
        int64_t low = (int64_t)1 << rng_below(r, octaves);
        int64_t rank = low + (int64_t)(rng_next(r) >> 8) % low;
        if (rank <= n)
            return rank - 1;
    }
}

// lanes.h - sixteen bytes at a time, in what vector registers the machine has.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <string.h>

// GCC's vector extension: comparisons give 0xff in the lanes where they hold.
typedef unsigned char lanes __attribute__((vector_size(16)));

// All sixteen bytes must be readable.
static inline lanes lanes_load(const char *p)
{
    lanes v;
    memcpy(&v, p, sizeof v);
    return v;
}

// A bit for each lane that is set (0xff), the first one lowest.
static inline unsigned lanes_bits(lanes v)
{
#ifdef __SSE2__
    typedef char bytes __attribute__((vector_size(16)));
    return (unsigned)__builtin_ia32_pmovmskb128((bytes)v);
#else
    unsigned set = 0;
    for (unsigned i = 0; i < 16; i++)
        set |= (unsigned)(v[i] >> 7) << i;
    return set;
#endif
}

// The first lane that is set (0xff), or 16.
static inline size_t lanes_first(lanes v)
{
#ifdef __SSE2__
    unsigned set = lanes_bits(v);
    return set ? (size_t)__builtin_ctz(set) : 16;
#else
    uint64_t half[2];
    memcpy(half, &v, sizeof half);
    if (half[0])
        return (size_t)__builtin_ctzll(half[0]) / 8;
    return half[1] ? 8 + (size_t)__builtin_ctzll(half[1]) / 8 : 16;
#endif
}

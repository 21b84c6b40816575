// sort.c - least significant digit first; digits that all keys share are skipped.
#include "store/sort.h"

#include <string.h>

enum { DIGIT_BITS = 8, DIGITS = 8, RADIX = 1 << DIGIT_BITS };

static unsigned digit_of(uint64_t key, int digit)
{
    return (unsigned)(key >> (digit * DIGIT_BITS)) & (RADIX - 1);
}

static void scatter(const struct pair *from, struct pair *to, size_t n, int digit,
                    const size_t counts[RADIX])
{
    size_t starts[RADIX];
    size_t at = 0;
    for (int i = 0; i < RADIX; i++) {
        starts[i] = at;
        at += counts[i];
    }
    for (size_t i = 0; i < n; i++)
        to[starts[digit_of(from[i].key, digit)]++] = from[i];
}

void sort_pairs(struct pair *pairs, size_t n, struct arena *scratch)
{
    size_t counts[DIGITS][RADIX] = {0};
    for (size_t i = 0; i < n; i++)
        for (int d = 0; d < DIGITS; d++)
            counts[d][digit_of(pairs[i].key, d)]++;
    struct arena_mark mark = arena_mark(scratch);
    struct pair *from = pairs;
    struct pair *to = arena_raw(scratch, n * sizeof *to);
    for (int d = 0; n && d < DIGITS; d++) {
        if (counts[d][digit_of(from[0].key, d)] == n)
            continue;
        scatter(from, to, n, d, counts[d]);
        struct pair *swap = from;
        from = to;
        to = swap;
    }
    if (from != pairs && n)
        memcpy(pairs, from, n * sizeof *pairs);
    arena_rewind(scratch, mark);
}

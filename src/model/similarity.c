// similarity.c - minima are compared sixteen to a word.
#include "model/similarity.h"

#include <string.h>

enum { WORDS = (SKETCH_BYTES + 7) / 8 };
_Static_assert(SKETCH_BITS == 4 && WORDS < 16, "counts of four bits");

enum { BAND_BITS = SKETCH_ROWS * SKETCH_BITS };
_Static_assert(BAND_BITS <= 20, "a band and what is before it in its first byte fit in three");
_Static_assert(SKETCH_BANDS <= 32, "a bit for each band");

static uint32_t band_of(const uint8_t *bits, unsigned band)
{
    const uint8_t *p = bits + band * BAND_BITS / 8;
    uint32_t three = (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16;
    return three >> band * BAND_BITS % 8 & ((1U << BAND_BITS) - 1);
}

uint32_t sketch_band(const struct sketch *s, int band)
{
    return band_of(s->bits, (unsigned)band);
}

uint32_t sketch_equal_bands(const struct sketch *a, const struct sketch *b)
{
    uint8_t differ[SKETCH_BYTES];
    uint32_t equal = 0;
    for (int i = 0; i < SKETCH_BYTES; i++)
        differ[i] = a->bits[i] ^ b->bits[i];
    for (unsigned i = 0; i < SKETCH_BANDS; i++)
        equal |= (uint32_t)(band_of(differ, i) == 0) << i;
    return equal;
}

int sketch_matches(const struct sketch *a, const struct sketch *b)
{
    uint64_t x[WORDS] = {0};
    uint64_t y[WORDS] = {0};
    uint64_t differ = 0;  // a count in each four bits
    memcpy(x, a->bits, SKETCH_BYTES);
    memcpy(y, b->bits, SKETCH_BYTES);
    for (int i = 0; i < WORDS; i++) {
        uint64_t d = x[i] ^ y[i];
        d |= d >> 2;
        d |= d >> 1;
        differ += d & 0x1111111111111111ULL;
    }
    differ = (differ & 0x0f0f0f0f0f0f0f0fULL) + (differ >> 4 & 0x0f0f0f0f0f0f0f0fULL);
    return SKETCH_HASHES - (int)(differ * 0x0101010101010101ULL >> 56);
}

double sketch_similarity_of(int matches)
{
    static const double by_chance = 1.0 / (1 << SKETCH_BITS);
    double equal = (double)matches / SKETCH_HASHES;
    return equal > by_chance ? (equal - by_chance) / (1 - by_chance) : 0;
}

double sketch_similarity(const struct sketch *a, const struct sketch *b)
{
    return sketch_similarity_of(sketch_matches(a, b));
}

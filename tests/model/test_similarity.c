// test_similarity.c - comparing sketches, and the curve of locality-sensitive hashing over their
// bands.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "base/hash.h"
#include "model/similarity.h"

static uint64_t next(uint64_t *state)
{
    return *state = hash_mix(*state, 0x62616e6473ULL);
}

static unsigned minimum(const struct sketch *s, int i)
{
    return (unsigned)s->bits[i / 2] >> (i % 2 * SKETCH_BITS) & 15U;
}

static void set_minimum(struct sketch *s, int i, unsigned value)
{
    int shift = i % 2 * SKETCH_BITS;
    s->bits[i / 2] = (uint8_t)(((unsigned)s->bits[i / 2] & ~(15U << shift)) | value << shift);
}

static struct sketch random_sketch(uint64_t *state)
{
    struct sketch s = {{0}};
    for (int i = 0; i < SKETCH_HASHES; i++)
        set_minimum(&s, i, next(state) & 15);
    return s;
}

// Another sketch, each minimum of which is the same element's with probability `similarity`.
static struct sketch planted(const struct sketch *s, double similarity, uint64_t *state)
{
    struct sketch other = *s;
    for (int i = 0; i < SKETCH_HASHES; i++)
        if ((double)(next(state) >> 11) / 9007199254740992.0 >= similarity)
            set_minimum(&other, i, next(state) & 15);
    return other;
}

static void a_band_is_its_minima(void **state)
{
    (void)state;
    uint64_t random = 1;
    struct sketch s = random_sketch(&random);
    for (int band = 0; band < SKETCH_BANDS; band++) {
        uint32_t want = 0;
        for (int row = 0; row < SKETCH_ROWS; row++)
            want |= (uint32_t)minimum(&s, band * SKETCH_ROWS + row) << row * SKETCH_BITS;
        assert_int_equal(sketch_band(&s, band), want);
        // No minimum of another band is in it.
        struct sketch other = random_sketch(&random);
        for (int row = 0; row < SKETCH_ROWS; row++)
            set_minimum(&other, band * SKETCH_ROWS + row, minimum(&s, band * SKETCH_ROWS + row));
        assert_int_equal(sketch_band(&other, band), want);
        assert_true(sketch_equal_bands(&s, &other) & 1U << band);
        other.bits[band * SKETCH_ROWS / 2] ^= 0xff;
        assert_false(sketch_equal_bands(&s, &other) & 1U << band);
    }
    assert_int_equal(sketch_equal_bands(&s, &s), (1U << SKETCH_BANDS) - 1);
}

static void similarity_counts_equal_minima(void **state)
{
    (void)state;
    static const struct {
        int equal;
        double similarity;
    } cases[] = {
        {100, 1.0}, {99, 0.98933}, {85, 0.84}, {50, 0.46667}, {7, 0.008}, {6, 0}, {0, 0},
    };
    uint64_t random = 2;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sketch s = random_sketch(&random);
        struct sketch t = s;
        for (int k = cases[i].equal; k < SKETCH_HASHES; k++)
            set_minimum(&t, k * 37 % SKETCH_HASHES,
                        minimum(&s, k * 37 % SKETCH_HASHES) ^
                            (unsigned)(1 + (k + cases[i].equal) % 15));
        assert_int_equal(sketch_matches(&s, &t), cases[i].equal);
        assert_true(fabs(sketch_similarity(&s, &t) - cases[i].similarity) < 1e-5);
    }
}

static double curve(double similarity)
{
    return 1 - pow(1 - pow(similarity, SKETCH_ROWS), SKETCH_BANDS);
}

// Leskovec, Rajaraman, Ullman, Mining of Massive Datasets, figure 3.8 (r = 5, b = 20), read
// 2026-11.
static const struct {
    double similarity, share;
} textbook[] = {
    {0.2, 0.0064}, {0.3, 0.0475}, {0.4, 0.1860}, {0.5, 0.4701},
    {0.6, 0.8019}, {0.7, 0.9748}, {0.8, 0.9996},
};

static void the_curve_is_the_textbooks(void **state)
{
    (void)state;
    assert_int_equal(SKETCH_ROWS, 5);
    assert_int_equal(SKETCH_BANDS, 20);
    for (size_t i = 0; i < sizeof textbook / sizeof *textbook; i++)
        assert_true(fabs(curve(textbook[i].similarity) - textbook[i].share) < 0.0001);
}

// Minima of four bits are also equal by chance: the curve is that of s + (1 - s) / 16, a little
// higher than the textbook's.
static void pairs_become_candidates_as_the_curve_says(void **state)
{
    (void)state;
    enum { PAIRS = 20000 };
    uint64_t random = 3;
    for (size_t i = 0; i < sizeof textbook / sizeof *textbook; i++) {
        double s = textbook[i].similarity;
        double want = curve(s + (1 - s) / (1 << SKETCH_BITS));
        int candidates = 0;
        for (int k = 0; k < PAIRS; k++) {
            struct sketch x = random_sketch(&random);
            struct sketch y = planted(&x, s, &random);
            bool is_candidate = false;
            for (int band = 0; band < SKETCH_BANDS && !is_candidate; band++)
                is_candidate = sketch_band(&x, band) == sketch_band(&y, band);
            candidates += is_candidate;
        }
        double share = (double)candidates / PAIRS;
        assert_true(want > textbook[i].share);
        assert_true(fabs(share - want) < 4 * sqrt(want * (1 - want) / PAIRS) + 1e-4);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_band_is_its_minima),
        cmocka_unit_test(similarity_counts_equal_minima),
        cmocka_unit_test(the_curve_is_the_textbooks),
        cmocka_unit_test(pairs_become_candidates_as_the_curve_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

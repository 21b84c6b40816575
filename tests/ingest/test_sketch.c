// test_sketch.c - sketches estimate how alike two texts are, for short and long ones.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <math.h>
#include <cmocka.h>

#include "base/buf.h"
#include "base/hash.h"
#include "base/map.h"
#include "ingest/normal.h"
#include "ingest/sketch.h"
#include "model/similarity.h"

enum { SEED = 7, WORDS_MAX = 1000 };

static uint64_t next(uint64_t *state)
{
    return *state = hash_mix(*state, 0x736b65746368ULL);
}

static double uniform(uint64_t *state)
{
    return (double)(next(state) >> 11) / 9007199254740992.0;
}

// Two texts of word numbers: the second one has another word with probability `change`.
struct two_texts {
    uint64_t words[2][WORDS_MAX];
    size_t count;
};

static void make_texts(struct two_texts *t, size_t count, double change, uint64_t *random)
{
    t->count = count;
    for (size_t i = 0; i < count; i++) {
        t->words[0][i] = next(random) >> 1;
        t->words[1][i] = uniform(random) < change ? next(random) >> 1 : t->words[0][i];
    }
}

static struct sketch sketch_words(const uint64_t *words, size_t count, struct arena *a)
{
    struct buf b = {.arena = a};
    struct sketch s;
    for (size_t i = 0; i < count; i++)
        buf_fmt(&b, i ? " w%llx" : "w%llx", (unsigned long long)words[i]);
    assert_true(sketch_of(&s, buf_view(&b), SEED));
    return s;
}

// Words and pairs of neighbours, as numbers; bit 0 or 1 of the value says in which text.
static void add_elements(struct map *m, const uint64_t *words, size_t count, uint64_t bit)
{
    for (size_t i = 0; i < count; i++) {
        *map_put(m, words[i], NULL) |= bit;
        if (i)
            *map_put(m, hash_mix(words[i - 1], words[i]), NULL) |= bit;
    }
}

static double jaccard(const struct two_texts *t, struct arena *a)
{
    struct map m = {.arena = a};
    size_t both = 0;
    add_elements(&m, t->words[0], t->count, 1);
    add_elements(&m, t->words[1], t->count, 2);
    for (size_t i = 0; i < m.cap; i++)
        both += m.used[i] && m.values[i] == 3;
    return (double)both / (double)m.len;
}

static bool is_candidate(const struct sketch *x, const struct sketch *y)
{
    for (int i = 0; i < SKETCH_BANDS; i++)
        if (sketch_band(x, i) == sketch_band(y, i))
            return true;
    return false;
}

// Two minima of SKETCH_BITS are equal with this probability.
static double equal_share(double similarity)
{
    return similarity + (1 - similarity) / (1 << SKETCH_BITS);
}

struct errors {
    double sum, squares, expected_squares;  // of estimate - truth
    double candidates, expected_candidates;
    int count, unequal;  // pairs; those of them that are not the same
};

static void measure(struct errors *e, size_t words, double change, int pairs, uint64_t *random)
{
    struct arena a = {0};
    for (int i = 0; i < pairs; i++) {
        struct two_texts t;
        make_texts(&t, words, change, random);
        struct sketch x = sketch_words(t.words[0], t.count, &a);
        struct sketch y = sketch_words(t.words[1], t.count, &a);
        double truth = jaccard(&t, &a);
        double p = equal_share(truth);
        double unit = 1 - 1.0 / (1 << SKETCH_BITS);
        double error = ((double)sketch_matches(&x, &y) / SKETCH_HASHES - p) / unit;
        e->sum += error;
        e->squares += error * error;
        e->expected_squares += p * (1 - p) / SKETCH_HASHES / (unit * unit);
        e->candidates += is_candidate(&x, &y);
        e->expected_candidates += 1 - pow(1 - pow(p, SKETCH_ROWS), SKETCH_BANDS);
        e->count++;
        e->unequal += truth < 1;
        arena_reset(&a);
    }
    arena_release(&a);
}

// Sets of 1 to 299 elements: unbiased, and never further off than independent hash functions
// would be (binomial: at most 0.053), but for chance. Of equal sets there is no error.
static void estimates_are_unbiased_for_short_and_long_texts(void **state)
{
    (void)state;
    static const size_t words[] = {1, 2, 5, 8, 12, 20, 50, 150};
    static const double changes[] = {0.02, 0.08, 0.2, 0.4};
    uint64_t random = 1;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
            struct errors e = {0};
            measure(&e, words[i], changes[k], words[i] > 200 ? 60 : 400, &random);
            double rmse = sqrt(e.squares / e.count);
            double expected = sqrt(e.expected_squares / e.count);
            assert_true(fabs(e.sum / e.count) < 4 * expected / sqrt(e.count) + 1e-9);
            assert_true(rmse < expected * (1 + 4 / sqrt(2.0 * e.unequal)) + 1e-9);
            assert_true(expected < 0.054);
        }
    }
}

static void texts_become_candidates_as_the_curve_says(void **state)
{
    (void)state;
    static const double changes[] = {0.05, 0.1, 0.15, 0.2, 0.3, 0.45};
    uint64_t random = 2;
    for (size_t k = 0; k < sizeof changes / sizeof *changes; k++) {
        struct errors e = {0};
        measure(&e, 30, changes[k], 1500, &random);
        // Four standard deviations of a share of 1500 pairs are at most 0.052.
        assert_true(fabs(e.candidates - e.expected_candidates) / e.count < 0.052);
    }
}

static void texts_without_a_word_have_no_sketch(void **state)
{
    (void)state;
    struct sketch s;
    assert_false(sketch_of(&s, S(""), SEED));
    assert_false(sketch_of(&s, S("?! ..."), SEED));
    assert_false(sketch_of(&s, S("\xf0\x9f\x98\x80 \xe3\x80\x82"), SEED));
    assert_true(sketch_of(&s, S("a"), SEED));
    assert_true(sketch_of(&s, S("\xe4\xbd\xa0"), SEED));
}

static void sketches_go_by_words_and_their_neighbours(void **state)
{
    (void)state;
    static const struct {
        const char *x, *y;
        double least, most;
    } cases[] = {
        {"how do i reset my password", "how do i reset my password", 1, 1},
        {"how do i reset my password", "how do i reset my password, please", 0.6, 1},
        {"a, b; c", "a b c", 1, 1},
        {"reset password my", "my password reset", 0.3, 0.9},  // the words, not the pairs
        {"how do i reset my password", "what is the capital of france", 0, 0.25},
        {"\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xb8\x96\xe7\x95\x8c", "\xe4\xbd\xa0\xe5\xa5\xbd\xe4\xb8\x96",
         0.4, 0.95},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sketch x;
        struct sketch y;
        assert_true(sketch_of(&x, str_of(cases[i].x), SEED));
        assert_true(sketch_of(&y, str_of(cases[i].y), SEED));
        double similarity = sketch_similarity(&x, &y);
        assert_true(similarity >= cases[i].least && similarity <= cases[i].most);
    }
    struct sketch x;
    struct sketch y;
    assert_true(sketch_of(&x, S("how do i reset my password"), SEED));
    assert_true(sketch_of(&y, S("how do i reset my password"), SEED + 1));
    assert_true(sketch_similarity(&x, &y) < 0.3);  // another key, another sketch
}

// A text of `count` words of seven bytes, `marks` of them others: at places given by their number.
static struct str numbered(int count, const int *marks, int mark_count, struct arena *a)
{
    struct buf b = {.arena = a};
    for (int i = 0; i < count; i++) {
        bool is_marked = false;
        for (int k = 0; k < mark_count; k++)
            is_marked |= marks[k] == i;
        buf_fmt(&b, "%s%05d ", is_marked ? "x" : "w", i);
    }
    return str_trim(buf_view(&b));
}

static void of_a_long_text_both_ends_count(void **state)
{
    (void)state;
    static const struct {
        int count, mark;
        bool is_seen;
    } cases[] = {
        {400, 200, true},  // 2,799 bytes: all of it
        {600, 300, false},   {600, 10, true},   {600, 500, true},
        {3000, 1500, false}, {3000, 100, true}, {3000, 2900, true},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct sketch x;
        struct sketch y;
        // One word is two or three of at most a thousand elements: ten of them are sure to show.
        int marks[10];
        for (int k = 0; k < 10; k++)
            marks[k] = cases[i].mark + k;
        assert_true(sketch_of(&x, numbered(cases[i].count, NULL, 0, &a), SEED));
        assert_true(sketch_of(&y, numbered(cases[i].count, marks, 10, &a), SEED));
        assert_int_equal(memcmp(&x, &y, sizeof x) != 0, cases[i].is_seen);
        arena_reset(&a);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(estimates_are_unbiased_for_short_and_long_texts),
        cmocka_unit_test(texts_become_candidates_as_the_curve_says),
        cmocka_unit_test(texts_without_a_word_have_no_sketch),
        cmocka_unit_test(sketches_go_by_words_and_their_neighbours),
        cmocka_unit_test(of_a_long_text_both_ends_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

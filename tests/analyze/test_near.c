// test_near.c - groups of near duplicates, of sketches made by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <math.h>
#include <string.h>
#include <cmocka.h>

#include "analyze/near.h"
#include "base/hash.h"
#include "model/similarity.h"

static uint64_t next(uint64_t *state)
{
    return *state = hash_mix(*state, 0x6e656172ULL);
}

static double uniform(uint64_t *state)
{
    return (double)(next(state) >> 11) / 9007199254740992.0;
}

static struct sketch random_sketch(uint64_t *state)
{
    struct sketch s;
    for (size_t i = 0; i < sizeof s.bits; i++)
        s.bits[i] = next(state) & 255;
    return s;
}

// Another sketch, each minimum of which is the same element's with probability `similarity`.
static struct sketch like(const struct sketch *s, double similarity, uint64_t *state)
{
    struct sketch other = *s;
    for (unsigned i = 0; i < SKETCH_HASHES; i++) {
        if (uniform(state) < similarity)
            continue;
        unsigned shift = i % 2 * SKETCH_BITS;
        unsigned kept = other.bits[i / 2] & ~(15U << shift);
        other.bits[i / 2] = (uint8_t)(kept | (unsigned)(next(state) & 15) << shift);
    }
    return other;
}

// Which planted group a row is of, 0 = none, stands in the low bits of its question_fp.
enum { GROUP_BITS = 12 };

struct planting {
    struct sketch_row *rows;
    uint32_t count;
    uint64_t random;
};

static void plant(struct planting *p, uint64_t group, const struct sketch *s)
{
    uint64_t print = next(&p->random) >> GROUP_BITS << GROUP_BITS | group;
    p->rows[p->count++] = (struct sketch_row){print, *s};
}

static uint64_t planted_in(const struct planting *p, const struct near *n, uint32_t member)
{
    return p->rows[n->members[member]].question_fp & ((1U << GROUP_BITS) - 1);
}

// Least and middle similarity of all pairs of a group that are similar.
static void assert_similarities(const struct planting *p, const struct near *n,
                                const struct near_group *g)
{
    int equal[SKETCH_HASHES + 1] = {0};
    int pairs = 0;
    for (uint32_t i = 0; i < g->count; i++)
        for (uint32_t k = 0; k < i; k++) {
            int matches = sketch_matches(&p->rows[n->members[g->first + i]].sketch,
                                         &p->rows[n->members[g->first + k]].sketch);
            bool is_similar = sketch_similarity_of(matches) >= NEAR_THRESHOLD;
            equal[matches] += is_similar;
            pairs += is_similar;
        }
    int least = 0;
    int middle = 0;
    while (!equal[least])
        least++;
    for (int passed = equal[0]; passed * 2 < pairs; passed += equal[middle])
        middle++;
    assert_true(fabs(g->similarity_min - sketch_similarity_of(least)) < 1e-9);
    assert_true(fabs(g->similarity_p50 - sketch_similarity_of(middle)) < 1e-9);
}

static void planted_groups_are_found_and_nothing_else(void **state)
{
    (void)state;
    enum { GROUPS = 300, STRANGERS = 20000 };
    struct arena a = {0};
    struct planting p = {ARENA_ARRAY(&a, struct sketch_row, STRANGERS + GROUPS * 8), 0, 1};
    uint32_t sizes[GROUPS + 1] = {0};
    for (unsigned i = 0; i < STRANGERS; i++) {
        struct sketch s = random_sketch(&p.random);
        plant(&p, 0, &s);
    }
    for (unsigned g = 1; g <= GROUPS; g++) {
        struct sketch first = random_sketch(&p.random);
        plant(&p, g, &first);
        sizes[g] = 2 + g % 6;
        for (unsigned i = 1; i < sizes[g]; i++) {
            struct sketch s = like(&first, 0.93, &p.random);
            plant(&p, g, &s);
        }
    }
    struct near n;
    near_find(&n, p.rows, p.count, NEAR_THRESHOLD, &a);
    // Precision and recall of groups are 1: 0.93 is more than four standard deviations above 0.8.
    assert_int_equal(n.group_count, GROUPS);
    for (uint32_t i = 0; i < n.group_count; i++) {
        const struct near_group *g = &n.groups[i];
        uint64_t group = planted_in(&p, &n, g->first);
        assert_int_not_equal(group, 0);
        assert_int_equal(g->count, sizes[group]);
        for (uint32_t k = 1; k < g->count; k++)
            assert_int_equal(planted_in(&p, &n, g->first + k), group);
        if (g->sketches == g->count)
            assert_similarities(&p, &n, g);
    }
    assert_true(n.candidate_pairs >= n.linked_pairs);
    assert_int_equal(n.large_buckets, 0);
    arena_release(&a);
}

// Pairs of every similarity from 0.5 to 0.95 against the threshold: near it the estimate (standard
// deviation 0.042) decides.
static void pairs_are_told_by_the_threshold_with_known_precision(void **state)
{
    (void)state;
    enum { PAIRS = 4000 };
    struct arena a = {0};
    struct planting p = {ARENA_ARRAY(&a, struct sketch_row, (size_t)PAIRS * 2), 0, 2};
    double truth[PAIRS + 1] = {0};
    for (unsigned i = 1; i <= PAIRS; i++) {
        struct sketch s = random_sketch(&p.random);
        plant(&p, i, &s);
        truth[i] = 0.5 + uniform(&p.random) * 0.45;
        s = like(&s, truth[i], &p.random);
        plant(&p, i, &s);
    }
    struct near n;
    near_find(&n, p.rows, p.count, NEAR_THRESHOLD, &a);
    double near = 0;
    double right = 0;
    double far_off = 0;
    for (unsigned i = 1; i <= PAIRS; i++)
        near += truth[i] >= NEAR_THRESHOLD;
    for (uint32_t i = 0; i < n.group_count; i++) {
        double similarity = truth[planted_in(&p, &n, n.groups[i].first)];
        assert_int_equal(n.groups[i].count, 2);
        right += similarity >= NEAR_THRESHOLD;
        far_off += similarity < NEAR_THRESHOLD - 0.2;
    }
    assert_true(right / n.group_count > 0.87);  // precision
    assert_true(right / near > 0.87);           // recall
    assert_int_equal(far_off, 0);
    arena_release(&a);
}

static void the_same_words_alone_are_no_group(void **state)
{
    (void)state;
    struct arena a = {0};
    struct planting p = {ARENA_ARRAY(&a, struct sketch_row, 8), 0, 3};
    struct sketch s = random_sketch(&p.random);
    for (int i = 0; i < 3; i++)
        plant(&p, 1, &s);
    struct near n;
    near_find(&n, p.rows, p.count, NEAR_THRESHOLD, &a);
    assert_int_equal(n.group_count, 0);
    assert_int_equal(n.same_words, 2);
    assert_int_equal(n.candidate_pairs, 0);
    s.bits[7] ^= 1;
    plant(&p, 1, &s);  // with a near one they are its group
    near_find(&n, p.rows, p.count, NEAR_THRESHOLD, &a);
    assert_int_equal(n.group_count, 1);
    assert_int_equal(n.groups[0].count, 4);
    assert_int_equal(n.groups[0].sketches, 2);
    assert_int_equal(n.linked_pairs, 1);
    assert_true(fabs(n.groups[0].similarity_p50 - sketch_similarity_of(99)) < 1e-9);
    near_find(&n, p.rows, 0, NEAR_THRESHOLD, &a);
    assert_int_equal(n.group_count, 0);
    arena_release(&a);
}

// Two bands are the same in 3,000 sketches: compared pair by pair that would be nine million.
static void large_buckets_are_compared_with_leaders_only(void **state)
{
    (void)state;
    enum { CROWD = 3000, LIKE = 40, ALL = CROWD + LIKE };
    enum { MOST = ALL * 2 * NEAR_LEADERS + LIKE * LIKE + 1000 };
    struct arena a = {0};
    struct planting p = {ARENA_ARRAY(&a, struct sketch_row, ALL), 0, 4};
    struct sketch shared = random_sketch(&p.random);
    struct sketch first = random_sketch(&p.random);
    memcpy(first.bits, shared.bits, 5);
    for (unsigned i = 0; i < CROWD; i++) {
        struct sketch s = random_sketch(&p.random);
        memcpy(s.bits, shared.bits, 5);  // bands 0 and 1: 40 bits
        plant(&p, 0, &s);
    }
    for (unsigned i = 0; i < LIKE; i++) {
        struct sketch s = like(&first, 0.95, &p.random);
        memcpy(s.bits, shared.bits, 5);
        plant(&p, 1, &s);
    }
    struct near n;
    near_find(&n, p.rows, p.count, NEAR_THRESHOLD, &a);
    assert_int_equal(n.large_buckets, 2);
    assert_true(n.large_members >= CROWD * 2LL);
    assert_true(n.candidate_pairs < MOST);
    // Those that are like each other meet in other bands.
    assert_int_equal(n.group_count, 1);
    assert_int_equal(n.groups[0].count, LIKE);
    arena_release(&a);
}

static void groups_do_not_depend_on_the_order_of_rows(void **state)
{
    (void)state;
    enum { ROWS = 6000 };
    struct arena a = {0};
    struct planting p = {ARENA_ARRAY(&a, struct sketch_row, ROWS), 0, 5};
    struct sketch s = random_sketch(&p.random);
    while (p.count < ROWS) {
        if (next(&p.random) % 100 == 0)
            s = random_sketch(&p.random);
        struct sketch t = like(&s, 0.7 + uniform(&p.random) * 0.3, &p.random);
        plant(&p, 0, &t);
    }
    struct near n;
    near_find(&n, p.rows, p.count, NEAR_THRESHOLD, &a);
    struct planting q = {ARENA_ARRAY(&a, struct sketch_row, ROWS), ROWS, 6};
    memcpy(q.rows, p.rows, ROWS * sizeof *q.rows);
    for (uint32_t i = ROWS - 1; i > 0; i--) {
        uint32_t k = (uint32_t)(next(&q.random) % (i + 1));
        struct sketch_row swap = q.rows[i];
        q.rows[i] = q.rows[k];
        q.rows[k] = swap;
    }
    struct near m;
    near_find(&m, q.rows, q.count, NEAR_THRESHOLD, &a);
    assert_true(n.large_buckets > 0 && n.group_count > 10);
    assert_int_equal(m.group_count, n.group_count);
    assert_int_equal(m.member_count, n.member_count);
    assert_int_equal(m.candidate_pairs, n.candidate_pairs);
    assert_int_equal(m.linked_pairs, n.linked_pairs);
    for (uint32_t i = 0; i < n.group_count; i++) {
        assert_int_equal(m.groups[i].count, n.groups[i].count);
        assert_true(fabs(m.groups[i].similarity_p50 - n.groups[i].similarity_p50) < 1e-12);
    }
    for (uint32_t i = 0; i < n.member_count; i++)
        assert_true(p.rows[n.members[i]].question_fp == q.rows[m.members[i]].question_fp);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(planted_groups_are_found_and_nothing_else),
        cmocka_unit_test(pairs_are_told_by_the_threshold_with_known_precision),
        cmocka_unit_test(the_same_words_alone_are_no_group),
        cmocka_unit_test(large_buckets_are_compared_with_leaders_only),
        cmocka_unit_test(groups_do_not_depend_on_the_order_of_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

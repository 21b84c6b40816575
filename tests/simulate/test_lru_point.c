// test_lru_point.c - caches without a list equal those with one; none is better than the best.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulate/lru_point.h"
#include "tests/simulate/belady.h"
#include "tests/simulate/slow_caches.h"

static void assert_same(const struct accesses *x, int64_t hits, const uint8_t *is_hit,
                        const bool *want)
{
    int64_t count = 0;
    for (int64_t i = 0; i < x->count; i++) {
        assert_int_equal(is_hit[i], want[i]);
        count += want[i];
    }
    assert_int_equal(hits, count);
}

static void points_equal_lists(void **state)
{
    (void)state;
    struct random r = {3};
    for (int i = 0; i < 4000; i++) {
        struct arena a = {0};
        struct trace t = short_trace(&r, &a);
        uint8_t *is_hit = ARENA_ARRAY(&a, uint8_t, (size_t)t.x.count);
        uint32_t capacity = (uint32_t)random_below(&r, 12);
        int64_t ttl_us = random_below(&r, 30);
        struct slow_cache slow = {SLOW_LRU, capacity, INT64_MAX, false};
        int64_t hits = lru_point_hits(&t.x, capacity, UNKNOWN, is_hit, &a);
        assert_same(&t.x, hits, is_hit, slow_replay(&t.x, slow, &a));
        hits = fifo_point_hits(&t.x, capacity, is_hit, &a);
        slow.kind = SLOW_FIFO;
        assert_same(&t.x, hits, is_hit, slow_replay(&t.x, slow, &a));
        hits = lru_point_hits(&t.x, capacity, ttl_us, is_hit, &a);
        slow = (struct slow_cache){SLOW_LRU, capacity, ttl_us, false};
        assert_same(&t.x, hits, is_hit, slow_replay(&t.x, slow, &a));
        slow.kind = SLOW_LRU_PURGED;
        assert_same(&t.x, hits, is_hit, slow_replay(&t.x, slow, &a));
        arena_release(&a);
    }
}

// Longer than what is fetched ahead.
static void a_long_trace_equals_the_list(void **state)
{
    (void)state;
    struct arena a = {0};
    struct random r = {4};
    struct trace t = random_trace((struct trace_shape){20000, 400, 1, 5, false}, &r, &a);
    for (uint32_t capacity = 0; capacity < 500; capacity += 99) {
        struct slow_cache lru = {SLOW_LRU, capacity, INT64_MAX, false};
        struct slow_cache both = {SLOW_LRU_PURGED, capacity, 150, false};
        struct slow_cache fifo = {SLOW_FIFO, capacity, INT64_MAX, false};
        assert_int_equal(lru_point_hits(&t.x, capacity, UNKNOWN, NULL, &a),
                         slow_hits(&t.x, lru, &a));
        assert_int_equal(lru_point_hits(&t.x, capacity, 150, NULL, &a), slow_hits(&t.x, both, &a));
        assert_int_equal(fifo_point_hits(&t.x, capacity, NULL, &a), slow_hits(&t.x, fifo, &a));
    }
    arena_release(&a);
}

static void no_replacement_beats_belady_and_none_the_infinite_cache(void **state)
{
    (void)state;
    struct random r = {5};
    int64_t better = 0;
    for (int i = 0; i < 2000; i++) {
        struct arena a = {0};
        struct trace t = short_trace(&r, &a);
        int64_t infinite = lru_point_hits(&t.x, UINT32_MAX, UNKNOWN, NULL, &a);
        int64_t least = 0;
        for (uint32_t capacity = 0; capacity < 16; capacity++) {
            int64_t best = belady_hits(&t.x, capacity, &a);
            int64_t lru = lru_point_hits(&t.x, capacity, UNKNOWN, NULL, &a);
            assert_in_range(lru, least, best);
            assert_in_range(fifo_point_hits(&t.x, capacity, NULL, &a), 0, best);
            assert_in_range(best, 0, infinite);
            better += best > lru;
            least = lru;
        }
        assert_int_equal(least, infinite);
        arena_release(&a);
    }
    assert_true(better > 0);
}

// Hits from access `i` on under the best of all choices of what goes, tried one after the other.
static int64_t most_hits(const struct accesses *x, int64_t i, uint32_t cached, int room)
{
    if (i == x->count)
        return 0;
    uint32_t key = 1U << x->key[i];
    if (cached & key)
        return 1 + most_hits(x, i + 1, cached, room);
    if (room > 0)
        return most_hits(x, i + 1, cached | key, room - 1);
    int64_t most = 0;
    for (uint32_t out = 1; out < 32; out++) {
        if (!(cached >> out & 1))
            continue;
        int64_t hits = most_hits(x, i + 1, (cached & ~(1U << out)) | key, 0);
        most = hits > most ? hits : most;
    }
    return most;
}

static void belady_is_the_best_of_all_choices(void **state)
{
    (void)state;
    struct random r = {6};
    for (int i = 0; i < 300; i++) {
        struct arena a = {0};
        struct trace_shape shape = {.count = 12, .keys = 6, .groups = 1, .step_us = 2, true};
        struct trace t = random_trace(shape, &r, &a);
        for (int capacity = 1; capacity < 4; capacity++)
            assert_int_equal(belady_hits(&t.x, capacity, &a), most_hits(&t.x, 0, 0, capacity));
        arena_release(&a);
    }
}

static void e15_lru_and_fifo_of_three_hit_twice_lru_of_two_never(void **state)
{
    (void)state;
    struct arena a = {0};
    struct accesses x = spelled("abcab", NULL, &a);
    assert_int_equal(lru_point_hits(&x, 2, UNKNOWN, NULL, &a), 0);
    assert_int_equal(lru_point_hits(&x, 3, UNKNOWN, NULL, &a), 2);
    assert_int_equal(fifo_point_hits(&x, 3, NULL, &a), 2);
    arena_release(&a);
}

static void e2_a_gap_of_exactly_the_ttl_hits(void **state)
{
    (void)state;
    struct arena a = {0};
    struct accesses x = spelled("aa", (const int64_t[]){0, 5}, &a);
    assert_int_equal(lru_point_hits(&x, 1, 5000000, NULL, &a), 1);
    assert_int_equal(lru_point_hits(&x, 1, 4999999, NULL, &a), 0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(points_equal_lists),
        cmocka_unit_test(a_long_trace_equals_the_list),
        cmocka_unit_test(no_replacement_beats_belady_and_none_the_infinite_cache),
        cmocka_unit_test(belady_is_the_best_of_all_choices),
        cmocka_unit_test(e15_lru_and_fifo_of_three_hit_twice_lru_of_two_never),
        cmocka_unit_test(e2_a_gap_of_exactly_the_ttl_hits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

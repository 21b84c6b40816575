// test_curves.c - every point of the curves equals the replay of a cache with that limit.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulate/curves.h"
#include "simulate/reuse.h"
#include "tests/simulate/slow_caches.h"

struct both {
    struct reuse reuse;
    struct curve ttl, capacity;
};

static void both_of(struct both *b, const struct trace *t, struct arena *a)
{
    reuse_of(&b->reuse, &t->x, a);
    curve_of_ttl(&b->ttl, &b->reuse, &t->w, a);
    curve_of_capacity(&b->capacity, &b->reuse, &t->w, a);
}

static void every_limit_equals_its_replay(void **state)
{
    (void)state;
    struct random r = {7};
    for (int i = 0; i < 1000; i++) {
        struct arena a = {0};
        struct trace t = short_trace(&r, &a);
        struct both b;
        both_of(&b, &t, &a);
        for (int64_t limit = 0; limit < 40; limit++) {
            struct slow_cache sliding = {SLOW_LRU, INT64_MAX, limit, false};
            struct slow_cache lru = {SLOW_LRU, limit, INT64_MAX, false};
            const bool *by_ttl = slow_replay(&t.x, sliding, &a);
            const bool *by_capacity = slow_replay(&t.x, lru, &a);
            for (uint32_t g = 0; g <= t.w.groups; g++) {
                uint32_t group = g == t.w.groups ? CURVE_ALL : g;
                assert_saving_equal(curve_at(&b.ttl, group, limit), slow_saving(&t, by_ttl, group));
                assert_saving_equal(curve_at(&b.capacity, group, limit),
                                    slow_saving(&t, by_capacity, group));
            }
        }
        arena_release(&a);
    }
}

// The sum over accesses whose limit is small enough, for traces that fill buckets.
static struct saving sum_upto(const struct both *b, const struct curve *c, const struct trace *t,
                              uint32_t group, int64_t limit, struct arena *a)
{
    bool *is_hit = ARENA_ARRAY(a, bool, (size_t)t->x.count);
    for (int64_t i = 0; i < t->x.count; i++)
        is_hit[i] = b->reuse.distance[i] != 0 &&
                    (c == &b->ttl ? b->reuse.gap_us[i] : b->reuse.distance[i]) <= limit;
    return slow_saving(t, is_hit, group);
}

static void long_traces_of_any_scale_are_summed_up_exactly(void **state)
{
    (void)state;
    static const struct trace_shape shapes[] = {
        {.count = 30000, .keys = 50, .groups = 1, .step_us = 1000000},
        {.count = 30000, .keys = 20000, .groups = 7, .step_us = 3},
        {.count = 30000, .keys = 900, .groups = 300, .step_us = 100000000000},
        {.count = 3000, .keys = 1, .groups = 2, .step_us = 1},
    };
    struct random r = {8};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct arena a = {0};
        struct trace t = random_trace(shapes[i], &r, &a);
        struct both b;
        both_of(&b, &t, &a);
        for (int k = 0; k < 60; k++) {
            int64_t at = random_below(&r, t.x.count);
            uint32_t group = k % 3 ? (uint32_t)random_below(&r, t.w.groups) : CURVE_ALL;
            int64_t by = random_below(&r, 3) - 1;
            int64_t ttl_us = by + (b.reuse.distance[at] ? b.reuse.gap_us[at] : 0);
            int64_t capacity = by + b.reuse.distance[at];
            struct arena_mark mark = arena_mark(&a);
            assert_saving_equal(curve_at(&b.ttl, group, ttl_us),
                                sum_upto(&b, &b.ttl, &t, group, ttl_us, &a));
            assert_saving_equal(curve_at(&b.capacity, group, capacity),
                                sum_upto(&b, &b.capacity, &t, group, capacity, &a));
            arena_rewind(&a, mark);
        }
        assert_saving_equal(curve_at(&b.ttl, CURVE_ALL, INT64_MAX),
                            curve_at(&b.capacity, CURVE_ALL, INT64_MAX));
        arena_release(&a);
    }
}

// From step to step: something is gained at each, nothing between, all at the end.
static void assert_steps(const struct curve *c, uint32_t group)
{
    int64_t requests = curve_at(c, group, -1).requests;
    assert_int_equal(requests, 0);
    int64_t limit = curve_next(c, group, -1);
    for (; limit != UNKNOWN; limit = curve_next(c, group, limit)) {
        assert_int_equal(curve_at(c, group, limit - 1).requests, requests);
        assert_true(curve_at(c, group, limit).requests > requests);
        requests = curve_at(c, group, limit).requests;
    }
    assert_int_equal(requests, curve_at(c, group, INT64_MAX).requests);
}

static void steps_are_where_the_curve_rises(void **state)
{
    (void)state;
    struct random r = {9};
    struct arena a = {0};
    for (int i = 0; i < 500; i++) {
        struct trace t = short_trace(&r, &a);
        struct both b;
        both_of(&b, &t, &a);
        for (uint32_t g = 0; g < t.w.groups; g++)
            assert_steps(&b.ttl, g);
        assert_steps(&b.ttl, CURVE_ALL);
        assert_steps(&b.capacity, CURVE_ALL);
        arena_reset(&a);
    }
    struct trace t = random_trace((struct trace_shape){9000, 300, 3, 70000, false}, &r, &a);
    struct both b;
    both_of(&b, &t, &a);
    assert_steps(&b.ttl, CURVE_ALL);
    assert_steps(&b.ttl, 2);
    assert_steps(&b.capacity, CURVE_ALL);
    arena_release(&a);
}

static void nothing_saves_nothing(void **state)
{
    (void)state;
    struct arena a = {0};
    static const char *const cases[] = {"", "a", "abc", "----"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace t = {.x = spelled(cases[i], NULL, &a), .w = {.groups = 1}};
        struct both b;
        both_of(&b, &t, &a);
        assert_int_equal(curve_at(&b.ttl, CURVE_ALL, INT64_MAX).requests, 0);
        assert_int_equal(curve_next(&b.ttl, CURVE_ALL, -1), UNKNOWN);
        assert_int_equal(curve_at(&b.capacity, 0, 5).requests, 0);
        assert_int_equal(curve_next(&b.capacity, 0, -1), UNKNOWN);
    }
    arena_release(&a);
}

static void e2_a_gap_of_exactly_the_ttl_hits(void **state)
{
    (void)state;
    struct arena a = {0};
    struct trace t = {.x = spelled("aa", (const int64_t[]){0, 5}, &a), .w = {.groups = 1}};
    struct both b;
    both_of(&b, &t, &a);
    assert_int_equal(curve_at(&b.ttl, 0, 5000000).requests, 1);
    assert_int_equal(curve_at(&b.ttl, 0, 4999999).requests, 0);
    arena_release(&a);
}

static void e15_capacities_two_and_three(void **state)
{
    (void)state;
    struct arena a = {0};
    struct trace t = {.x = spelled("abcab", NULL, &a), .w = {.groups = 1}};
    struct both b;
    both_of(&b, &t, &a);
    assert_int_equal(curve_at(&b.capacity, 0, 2).requests, 0);
    assert_int_equal(curve_at(&b.capacity, 0, 3).requests, 2);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_limit_equals_its_replay),
        cmocka_unit_test(long_traces_of_any_scale_are_summed_up_exactly),
        cmocka_unit_test(steps_are_where_the_curve_rises),
        cmocka_unit_test(nothing_saves_nothing),
        cmocka_unit_test(e2_a_gap_of_exactly_the_ttl_hits),
        cmocka_unit_test(e15_capacities_two_and_three),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

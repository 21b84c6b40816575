// test_fixed_ttl.c - entries that live from when they were written, many TTLs at once.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulate/curves.h"
#include "simulate/fixed_ttl.h"
#include "simulate/reuse.h"
#include "tests/simulate/slow_caches.h"

static void e1_sliding_and_fixed_ttl_differ(void **state)
{
    (void)state;
    struct arena a = {0};
    static const struct {
        int64_t ttl_us, sliding, fixed;
    } cases[] = {{5000000, 2, 1}, {6000000, 3, 2}};
    struct accesses x = spelled("aaaa", (const int64_t[]){0, 4, 8, 14}, &a);
    struct weights w = {.groups = 1};
    struct reuse reuse;
    reuse_of(&reuse, &x, &a);
    struct curve sliding;
    curve_of_ttl(&sliding, &reuse, &w, &a);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(curve_at(&sliding, 0, cases[i].ttl_us).requests, cases[i].sliding);
        assert_int_equal(fixed_ttl_savings(&x, &w, &cases[i].ttl_us, 1, &a)[0].requests,
                         cases[i].fixed);
    }
    arena_release(&a);
}

static void e2_an_age_of_exactly_the_ttl_hits(void **state)
{
    (void)state;
    struct arena a = {0};
    struct accesses x = spelled("aa", (const int64_t[]){0, 5}, &a);
    struct weights w = {.groups = 1};
    static const int64_t ttl_us[] = {4999999, 5000000};
    const struct saving *s = fixed_ttl_savings(&x, &w, ttl_us, 2, &a);
    assert_int_equal(s[0].requests, 0);
    assert_int_equal(s[1].requests, 1);
    arena_release(&a);
}

// In no order, one of them twice, and more than a pass takes.
static const int64_t ttls[] = {7, 0, 3, 12, 1, 40, 7, INT64_MAX, 25, 5, 18};
enum { TTLS = 11 };

static void every_ttl_equals_its_replay(void **state)
{
    (void)state;
    struct random r = {13};
    for (int i = 0; i < 2000; i++) {
        struct arena a = {0};
        struct trace t = short_trace(&r, &a);
        int count = (int)random_below(&r, TTLS + 1);
        const struct saving *s = fixed_ttl_savings(&t.x, &t.w, ttls, count, &a);
        for (int k = 0; k < count; k++) {
            struct slow_cache slow = {SLOW_LRU, INT64_MAX, ttls[k], true};
            const bool *is_hit = slow_replay(&t.x, slow, &a);
            for (uint32_t g = 0; g < t.w.groups; g++)
                assert_saving_equal(s[(int64_t)g * count + k], slow_saving(&t, is_hit, g));
            assert_saving_equal(s[(int64_t)t.w.groups * count + k],
                                slow_saving(&t, is_hit, CURVE_ALL));
        }
        arena_release(&a);
    }
}

static void fixed_hits_rise_with_the_ttl_and_never_beat_sliding(void **state)
{
    (void)state;
    static const int64_t rising[] = {0, 1, 2, 5, 10, 20, 50, 100, 1000, INT64_MAX};
    struct random r = {14};
    for (int i = 0; i < 500; i++) {
        struct arena a = {0};
        struct trace t = short_trace(&r, &a);
        struct reuse reuse;
        reuse_of(&reuse, &t.x, &a);
        struct curve sliding;
        curve_of_ttl(&sliding, &reuse, &t.w, &a);
        const struct saving *all = fixed_ttl_savings(&t.x, &t.w, rising, 10, &a) + t.w.groups * 10L;
        for (int k = 0; k < 10; k++) {
            int64_t most = curve_at(&sliding, CURVE_ALL, rising[k]).requests;
            assert_in_range(all[k].requests, k ? all[k - 1].requests : 0, most);
        }
        assert_int_equal(all[9].requests, curve_at(&sliding, CURVE_ALL, INT64_MAX).requests);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(e1_sliding_and_fixed_ttl_differ),
        cmocka_unit_test(e2_an_age_of_exactly_the_ttl_hits),
        cmocka_unit_test(every_ttl_equals_its_replay),
        cmocka_unit_test(fixed_hits_rise_with_the_ttl_and_never_beat_sliding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

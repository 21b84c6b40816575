// test_reuse.c - gaps and stack distances equal those of a list that is searched.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulate/reuse.h"
#include "tests/simulate/slow_caches.h"

// Keys in the order of last use, newest first.
static void assert_reuse_of_list(const struct accesses *x, struct arena *a)
{
    struct reuse r;
    reuse_of(&r, x, a);
    struct slow_entry *e = ARENA_ARRAY(a, struct slow_entry, (size_t)x->count + 1);
    int64_t len = 0;
    for (int64_t i = 0; i < x->count; i++) {
        int64_t at = 0;
        while (at < len && e[at].key != x->key[i])
            at++;
        bool is_again = at < len && x->key[i] != 0;
        assert_int_equal(r.gap_us[i], is_again ? x->ts_us[i] - e[at].since_us : UNKNOWN);
        assert_int_equal(r.distance[i], is_again ? at + 1 : 0);
        if (is_again)
            len = slow_remove(e, len, at);
        if (x->key[i] != 0)
            len = slow_insert(e, len, (struct slow_entry){x->key[i], x->ts_us[i]});
    }
}

// A count for each access, summed up by a binary indexed tree over all of them.
static void assert_distances_of_tree(const struct accesses *x, struct arena *a)
{
    struct reuse r;
    reuse_of(&r, x, a);
    int64_t *tree = ARENA_ARRAY(a, int64_t, (size_t)x->count + 1);
    int64_t *last = ARENA_ARRAY(a, int64_t, (size_t)x->distinct + 1), keys = 0;
    for (int64_t i = 1; i <= x->count; i++) {
        uint32_t k = x->key[i - 1];
        int64_t upto = 0;
        for (int64_t p = last[k]; p > 0; p &= p - 1)
            upto += tree[p];
        assert_int_equal(r.distance[i - 1], last[k] && k ? keys - upto + 1 : 0);
        if (k == 0)
            continue;
        keys += !last[k];
        for (int64_t p = last[k]; p > 0 && p <= x->count; p += p & -p)
            tree[p]--;
        for (int64_t p = i; p <= x->count; p += p & -p)
            tree[p]++;
        last[k] = i;
    }
}

static void gaps_and_distances_equal_those_of_a_list(void **state)
{
    (void)state;
    struct random r = {1};
    for (int i = 0; i < 3000; i++) {
        struct arena a = {0};
        struct trace t = short_trace(&r, &a);
        assert_reuse_of_list(&t.x, &a);
        arena_release(&a);
    }
}

// Long enough that the places of the marks run out and are numbered anew, again and again.
static void distances_survive_renumbering(void **state)
{
    (void)state;
    static const struct trace_shape shapes[] = {
        {.count = 300000, .keys = 7, .groups = 1, .step_us = 5},
        {.count = 300000, .keys = 32768, .groups = 1, .step_us = 5},
        {.count = 700000, .keys = 150000, .groups = 1, .step_us = 5},
        {.count = 150000, .keys = 150000, .groups = 1, .step_us = 5},
    };
    struct random r = {2};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        struct arena a = {0};
        struct trace t = random_trace(shapes[i], &r, &a);
        assert_distances_of_tree(&t.x, &a);
        arena_release(&a);
    }
}

static void e15_distances_count_the_key_itself(void **state)
{
    (void)state;
    struct arena a = {0};
    struct accesses x = spelled("abcab", NULL, &a);
    struct reuse r;
    reuse_of(&r, &x, &a);
    static const uint32_t want[] = {0, 0, 0, 3, 3};
    for (int i = 0; i < 5; i++)
        assert_int_equal(r.distance[i], want[i]);
    arena_release(&a);
}

static void what_has_no_key_is_not_there(void **state)
{
    (void)state;
    struct arena a = {0};
    struct accesses x = spelled("a--ab-b", NULL, &a);
    struct reuse r;
    reuse_of(&r, &x, &a);
    assert_int_equal(r.distance[3], 1);
    assert_int_equal(r.gap_us[3], 3000000);
    assert_int_equal(r.distance[6], 1);
    assert_int_equal(r.gap_us[6], 2000000);
    assert_int_equal(r.distance[2], 0);
    assert_int_equal(r.gap_us[2], UNKNOWN);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gaps_and_distances_equal_those_of_a_list),
        cmocka_unit_test(distances_survive_renumbering),
        cmocka_unit_test(e15_distances_count_the_key_itself),
        cmocka_unit_test(what_has_no_key_is_not_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

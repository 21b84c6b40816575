// test_repeats.c - distinct counts and the cost of repeated requests.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/repeats.h"
#include "base/hash.h"

// A call: fingerprint, cost, failed or not.
struct call {
    uint64_t print;
    int64_t cost_nusd;
    bool is_error;
};

enum { CALLS_MAX = 8 };

static const struct {
    struct call calls[CALLS_MAX];
    int count;
    int64_t distinct, with_print, duplicate_cost_nusd;
} cases[] = {
    {{{0, 0, false}}, 0, 0, 0, 0},
    {{{7, 100, false}}, 1, 1, 1, 0},
    {{{7, 100, false}, {7, 30, false}, {7, 5, false}}, 3, 1, 3, 35},
    // The first *successful* call is the one that counts; what failed before it was spent twice.
    {{{7, 100, true}, {7, 30, false}, {7, 5, false}}, 3, 1, 3, 105},
    {{{7, 100, true}, {7, 30, true}}, 2, 1, 2, 130},
    {{{7, 1, false}, {8, 2, false}, {7, 4, false}, {8, 8, false}}, 4, 2, 4, 12},
    // Without a fingerprint: not compared. Without a price: costs nothing.
    {{{0, 100, false}, {0, 100, false}, {9, UNKNOWN, false}, {9, UNKNOWN, false}}, 4, 1, 2, 0},
    // The same first bits, and the first and last part.
    {{{1, 1, false}, {UINT64_MAX, 2, false}, {2, 4, false}, {UINT64_MAX, 8, false}}, 4, 3, 4, 8},
};

static void calls_behind_the_first_successful_one_are_repeats(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct repeats r = {0};
        struct repetition found;
        for (int k = 0; k < cases[i].count; k++) {
            struct request request = {.cost_nusd = cases[i].calls[k].cost_nusd,
                                      .is_error = cases[i].calls[k].is_error};
            request.print[PRINT_REQUEST] = cases[i].calls[k].print;
            repeats_add(&r, &request);
        }
        repeats_count(&r, &found);
        assert_int_equal(found.distinct[PRINT_REQUEST], cases[i].distinct);
        assert_int_equal(found.with_print[PRINT_REQUEST], cases[i].with_print);
        assert_int_equal(found.duplicate_cost_nusd, cases[i].duplicate_cost_nusd);
        assert_int_equal(found.distinct[PRINT_CONTENT], 0);
        repeats_release(&r);
    }
}

static void many_fingerprints_are_counted_exactly(void **state)
{
    (void)state;
    enum { DISTINCT = 20000, TIMES = 3 };
    struct repeats r = {0};
    struct repetition found;
    for (uint64_t i = 0; i < DISTINCT * TIMES; i++) {
        struct request request = {.cost_nusd = 10};
        request.print[PRINT_REQUEST] = hash_mix(1, i % DISTINCT) | 1;
        request.print[PRINT_TEMPLATE] = i % 2 + 1;
        repeats_add(&r, &request);
    }
    repeats_count(&r, &found);
    assert_int_equal(found.distinct[PRINT_REQUEST], DISTINCT);
    assert_int_equal(found.distinct[PRINT_TEMPLATE], 2);
    assert_int_equal(found.duplicate_cost_nusd, 10 * DISTINCT * (TIMES - 1));
    repeats_release(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(calls_behind_the_first_successful_one_are_repeats),
        cmocka_unit_test(many_fingerprints_are_counted_exactly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

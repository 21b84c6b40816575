// test_quotas.c - shares of strata in a sample: all of it, nobody above what he has, nobody left
// out.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "analyze/quotas.h"
#include "base/hash.h"

enum { MOST = 12 };

static int64_t sum(const int64_t *n, int64_t count)
{
    int64_t all = 0;
    for (int64_t i = 0; i < count; i++)
        all += n[i];
    return all;
}

static void strata_give_one_each_and_the_rest_in_proportion(void **state)
{
    (void)state;
    static const struct {
        int64_t sizes[4], count, n, want[4];
    } cases[] = {
        {{990, 9, 1}, 3, 100, {98, 1, 1}},
        {{100, 100}, 2, 3, {2, 1}},
        {{5, 1, 3}, 3, 100, {5, 1, 3}},
        {{5, 1, 3}, 3, 9, {5, 1, 3}},
        {{5, 1, 3, 3}, 4, 3, {1, 0, 1, 1}},
        {{5, 1, 3, 3}, 4, 2, {1, 0, 1, 0}},
        {{7}, 1, 4, {4}},
        {{7}, 0, 4, {0}},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        int64_t got[4] = {0};
        quotas_share(cases[c].sizes, cases[c].count, cases[c].n, got);
        for (int64_t i = 0; i < cases[c].count; i++)
            assert_int_equal(got[i], cases[c].want[i]);
    }
}

static void random_strata_are_shared_fairly(void **state)
{
    (void)state;
    uint64_t dice = 1;
    for (int round = 0; round < 20000; round++) {
        int64_t sizes[MOST], got[MOST];
        dice = hash_mix(dice, 77);
        int64_t count = 1 + (int64_t)(dice % MOST);
        for (int64_t i = 0; i < count; i++) {
            dice = hash_mix(dice, 78);
            sizes[i] = 1 + (int64_t)(dice % (i % 3 ? 10 : 1000));
        }
        int64_t all = sum(sizes, count);
        dice = hash_mix(dice, 79);
        int64_t n = 1 + (int64_t)(dice % (uint64_t)(all + 5));
        quotas_share(sizes, count, n, got);
        assert_int_equal(sum(got, count), n < all ? n : all);
        for (int64_t i = 0; i < count; i++) {
            assert_in_range(got[i], n >= count, sizes[i]);
            for (int64_t k = 0; k < count; k++)
                assert_true(sizes[i] < sizes[k] || got[i] + 1 >= got[k]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strata_give_one_each_and_the_rest_in_proportion),
        cmocka_unit_test(random_strata_are_shared_fairly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// test_amount.c - prices are exact: what a file says is what is computed with.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/record.h"
#include "price/amount.h"

static void decimals_become_exact_integers(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        int scale;
        int64_t want;
    } cases[] = {
        {"0.15", SCALE_PER_MTOK, 150000},
        {"0.075", SCALE_PER_MTOK, 75000},
        {"1.1", SCALE_PER_MTOK, 1100000},
        {"0.003625", SCALE_PER_MTOK, 3625},
        {"3", SCALE_PER_MTOK, 3000000},
        {"3.4375", SCALE_PER_MTOK, 3437500},
        {"0.0028", SCALE_PER_MTOK, 2800},
        {"\"0.30\"", SCALE_PER_MTOK, 300000},
        {"1.5e-07", SCALE_PER_TOK, 150000},
        {"0.000015", SCALE_PER_TOK, 15000000},
        {"7.5e-08", SCALE_PER_TOK, 75000},
        {"3.125e-06", SCALE_PER_TOK, 3125000},
        {"10", SCALE_PER_KILO, 10000000000},
        {"0.5", SCALE_FACTOR, 500000},
        {"0", SCALE_PER_MTOK, 0},
        {"0.0000004", SCALE_PER_MTOK, 0},
        {"0.0000005", SCALE_PER_MTOK, 1},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *item = cJSON_Parse(cases[i].json);
        int64_t got = -1;
        assert_true(amount_scaled(item, cases[i].scale, &got));
        assert_int_equal(got, cases[i].want);
        cJSON_Delete(item);
    }
}

static void every_price_of_six_decimals_is_exact(void **state)
{
    (void)state;
    for (int64_t pusd = 1; pusd < 200000000; pusd = pusd * 3 / 2 + 7) {
        cJSON *item = cJSON_CreateNumber((double)pusd / 1e6);
        int64_t got = -1;
        assert_true(amount_scaled(item, SCALE_PER_MTOK, &got));
        assert_int_equal(got, pusd);
        cJSON_Delete(item);
    }
}

static void what_is_no_price_is_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {"-1", "\"\"", "\"dear\"", "null", "true", "[1]", "1e300"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *item = cJSON_Parse(cases[i]);
        int64_t got = 77;
        assert_false(amount_scaled(item, SCALE_PER_MTOK, &got));
        assert_int_equal(got, 77);
        cJSON_Delete(item);
    }
    int64_t got;
    assert_false(amount_scaled(NULL, SCALE_PER_MTOK, &got));
}

static void a_ratio_rounds_half_up_and_knows_overflow(void **state)
{
    (void)state;
    assert_int_equal(amount_ratio(10, 1, 3), 3);
    assert_int_equal(amount_ratio(5, 1, 2), 3);
    assert_int_equal(amount_ratio(1250000, 2500000, 5000000), 625000);
    assert_int_equal(amount_ratio(INT64_MAX, 2, 1), UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_become_exact_integers),
        cmocka_unit_test(every_price_of_six_decimals_is_exact),
        cmocka_unit_test(what_is_no_price_is_refused),
        cmocka_unit_test(a_ratio_rounds_half_up_and_knows_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

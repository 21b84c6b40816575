// test_cost.c - the cost formula: classes, parts, thresholds, tiers, rounding, the edge of int64.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "price/price.h"
#include "price/price_row.h"

static struct price_terms terms;

// A row with the prices of an audio model: $1 = 1,000,000 pUSD.
static struct price_row a_row(void)
{
    for (int tier = 0; tier < PRICE_TIERS; tier++) {
        for (int c = 0; c < PRICE_CLASSES; c++)
            terms.factor_ppm[tier][c] = tier == TIER_BATCH      ? PRICE_FACTOR_ONE / 2
                                        : tier == TIER_PRIORITY ? UNKNOWN
                                                                : PRICE_FACTOR_ONE;
    }
    struct price_row row = {.terms = &terms};
    for (int c = 0; c < PRICE_CLASSES; c++)
        row.base.pusd[c] = UNKNOWN;
    row.base.pusd[TOK_INPUT] = 2000000;
    row.base.pusd[TOK_OUTPUT] = 8000000;
    return row;
}

static struct usage some(enum tok_class class, int64_t count)
{
    struct usage u;
    usage_init(&u);
    u.tok[class] = count;
    return u;
}

static void unknown_counts_cost_nothing(void **state)
{
    (void)state;
    struct price_row row = a_row();
    struct usage u;
    struct price_cost cost;
    usage_init(&u);
    assert_true(price_cost(&row, &u, TIER_STANDARD, &cost));
    assert_int_equal(cost.total_pusd, 0);
    assert_int_equal(price_total_nusd(&cost), 0);
}

static void cache_classes_without_a_price_cost_what_they_would_without_a_cache(void **state)
{
    (void)state;
    static const enum tok_class classes[] = {TOK_CACHE_READ, TOK_CACHE_WRITE_5M,
                                             TOK_CACHE_WRITE_1H};
    struct price_row row = a_row();
    struct price_cost cost;
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++) {
        struct usage u = some(classes[i], 10);
        assert_true(price_cost(&row, &u, TIER_STANDARD, &cost));
        assert_int_equal(cost.pusd[classes[i]], 20000000);
    }
    row.base.pusd[TOK_CACHE_WRITE_5M] = 2500000;
    struct usage u = some(TOK_CACHE_WRITE_1H, 10);
    assert_true(price_cost(&row, &u, TIER_STANDARD, &cost));
    assert_int_equal(cost.total_pusd, 25000000);
}

static void a_class_without_a_price_makes_the_call_unpriced(void **state)
{
    (void)state;
    struct price_row row = a_row();
    struct usage u = some(TOK_OUTPUT, 1);
    struct price_cost cost;
    row.base.pusd[TOK_OUTPUT] = UNKNOWN;
    assert_false(price_cost(&row, &u, TIER_STANDARD, &cost));
    u.tok[TOK_OUTPUT] = 0;
    assert_true(price_cost(&row, &u, TIER_STANDARD, &cost));
    u.web_searches = 1;
    assert_false(price_cost(&row, &u, TIER_STANDARD, &cost));
    row.base.pusd[PRICE_WEB_SEARCH] = 10000000000;
    assert_true(price_cost(&row, &u, TIER_STANDARD, &cost));
    assert_int_equal(price_total_nusd(&cost), 10000000);
}

static void parts_leave_their_class_only_when_they_have_a_price(void **state)
{
    (void)state;
    struct price_row row = a_row();
    struct usage u = some(TOK_OUTPUT, 100);
    struct price_cost cost;
    u.tok[TOK_REASONING] = 60;
    u.tok[TOK_INPUT] = 100;
    u.tok[TOK_AUDIO_IN] = 40;
    assert_true(price_cost(&row, &u, TIER_STANDARD, &cost));
    assert_int_equal(cost.pusd[TOK_OUTPUT], 800000000);
    assert_int_equal(cost.pusd[TOK_REASONING], 0);
    assert_int_equal(cost.pusd[TOK_INPUT], 200000000);

    row.base.pusd[TOK_REASONING] = 3000000;
    row.base.pusd[TOK_AUDIO_IN] = 32000000;
    assert_true(price_cost(&row, &u, TIER_STANDARD, &cost));
    assert_int_equal(cost.pusd[TOK_OUTPUT], 320000000);
    assert_int_equal(cost.pusd[TOK_REASONING], 180000000);
    assert_int_equal(cost.pusd[TOK_INPUT], 120000000);
    assert_int_equal(cost.pusd[TOK_AUDIO_IN], 1280000000);
}

static void parts_larger_than_their_class_are_cut_to_it(void **state)
{
    (void)state;
    struct price_row row = a_row();
    struct usage u = some(TOK_OUTPUT, 100);
    struct price_cost cost;
    row.base.pusd[TOK_REASONING] = 1000000;
    row.base.pusd[TOK_AUDIO_OUT] = 1000000;
    u.tok[TOK_REASONING] = 80;
    u.tok[TOK_AUDIO_OUT] = 80;
    assert_true(price_cost(&row, &u, TIER_STANDARD, &cost));
    assert_int_equal(cost.total_pusd, 100000000);
    assert_int_equal(cost.pusd[TOK_OUTPUT], 0);
}

static void the_highest_threshold_passed_prices_the_request(void **state)
{
    (void)state;
    struct price_row row = a_row();
    struct price_above above[2] = {{128, row.base}, {1000, row.base}};
    struct price_cost cost;
    above[0].prices.pusd[TOK_INPUT] = 3000000;
    above[1].prices.pusd[TOK_INPUT] = 5000000;
    row.above = above;
    row.above_count = 2;
    static const struct {
        int64_t input, want_pusd, want_threshold;
    } cases[] = {{128, 256, 0}, {129, 387, 128}, {1000, 3000, 128}, {1001, 5005, 1000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct usage u = some(TOK_INPUT, cases[i].input);
        assert_true(price_cost(&row, &u, TIER_STANDARD, &cost));
        assert_int_equal(cost.total_pusd, cases[i].want_pusd * 1000000);
        assert_int_equal(cost.threshold_tok, cases[i].want_threshold);
    }
}

static void a_request_fee_is_charged_once(void **state)
{
    (void)state;
    struct price_row row = a_row();
    struct usage u = some(TOK_INPUT, 1);
    struct price_cost cost;
    row.base.pusd[PRICE_REQUEST] = 12000000000;
    assert_true(price_cost(&row, &u, TIER_STANDARD, &cost));
    assert_int_equal(cost.pusd[PRICE_REQUEST], 12000000000);
}

static void rounding_to_nano_is_half_up_and_done_once(void **state)
{
    (void)state;
    static const struct {
        int64_t pusd, want_nusd;
    } cases[] = {{0, 0}, {499, 0}, {500, 1}, {1499, 1}, {1500, 2}, {2615000000, 2615000}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct price_cost cost = {.total_pusd = cases[i].pusd};
        assert_int_equal(price_total_nusd(&cost), cases[i].want_nusd);
    }
    struct price_row row = a_row();
    row.base.pusd[TOK_INPUT] = 300;
    row.base.pusd[TOK_OUTPUT] = 300;
    struct usage u = some(TOK_INPUT, 1);
    struct price_cost cost;
    u.tok[TOK_OUTPUT] = 1;
    assert_true(price_cost(&row, &u, TIER_STANDARD, &cost));
    assert_int_equal(price_total_nusd(&cost), 1);
}

static void tiers_multiply_and_unsold_tiers_have_no_price(void **state)
{
    (void)state;
    struct price_row row = a_row();
    struct usage u = some(TOK_INPUT, 3);
    struct price_cost cost;
    assert_true(price_cost(&row, &u, TIER_BATCH, &cost));
    assert_int_equal(cost.total_pusd, 3000000);
    // Half a pico-USD goes up.
    row.base.pusd[TOK_INPUT] = 3625;
    assert_true(price_cost(&row, &u, TIER_BATCH, &cost));
    assert_int_equal(cost.total_pusd, 5438);
    row.base.pusd[TOK_INPUT] = 2000000;
    assert_false(price_cost(&row, &u, TIER_PRIORITY, &cost));
    // Rows of a tier say what it costs themselves.
    row.tier = TIER_PRIORITY;
    assert_true(price_cost(&row, &u, TIER_PRIORITY, &cost));
    assert_int_equal(cost.total_pusd, 6000000);
}

static void absurd_counts_are_unpriced_not_wrong(void **state)
{
    (void)state;
    struct price_row row = a_row();
    struct price_cost cost = {.total_pusd = 42};
    struct usage u = some(TOK_INPUT, INT64_MAX);
    assert_false(price_cost(&row, &u, TIER_STANDARD, &cost));
    for (int c = 0; c < TOK_CLASSES; c++)
        u.tok[c] = INT64_MAX;
    assert_false(price_cost(&row, &u, TIER_BATCH, &cost));
    // Each class fits, the sum does not.
    u = some(TOK_INPUT, INT64_MAX / 2000000);
    u.tok[TOK_OUTPUT] = INT64_MAX / 8000000;
    assert_false(price_cost(&row, &u, TIER_STANDARD, &cost));
    assert_int_equal(cost.total_pusd, 42);
    row.base.pusd[TOK_INPUT] = INT64_MAX;
    u = some(TOK_INPUT, INT64_MAX);
    assert_false(price_cost(&row, &u, TIER_BATCH, &cost));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unknown_counts_cost_nothing),
        cmocka_unit_test(cache_classes_without_a_price_cost_what_they_would_without_a_cache),
        cmocka_unit_test(a_class_without_a_price_makes_the_call_unpriced),
        cmocka_unit_test(parts_leave_their_class_only_when_they_have_a_price),
        cmocka_unit_test(parts_larger_than_their_class_are_cut_to_it),
        cmocka_unit_test(the_highest_threshold_passed_prices_the_request),
        cmocka_unit_test(a_request_fee_is_charged_once),
        cmocka_unit_test(rounding_to_nano_is_half_up_and_done_once),
        cmocka_unit_test(tiers_multiply_and_unsold_tiers_have_no_price),
        cmocka_unit_test(absurd_counts_are_unpriced_not_wrong),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

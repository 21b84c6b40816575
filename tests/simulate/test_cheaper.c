// test_cheaper.c - the step down from a dear model: in its family, sold at the time, for less.
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/time.h"
#include "price/price_row.h"
#include "simulate/cheaper.h"

static int64_t at(const char *day)
{
    int64_t us = 0;
    assert_true(time_parse(str_of(day), &us));
    return us;
}

static void steps_down_stay_in_the_family(void **state)
{
    static const struct {
        const char *provider, *model, *want;  // NULL = none
    } cases[] = {
        {"anthropic", "claude-opus-4-5", "claude-sonnet-4-5"},
        {"anthropic", "claude-opus-4-8", "claude-sonnet-5"},
        {"anthropic", "claude-sonnet-4-5-20250929", "claude-haiku-4-5"},
        {"anthropic", "claude-haiku-4-5", NULL},
        {"openai", "gpt-4o-2024-08-06", "gpt-4o-mini"},
        {"openai", "gpt-4o-mini", "gpt-5-nano"},
        {"openai", "gpt-4.1-mini", "gpt-4.1-nano"},
        {"openai", "gpt-4", "gpt-5-mini"},
        {"openai", "gpt-5-nano", NULL},
        {"openai", "gpt-5.6-sol", "gpt-5.6-terra"},
        {"openai", "gpt-6-sol", "gpt-6-luna"},
        {"openai", "gpt-6-luna", NULL},
        {"google", "gemini-2.5-pro", "gemini-2.5-flash"},
        {"google", "gemini-2.5-flash", "gemini-2.5-flash-lite"},
        {"google", "gemini-2.5-flash-lite", NULL},
        {"azure", "gpt-4o", "gpt-4o-mini"},
        {"deepseek", "deepseek-v4-pro", "deepseek-v4-flash"},
        {"openai", "no-such-model", NULL},
        {"", "", NULL},
    };
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct price_book *book = NULL;
    assert_true(price_book_builtin(&book, &a, &e));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str got = cheaper_model(book, str_of(cases[i].provider), str_of(cases[i].model),
                                       at("2026-11-20"), &a);
        if (!str_eq(got, str_of(cases[i].want)) || !got.ptr != !cases[i].want)
            fail_msg("%s: %.*s, not %s", cases[i].model, STR_ARG(got),
                     cases[i].want ? cases[i].want : "none");
    }
    arena_release(&a);
}

// Whatever the book has, a step down is sold at the time and dearer for nothing.
static void no_step_down_is_dearer(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct price_book *book = NULL;
    const struct price_row *row = NULL;
    int found = 0;
    assert_true(price_book_builtin(&book, &a, &e));
    for (uint32_t n = 1; (row = price_row_by_number(book, n)); n++) {
        int64_t ts_us = at("2026-11-20");
        struct str to = cheaper_model(book, row->provider, row->model, ts_us, &a);
        if (!to.ptr)
            continue;
        const struct price_row *dear =
            price_find(book, row->provider, row->model, TIER_STANDARD, ts_us);
        const struct price_row *cheap = price_find(book, row->provider, to, TIER_STANDARD, ts_us);
        assert_non_null(cheap);
        assert_true(cheap->base.pusd[TOK_INPUT] <= dear->base.pusd[TOK_INPUT]);
        assert_true(cheap->base.pusd[TOK_OUTPUT] <= dear->base.pusd[TOK_OUTPUT]);
        assert_false(str_eq(to, dear->model));
        found++;
    }
    assert_true(found > 50);
    arena_release(&a);
}

// Before its first price a model is not there.
static void what_is_not_sold_yet_is_no_step_down(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct price_book *book = NULL;
    static const char json[] =
        "{\"provider\": \"openai\", \"models\": ["
        "{\"model\": \"gpt-9\", \"input\": 9, \"output\": 9},"
        "{\"model\": \"gpt-9-mini\", \"from\": \"2026-06-01\", \"input\": 1, \"output\": 1}]}";
    assert_true(price_book_builtin(&book, &a, &e));
    if (!price_book_import(book, str_of(json), S("test"), &e))
        fail_msg("%s", e.text);
    struct str late = cheaper_model(book, S("openai"), S("gpt-9"), at("2026-07-01"), &a);
    struct str early = cheaper_model(book, S("openai"), S("gpt-9"), at("2026-05-01"), &a);
    assert_true(str_eq(late, S("gpt-9-mini")));
    assert_true(str_eq(early, S("gpt-5-mini")));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_down_stay_in_the_family),
        cmocka_unit_test(no_step_down_is_dearer),
        cmocka_unit_test(what_is_not_sold_yet_is_no_step_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

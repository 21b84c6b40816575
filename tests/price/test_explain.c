// test_explain.c - the text of `toll prices explain`, whole.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/time.h"
#include "price/explain.h"

static const char ours[] =
    "{\"provider\": \"openai\", \"source\": \"price page\", \"read\": \"2026-09-23\","
    " \"tiers\": {\"batch\": 0.5}, \"models\": ["
    "{\"model\": \"gpt-4o\", \"from\": \"2024-10-02\", \"input\": 2.5, \"cache_read\": 1.25,"
    " \"output\": 10, \"per_1k_web_searches\": 10, \"note\": \"a note\","
    " \"above\": {\"tok\": 1000, \"input\": 5}},"
    "{\"model\": \"gpt-4o\", \"input\": 5, \"output\": 15},"
    "{\"model\": \"gpt-4o-mono-x\", \"input\": 1},"
    "{\"model\": \"gpt-4o-mini-x\", \"input\": 1},"
    "{\"provider\": \"house\", \"model\": \"tortoise-1\", \"input\": 1},"
    "{\"provider\": \"deepseek\", \"model\": \"deepseek-chat\", \"hours\": [[\"01:00\", "
    "\"04:00\"]],"
    " \"days\": \"mon-fri\", \"input\": 0.44}]}";

static const struct {
    const char *provider, *model;
    enum tier tier;
    bool found;
    const char *want;
} cases[] = {
    {"azure", "gpt-4o-2024-08-06", TIER_STANDARD, true,
     "gpt-4o-2024-08-06\n"
     "  because    the provider is azure, which has no price of its own for it: that of the maker,"
     " openai, stands in; \"gpt-4o-2024-08-06\" was shortened to \"gpt-4o\"; from ours.json, which"
     " goes before the built-in prices\n"
     "  row        openai/gpt-4o@2024-10-02:ours.json\n"
     "  valid      from 2024-10-02\n"
     "  source     price page, read 2026-09-23\n"
     "  note       a note\n"
     "  prices\n"
     "    input                $2.5 per million tokens\n"
     "    cache_read           $1.25 per million tokens\n"
     "    output               $10 per million tokens\n"
     "    per_1k_web_searches  $10 per thousand\n"
     "  above 1000 input tokens, for the whole request\n"
     "    input                $5 per million tokens\n"
     "    cache_read           $1.25 per million tokens\n"
     "    output               $10 per million tokens\n"
     "    per_1k_web_searches  $10 per thousand\n"
     "  also       openai/gpt-4o:ours.json\n"},
    {"", "deepseek-chat", TIER_BATCH, true,
     "deepseek-chat\n"
     "  because    the name belongs to deepseek; the name matches as it is; from ours.json, which"
     " goes before the built-in prices\n"
     "  row        deepseek/deepseek-chat#01h:ours.json\n"
     "  valid      from the start, only 01:00-04:00 UTC Monday to Friday\n"
     "  source     price page, read 2026-09-23\n"
     "  prices\n"
     "    input                $0.44 per million tokens, not sold as batch\n"},
    {"", "tortoise-1", TIER_STANDARD, true,
     "tortoise-1\n"
     "  because    no provider is known, and house alone sells a model of this name; the name"
     " matches as it is; from ours.json, which goes before the built-in prices\n"
     "  row        house/tortoise-1:ours.json\n"
     "  valid      from the start\n"
     "  source     price page, read 2026-09-23\n"
     "  prices\n"
     "    input                $1 per million tokens\n"},
    {"openai", "gpt-4o-2024", TIER_STANDARD, false,
     "gpt-4o-2024\n"
     "  no price\n"
     "  tried      gpt-4o-2024\n"
     "  near       openai/gpt-4o\n"},
    {"openai", "gpt-4o-mini-y", TIER_STANDARD, false,
     "gpt-4o-mini-y\n"
     "  no price\n"
     "  tried      gpt-4o-mini-y\n"
     "  near       openai/gpt-4o\n"
     "  near       openai/gpt-4o-mini-x\n"
     "  near       openai/gpt-4o-mono-x\n"},
    {"openai", "", TIER_STANDARD, false,
     "\n"
     "  no price: the name is empty or too long\n"},
};

static void explanations_say_which_row_and_why(void **state)
{
    (void)state;
    struct arena a = {0};
    struct price_book *b = price_book_empty(&a);
    struct err e = {0};
    int64_t ts_us = 0;
    assert_true(price_book_import(b, str_of(ours), S("/etc/ours.json"), &e));
    assert_true(time_parse(S("2026-09-21T02:00:00Z"), &ts_us));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf out = {.arena = &a};
        bool found = price_explain(b, str_of(cases[i].provider), str_of(cases[i].model),
                                   cases[i].tier, ts_us, &out);
        assert_int_equal(found, cases[i].found);
        if (!str_eq(buf_view(&out), str_of(cases[i].want)))
            fail_msg("got\n%.*s\nexpected\n%s", STR_ARG(buf_view(&out)), cases[i].want);
    }
    arena_release(&a);
}

static void a_time_without_a_row_is_said(void **state)
{
    (void)state;
    struct arena a = {0};
    struct price_book *b = price_book_empty(&a);
    struct err e = {0};
    struct buf out = {.arena = &a};
    assert_true(price_book_import(b, str_of(ours), S("ours.json"), &e));
    assert_false(price_explain(b, S("deepseek"), S("deepseek-chat"), TIER_STANDARD, 0, &out));
    assert_true(str_contains(buf_view(&out), S("no row is valid at this time")));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(explanations_say_which_row_and_why),
        cmocka_unit_test(a_time_without_a_row_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

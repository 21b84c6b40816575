// test_pattern.c - regular expressions of price files, and the match rules around them.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "price/clause.h"
#include "price/pattern.h"

static void patterns_occur_where_they_should(void **state)
{
    (void)state;
    static const struct {
        const char *pattern, *text;
        bool want;
    } cases[] = {
        {"^gpt-5\\.6-luna-\\d{4}-\\d{2}-\\d{2}$", "gpt-5.6-luna-2026-07-30", true},
        {"^gpt-5\\.6-luna-\\d{4}-\\d{2}-\\d{2}$", "gpt-5.6-luna-2026-07-3", false},
        {"^gpt-5\\.6-luna-\\d{4}-\\d{2}-\\d{2}$", "gpt-5x6-luna-2026-07-30", false},
        {"(?:mi|code|dev|magi|mini)stral", "open-mistral-7b", true},
        {"(?:mi|code|dev|magi|mini)stral", "codestral", true},
        {"(?:mi|code|dev|magi|mini)stral", "astral", false},
        {"^o[134]", "o3-mini", true},
        {"^o[134]", "o2", false},
        {"^o[134]", "gpt-4o3", false},
        {"^(?!.*-[tT][tT][sS](?:$|-))", "gemini-2.5-pro", true},
        {"^(?!.*-[tT][tT][sS](?:$|-))", "gemini-2.5-pro-tts", false},
        {"^(?!.*-[tT][tT][sS](?:$|-))", "gemini-2.5-pro-TTS-preview", false},
        {"^(?!.*-[tT][tT][sS](?:$|-))", "gemini-2.5-pro-ttsx", true},
        {"^composer-2\\.5\\[fast=true\\]$", "composer-2.5[fast=true]", true},
        {"^composer-2\\.5\\[fast=true\\]$", "composer-2.5[fast=false]", false},
        {"^gemini-3\\.5-flash-\\d", "gemini-3.5-flash-001", true},
        {"a+b?c*$", "xaab", true},
        {"a+b?c*$", "xd", false},
        {"^a{2,3}$", "aaa", true},
        {"^a{2,3}$", "aaaa", false},
        {"[^0-9]", "123", false},
        {"[^0-9]", "12a", true},
        {"^(a|b(c|d))e$", "bde", true},
        {"^(a|b(c|d))e$", "bce", true},
        {"^(a|b(c|d))e$", "be", false},
        {"", "", true},
        {"^$", "", true},
        {"^$", "x", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(pattern_is_supported(str_of(cases[i].pattern)));
        if (pattern_occurs(str_of(cases[i].pattern), str_of(cases[i].text)) != cases[i].want)
            fail_msg("%s in %s", cases[i].pattern, cases[i].text);
    }
}

static void unsupported_patterns_are_said_to_be(void **state)
{
    (void)state;
    static const char *const cases[] = {"(ab)+", "a(", "a)",  "[a",  "a{x}",
                                        "a**",   "\\", "a{2", "{2}", "a{3,2}"};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        if (pattern_is_supported(str_of(cases[i])))
            fail_msg("%s", cases[i]);
        (void)pattern_occurs(str_of(cases[i]), S("aaaa"));
    }
}

static void a_pattern_that_explodes_is_given_up(void **state)
{
    (void)state;
    assert_false(
        pattern_occurs(S("^.*.*.*.*.*.*.*.*.*.*x$"),
                       S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")));
}

static void clauses_hold_as_written(void **state)
{
    (void)state;
    static const struct {
        const char *json, *name;
        bool want;
    } cases[] = {
        {"{\"equals\": \"GPT-4o\"}", "gpt-4o", true},
        {"{\"equals\": \"gpt-4o\"}", "gpt-4o-mini", false},
        {"{\"starts_with\": \"gpt-\"}", "gpt-4o", true},
        {"{\"ends_with\": \"-free\"}", "x-free", true},
        {"{\"contains\": \"son\"}", "claude-sonnet", true},
        {"{\"or\": [{\"equals\": \"a\"}, {\"equals\": \"b\"}]}", "b", true},
        {"{\"or\": []}", "b", false},
        {"{\"and\": []}", "b", false},
        {"{\"and\": [{\"starts_with\": \"a\"}, {\"ends_with\": \"z\"}]}", "a-z", true},
        {"{\"and\": [{\"starts_with\": \"a\"}, {\"ends_with\": \"z\"}]}", "a-y", false},
        {"{\"regex\": \"^o[134]\"}", "o4-mini", true},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *json = cJSON_Parse(cases[i].json);
        struct clause c;
        struct err e = {0};
        assert_true(clause_read(json, &c, &a, &e));
        assert_int_equal(clause_holds(&c, str_of(cases[i].name)), cases[i].want);
        cJSON_Delete(json);
    }
    arena_release(&a);
}

#define OR(clause) "{\"or\": [" clause "]}"
#define NINE_DEEP  OR(OR(OR(OR(OR(OR(OR(OR(OR(OR(""))))))))))

static void clauses_that_are_none_are_refused(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "{}",
        "[]",
        "null",
        "{\"equals\": 3}",
        "{\"or\": {}}",
        "{\"is\": \"x\"}",
        "{\"regex\": \"(a)+\"}",
        NINE_DEEP,
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        cJSON *json = cJSON_Parse(cases[i]);
        struct clause c;
        struct err e = {0};
        if (clause_read(json, &c, &a, &e))
            fail_msg("%s", cases[i]);
        assert_int_equal(e.code, ERR_DATA);
        cJSON_Delete(json);
    }
    arena_release(&a);
}

static void globs_become_clauses(void **state)
{
    (void)state;
    struct arena a = {0};
    assert_int_equal(clause_of_glob(S("A*"), &a).kind, CLAUSE_STARTS_WITH);
    assert_int_equal(clause_of_glob(S("*:free"), &a).kind, CLAUSE_ENDS_WITH);
    assert_int_equal(clause_of_glob(S("*x*"), &a).kind, CLAUSE_CONTAINS);
    assert_true(str_eq(clause_of_glob(S("A*"), &a).text, S("a")));
    assert_int_equal(clause_of_glob(S("*"), &a).text.len, 0);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(patterns_occur_where_they_should),
        cmocka_unit_test(unsupported_patterns_are_said_to_be),
        cmocka_unit_test(a_pattern_that_explodes_is_given_up),
        cmocka_unit_test(clauses_hold_as_written),
        cmocka_unit_test(clauses_that_are_none_are_refused),
        cmocka_unit_test(globs_become_clauses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

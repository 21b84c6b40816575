// test_repair.c - each repair, what is refused and why, and that valid JSON stays as it is.
#include "ingest/repair.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/json.h"

static struct json_parser *parser;

static int open_parser(void **state)
{
    (void)state;
    parser = json_parser_new();
    return parser ? 0 : -1;
}

static int close_parser(void **state)
{
    (void)state;
    json_parser_free(parser);
    return 0;
}

static bool parses(struct str text)
{
    struct json root;
    return json_parse(parser, text, JSON_PADDING, &root) == JSON_OK;
}

// The pieces, one after another: "text|" of good ones, "!reason|" of others.
static struct str show(struct str entry, unsigned *repairs, struct arena *a)
{
    struct buf b = {.arena = a};
    size_t count = 0;
    struct repaired *pieces = repair_entry(entry, a, &count);
    *repairs = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(pieces[i].at + pieces[i].bytes <= entry.len);
        if (pieces[i].is_rejected) {
            buf_fmt(&b, "!%d|", (int)pieces[i].reason);
            continue;
        }
        assert_true(parses(pieces[i].text));
        *repairs |= pieces[i].repairs;
        buf_str(&b, pieces[i].text);
        buf_byte(&b, '|');
    }
    return buf_view(&b);
}

struct repair_case {
    struct str entry;
    const char *want;
    unsigned repairs;
};

static void check_all(const struct repair_case *cases, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct arena a = {0};
        unsigned repairs = 0;
        assert_string_equal(str_cstr(show(cases[i].entry, &repairs, &a), &a), cases[i].want);
        assert_int_equal(repairs, cases[i].repairs);
        arena_release(&a);
    }
}

#define TORN "!0|"
#define BAD  "!1|"
#define DEEP "!3|"

static void reasons_have_the_numbers_these_tests_show(void **state)
{
    (void)state;
    assert_int_equal(REJECT_TORN, 0);
    assert_int_equal(REJECT_NOT_JSON, 1);
    assert_int_equal(REJECT_TOO_DEEP, 3);
}

static void valid_json_comes_back_byte_for_byte(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{}",
        "[]",
        "{\"a\" : [ 1 , -2.5e+10, 0.1E-3, -0, 0, true, false, null ], \"b\":{\"c\":\"d\"}}",
        "{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e4\\ud83d\\ude00\"}",
        "{\"\xc3\xa4\":\"\xe2\x82\xac\xf0\x9f\x98\x80\xef\xbf\xbd\"}",
        "[9223372036854775807,-9223372036854775808,18446744073709551615]",
        "[1.7976931348623157e308,1.7976931348623158e308,-1.7976931348623157E+308,1e-400,0e999999]",
        "[123456789012345678901234567890.5, 0.00000000000000000000000000000000000000000000000001]",
        "\"text\"",
        "12",
        "null",
        "{\"a\":1,\"a\":2}",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct arena a = {0};
        size_t count = 0;
        struct repaired *pieces = repair_entry(str_of(texts[i]), &a, &count);
        assert_int_equal(count, 1);
        assert_false(pieces[0].is_rejected);
        assert_int_equal(pieces[0].repairs, 0);
        assert_string_equal(str_cstr(pieces[0].text, &a), texts[i]);
        assert_true(parses(pieces[0].text));
        arena_release(&a);
    }
}

static void glued_values_are_split(void **state)
{
    (void)state;
    const struct repair_case cases[] = {
        {S("{\"a\":1}{\"b\":2}"), "{\"a\":1}|{\"b\":2}|", REPAIR_GLUED},
        {S("{\"a\":1} {\"b\":2}\t{}"), "{\"a\":1}|{\"b\":2}|{}|", REPAIR_GLUED},
        {S("{\"a\":1},{\"b\":2},"), "{\"a\":1}|{\"b\":2}|", REPAIR_GLUED},
        {S("{\"a\":1},"), "{\"a\":1}|", REPAIR_GLUED},
        {S("{\"a\":1}\0\0"), "{\"a\":1}|", REPAIR_GLUED},
        {S("{\"a\":\"}{\"}{\"b\":[{}]}"), "{\"a\":\"}{\"}|{\"b\":[{}]}|", REPAIR_GLUED},
        {S("{\"a\":1} oops"), "{\"a\":1}|" BAD, REPAIR_GLUED},
        {S("{\"a\":1} oops {\"b\":2}"), "{\"a\":1}|" BAD "{\"b\":2}|", REPAIR_GLUED},
        {S("{\"a\":1}{\"b\":"), "{\"a\":1}|" TORN, REPAIR_GLUED},
    };
    check_all(cases, sizeof cases / sizeof *cases);
}

static void a_torn_object_does_not_take_the_next_one_along(void **state)
{
    (void)state;
    const struct repair_case cases[] = {
        {S("{\"a\":\"cut o{\"b\":1}"), TORN "{\"b\":1}|", REPAIR_GLUED},
        {S("{\"a\":1,\"b\":{\"x\":1{\"c\":2}"), TORN "{\"c\":2}|", REPAIR_GLUED},
        {S("{\"a\":\"cut o{\"b\":\"cut o{\"c\":1}{\"d\":NaN}"), TORN TORN "{\"c\":1}|{\"d\":null}|",
         REPAIR_GLUED | REPAIR_NAN},
        // A part of a broken object is no object.
        {S("{\"a\":1,\"b\":{\"x\":1}"), TORN, 0},
        {S("{\"a\":{\"x\":1},\"v\":.5,\"r\":{\"y\":1}}"), BAD, 0},
        {S("{\"v\":.5,\"r\":{\"y\":1}}"), BAD, 0},
        {S("{\"a\":{\"x\":1},\"v\":.5}"), BAD, 0},
        {S("[{\"a\":{\"x\":1} {\"y\":1},\"v\":2}]"), BAD, 0},
    };
    check_all(cases, sizeof cases / sizeof *cases);
}

static void strings_are_mended(void **state)
{
    (void)state;
    const struct repair_case cases[] = {
        {S("{\"a\":\"\xff\xc3(\xe2\x82\"}"),
         "{\"a\":\"\xef\xbf\xbd\xef\xbf\xbd(\xef\xbf\xbd\xef\xbf\xbd\"}|", REPAIR_UTF8},
        {S("{\"\xed\xa0\x80\":1}"), "{\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\":1}|", REPAIR_UTF8},
        {S("[\"\\ud800\",\"\\udc00\",\"\\ud800\\u0041\",\"\\ud800\\ud800\\udc00\"]"),
         "[\"\\ufffd\",\"\\ufffd\",\"\\ufffd\\u0041\",\"\\ufffd\\ud800\\udc00\"]|",
         REPAIR_SURROGATE},
        {S("{\"a\":\"x\ny\tz\x01\0\x1f\"}"), "{\"a\":\"x\\ny\\tz\\u0001\\u0000\\u001f\"}|",
         REPAIR_CONTROL},
        {S("{\"a\":\"\\x41\"}"), BAD, 0},
        {S("{\"a\":\"\\u12g4\"}"), BAD, 0},
        {S("{\"a\":\"\\u12"), TORN, 0},
        {S("{\"a\":\"\\"), TORN, 0},
    };
    check_all(cases, sizeof cases / sizeof *cases);
}

static void numbers_are_mended(void **state)
{
    (void)state;
    const struct repair_case cases[] = {
        {S("[NaN,Infinity,-Infinity]"), "[null,null,null]|", REPAIR_NAN},
        {S("{\"a\":18446744073709551616}"), "{\"a\":\"18446744073709551616\"}|", REPAIR_NUMBER},
        {S("{\"a\":-9223372036854775809}"), "{\"a\":\"-9223372036854775809\"}|", REPAIR_NUMBER},
        {S("[1e309,-1e400,1.7976931348623159e308,0.1e99999999999999999999]"),
         "[\"1e309\",\"-1e400\",\"1.7976931348623159e308\",\"0.1e99999999999999999999\"]|",
         REPAIR_NUMBER},
        {S("{\"a\":01}"), BAD, 0},
        {S("{\"a\":+1}"), BAD, 0},
        {S("{\"a\":1.}"), BAD, 0},
        {S("{\"a\":.5}"), BAD, 0},
        {S("{\"a\":1e}"), BAD, 0},
        {S("{\"a\":- 1}"), BAD, 0},
        {S("{\"a\":-Inf"), TORN, 0},
        {S("{\"a\":-"), TORN, 0},
        {S("{\"a\":1."), TORN, 0},
        {S("{\"a\":1e+"), TORN, 0},
    };
    check_all(cases, sizeof cases / sizeof *cases);
}

static void what_is_no_json_says_why(void **state)
{
    (void)state;
    const struct repair_case cases[] = {
        {S("hello"), BAD, 0},         {S("{"), TORN, 0},        {S("{\"a\""), TORN, 0},
        {S("{\"a\":tru"), TORN, 0},   {S("{\"a\":1]"), BAD, 0}, {S("{\"a\" 1}"), BAD, 0},
        {S("{\"a\":1,}"), BAD, 0},    {S("{'a':1}"), BAD, 0},   {S("{a:1}"), BAD, 0},
        {S("[1,,2]"), BAD, 0},        {S("}"), BAD, 0},         {S(","), BAD, 0},
        {S("{\"a\":truth}"), BAD, 0},
    };
    check_all(cases, sizeof cases / sizeof *cases);
}

// `depth` brackets around nothing.
static struct str nested(int depth, const char *brackets, struct arena *a)
{
    struct buf b = {.arena = a};
    for (int i = 0; i < depth; i++)
        buf_str(&b,
                brackets[0] == '{' && i + 1 < depth ? S("{\"a\":") : str_head(str_of(brackets), 1));
    for (int i = 0; i < depth; i++)
        buf_byte(&b, brackets[1]);
    return buf_view(&b);
}

static void nesting_goes_as_deep_as_the_parser_does(void **state)
{
    (void)state;
    static const char *const brackets[] = {"{}", "[]"};
    for (int i = 0; i < 2; i++) {
        struct arena a = {0};
        int most = 0;
        for (int depth = 500; depth < 520; depth++) {
            size_t count = 0;
            struct str text = nested(depth, brackets[i], &a);
            struct repaired *piece = repair_entry(text, &a, &count);
            bool is_fine = json_parse(parser, text, 0, &(struct json){0}) == JSON_OK;
            assert_int_equal(count, 1);
            assert_int_equal(piece->is_rejected, !is_fine);
            if (!is_fine)
                assert_int_equal(piece->reason, REJECT_TOO_DEEP);
            most = is_fine ? depth : most;
        }
        assert_true(most >= 510 && most < 519);
        arena_release(&a);
    }
}

static void every_head_of_an_object_is_torn(void **state)
{
    (void)state;
    struct str whole =
        S("{\"a\":[1.5e3,true,null,-2,\"x\\u00e4\\n\"],\"b\":{\"c\":NaN,\"d\":-Infinity}}");
    for (size_t n = 1; n < whole.len; n++) {
        struct arena a = {0};
        size_t count = 0;
        struct repaired *pieces = repair_entry(str_head(whole, n), &a, &count);
        assert_int_equal(count, 1);
        assert_true(pieces[0].is_rejected);
        assert_int_equal(pieces[0].reason, REJECT_TORN);
        arena_release(&a);
    }
}

static void hostile_entries_cost_linear_time_and_memory(void **state)
{
    (void)state;
    static const char *const units[] = {
        "{}", "{\"a\":\"cut o", "{\"a\":",    "[",  "{\"a\":{\"x\":1}.", "x{\"", "-", "\\",
        ",",  "\"{\"",          "{\"a\":1}x", "1 ", "{\"\":{",
    };
    enum { BYTES = 1 << 20 };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        struct arena a = {0};
        struct arena own = {0};
        struct buf b = {.arena = &own};
        while (b.len < BYTES)
            buf_str(&b, str_of(units[i]));
        size_t count = 0;
        (void)repair_entry(buf_view(&b), &a, &count);
        assert_true(count >= 1);
        assert_true(a.total_bytes < 16 * (size_t)BYTES);
        arena_release(&a);
        arena_release(&own);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reasons_have_the_numbers_these_tests_show),
        cmocka_unit_test(valid_json_comes_back_byte_for_byte),
        cmocka_unit_test(glued_values_are_split),
        cmocka_unit_test(a_torn_object_does_not_take_the_next_one_along),
        cmocka_unit_test(strings_are_mended),
        cmocka_unit_test(numbers_are_mended),
        cmocka_unit_test(what_is_no_json_says_why),
        cmocka_unit_test(nesting_goes_as_deep_as_the_parser_does),
        cmocka_unit_test(every_head_of_an_object_is_torn),
        cmocka_unit_test(hostile_entries_cost_linear_time_and_memory),
    };
    return cmocka_run_group_tests(tests, open_parser, close_parser);
}

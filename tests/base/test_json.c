// test_json.c - the C view of parsed JSON.
#include "base/json.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static struct json parsed(struct json_parser *p, const char *text)
{
    struct json v = {0};
    assert_int_equal(json_parse(p, str_of(text), 0, &v), JSON_OK);
    return v;
}

static void values_are_found_by_key_path_and_index(void **state)
{
    struct json_parser *p = *state;
    struct json v =
        parsed(p, "{\"a\":{\"b\":[10,20,{\"c\":\"x\"}]},\"k.k\":1,\"n\":null,\"k\":1,\"k\":2}");
    int64_t n = 0;
    assert_true(json_to_i64(json_index(json_at(v, "a.b"), 1), &n) && n == 20);
    assert_true(str_eq(json_str(json_at(json_index(json_at(v, "a.b"), -1), "c")), S("x")));
    assert_true(json_to_i64(json_get(v, S("k.k")), &n) && n == 1);
    assert_true(json_to_i64(json_get(v, S("k")), &n) && n == 2);  // the last duplicate wins
    assert_int_equal(json_type(json_at(v, "a.z.q")), JSON_MISSING);
    assert_int_equal(json_type(json_at(v, "n")), JSON_NULL);
    assert_false(json_is_set(json_at(v, "n")));
    assert_true(json_to_i64(json_any(v, "n|zz|a.b.c|k"), &n) && n == 2);
    assert_int_equal(json_len(json_at(v, "a.b")), 3);
    assert_int_equal(json_type(json_index(json_at(v, "a.b"), 3)), JSON_MISSING);
    assert_int_equal(json_type(json_index(json_at(v, "a.b"), -4)), JSON_MISSING);
}

// More keys than an object has marks, one of them twice, looked up again and again: what look-ups
// leave on the tape changes no answer.
static void look_ups_find_every_key_of_any_object(void **state)
{
    enum { MOST_KEYS = 120 };
    struct arena a = {0};
    for (int count = 0; count <= MOST_KEYS; count++) {
        struct str text = S("{\"\":-1");
        for (int i = 0; i < count; i++) {
            struct str key = str_fmt(&a, "%c%d", 'a' + i % 26, i);
            text = str_fmt(&a, "%.*s,\"%s\":[{\"n\":0}],\"%s\":%d", STR_ARG(text), key.ptr, key.ptr,
                           i);
        }
        struct json v = parsed(*state, str_join(text, S("}"), &a).ptr);
        for (int i = 0; i < 2 * count; i++) {
            int64_t n = 0;
            int at = i % count;
            assert_true(json_to_i64(json_get(v, str_fmt(&a, "%c%d", 'a' + at % 26, at)), &n));
            assert_int_equal(n, at);
            assert_int_equal(json_type(json_get(v, str_fmt(&a, "%dz", i))), JSON_MISSING);
        }
        int64_t empty = 0;
        assert_true(json_to_i64(json_get(v, S("")), &empty) && empty == -1);
        assert_int_equal(json_len(v), 2 * count + 1);
    }
    arena_release(&a);
}

static void missing_values_are_accepted_everywhere(void **state)
{
    (void)state;
    struct json none = {0};
    int64_t n = 7;
    double x = 7;
    bool b = true;
    assert_int_equal(json_len(none), 0);
    assert_null(json_str(none).ptr);
    assert_false(json_to_i64(none, &n) || json_to_f64(none, &x) || json_to_bool(none, &b));
    assert_int_equal(n, 7);
    assert_int_equal(json_type(json_get(none, S("x"))), JSON_MISSING);
    assert_int_equal(json_type(json_at(none, "x.y")), JSON_MISSING);
}

static void integers_keep_all_64_bits(void **state)
{
    struct json_parser *p = *state;
    static const struct {
        const char *in;
        bool ok;
        int64_t want;
    } cases[] = {
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"18446744073709551615", false, 0},
        {"2.0", true, 2},
        {"2.5", false, 0},
        {"1e3", true, 1000},
        {"1e300", false, 0},
        {"\"1200\"", true, 1200},
        {"\" 42 \"", true, 42},
        {"\"1.0\"", true, 1},
        {"\"None\"", false, 0},
        {"\"\"", false, 0},
        {"true", false, 0},
        {"null", false, 0},
        {"[]", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t n = 42;
        assert_int_equal(json_to_i64(parsed(p, cases[i].in), &n), cases[i].ok);
        assert_int_equal(n, cases[i].ok ? cases[i].want : 42);
    }
}

static void booleans_come_in_three_dresses(void **state)
{
    struct json_parser *p = *state;
    bool b = false;
    assert_true(json_to_bool(parsed(p, "true"), &b) && b);
    assert_true(json_to_bool(parsed(p, "\"False\""), &b) && !b);
    assert_true(json_to_bool(parsed(p, "1"), &b) && b);
    assert_false(json_to_bool(parsed(p, "2"), &b));
    assert_false(json_to_bool(parsed(p, "\"None\""), &b));
}

static void refusals_say_why(void **state)
{
    struct json_parser *p = *state;
    static const struct {
        const char *in;
        enum json_error want;
    } cases[] = {
        {"", JSON_ERROR_EMPTY},
        {"   ", JSON_ERROR_EMPTY},
        {"{\"a\":", JSON_ERROR_SYNTAX},
        {"{}{}", JSON_ERROR_SYNTAX},
        {"\"\xff\"", JSON_ERROR_UTF8},
        {"\"\x01\"", JSON_ERROR_STRING},
        {"\"\\ud800\"", JSON_ERROR_STRING},
        {"\"\\udc00\"", JSON_ERROR_STRING},
        {"99999999999999999999", JSON_ERROR_NUMBER},
    };
    struct json v;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(json_parse(p, str_of(cases[i].in), 0, &v), cases[i].want);
}

static void nesting_stops_at_the_limit(void **state)
{
    struct json_parser *p = *state;
    char text[2 * 600];
    struct json v;
    memset(text, '[', 500);
    memset(text + 500, ']', 500);
    assert_int_equal(json_parse(p, (struct str){text, 1000}, 0, &v), JSON_OK);
    memset(text, '[', 600);
    memset(text + 600, ']', 600);
    assert_int_equal(json_parse(p, (struct str){text, 1200}, 0, &v), JSON_ERROR_DEPTH);
}

static void a_trimmed_parser_still_parses(void **state)
{
    struct json_parser *p = *state;
    struct arena a = {0};
    size_t n = 1 << 20;
    char *text = arena_alloc(&a, 1, n + JSON_PADDING);
    memset(text, ' ', n);
    text[0] = '[';
    text[n - 1] = ']';
    struct json v;
    assert_int_equal(json_parse(p, (struct str){text, n}, JSON_PADDING, &v), JSON_OK);
    size_t big = json_parser_bytes(p);
    json_parser_trim(p, 65536);
    assert_true(json_parser_bytes(p) < big);
    assert_int_equal(json_len(parsed(p, "[1,2]")), 2);
    arena_release(&a);
}

static int open_parser(void **state)
{
    *state = json_parser_new();
    return *state ? 0 : -1;
}

static int close_parser(void **state)
{
    json_parser_free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_found_by_key_path_and_index),
        cmocka_unit_test(look_ups_find_every_key_of_any_object),
        cmocka_unit_test(missing_values_are_accepted_everywhere),
        cmocka_unit_test(integers_keep_all_64_bits),
        cmocka_unit_test(booleans_come_in_three_dresses),
        cmocka_unit_test(refusals_say_why),
        cmocka_unit_test(nesting_stops_at_the_limit),
        cmocka_unit_test(a_trimmed_parser_still_parses),
    };
    return cmocka_run_group_tests(tests, open_parser, close_parser);
}

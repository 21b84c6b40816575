// test_str.c - strings, numbers in text, growing buffers.
#include "base/str.h"

#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/buf.h"

static void integers_take_the_whole_string_or_fail(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        bool ok;
        int64_t want;
    } cases[] = {
        {"0", true, 0},
        {"-7", true, -7},
        {"9223372036854775807", true, INT64_MAX},
        {"-9223372036854775808", true, INT64_MIN},
        {"9223372036854775808", false, 0},
        {"-9223372036854775809", false, 0},
        {"18446744073709551616", false, 0},
        {"", false, 0},
        {"-", false, 0},
        {"+1", false, 0},
        {" 1", false, 0},
        {"1x", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t n = 42;
        assert_int_equal(str_to_i64(str_of(cases[i].in), &n), cases[i].ok);
        assert_int_equal(n, cases[i].ok ? cases[i].want : 42);
    }
}

static void scaled_decimals_are_exact(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        int scale;
        bool ok;
        int64_t want;
    } cases[] = {
        {"0.15", 6, true, 150000},    {"3e-06", 12, true, 3000000},
        {"3.4e-05", 9, true, 34000},  {"1.1", 12, true, 1100000000000},
        {"0.0000000005", 9, true, 1}, {"0.0000000004999", 9, true, 0},
        {"-2.5", 0, true, -3},        {"12.", 2, true, 1200},
        {".5", 1, true, 5},           {"1e3", 0, true, 1000},
        {"92233720368", 9, false, 0}, {"1e400", 0, false, 0},
        {".", 0, false, 0},           {"", 0, false, 0},
        {"1.2.3", 0, false, 0},       {"0x10", 0, false, 0},
        {"1e", 0, false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t n = 42;
        assert_int_equal(str_to_scaled(str_of(cases[i].in), cases[i].scale, &n), cases[i].ok);
        assert_int_equal(n, cases[i].ok ? cases[i].want : 42);
    }
}

static void doubles_are_plain_decimals(void **state)
{
    (void)state;
    double x = 0;
    assert_true(str_to_f64(S("-1.5e3"), &x));
    assert_true(x > -1500.5 && x < -1499.5);
    assert_false(str_to_f64(S("inf"), &x));
    assert_false(str_to_f64(S("nan"), &x));
    assert_false(str_to_f64(S("0x1p3"), &x));
    assert_false(str_to_f64(S("1 "), &x));
    assert_false(str_to_f64(S(""), &x));
}

static void sizes_know_their_suffixes(void **state)
{
    (void)state;
    static const struct {
        const char *in;
        bool ok;
        int64_t want;
    } cases[] = {
        {"10", true, 10},       {"64Mi", true, 64 << 20}, {"64MiB", true, 64 << 20},
        {"2k", true, 2000},     {"1G", true, 1000000000}, {"-1", false, 0},
        {"9999999T", false, 0}, {"M", false, 0},          {"1.5G", false, 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t n = 42;
        assert_int_equal(str_to_size(str_of(cases[i].in), &n), cases[i].ok);
        assert_int_equal(n, cases[i].ok ? cases[i].want : 42);
    }
}

static void cut_finds_first_and_last_separator(void **state)
{
    (void)state;
    struct str_cut first = str_cut(S("a.b.c"), '.');
    assert_true(first.ok && str_eq(first.head, S("a")) && str_eq(first.tail, S("b.c")));
    struct str_cut last = str_cut_last(S("a.b.c"), '.');
    assert_true(last.ok && str_eq(last.head, S("a.b")) && str_eq(last.tail, S("c")));
    struct str_cut none = str_cut(S("abc"), '.');
    assert_false(none.ok);
    assert_true(str_eq(none.head, S("abc")) && none.tail.len == 0);
    assert_false(str_cut(S(""), '.').ok);
}

static void search_and_comparison(void **state)
{
    (void)state;
    assert_int_equal(str_find(S("aab"), S("ab")), 1);
    assert_int_equal(str_find(S("aa"), S("aab")), 2);
    assert_true(str_contains_nocase(S("Hello World"), S("WORLD")));
    assert_false(str_contains_nocase(S("Hell"), S("hello")));
    assert_true(str_eq(str_trim(S(" \t a b \r\n")), S("a b")));
    assert_true(str_cmp(S("a"), S("ab")) < 0 && str_cmp(S("b"), S("ab")) > 0);
    assert_int_equal(str_cmp(S(""), S("")), 0);
}

static void varints_round_trip_and_torn_ones_fail(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf b = {.arena = &a};
    static const uint64_t numbers[] = {0, 1, 127, 128, 300, 1ULL << 35, UINT64_MAX};
    for (size_t i = 0; i < 7; i++)
        buf_varint(&b, numbers[i]);
    buf_u64(&b, 0x0123456789abcdefULL);
    struct str rest = buf_view(&b);
    for (size_t i = 0; i < 7; i++) {
        uint64_t n = 0;
        assert_true(str_take_varint(&rest, &n));
        assert_true(n == numbers[i]);
    }
    uint64_t word = 0;
    assert_true(str_take_u64(&rest, &word));
    assert_true(word == 0x0123456789abcdefULL && rest.len == 0);
    struct str torn = S("\x80\x80");
    assert_false(str_take_varint(&torn, &word));
    assert_false(str_take_u64(&torn, &word));
    arena_release(&a);
}

static void arenas_rewind_and_zero(void **state)
{
    (void)state;
    struct arena a = {0};
    char *first = arena_alloc(&a, 1, 100);
    memset(first, 'x', 100);
    struct arena_mark mark = arena_mark(&a);
    char *second = arena_alloc(&a, 1, 5000000);
    second[4999999] = 'y';
    arena_rewind(&a, mark);
    char *third = arena_alloc(&a, 1, 64);
    for (int i = 0; i < 64; i++)
        assert_int_equal(third[i], 0);
    assert_int_equal(first[99], 'x');
    char *grown = arena_grow(&a, third, 64, 100000);
    grown[99999] = 'z';
    assert_int_equal(grown[0], 0);
    arena_reset(&a);
    assert_true(a.total_bytes <= 4 * 1024 * 1024);
    arena_release(&a);
    assert_int_equal(a.total_bytes, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_take_the_whole_string_or_fail),
        cmocka_unit_test(scaled_decimals_are_exact),
        cmocka_unit_test(doubles_are_plain_decimals),
        cmocka_unit_test(sizes_know_their_suffixes),
        cmocka_unit_test(cut_finds_first_and_last_separator),
        cmocka_unit_test(search_and_comparison),
        cmocka_unit_test(varints_round_trip_and_torn_ones_fail),
        cmocka_unit_test(arenas_rewind_and_zero),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// test_utf8.c - decoding, repair, folding and what may reach a terminal.
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/err.h"

#define FFFD "\xef\xbf\xbd"

static void invalid_bytes_become_replacement_characters(void **state)
{
    (void)state;
    static const struct {
        const char *in, *want;
    } cases[] = {
        {"plain", "plain"},
        {"gr\xc3\xbc\xc3\x9f", "gr\xc3\xbc\xc3\x9f"},
        {"\xff", FFFD},
        {"a\x80z", "a" FFFD "z"},
        {"\xc3", FFFD},
        {"\xe2\x82", FFFD FFFD},
        {"\xc0\xaf", FFFD FFFD},                    // overlong
        {"\xed\xa0\x80", FFFD FFFD FFFD},           // surrogate
        {"\xf4\x90\x80\x80", FFFD FFFD FFFD FFFD},  // above U+10FFFF
        {"\xf0\x9f\x98\x80", "\xf0\x9f\x98\x80"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str in = str_of(cases[i].in);
        assert_true(str_eq(utf8_repair(in, &a), str_of(cases[i].want)));
        assert_int_equal(utf8_is_valid(in), str_eq(in, str_of(cases[i].want)));
    }
    arena_release(&a);
}

static void folding_is_nfkc_and_caseless(void **state)
{
    (void)state;
    struct arena a = {0};
    assert_true(str_eq(utf8_fold(S("STRASSE"), &a), utf8_fold(S("stra\xc3\x9f"
                                                                "e"),
                                                              &a)));
    assert_true(str_eq(utf8_fold(S("\xef\xac\x81"), &a), S("fi")));  // ligature
    assert_true(str_eq(utf8_fold(S("e\xcc\x81"), &a), S("\xc3\xa9")));
    arena_release(&a);
}

static void heads_do_not_split_characters(void **state)
{
    (void)state;
    assert_int_equal(utf8_head(S("a\xc3\xbc"), 2).len, 1);
    assert_int_equal(utf8_head(S("a\xc3\xbc"), 3).len, 3);
    assert_int_equal(utf8_head(S("abc"), 0).len, 0);
}

static void nothing_that_acts_reaches_a_terminal(void **state)
{
    (void)state;
    struct arena a = {0};
    struct str out = utf8_printable(S("a\x1b[31m\r\n\x7f\xe2\x80\xae\xc2\x9b"
                                      "b"),
                                    &a);
    for (size_t i = 0; i < out.len; i++)
        assert_true((unsigned char)out.ptr[i] >= 0x20 && out.ptr[i] != 0x7f);
    assert_false(str_contains(out, S("\xe2\x80\xae")));
    assert_true(str_contains(out, S("<U+202E>")));
    assert_true(str_contains(out, S("\xe2\x90\x9b[31m")));
    assert_int_equal(utf8_width(S("\xe6\xbc\xa2z")), 3);
    arena_release(&a);
}

static void errors_wrap_and_keep_the_first_code(void **state)
{
    (void)state;
    struct err e = {0};
    assert_false(err_set(&e, ERR_IO, "%s: missing", "a.jsonl"));
    assert_false(err_wrap(&e, "ingest"));
    assert_string_equal(e.text, "ingest: a.jsonl: missing");
    assert_int_equal(err_exit_status(e.code), 5);
    assert_int_equal(err_exit_status(ERR_USAGE), 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(invalid_bytes_become_replacement_characters),
        cmocka_unit_test(folding_is_nfkc_and_caseless),
        cmocka_unit_test(heads_do_not_split_characters),
        cmocka_unit_test(nothing_that_acts_reaches_a_terminal),
        cmocka_unit_test(errors_wrap_and_keep_the_first_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

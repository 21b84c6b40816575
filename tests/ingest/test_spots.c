// test_spots.c - spots of a text, and that all processors sweep alike.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ingest/spots.h"

enum { TEXT_BYTES = 3 * SPOT_WORDS_MAX * SWEEP_WORD + 7, KINDS = SPOT_SECRET + 1 };

static unsigned char lower(char c)
{
    return (unsigned char)c | 32;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return lower(c) >= 'a' && lower(c) <= 'z';
}

// Byte at `i`, 0 behind the text.
static char byte_at(struct str text, size_t i)
{
    return (char)(i < text.len ? text.ptr[i] : 0);
}

static bool begins(struct str text, size_t i, const char *word)
{
    for (size_t n = 0; word[n]; n++)
        if (lower(byte_at(text, i + n)) != (unsigned char)word[n])
            return false;
    return true;
}

// What spots.h says, a byte at a time.
static bool is_spot(enum spot_kind kind, struct str text, size_t i)
{
    char c = byte_at(text, i);
    char digit = byte_at(text, i + 1);  // or whatever comes next
    switch (kind) {
    case SPOT_SIGN:
        return is_digit(c) || c == ':' || c == '@' || c == '=';
    case SPOT_TIME:
        return begins(text, i, "day") || begins(text, i, "now") || begins(text, i, "rr") ||
               begins(text, i, "lat") || begins(text, i, "nig") || begins(text, i, "eek");
    case SPOT_JSON:
        return begins(text, i, "js");
    case SPOT_CONTEXT:
        return begins(text, i, "xt");
    case SPOT_TAG:
        return c == '<';
    case SPOT_LINE:
        return c == '<' || c == '\n';
    case SPOT_ORDINAL:
        return (c == ' ' || c == '\t' || c == '[') &&
               (digit == '0' || (digit == '1' && !is_digit(byte_at(text, i + 2))));
    case SPOT_SECRET:
        return is_digit(c) || (c && strchr("(+-:=@_", c)) || begins(text, i, "bea") ||
               (is_letter(c) && is_letter(digit) && !(digit & 32));
    }
    return false;
}

// Bytes that spots are made of, and some others, from a fixed generator.
static void fill(char *to, size_t n, uint32_t seed)
{
    static const char bytes[] =
        "aAbB yYdDnNoOwWrRlLtTiIgGeEkKjJsSxX0189:@=<(+-_`[{\n [\t\x01\xc3\xa9,.";
    for (size_t i = 0; i < n; i++) {
        seed = seed * 1664525 + 1013904223;
        to[i] = bytes[(seed >> 16) % (sizeof bytes - 1)];
    }
}

static void spots_are_found_in_texts_of_any_length(void **state)
{
    static char text[TEXT_BYTES];
    static const size_t lengths[] = {0,   1,   2,   63,  64,  65,  66,   67,   127,
                                     128, 130, 131, 255, 256, 258, 4096, 4163, TEXT_BYTES};
    (void)state;
    fill(text, sizeof text, 1);
    for (int kind = 0; kind < KINDS; kind++)
        for (size_t n = 0; n < sizeof lengths / sizeof *lengths; n++) {
            struct str s = {text + (sizeof text - lengths[n]), lengths[n]};
            struct spots spots;
            spots_begin(&spots, s, (enum spot_kind)kind);
            size_t next = spots_next(&spots, 0);
            for (size_t i = 0; i < s.len; i++) {
                assert_int_equal(next == i, is_spot((enum spot_kind)kind, s, i));
                if (next == i)
                    next = spots_next(&spots, i + 1);
            }
            assert_int_equal(next, s.len);
        }
}

static void spots_are_found_from_anywhere(void **state)
{
    static char text[TEXT_BYTES];
    struct str s = {text, sizeof text};
    struct spots spots;
    (void)state;
    text[5000] = '<';
    spots_begin(&spots, s, SPOT_TAG);
    assert_int_equal(spots_next(&spots, 0), 5000);
    assert_int_equal(spots_next(&spots, 5001), s.len);
    assert_int_equal(spots_next(&spots, 4999), 5000);
    assert_int_equal(spots_next(&spots, s.len), s.len);
}

static void all_processors_sweep_alike(void **state)
{
    static char text[SPOT_WORDS_MAX * SWEEP_WORD + SWEEP_BEHIND];
    (void)state;
    for (uint32_t seed = 0; seed < 50; seed++) {
        fill(text, sizeof text, seed);
        for (int kind = 0; kind < KINDS; kind++) {
            uint64_t any[SPOT_WORDS_MAX];
            uint64_t best[SPOT_WORDS_MAX];
            sweeps_any.spots((enum spot_kind)kind, any, text, SPOT_WORDS_MAX);
            sweeps()->spots((enum spot_kind)kind, best, text, SPOT_WORDS_MAX);
            assert_memory_equal(any, best, sizeof any);
        }
    }
}

static void all_processors_fold_alike(void **state)
{
    static char text[200];
    (void)state;
    for (uint32_t seed = 0; seed < 2000; seed++) {
        char any[sizeof text + SWEEP_MARGIN];
        char best[sizeof text + SWEEP_MARGIN];
        bool is_ascii[2];
        struct str s = {text, seed % sizeof text};
        fill(text, s.len, seed);
        size_t n = (size_t)(sweeps_any.fold(any, s, &is_ascii[0]) - any);
        assert_int_equal(sweeps()->fold(best, s, &is_ascii[1]) - best, n);
        assert_memory_equal(any, best, n);
        assert_int_equal(is_ascii[0], is_ascii[1]);
    }
}

static void fold_squeezes_white_space(void **state)
{
    static const struct {
        const char *text, *want;
    } cases[] = {
        {"", ""},
        {" ", ""},
        {" \n\t A", "a"},
        {"A \n B  C", "a b c"},
        {"ABCDEFGHIJKLMNOPQRSTUVWXYZ abcdefghi\n JK", "abcdefghijklmnopqrstuvwxyz abcdefghi jk"},
        {"a\n                                     b", "a b"},
        {"a\x01 b", "a\x01 b"},
        {"end ", "end "},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char out[128];
        bool is_ascii = false;
        size_t n = (size_t)(sweeps()->fold(out, str_of(cases[i].text), &is_ascii) - out);
        assert_int_equal(n, str_of(cases[i].want).len);
        assert_memory_equal(out, cases[i].want, n);
        assert_true(is_ascii);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(spots_are_found_in_texts_of_any_length),
        cmocka_unit_test(spots_are_found_from_anywhere),
        cmocka_unit_test(all_processors_sweep_alike),
        cmocka_unit_test(all_processors_fold_alike),
        cmocka_unit_test(fold_squeezes_white_space),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// test_canvas.c - text on a grid: cut, wide, combining, hostile; nothing is drawn outside.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/utf8.h"
#include "tui/canvas.h"

static const char *printed(const struct canvas *c)
{
    struct buf out = {.arena = c->arena};
    canvas_print(c, &out);
    buf_byte(&out, 0);
    return out.ptr;
}

static void text_is_cut_at_its_width_and_says_so(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int width, columns;
        bool is_ascii;
        const char *want;
    } cases[] = {
        {"support", 7, 7, false, "support\n"},
        {"support-bot", 7, 7, false, "suppor…\n"},
        {"support-bot", 7, 7, true, "suppor~\n"},
        {"support", 1, 1, false, "…\n"},
        {"support", 0, 0, false, "\n"},
        {"support", -3, 0, false, "\n"},
        {"", 5, 0, false, "\n"},
        {"日本語", 6, 6, false, "日本語\n"},
        // A wide character is not cut into halves.
        {"日本語", 5, 5, false, "日本…\n"},
        {"日本語", 4, 3, false, "日…\n"},
        {"日本語", 2, 1, false, "…\n"},
        {"日本語", 6, 6, true, "??????\n"},
        // What combines takes no column; there is room for two marks.
        {"e\xcc\x81te", 3, 3, false, "e\xcc\x81te\n"},
        {"e\xcc\x81\xcc\x82\xcc\x83", 3, 1, false, "e\xcc\x81\xcc\x82\n"},
        {"日\xcc\x81", 3, 2, false, "日\xcc\x81\n"},
        {"\xcc\x81x", 3, 1, false, "x\n"},
        {"e\xcc\x81", 3, 1, true, "e\n"},
        // Nothing acts on a terminal.
        {"a\x1b[2Jb", 20, 6, false, "a␛[2Jb\n"},
        {"a\nb\tc\r", 20, 6, false, "a␊b␉c␍\n"},
        {"\x7f", 20, 1, false, "␡\n"},
        {"x\xe2\x80\xaey", 20, 10, false, "x<U+202E>y\n"},
        {"x\xe2\x80\x8by", 20, 10, false, "x<U+200B>y\n"},
        {"x\xffy", 20, 3, false, "x�y\n"},
        {"x\x1by", 20, 3, true, "x?y\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct canvas c;
        canvas_init(&c, 24, 1, cases[i].is_ascii, &a);
        int columns = canvas_text(&c, 0, 0, cases[i].width, str_of(cases[i].text), INK_TEXT);
        assert_string_equal(printed(&c), cases[i].want);
        assert_int_equal(columns, cases[i].columns);
        arena_release(&a);
    }
}

static void what_is_beyond_a_border_is_not_drawn(void **state)
{
    (void)state;
    static const struct {
        int y, x;
        const char *text, *want;
    } cases[] = {
        {-1, 0, "abc", "....\n....\n"},
        {2, 0, "abc", "....\n....\n"},
        {0, -2, "abcdef", "cdef\n....\n"},
        {0, 2, "abcdef", "..ab\n....\n"},
        {1, -9, "abc", "....\n....\n"},
        {1, 4, "abc", "....\n....\n"},
        // Half a character is a blank.
        {0, 3, "日", "...\n....\n"},
        {0, -1, "日本", " 本.\n....\n"},
        {1, 2, "日", "....\n..日\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct canvas c;
        canvas_init(&c, 4, 2, false, &a);
        canvas_fill(&c, (struct area){-5, -5, 20, 20}, '.', INK_TEXT);
        canvas_text(&c, cases[i].y, cases[i].x, 20, str_of(cases[i].text), INK_TEXT);
        assert_string_equal(printed(&c), cases[i].want);
        arena_release(&a);
    }
}

static void a_half_that_is_written_over_takes_the_other_half_along(void **state)
{
    (void)state;
    static const struct {
        int x;
        const char *text, *want;
    } cases[] = {
        {0, "x", "x 本\xcc\x81\n"},  {1, "x", " x本\xcc\x81\n"}, {1, "語", " 語\n"},
        {2, "xy", "日\xcc\x81xy\n"}, {3, "x", "日\xcc\x81 x\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct canvas c;
        canvas_init(&c, 6, 1, false, &a);
        canvas_text(&c, 0, 0, 6, S("日\xcc\x81本\xcc\x81"), INK_TEXT);
        canvas_text(&c, 0, cases[i].x, 6, str_of(cases[i].text), INK_TEXT);
        assert_string_equal(printed(&c), cases[i].want);
        arena_release(&a);
    }
}

static void text_on_the_right_ends_at_the_border(void **state)
{
    (void)state;
    struct arena a = {0};
    struct canvas c;
    canvas_init(&c, 10, 3, false, &a);
    canvas_right(&c, 0, 1, 8, S("1,234"), INK_TEXT);
    canvas_right(&c, 1, 1, 8, S("日本"), INK_TEXT);
    canvas_right(&c, 2, 1, 8, S("123,456,789"), INK_TEXT);
    assert_string_equal(printed(&c), "    1,234\n     日本\n 123,456…\n");
    arena_release(&a);
}

static void headings_are_rules_with_a_title(void **state)
{
    (void)state;
    struct arena a = {0};
    struct canvas c;
    canvas_init(&c, 20, 4, false, &a);
    canvas_heading(&c, (struct area){0, 0, 20, 1}, S("Spend"));
    canvas_heading(&c, (struct area){0, 1, 20, 1}, S(""));
    canvas_heading(&c, (struct area){0, 2, 20, 1}, S("a title that is too long"));
    c.is_ascii = true;
    canvas_heading(&c, (struct area){15, 3, 20, 1}, S("Spend"));
    assert_string_equal(printed(&c), "── Spend ───────────\n"
                                     "────────────────────\n"
                                     "── a title that … ──\n"
                                     "               -- Sp\n");
    arena_release(&a);
}

static void inks_stay_with_their_places(void **state)
{
    (void)state;
    struct arena a = {0};
    struct canvas c;
    canvas_init(&c, 4, 1, false, &a);
    canvas_text(&c, 0, 0, 4, S("ab日"), INK_KEY);
    canvas_ink(&c, (struct area){1, -3, 9, 9}, INK_SELECTED);
    assert_int_equal(c.spots[0].ink, INK_KEY);
    assert_int_equal(c.spots[1].ink, INK_SELECTED);
    assert_int_equal(c.spots[3].ink, INK_SELECTED);
    assert_true(c.spots[3].is_right_half);
    arena_release(&a);
}

static uint32_t draw_number(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

// Bytes that are more often than not the start of something.
static struct str random_text(char *bytes, uint32_t *seed)
{
    static const char *const parts[] = {
        "日",       "e\xcc\x81",    "\x1b[31m", "\xe2\x80\xae", "\xf0\x9f\x98\x80",
        "\xcc\x81", "\xe2\x80\x8d", "ab c"};
    struct buf out = {.ptr = bytes, .cap = 256};
    for (uint32_t n = draw_number(seed) % 12; n > 0; n--) {
        if (draw_number(seed) % 2)
            buf_str(&out, str_of(parts[draw_number(seed) % 8]));
        else
            buf_byte(&out, (char)(draw_number(seed) % 256));
    }
    return buf_view(&out);
}

static void random_text_stays_within_the_grid(void **state)
{
    (void)state;
    uint32_t seed = 5;
    for (int round = 0; round < 3000; round++) {
        struct arena a = {0};
        struct canvas c;
        char bytes[256];
        int width = 1 + (int)(draw_number(&seed) % 12);
        canvas_init(&c, width, 3, draw_number(&seed) % 2, &a);
        for (int i = 0; i < 8; i++) {
            int y = (int)(draw_number(&seed) % 5) - 1, x = (int)(draw_number(&seed) % 16) - 3;
            canvas_text(&c, y, x, (int)(draw_number(&seed) % 14), random_text(bytes, &seed),
                        INK_TEXT);
        }
        struct str rest = str_of(printed(&c));
        for (int y = 0; y < 3; y++) {
            struct str_cut line = str_cut(rest, '\n');
            assert_true(line.ok && utf8_width(line.head) <= width);
            for (size_t i = 0; i < line.head.len; i++)
                assert_true((unsigned char)line.head.ptr[i] >= ' ');
            rest = line.tail;
        }
        assert_int_equal(rest.len, 0);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_cut_at_its_width_and_says_so),
        cmocka_unit_test(what_is_beyond_a_border_is_not_drawn),
        cmocka_unit_test(a_half_that_is_written_over_takes_the_other_half_along),
        cmocka_unit_test(text_on_the_right_ends_at_the_border),
        cmocka_unit_test(headings_are_rules_with_a_title),
        cmocka_unit_test(inks_stay_with_their_places),
        cmocka_unit_test(random_text_stays_within_the_grid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// test_theme.c - themes: complete, readable, and never by colour alone.
#include "tui/theme.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>

#include <cmocka.h>

// xterm's 256 colours: 16 that users choose, a cube of 6 x 6 x 6, 24 greys.
static void rgb_of(int color, double out[3])
{
    static const int steps[] = {0, 95, 135, 175, 215, 255};
    assert_in_range(color, 16, 255);
    int cube = color - 16;
    int places[] = {cube / 36, cube / 6 % 6, cube % 6};
    for (int i = 0; i < 3; i++)
        out[i] = color >= 232 ? 8 + 10 * (color - 232) : steps[places[i]];
}

// Relative luminance and contrast as WCAG 2.2 defines them.
static double luminance(int color)
{
    static const double weights[] = {0.2126, 0.7152, 0.0722};
    double rgb[3], sum = 0;
    rgb_of(color, rgb);
    for (int i = 0; i < 3; i++) {
        double c = rgb[i] / 255;
        sum += weights[i] * (c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4));
    }
    return sum;
}

static double contrast(int ink, int ground)
{
    double a = luminance(ink), b = luminance(ground);
    return a > b ? (a + 0.05) / (b + 0.05) : (b + 0.05) / (a + 0.05);
}

static void every_ink_can_be_read_on_its_ground(void **state)
{
    (void)state;
    static const struct {
        const char *theme;
        int own_ink, own_ground;
        double least;
    } cases[] = {
        {"dark", 252, 16, 4.5},
        {"light", 16, 231, 4.5},
        {"contrast", 231, 16, 7.0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        for (int ink = 0; ink < INK_COUNT; ink++) {
            int theme = theme_find(str_of(cases[i].theme));
            struct shade s = theme_shade(theme, DEPTH_256, (enum ink)ink);
            int front = s.ink == SHADE_OWN ? cases[i].own_ink : s.ink;
            int back = s.ground == SHADE_OWN ? cases[i].own_ground : s.ground;
            if (contrast(front, back) < cases[i].least)
                fail_msg("%s: ink %d has a contrast of %.2f", cases[i].theme, ink,
                         contrast(front, back));
        }
}

static bool is_same(struct shade a, struct shade b)
{
    return a.ink == b.ink && a.ground == b.ground && a.attributes == b.attributes;
}

// What must be told from text, and from its neighbour, at every depth.
static void what_differs_in_meaning_looks_different(void **state)
{
    (void)state;
    static const enum ink pairs[][2] = {
        {INK_TAB, INK_TAB_HERE}, {INK_TEXT, INK_SELECTED}, {INK_TEXT, INK_MARKED},
        {INK_TEXT, INK_BAD},     {INK_TEXT, INK_WARN},     {INK_BAD, INK_WARN},
        {INK_TEXT, INK_TITLE},   {INK_TEXT, INK_KEY},      {INK_CHART, INK_CHART_2},
        {INK_TEXT, INK_DIM},     {INK_TEXT, INK_STATUS},   {INK_SELECTED, INK_MARKED},
    };
    for (int theme = 0; themes[theme].name; theme++)
        for (enum depth depth = DEPTH_NONE; depth <= DEPTH_256; depth++)
            for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
                if (is_same(theme_shade(theme, depth, pairs[i][0]),
                            theme_shade(theme, depth, pairs[i][1])))
                    fail_msg("%s: inks %d and %d look the same at depth %d", themes[theme].name,
                             (int)pairs[i][0], (int)pairs[i][1], (int)depth);
}

static void eight_colours_are_eight(void **state)
{
    (void)state;
    for (int theme = 0; themes[theme].name; theme++)
        for (int ink = 0; ink < INK_COUNT; ink++) {
            struct shade s = theme_shade(theme, DEPTH_8, (enum ink)ink);
            assert_true(s.ink >= SHADE_OWN && s.ink < 8);
            assert_true(s.ground >= SHADE_OWN && s.ground < 8);
        }
}

static void without_colours_none_is_asked_for(void **state)
{
    (void)state;
    int mono = theme_find(S("mono"));
    for (int theme = 0; themes[theme].name; theme++)
        for (int ink = 0; ink < INK_COUNT; ink++) {
            struct shade s = theme_shade(theme, DEPTH_NONE, (enum ink)ink);
            assert_true(s.ink == SHADE_OWN && s.ground == SHADE_OWN);
            assert_true(is_same(s, theme_shade(mono, DEPTH_256, (enum ink)ink)));
        }
}

static void themes_are_found_by_name(void **state)
{
    (void)state;
    assert_int_equal(theme_find(S("dark")), 0);
    assert_true(theme_find(S("contrast")) > 0);
    assert_int_equal(theme_find(S("Dark")), -1);
    assert_int_equal(theme_find(S("")), -1);
    for (int i = 0; themes[i].name; i++)
        assert_true(themes[i].summary[0] != '\0');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_ink_can_be_read_on_its_ground),
        cmocka_unit_test(what_differs_in_meaning_looks_different),
        cmocka_unit_test(eight_colours_are_eight),
        cmocka_unit_test(without_colours_none_is_asked_for),
        cmocka_unit_test(themes_are_found_by_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// test_chart.c - charts in characters.
#include "tui/chart.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "tui/chart_table.h"

static const char *printed(const struct canvas *c)
{
    struct buf out = {.arena = c->arena};
    canvas_print(c, &out);
    buf_byte(&out, 0);
    return out.ptr;
}

static void bars_are_as_long_as_their_share(void **state)
{
    (void)state;
    static const struct {
        double share;
        const char *want, *ascii;
    } cases[] = {
        {1, "████\n", "####\n"},       {0.5, "██\n", "##\n"},  {0.53125, "██▏\n", "##\n"},
        {0.96875, "███▉\n", "####\n"}, {0.0001, "▏\n", "#\n"}, {0, "\n", "\n"},
        {7, "████\n", "####\n"},       {-1, "\n", "\n"},       {NAN, "\n", "\n"},
        {INFINITY, "\n", "\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct canvas c;
        canvas_init(&c, 6, 1, false, &a);
        chart_bar(&c, 0, 0, 4, cases[i].share, INK_CHART);
        assert_string_equal(printed(&c), cases[i].want);
        canvas_init(&c, 6, 1, true, &a);
        chart_bar(&c, 0, 0, 4, cases[i].share, INK_CHART);
        assert_string_equal(printed(&c), cases[i].ascii);
        arena_release(&a);
    }
}

static void sparks_are_scaled_to_the_greatest_and_show_the_newest(void **state)
{
    (void)state;
    static const double values[] = {8, 7, 0, NAN, 1, 4, 8};
    struct arena a = {0};
    struct canvas c;
    canvas_init(&c, 10, 3, false, &a);
    chart_spark(&c, 0, 0, 10, (struct series){values, 7}, INK_CHART);
    chart_spark(&c, 1, 0, 3, (struct series){values, 7}, INK_CHART);
    c.is_ascii = true;
    chart_spark(&c, 2, 0, 10, (struct series){values, 7}, INK_CHART);
    assert_string_equal(printed(&c), "█▇▁ ▁▄█\n▁▄█\n#%_ _=#\n");
    arena_release(&a);
}

static void sliders_fill_up(void **state)
{
    (void)state;
    struct arena a = {0};
    struct canvas c;
    canvas_init(&c, 8, 4, false, &a);
    chart_slider(&c, 0, 0, 6, 0, INK_CHART);
    chart_slider(&c, 1, 0, 6, 0.5, INK_CHART);
    chart_slider(&c, 2, 0, 2, 0.5, INK_CHART);
    c.is_ascii = true;
    chart_slider(&c, 3, 0, 6, 2, INK_CHART);
    assert_string_equal(printed(&c), "[░░░░]\n[■■░░]\n\n[####]\n");
    arena_release(&a);
}

static void columns_stand_on_an_axis_with_names(void **state)
{
    (void)state;
    static const double values[] = {1, 2, NAN, 4, 3};
    struct arena a = {0};
    struct canvas c;
    struct chart_axes axes = {
        .top = S("$4"), .bottom = S("0"), .first = S("a"), .last = S("e"), .cursor = 3};
    canvas_init(&c, 19, 3, false, &a);
    chart_columns(&c, (struct area){0, 0, 18, 3}, (struct series){values, 5}, &axes, INK_CHART);
    assert_string_equal(printed(&c), "$4┤         ██ ▄▄\n"
                                     "  │▄▄ ██    ██ ██\n"
                                     " 0└a────────▲────e\n");
    arena_release(&a);
}

static void many_values_share_a_column_by_their_peak(void **state)
{
    (void)state;
    static const double values[] = {0, 8, 4, 4, 8, 8, NAN, 2};
    struct arena a = {0};
    struct canvas c;
    struct chart_axes axes = {.cursor = -1};
    canvas_init(&c, 5, 2, false, &a);
    chart_columns(&c, (struct area){0, 0, 5, 2}, (struct series){values, 8}, &axes, INK_CHART);
    assert_string_equal(printed(&c), "┤█▄█▂\n└────\n");
    arena_release(&a);
}

static void curves_go_through_their_values(void **state)
{
    (void)state;
    static const double values[] = {0, 1, NAN, 1, 0};
    struct arena a = {0};
    struct canvas c;
    struct chart_axes axes = {.top = S("1"), .bottom = S("0"), .cursor = 1};
    canvas_init(&c, 12, 4, true, &a);
    chart_curve(&c, (struct area){0, 0, 11, 4}, (struct series){values, 5}, &axes, INK_CHART);
    assert_string_equal(printed(&c), "1+  *   *\n"
                                     " | *     *\n"
                                     " |*       *\n"
                                     "0+--^------\n");
    arena_release(&a);
}

static void heat_has_a_shade_for_every_quarter(void **state)
{
    (void)state;
    static const double values[] = {0, 1, 2, 3, 4, NAN};
    struct arena a = {0};
    struct canvas c;
    canvas_init(&c, 6, 2, false, &a);
    chart_heat(&c, (struct area){0, 0, 6, 2}, (struct series){values, 6}, 3, INK_CHART);
    assert_string_equal(printed(&c), "  ░░▒▒\n▓▓██\n");
    arena_release(&a);
}

// A table "time, cost" of the rows given; an unknown time is nobody's.
static struct table *times(struct arena *a, const char *const *labels, int count)
{
    static const struct column columns[] = {
        {.key = {"day", 3}, .title = {"day", 3}, .unit = UNIT_TEXT, .is_label = true},
        {.key = {"cost_usd", 8}, .title = {"cost", 4}, .unit = UNIT_NUSD},
    };
    struct table *t = table_new(a, S("by"), S("By day"), columns, 2);
    for (int i = 0; i < count; i++) {
        struct cell *row = table_row(t);
        row[0] = cell_str(str_of(labels[i]));
        row[1] = cell_int((i + 1) * 1000000000LL);
    }
    return t;
}

static void days_without_requests_leave_a_gap(void **state)
{
    (void)state;
    static const char *const days[] = {"2026-09-29", "2026-10-02", NULL, "(other)"};
    static const char *const hours[] = {"2026-09-30T22", "2026-10-01T01"};
    static const char *const months[] = {"2026-11", "2026-12", "2027-02"};
    struct arena a = {0};
    struct canvas c;
    canvas_init(&c, 30, 6, false, &a);
    chart_table(&c, (struct area){0, 0, 30, 2}, times(&a, days, 4), "day", "cost_usd", 1);
    chart_table(&c, (struct area){0, 2, 30, 2}, times(&a, hours, 2), "day", "cost_usd", -1);
    chart_table(&c, (struct area){0, 4, 30, 2}, times(&a, months, 3), "day", "cost_usd", -1);
    assert_string_equal(printed(&c), "$2.00┤▄▄▄▄▄             █████\n"
                                     "    0└09-29─────────────▲10-02\n"
                                     "$2.00┤▄▄▄▄▄             █████\n"
                                     "    0└09-30T22────────10-01T01\n"
                                     "$3.00┤▃▃▃▃▃ ▅▅▅▅▅       █████\n"
                                     "    0└2026-11──────────2027-02\n");
    arena_release(&a);
}

static void charts_stay_within_their_area(void **state)
{
    (void)state;
    static const double values[] = {0, 5, NAN, 1e300, -3, INFINITY, 7};
    const struct series s = {values, 7};
    struct chart_axes axes = {.top = S("1,000"),
                              .bottom = S("0"),
                              .first = S("first"),
                              .middle = S("mid"),
                              .last = S("the last"),
                              .cursor = 6};
    for (int width = 0; width < 30; width++)
        for (int height = 0; height < 5; height++) {
            struct arena a = {0};
            struct canvas c;
            canvas_init(&c, 40, 8, width % 2, &a);
            struct area area = {2, 2, width, height};
            chart_columns(&c, area, s, &axes, INK_CHART);
            chart_curve(&c, area, s, &axes, INK_CHART);
            chart_heat(&c, area, s, 3, INK_CHART);
            chart_columns(&c, area, (struct series){values, 0}, &axes, INK_CHART);
            chart_curve(&c, area, (struct series){values, 1}, &axes, INK_CHART);
            for (int y = 0; y < 8; y++)
                for (int x = 0; x < 40; x++)
                    if (x < 2 || y < 2 || x >= 2 + width || y >= 2 + height)
                        assert_int_equal(c.spots[y * 40 + x].points[0], 0);
            arena_release(&a);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bars_are_as_long_as_their_share),
        cmocka_unit_test(sparks_are_scaled_to_the_greatest_and_show_the_newest),
        cmocka_unit_test(sliders_fill_up),
        cmocka_unit_test(columns_stand_on_an_axis_with_names),
        cmocka_unit_test(many_values_share_a_column_by_their_peak),
        cmocka_unit_test(curves_go_through_their_values),
        cmocka_unit_test(heat_has_a_shade_for_every_quarter),
        cmocka_unit_test(days_without_requests_leave_a_gap),
        cmocka_unit_test(charts_stay_within_their_area),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

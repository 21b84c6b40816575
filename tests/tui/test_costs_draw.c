// test_costs_draw.c - what Costs shows beside its rows: changes and why, trends, the week, a
// matrix.
#include "tui/matrix.h"

#include "report_kit.h"

static const struct stage_column change_columns[] = {
    {"feature", "feature", UNIT_TEXT, true},
    {"before_usd", "before", UNIT_NUSD, false},
    {"after_usd", "after", UNIT_NUSD, false},
    {"change_usd", "change", UNIT_NUSD, false},
    {"change_share", "change %", UNIT_SHARE, false},
    {"only", "new or gone", UNIT_TEXT, false},
    {"volume_usd", "volume", UNIT_NUSD, false},
    {"mix_usd", "mix", UNIT_NUSD, false},
    {"prompt_usd", "prompt", UNIT_NUSD, false},
    {"output_usd", "output", UNIT_NUSD, false},
    {"cache_usd", "cache", UNIT_NUSD, false},
    {"price_usd", "price", UNIT_NUSD, false},
    {"rest_usd", "rest", UNIT_NUSD, false},
    {"requests_before", "requests before", UNIT_COUNT, false},
    {"requests_after", "requests after", UNIT_COUNT, false},
    {0},
};
static const char *const change_rows[] = {
    "agent|0.0462|0.2892|0.243|5.261|-|0.3366|0|0.0089|-0.0786|-0.0238|0|-0.0001|9|69",
    "support-bot|0.1298|0.0559|-0.0739|-0.569|-|-0.0577|0|0.0033|-0.0047|-0.0148|0|0|27|15",
    "classify|0|0.0027|0.0027|-|new|0.0027|0|0|0|0|0|0|0|3",
    "search|0.0031|0|-0.0031|-1.0|gone|-0.0031|0|0|0|0|0|0|8|0",
    "-|-|-|-|-|-|-|-|-|-|-|-|-|2|1",
    NULL,
};
static const struct stage_column feature_hour_columns[] = {{"feature", "feature", UNIT_TEXT, true},
                                                           {"hour", "hour", UNIT_TEXT, true},
                                                           REPORT_FIGURES,
                                                           {0}};
// The hours of the agent add up to its row; those of the bot were cut.
static const char *const feature_hour_rows[] = {
    "agent|2026-11-13T02|0.0892|0.7|3|0|1|1|1|1|1.0|1.0|0",
    "agent|2026-11-13T09|0.2|0.3|2|0|1|1|1|1|1.0|1.0|0",
    "support-bot|2026-11-13T05|0.05|0.3|2|0|1|1|1|1|1.0|1.0|0",
    NULL,
};

static void compared_stage_init(struct stage *g)
{
    report_stage_init(g, 2, 100, 30);
    report_costs(g);
    struct answer *answer = stage_answer(g, "compare 2026-11-12 2026-11-13 --by feature --top 200");
    // Of the table the totals have all but the label.
    stage_table(answer, "totals", "Change", change_columns,
                (const char *const[]){"-|0.1791|0.3478|0.1687|0.942|-|0.2785|0|0.0122|-0.0833|"
                                      "-0.0386|0|-0.0001|46|88",
                                      NULL});
    stage_table(answer, "by", "By feature", change_columns, change_rows);
    answer = stage_answer(g, "report by --by feature,hour --top 15000 --since 2026-11-13");
    stage_table(answer, "by", "By feature,hour", feature_hour_columns, feature_hour_rows);
}

static void a_comparison_says_what_changed_and_why(void **state)
{
    (void)state;
    struct stage g;
    compared_stage_init(&g);
    assert_true(stage_act(&g, ACT_COMPARE));
    assert_true(str_contains(g.view.message, S("2026-11-13 against 2026-11-12")));
    stage_is_golden(&g, "costs_compare_100.txt");
    // Up and down, new and gone without any colour.
    assert_true(stage_shows(&g, "▲ +526.1%") && stage_shows(&g, "▼ -56.9%"));
    assert_true(stage_shows(&g, "new") && stage_shows(&g, "gone"));
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_shows(&g, "why support-bot: $0.1298 → $0.0559"));
    g.view.width = 80;
    g.view.height = 24;
    stage_is_golden(&g, "costs_compare_80.txt");
    g.snapshot.is_ascii = true;
    struct str body = stage_body(&g);
    for (size_t i = 0; i < body.len; i++)
        assert_true((unsigned char)body.ptr[i] < 0x80);
    assert_true(stage_shows(&g, "+526.1%") && stage_shows(&g, "-56.9%"));
    stage_survives_all_sizes(&g);
    stage_is_safe(&g);
    stage_release(&g);
}

static void a_sparkline_is_drawn_where_all_of_the_row_is_known(void **state)
{
    (void)state;
    struct stage g;
    compared_stage_init(&g);
    assert_true(stage_act(&g, ACT_COMPARE));
    struct str body = stage_body(&g);
    struct str agent = str_skip(body, str_find(body, S("▸agent")));
    assert_true(str_contains(str_cut(agent, '\n').head, S("▄▁▁▁▁▁▁█")));
    struct str bot = str_skip(body, str_find(body, S("support-bot")));
    assert_false(str_contains(str_cut(bot, '\n').head, S("▁")));
    stage_release(&g);
}

static const struct stage_column week_columns[] = {{"weekday", "weekday", UNIT_TEXT, true},
                                                   {"hour_of_day", "hour", UNIT_TEXT, true},
                                                   REPORT_FIGURES,
                                                   {0}};
static const char *const week_rows[] = {
    "Mon|00|0.5|0.1|5|0|1|1|1|1|1.0|1.0|0",
    "Mon|14|1.25|0.2|7|0|1|1|1|1|1.0|1.0|0",
    "Wed|09|2.5|0.4|31|0|1|1|1|1|1.0|1.0|0",
    "Sun|23|0.25|0.1|2|0|1|1|1|1|1.0|1.0|0",
    "-|-|9.0|0.1|2|0|1|1|1|1|1.0|1.0|0",
    "Tue|03|-|-|1|0|1|1|1|1|1.0|1.0|1",
    NULL,
};

static void the_week_is_a_map_with_the_value_of_its_cursor(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 2, 100, 30);
    report_costs(&g);
    struct answer *answer = stage_answer(&g, "report by --by weekday,hour_of_day --top 200");
    stage_table(answer, "by", "By weekday,hour_of_day", week_columns, week_rows);
    assert_true(stage_act(&g, ACT_HEAT));
    assert_true(stage_shows(&g, "most on Wed 09:00 $2.50, 31 requests"));
    stage_is_golden(&g, "costs_heat_100.txt");
    assert_true(stage_act(&g, ACT_PANE));
    assert_true(stage_shows(&g, "Mon 00:00 $0.50, 5 requests"));
    static const enum action there[] = {ACT_DOWN, ACT_DOWN, ACT_RIGHT, ACT_RIGHT};
    for (size_t i = 0; i < sizeof there / sizeof *there; i++)
        assert_true(stage_act(&g, there[i]));
    assert_true(stage_shows(&g, "Wed 02:00 no requests"));
    for (int i = 0; i < 30; i++)
        assert_true(stage_act(&g, ACT_RIGHT) && stage_act(&g, ACT_DOWN));
    assert_true(stage_shows(&g, "Sun 23:00 $0.25, 2 requests"));
    g.view.width = 80;
    g.view.height = 24;
    stage_is_golden(&g, "costs_heat_80.txt");
    stage_survives_all_sizes(&g);
    // Back to the list: Up and Down are its again.
    g.view.width = 100;
    g.view.height = 30;
    assert_true(stage_act(&g, ACT_PANE));
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_shows(&g, "▸agent"));
    stage_release(&g);
}

static void the_second_dimension_goes_across_for_all_rows(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 2, 100, 30);
    report_costs(&g);
    assert_true(stage_act(&g, ACT_PIN));
    assert_true(stage_act(&g, ACT_DOWN));
    // The rest that was cut is neither row nor column, and said.
    assert_true(stage_shows(&g, "cost by feature and model, the smallest left out"));
    assert_true(stage_shows(&g, " feature         claude-sonnet-4-6  gpt-5.1  (unattributed)"));
    assert_true(stage_shows(&g, " support-bot                 $9.05        -               -"));
    assert_true(stage_shows(&g, "▸agent                           -    $4.35           $0.00"));
    assert_false(stage_shows(&g, "$7.95"));
    stage_is_golden(&g, "costs_matrix_100.txt");
    stage_survives_all_sizes(&g);
    g.view.width = 100;
    g.view.height = 30;
    // It follows the cursor of the list, and goes away again.
    assert_true(stage_act(&g, ACT_PANE));
    assert_int_equal(g.view.pane[g.view.screen], 0);
    assert_true(stage_act(&g, ACT_PIN));
    assert_true(stage_shows(&g, "agent by model"));
    stage_release(&g);
}

static void a_matrix_has_a_column_a_value(void **state)
{
    (void)state;
    static const struct stage_column row_columns[] = {{"team", "team", UNIT_TEXT, true}, {0}};
    static const struct stage_column cross_columns[] = {{"team", "team", UNIT_TEXT, true},
                                                        {"day", "day", UNIT_TEXT, true},
                                                        {"requests", "requests", UNIT_COUNT, false},
                                                        {0}};
    static const char *const team_rows[] = {"eu", "us", "-", NULL};
    static const char *const cross_rows[] = {"us|2026-11-12|9",    "eu|2026-11-12|5",
                                             "eu|2026-11-10|3",    "-|2026-11-10|1",
                                             "asia|2026-11-11|50", NULL};
    struct arena a = {0};
    struct answer answer = {.arena = &a};
    struct matrix m = {
        .rows = stage_table(&answer, "by", "", row_columns, team_rows),
        .crossed = stage_table(&answer, "by", "", cross_columns, cross_rows),
        .value = "requests",
    };
    static const struct {
        bool is_by_label;
        const char *columns[3];
        int64_t eu[3];
    } cases[] = {
        {true, {"2026-11-10", "2026-11-11", "2026-11-12"}, {3, INT64_MIN, 5}},
        {false, {"2026-11-11", "2026-11-12", "2026-11-10"}, {INT64_MIN, 5, 3}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        m.is_by_label = cases[i].is_by_label;
        const struct table *t = matrix_of(&m, &a);
        assert_int_equal(t->column_count, 4);
        assert_int_equal(t->row_count, 3);
        for (int k = 0; k < 3; k++) {
            assert_true(str_eq(t->columns[1 + k].title, str_of(cases[i].columns[k])));
            const struct cell *cell = &t->cells[1 + k];
            assert_true(cell->is_null ? cases[i].eu[k] == INT64_MIN : cell->i == cases[i].eu[k]);
        }
        assert_false(m.is_cut);
        assert_int_equal(m.left_out, 0);
    }
    m.value = "nothing";
    assert_null(matrix_of(&m, &a));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_comparison_says_what_changed_and_why),
        cmocka_unit_test(a_sparkline_is_drawn_where_all_of_the_row_is_known),
        cmocka_unit_test(the_week_is_a_map_with_the_value_of_its_cursor),
        cmocka_unit_test(the_second_dimension_goes_across_for_all_rows),
        cmocka_unit_test(a_matrix_has_a_column_a_value),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

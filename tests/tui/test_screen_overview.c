// test_screen_overview.c - Overview before hand-made answers.
#include "report_kit.h"

#define SUMMARY "report summary --by feature --by day --top 1000"
#define ERRORS  "report by --by status --where error=yes"
#define WASTE   "prompts waste --top 1"

static const struct stage_column waste_columns[] = {
    {"class", "waste", UNIT_TEXT, true},
    {"title", "", UNIT_TEXT, true},
    {"calls", "calls", UNIT_COUNT, false},
    {"cost_usd", "cost", UNIT_NUSD, false},
    {"share", "of all", UNIT_SHARE, false},
    {"alone_usd", "alone", UNIT_NUSD, false},
    {"tokens", "tokens", UNIT_TOKENS, false},
    {"evidence", "how sure", UNIT_TEXT, false},
    {0},
};
static const char *const waste_rows[] = {
    "retries|sent again after failing|449|0.36171817|0.01695|0.208|307006|measured",
    "duplicates|same request within a day|3659|1.89013221|0.08855|1.614|1598028|measured",
    "any|all of them, each call once|6176|2.79744547|0.13105|-|2807623|modelled",
    NULL,
};

static void overview_stage_init(struct stage *g, int width, int height)
{
    report_stage_init(g, 1, width, height);
    struct answer *summary = stage_answer(g, SUMMARY);
    stage_table(summary, "totals", "Totals", total_columns, total_rows);
    stage_table(summary, "by", "By feature", feature_columns, feature_rows);
    stage_table(summary, "by", "By day", day_columns, day_rows);
    stage_table(stage_answer(g, ERRORS), "by", "By status", status_columns, status_rows);
    struct table *waste =
        stage_table(stage_answer(g, WASTE), "waste", "Waste", waste_columns, waste_rows);
    table_note(waste, S("duplicates: requests that were answered at most 24 hours before"));
}

static void the_overview_is_as_the_golden_files_say(void **state)
{
    (void)state;
    struct stage g;
    overview_stage_init(&g, 100, 30);
    stage_is_golden(&g, "overview_100.txt");
    g.view.width = 80;
    g.view.height = 24;
    stage_is_golden(&g, "overview_80.txt");
    stage_survives_all_sizes(&g);
    stage_is_safe(&g);
    stage_release(&g);
}

static void every_figure_is_of_a_command(void **state)
{
    (void)state;
    struct stage g;
    overview_stage_init(&g, 100, 30);
    assert_string_equal(stage_wants(&g).ptr, SUMMARY "\n" ERRORS "\n" WASTE "\n");
    view_set_filter(&g.view, S("team=eu"));
    assert_string_equal(stage_wants(&g).ptr,
                        SUMMARY " --where team=eu\nreport by --by status --where "
                                "\'team=eu error=yes\'\n" WASTE " --where team=eu\n");
    // Times are grouped so that there are neither too few nor too many.
    view_set_filter(&g.view, S(""));
    g.view.since = g.view.until = S("2026-11-11");
    assert_true(str_contains(stage_wants(&g), S("--by hour ")));
    g.view.since = S("2020");
    g.view.until = (struct str){0};
    assert_true(str_contains(stage_wants(&g), S("--by month ")));
    stage_release(&g);
}

static void tab_goes_from_features_to_waste_to_the_chart(void **state)
{
    (void)state;
    struct stage g;
    overview_stage_init(&g, 100, 30);
    assert_true(stage_shows(&g, "[Features]"));
    assert_true(stage_act(&g, ACT_PANE));
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_shows(&g, "[Waste: upper bounds, overlapping]"));
    // What the class under the cursor is.
    assert_true(stage_shows(&g, "requests that were answered at most 24 hours"));
    assert_true(stage_act(&g, ACT_PANE));
    assert_true(stage_act(&g, ACT_RIGHT));
    assert_true(stage_shows(&g, "cost by day: 2026-11-11  $9.10"));
    assert_true(stage_act(&g, ACT_LEFT));
    assert_true(stage_shows(&g, "cost by day: 2026-11-10  $5.50"));
    assert_true(stage_act(&g, ACT_PANE));
    assert_true(stage_shows(&g, "[Features]"));
    // A narrow terminal shows the list that has the cursor.
    g.view.width = 80;
    g.view.height = 24;
    assert_false(stage_shows(&g, "sent again"));
    assert_true(stage_act(&g, ACT_PANE));
    assert_true(stage_shows(&g, "sent again"));
    assert_false(stage_shows(&g, "support-bot"));
    stage_release(&g);
}

static void enter_goes_where_more_is_known(void **state)
{
    (void)state;
    struct stage g;
    overview_stage_init(&g, 100, 30);
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_act(&g, ACT_OPEN));
    assert_string_equal(screens[g.view.screen]->name, "costs");
    assert_true(str_eq(g.view.terms[0], S("feature=agent")));
    stage_release(&g);

    overview_stage_init(&g, 100, 30);
    assert_true(stage_act(&g, ACT_PANE));
    assert_true(stage_act(&g, ACT_OPEN));
    assert_string_equal(screens[g.view.screen]->name, "prompts");
    assert_true(str_contains(stage_wants(&g), S("prompts waste")));
    stage_release(&g);

    overview_stage_init(&g, 100, 30);
    assert_true(stage_act(&g, ACT_PANE));
    assert_true(stage_act(&g, ACT_PANE));
    assert_true(stage_act(&g, ACT_BOTTOM));
    assert_true(stage_act(&g, ACT_OPEN));
    assert_string_equal(screens[g.view.screen]->name, "overview");
    assert_true(str_eq(g.view.since, S("2026-11-13")) && str_eq(g.view.until, S("2026-11-13")));
    stage_release(&g);
}

static void the_metric_changes_chart_and_features(void **state)
{
    (void)state;
    static const char *const want[] = {"input tok by day", "requests by day", "p95 ms by day",
                                       "cost by day"};
    struct stage g;
    overview_stage_init(&g, 100, 30);
    for (size_t i = 0; i < 4; i++) {
        assert_true(stage_act(&g, ACT_METRIC));
        assert_true(stage_shows(&g, want[i]));
    }
    stage_release(&g);
}

static void what_is_not_known_yet_is_not_drawn(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 1, 100, 30);
    assert_true(stage_shows(&g, "…"));
    assert_false(stage_shows(&g, "$"));
    for (int pane = 0; pane < 3; pane++) {
        assert_true(stage_act(&g, ACT_OPEN));
        (void)stage_act(&g, ACT_DOWN);
        assert_true(stage_act(&g, ACT_PANE));
    }
    assert_int_equal(g.view.term_count, 0);
    stage_survives_all_sizes(&g);
    stage_release(&g);
}

static const struct stage_column figure_columns[] = {
    {"figure", "", UNIT_TEXT, true},
    {"before", "before", UNIT_COUNT, false},
    {"after", "after", UNIT_COUNT, false},
    {"change_share", "change %", UNIT_SHARE, false},
    {0}};
static const char *const figure_rows[] = {
    "cost_usd|10000|21346|1.1346", "requests|20100|20000|-0.004975", "errors|449|449|0.0",
    "unpriced_requests|0|172|-",   "input_tok|9000|10119|0.12433",   NULL};
static const struct stage_column change_columns[] = {
    {"feature", "feature", UNIT_TEXT, true},
    {"before_usd", "before", UNIT_NUSD, false},
    {"after_usd", "after", UNIT_NUSD, false},
    {"change_usd", "change", UNIT_NUSD, false},
    {"change_share", "change %", UNIT_SHARE, false},
    {"only", "new or gone", UNIT_TEXT, false},
    {0},
};
static const char *const change_rows[] = {"agent|1.2|3.6|2.4|2.0|-", "search|0|1.5|1.5|-|new",
                                          "support-bot|2|1|-1|-0.5|-", NULL};

static void a_comparison_has_every_figure_beside_that_of_before(void **state)
{
    (void)state;
    struct stage g;
    overview_stage_init(&g, 100, 30);
    // Of its totals the last day is asked; its answer stands for it here.
    assert_true(stage_act(&g, ACT_COMPARE));
    assert_true(str_contains(stage_wants(&g), S("compare 2026-11-12 2026-11-13 --by feature\n")));
    struct answer *summary =
        stage_answer(&g, "report summary --by feature --by hour --top 1000 --since 2026-11-13");
    stage_table(summary, "totals", "Totals", total_columns, total_rows);
    struct answer *change = stage_answer(&g, "compare 2026-11-12 2026-11-13 --by feature");
    stage_table(change, "figures", "Figures", figure_columns, figure_rows);
    stage_table(change, "by", "By feature", change_columns, change_rows);
    stage_is_golden(&g, "overview_compare_100.txt");
    assert_true(stage_shows(&g, "▲ +113.5%") && stage_shows(&g, "▼ -0.5%"));
    assert_true(stage_shows(&g, "172       new"));
    assert_true(stage_shows(&g, "▸agent") && stage_shows(&g, "▼ -50.0%"));
    g.view.width = 80;
    g.view.height = 24;
    stage_is_golden(&g, "overview_compare_80.txt");
    stage_survives_all_sizes(&g);
    stage_is_safe(&g);
    // Off again, and the period that it chose stays.
    assert_true(stage_act(&g, ACT_COMPARE));
    assert_false(str_contains(stage_wants(&g), S("compare ")));
    stage_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_overview_is_as_the_golden_files_say),
        cmocka_unit_test(every_figure_is_of_a_command),
        cmocka_unit_test(tab_goes_from_features_to_waste_to_the_chart),
        cmocka_unit_test(enter_goes_where_more_is_known),
        cmocka_unit_test(the_metric_changes_chart_and_features),
        cmocka_unit_test(a_comparison_has_every_figure_beside_that_of_before),
        cmocka_unit_test(what_is_not_known_yet_is_not_drawn),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

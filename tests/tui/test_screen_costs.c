// test_screen_costs.c - Costs before hand-made answers: drilling down and up, both panes, metrics.
#include "report_kit.h"

static const struct view *view_of(const struct stage *g)
{
    return &g->view;
}

static bool wants(struct stage *g, const char *text)
{
    return str_contains(stage_wants(g), str_of(text));
}

static void costs_are_as_the_golden_files_say(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 2, 100, 30);
    report_costs(&g);
    assert_true(stage_act(&g, ACT_DOWN));
    stage_is_golden(&g, "costs_100.txt");
    g.view.width = 80;
    g.view.height = 24;
    stage_is_golden(&g, "costs_80.txt");
    stage_survives_all_sizes(&g);
    stage_is_safe(&g);
    stage_release(&g);
}

static void every_key_asks_for_what_it_shows(void **state)
{
    (void)state;
    static const struct {
        enum action actions[7];
        const char *want;
    } cases[] = {
        {{ACT_NONE},
         "report summary by --by feature --top 200\n"
         "report by --by feature,model --top 2000\n"
         "report by --by feature,day --top 15000\n"},
        {{ACT_GROUP},
         "report summary by --by model --top 200\n"
         "report by --by model,team --top 2000\n"
         "report by --by model,day --top 15000\n"},
        {{ACT_MUCH_LEFT},
         "report summary by --by hour --top 200\n"
         "report by --by hour,feature --top 2000\n"},
        {{ACT_PANE, ACT_GROUP},
         "report summary by --by feature --top 200\n"
         "report by --by feature,team --top 2000\n"
         "report by --by feature,day --top 15000\n"},
        {{ACT_DETAIL},
         "report summary by --by feature --top 200\n"
         "report by --by feature,day --top 15000\n"},
        {{ACT_OPEN},
         "report summary by --by model --top 200 --where feature=support-bot\n"
         "report by --by model,team --top 2000 --where feature=support-bot\n"
         "report by --by model,day --top 15000 --where feature=support-bot\n"},
        {{ACT_DOWN, ACT_DOWN, ACT_DOWN, ACT_DOWN, ACT_OPEN},
         "report summary by --by model --top 200 --where feature=\n"
         "report by --by model,team --top 2000 --where feature=\n"
         "report by --by model,day --top 15000 --where feature=\n"},
        // Both dimensions of a row of the second pane.
        {{ACT_DOWN, ACT_PANE, ACT_DOWN, ACT_OPEN},
         "report summary by --by team --top 200 --where 'feature=agent model='\n"
         "report by --by team,user --top 2000 --where 'feature=agent model='\n"
         "report by --by team,day --top 15000 --where 'feature=agent model='\n"},
        {{ACT_OPEN, ACT_BACK},
         "report summary by --by feature --top 200\n"
         "report by --by feature,model --top 2000\n"
         "report by --by feature,day --top 15000\n"},
        // The row is left out, and the dimension stays.
        {{ACT_DOWN, ACT_EXCLUDE},
         "report summary by --by feature --top 200 --where '!feature=agent'\n"
         "report by --by feature,model --top 2000 --where '!feature=agent'\n"
         "report by --by feature,day --top 15000 --where '!feature=agent'\n"},
        {{ACT_DOWN, ACT_DOWN, ACT_DOWN, ACT_DOWN, ACT_EXCLUDE, ACT_BACK},
         "report summary by --by feature --top 200\n"
         "report by --by feature,model --top 2000\n"
         "report by --by feature,day --top 15000\n"},
        // Marked rows, and those that cannot be marked.
        {{ACT_MARK, ACT_DOWN, ACT_MARK, ACT_BOTTOM, ACT_MARK, ACT_OPEN},
         "report summary by --by feature --top 200 --where feature=support-bot,classify\n"
         "report by --by feature,model --top 2000 --where feature=support-bot,classify\n"
         "report by --by feature,day --top 15000 --where feature=support-bot,classify\n"},
        {{ACT_HEAT},
         "report summary by --by feature --top 200\n"
         "report by --by weekday,hour_of_day --top 200\n"
         "report by --by feature,day --top 15000\n"},
        // The longest preset that fits twice into four days is one; without marks and with.
        {{ACT_COMPARE},
         "compare 2026-11-12 2026-11-13 --by feature --top 200\n"
         "report by --by feature,hour --top 15000 --since 2026-11-13\n"},
        {{ACT_COMPARE, ACT_COMPARE},
         "report summary by --by feature --top 200 --since 2026-11-13\n"
         "report by --by feature,model --top 2000 --since 2026-11-13\n"
         "report by --by feature,hour --top 15000 --since 2026-11-13\n"},
        {{ACT_MARK, ACT_MARK, ACT_COMPARE},
         "compare 2026-11-12 2026-11-13 --by feature --top 200 --where "
         "feature=support-bot,agent\n"
         "report by --by feature,hour --top 15000 --where feature=support-bot,agent --since "
         "2026-11-13\n"},
        // Nobody can narrow down to the rest.
        {{ACT_BOTTOM, ACT_OPEN},
         "report summary by --by feature --top 200\n"
         "report by --by feature,model --top 2000\n"
         "report by --by feature,day --top 15000\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage g;
        report_stage_init(&g, 2, 100, 30);
        report_costs(&g);
        for (int k = 0; cases[i].actions[k]; k++)
            assert_true(stage_act(&g, cases[i].actions[k]));
        assert_string_equal(stage_wants(&g).ptr, cases[i].want);
        stage_release(&g);
    }
}

static void going_up_comes_back_to_the_row_and_the_dimension(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 2, 100, 30);
    report_costs(&g);
    assert_false(stage_act(&g, ACT_QUIT));  // the root: the loop ends
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_act(&g, ACT_OPEN));
    assert_true(str_eq(view_of(&g)->terms[0], S("feature=classify")));
    assert_true(stage_act(&g, ACT_GROUP));
    assert_true(wants(&g, "--by team --top 200 --where feature=classify"));
    assert_true(stage_act(&g, ACT_QUIT));
    assert_int_equal(view_of(&g)->term_count, 0);
    assert_true(stage_shows(&g, "▸classify"));
    stage_release(&g);
}

static void the_metric_chooses_columns_order_and_bar(void **state)
{
    (void)state;
    static const struct {
        int times;
        const char *heading, *first;
    } cases[] = {
        {0, " feature           cost   share              requests", "▸support-bot "},
        {1, " feature         input tok▼              output tok", " search "},
        {2, " feature         requests▼              errors", "▸(other) "},
        {3, " feature         p95 ms▼              p50 ms", "▸agent "},
        {4, " feature           cost   share              requests", "▸support-bot "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage g;
        report_stage_init(&g, 2, 100, 30);
        report_costs(&g);
        for (int k = 0; k < cases[i].times; k++)
            assert_true(stage_act(&g, ACT_METRIC));
        if (!stage_shows(&g, cases[i].heading) || !stage_shows(&g, cases[i].first))
            fail_msg("%d: %s", cases[i].times, stage_body(&g).ptr);
        stage_release(&g);
    }
}

static void days_become_the_period_and_a_chart(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 2, 100, 30);
    g.screen->typed(&g.view, &g.snapshot, S("day,feature"));
    struct answer *answer = stage_answer(&g, "report summary by --by day --top 200");
    stage_table(answer, "by", "By day", day_columns, day_rows);
    assert_true(stage_shows(&g, "▸2026-11-10"));
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_act(&g, ACT_OPEN));
    assert_true(str_eq(g.view.since, S("2026-11-11")) && str_eq(g.view.until, S("2026-11-11")));
    assert_int_equal(g.view.term_count, 0);
    stage_release(&g);

    report_stage_init(&g, 2, 100, 30);
    g.screen->typed(&g.view, &g.snapshot, S(" team , day "));
    static const struct stage_column team_columns[] = {
        {"team", "team", UNIT_TEXT, true}, REPORT_FIGURES, {0}};
    static const struct stage_column team_day_columns[] = {
        {"team", "team", UNIT_TEXT, true}, {"day", "day", UNIT_TEXT, true}, REPORT_FIGURES, {0}};
    static const char *const team_rows[] = {"eu|3|1.0|5|0|1|1|1|1|1.0|1.0|0", NULL};
    static const char *const team_day_rows[] = {"eu|2026-11-12|2|0.7|3|0|1|1|1|1|1.0|1.0|0",
                                                "eu|2026-11-10|1|0.3|2|0|1|1|1|1|1.0|1.0|0", NULL};
    answer = stage_answer(&g, "report summary by --by team --top 200");
    stage_table(answer, "by", "By team", team_columns, team_rows);
    answer = stage_answer(&g, "report by --by team,day --top 2000");
    stage_table(answer, "by", "By team,day", team_day_columns, team_day_rows);
    // In the order of time, and with the day between them as a gap.
    struct str body = stage_body(&g);
    assert_true(str_find(body, S("2026-11-10")) < str_find(body, S("2026-11-12")));
    assert_true(str_contains(body, S("11-10")) && str_contains(body, S("$2.00┤")));
    stage_release(&g);
}

static void what_is_typed_is_a_dimension_or_unknown(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 2, 100, 30);
    g.screen->typed(&g.view, &g.snapshot, S("beauty"));
    assert_true(g.view.message.len > 0);
    g.view.message = (struct str){0};
    g.screen->typed(&g.view, &g.snapshot, S("user,status"));
    assert_int_equal(g.view.message.len, 0);
    assert_true(wants(&g, "report by --by user,status "));
    // A filter on a dimension takes it away.
    view_set_filter(&g.view, S("feature=bot model=m"));
    assert_true(wants(&g, "report summary by --by team "));
    stage_release(&g);
}

static void a_failure_is_shown_where_the_rows_would_be(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 2, 100, 30);
    assert_true(stage_shows(&g, "…"));
    g.replies[g.snapshot.count++] =
        (struct reply){.command = S("report summary by --by feature --top 200"),
                       .status = REPLY_FAILED,
                       .message = S("toll.db: no such file")};
    assert_true(stage_shows(&g, "toll.db: no such file"));
    assert_true(stage_act(&g, ACT_OPEN));
    assert_int_equal(g.view.term_count, 0);
    stage_release(&g);
}

static void marked_rows_are_taken_along(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 2, 100, 30);
    report_costs(&g);
    assert_true(stage_act(&g, ACT_MARK));
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_act(&g, ACT_MARK));
    stage_is_golden(&g, "costs_marked_100.txt");
    // They stay on their rows in another order, and are what w writes; the screen shows all rows.
    assert_true(stage_act(&g, ACT_SORT_RIGHT));
    assert_true(stage_shows(&g, "*support-bot") && stage_shows(&g, "*classify"));
    assert_false(stage_shows(&g, "*agent"));
    struct str command = g.screen->command(&g.view, &g.arena);
    assert_true(str_eq(command, S("report summary by --by feature --top 200 --where "
                                  "feature=support-bot,classify")));
    assert_true(wants(&g, "report summary by --by feature --top 200\n"));
    // Down to them and up again: the marks are still there, and one can be taken back.
    assert_true(stage_act(&g, ACT_OPEN));
    assert_true(str_eq(g.view.terms[0], S("feature=support-bot,classify")));
    assert_true(stage_act(&g, ACT_BACK));
    assert_true(stage_act(&g, ACT_TOP));
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_shows(&g, "*support-bot") && stage_shows(&g, "*classify"));
    int count = g.view.lists[g.view.screen][0].mark_count;
    assert_int_equal(count, 2);
    stage_release(&g);
}

static void rows_that_no_term_names_are_not_marked(void **state)
{
    (void)state;
    static const int downs[] = {4 /* unattributed */, 5 /* the rest */};
    for (size_t i = 0; i < sizeof downs / sizeof *downs; i++) {
        struct stage g;
        report_stage_init(&g, 2, 100, 30);
        report_costs(&g);
        for (int k = 0; k < downs[i]; k++)
            assert_true(stage_act(&g, ACT_DOWN));
        assert_true(stage_act(&g, ACT_MARK));
        assert_true(g.view.message.len > 0);
        assert_int_equal(g.view.lists[g.view.screen][0].mark_count, 0);
        stage_release(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(costs_are_as_the_golden_files_say),
        cmocka_unit_test(every_key_asks_for_what_it_shows),
        cmocka_unit_test(going_up_comes_back_to_the_row_and_the_dimension),
        cmocka_unit_test(the_metric_chooses_columns_order_and_bar),
        cmocka_unit_test(days_become_the_period_and_a_chart),
        cmocka_unit_test(what_is_typed_is_a_dimension_or_unknown),
        cmocka_unit_test(marked_rows_are_taken_along),
        cmocka_unit_test(rows_that_no_term_names_are_not_marked),
        cmocka_unit_test(a_failure_is_shown_where_the_rows_would_be),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

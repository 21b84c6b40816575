// test_screen_budget.c - Budget before hand-made answers: knobs, limits that were reached,
// narrowing.
#include "screen_kit.h"

static const struct stage_column team_columns[] = {
    {"team", "team", UNIT_TEXT, true}, {"cost_usd", "cost", UNIT_NUSD, false}, {0}};
static const char *const team_rows[] = {"growth|9.05", "eu ops|4.35", "legal|1.53", "-|0.27", NULL};
static const struct stage_column total_columns[] = {{"baseline_usd", "as billed", UNIT_NUSD, false},
                                                    {"saved_usd", "saved", UNIT_NUSD, false},
                                                    {"saved_share", "share", UNIT_SHARE, false},
                                                    {"final_usd", "remains", UNIT_NUSD, false},
                                                    {0}};
static const char *const total_rows[] = {"15.20|5.68|0.3737|9.52", NULL};
static const struct stage_column risk_columns[] = {
    {"calls_beyond", "", UNIT_COUNT, false},    {"answers_refused", "", UNIT_COUNT, false},
    {"parties_beyond", "", UNIT_COUNT, false},  {"alerts", "", UNIT_COUNT, false},
    {"critical_alerts", "", UNIT_COUNT, false}, {0}};
static const char *const risk_rows[] = {"1469|1460|2|220|55", NULL};
static const struct stage_column step_columns[] = {
    {"name", "step", UNIT_TEXT, true}, {"risk", NULL, UNIT_TEXT, false}, {0}};
static const char *const step_rows[] = {"budget|-", NULL};
static const struct stage_column budget_columns[] = {
    {"name", "whose", UNIT_TEXT, true},
    {"period", "budget of", UNIT_TEXT, false},
    {"calls_beyond", "calls beyond", UNIT_COUNT, false},
    {"beyond_usd", "they cost", UNIT_NUSD, false},
    {"first_time", "first", UNIT_TIME_US, false},
    {0}};
static const char *const budget_rows[] = {"growth|month|658|2.14|2026-10-28T10:36:31Z",
                                          "growth|day|683|2.91|2026-10-19T12:35:04Z", NULL};
static const struct stage_column use_columns[] = {
    {"name", "whose", UNIT_TEXT, true},        {"period", "budget of", UNIT_TEXT, true},
    {"most_usd", "most", UNIT_NUSD, false},    {"most_share", "of limit", UNIT_SHARE, false},
    {"threshold", "alert", UNIT_SHARE, false}, {0}};
static const char *const use_rows[] = {"growth|month|7.14|1.428|1", "eu ops|month|4.02|0.804|0.8",
                                       "legal|month|1.53|0.306|-", NULL};
static const struct stage_column alert_columns[] = {{"name", "whose", UNIT_TEXT, true},
                                                    {"period", "budget of", UNIT_TEXT, false},
                                                    {"time", "alert at", UNIT_TIME_US, false},
                                                    {"threshold", "reached", UNIT_SHARE, false},
                                                    {0}};
static const char *const alert_rows[] = {
    "growth|month|2026-10-21T08:00:00Z|0.5", "eu ops|month|2026-10-22T09:00:00Z|0.5",
    "eu ops|month|2026-10-23T10:00:00Z|0.75", "eu ops|day|2026-10-24T11:00:00Z|0.8", NULL};

static const char spent[] = "report by --by team --top 200";
static const char five_a_month[] = "simulate budget --per team --monthly 5 --top 2000";

static void answer_spent(struct stage *g)
{
    stage_table(stage_answer(g, spent), "by", "By team", team_columns, team_rows);
}

static void answer_budget(struct stage *g, const char *command)
{
    struct answer *answer = stage_answer(g, command);
    stage_table(answer, "", "What was billed", total_columns, total_rows);
    struct table *steps = stage_table(answer, "steps", "Steps", step_columns, step_rows);
    struct answer *aside = ARENA_NEW(&g->arena, struct answer);
    aside->arena = &g->arena;
    steps->columns[1].unit = UNIT_TABLE;
    steps->cells[1] = cell_table(stage_table(aside, "risk", "", risk_columns, risk_rows));
    stage_table(answer, "budgets", "Budgets", budget_columns, budget_rows);
    stage_table(answer, "budget_use", "Use", use_columns, use_rows);
    stage_table(answer, "budget_alerts", "Alerts", alert_columns, alert_rows);
    answer_note(answer, S("budget: 59 calls have no team"));
    answer_note(answer, S("period: of every answer"));
}

static void type(struct stage *g, const char *text)
{
    assert_true(stage_act(g, ACT_EDIT));
    assert_int_equal(g->view.prompt, PROMPT_VALUE);
    g->view.prompt = PROMPT_NONE;
    g->screen->typed(&g->view, &g->snapshot, str_of(text));
}

// With five dollars a month, all of it answered.
static void budget_stage_init(struct stage *g)
{
    stage_init(g, 6, 100, 30);
    answer_spent(g);
    answer_budget(g, five_a_month);
    assert_true(stage_act(g, ACT_DOWN));
    type(g, "5");
}

static void budgets_are_as_the_golden_files_say(void **state)
{
    (void)state;
    struct stage g;
    budget_stage_init(&g);
    stage_is_golden(&g, "budget_100.txt");
    g.view.width = 80;
    g.view.height = 24;
    stage_is_golden(&g, "budget_80.txt");
    stage_survives_all_sizes(&g);
    stage_is_safe(&g);
    stage_release(&g);
}

static void below_stand_the_alerts_of_the_row_and_the_notes(void **state)
{
    (void)state;
    struct stage g;
    budget_stage_init(&g);
    assert_true(stage_shows(&g, "thresholds that growth crossed, by the month"));
    assert_true(stage_shows(&g, "10-21 08:00:00") && !stage_shows(&g, "10-23 10:00:00"));
    assert_true(stage_shows(&g, "59 calls have no team") && !stage_shows(&g, "period: of"));
    assert_true(stage_act(&g, ACT_PANE));
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_shows(&g, "thresholds that eu ops crossed, by the month"));
    assert_true(stage_shows(&g, "10-23 10:00:00") && !stage_shows(&g, "10-24 11:00:00"));
    assert_true(stage_act(&g, ACT_DOWN));
    assert_false(stage_shows(&g, "crossed"));
    stage_release(&g);
}

static void without_a_limit_there_is_only_what_was_spent(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 6, 100, 30);
    answer_spent(&g);
    assert_string_equal(stage_wants(&g).ptr, "report by --by team --top 200\n");
    assert_true(stage_shows(&g, "no limit is set"));
    assert_true(stage_shows(&g, "growth"));
    assert_false(stage_shows(&g, "reached"));
    assert_true(str_eq(g.screen->command(&g.view, &g.arena), str_of(spent)));
    stage_release(&g);
}

static void every_knob_asks_for_what_it_shows(void **state)
{
    (void)state;
    static const struct {
        enum action actions[8];
        const char *want;
    } cases[] = {
        {{ACT_RIGHT}, "report by --by user --top 200\n"},
        {{ACT_LEFT}, "report summary\n"},
        {{ACT_DOWN, ACT_RIGHT},
         "report by --by team --top 200\nsimulate budget --per team --monthly 1 --top 2000\n"},
        {{ACT_DOWN, ACT_RIGHT, ACT_LEFT},
         "report by --by team --top 200\nsimulate budget --per team --monthly 0.5 --top 2000\n"},
        {{ACT_DOWN, ACT_RIGHT, ACT_MUCH_RIGHT},
         "report by --by team --top 200\nsimulate budget --per team --monthly 10 --top 2000\n"},
        {{ACT_DOWN, ACT_LEFT}, "report by --by team --top 200\n"},
        {{ACT_DOWN, ACT_DOWN, ACT_RIGHT, ACT_RIGHT, ACT_DOWN, ACT_RIGHT},
         "report by --by team --top 200\nsimulate budget --per team --daily 2 --hard=no --top "
         "2000\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage g;
        stage_init(&g, 6, 100, 30);
        for (int k = 0; cases[i].actions[k]; k++)
            assert_true(stage_act(&g, cases[i].actions[k]));
        assert_string_equal(stage_wants(&g).ptr, cases[i].want);
        stage_release(&g);
    }
}

static void what_is_typed_is_taken_or_refused(void **state)
{
    (void)state;
    static const struct {
        int knob;
        const char *text, *want;  // NULL = refused
    } cases[] = {
        {0, "model", "report by --by model "},
        {0, "beauty", NULL},
        {1, " $12.50 ", "--monthly 12.5 --top 2000\n"},
        {1, "-3", NULL},
        {1, "0", NULL},
        {1, "much", NULL},
        {2, "0.25", "--daily 0.25 --top 2000\n"},
        {3, "alert", "report by --by team "},
        {3, "soft", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage g;
        stage_init(&g, 6, 100, 30);
        for (int k = 0; k < cases[i].knob; k++)
            assert_true(stage_act(&g, ACT_DOWN));
        type(&g, cases[i].text);
        assert_int_equal(g.view.message.len > 0, cases[i].want == NULL);
        if (cases[i].want && !str_contains(stage_wants(&g), str_of(cases[i].want)))
            fail_msg("%s: %s", cases[i].text, stage_wants(&g).ptr);
        stage_release(&g);
    }
    struct stage g;
    budget_stage_init(&g);
    type(&g, "none");
    assert_string_equal(stage_wants(&g).ptr, "report by --by team --top 200\n");
    stage_release(&g);
}

static void the_old_result_stays_until_the_new_one_comes(void **state)
{
    (void)state;
    struct stage g;
    budget_stage_init(&g);
    assert_true(stage_shows(&g, "$5.68"));
    assert_false(stage_shows(&g, "…"));
    assert_true(stage_act(&g, ACT_RIGHT));
    g.replies[g.snapshot.count++] =
        (struct reply){.command = S("simulate budget --per team --monthly 10 --top 2000"),
                       .status = REPLY_PENDING};
    assert_true(stage_shows(&g, "$5.68") && stage_shows(&g, "Result …"));
    g.replies[g.snapshot.count - 1].status = REPLY_FAILED;
    g.replies[g.snapshot.count - 1].message = S("toll.db: no such file");
    assert_true(stage_shows(&g, "toll.db: no such file"));
    assert_false(stage_shows(&g, "$5.68"));
    stage_release(&g);
}

static void enter_narrows_down_to_the_party(void **state)
{
    (void)state;
    struct stage g;
    budget_stage_init(&g);
    assert_false(stage_act(&g, ACT_OPEN));  // the knobs have the focus
    assert_int_equal(g.view.term_count, 0);
    assert_true(stage_act(&g, ACT_PANE));
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_act(&g, ACT_OPEN));
    assert_int_equal(g.view.term_count, 1);
    assert_true(
        str_contains(stage_wants(&g), S("--monthly 5 --top 2000 --where 'team=\"eu ops\"'\n")));
    stage_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(budgets_are_as_the_golden_files_say),
        cmocka_unit_test(below_stand_the_alerts_of_the_row_and_the_notes),
        cmocka_unit_test(without_a_limit_there_is_only_what_was_spent),
        cmocka_unit_test(every_knob_asks_for_what_it_shows),
        cmocka_unit_test(what_is_typed_is_taken_or_refused),
        cmocka_unit_test(the_old_result_stays_until_the_new_one_comes),
        cmocka_unit_test(enter_narrows_down_to_the_party),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

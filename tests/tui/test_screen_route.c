// test_screen_route.c - Route before hand-made answers: knobs, what to route first, narrowing.
#include "screen_kit.h"

static const struct stage_column total_columns[] = {{"baseline_usd", "as billed", UNIT_NUSD, false},
                                                    {"saved_usd", "saved", UNIT_NUSD, false},
                                                    {"saved_share", "share", UNIT_SHARE, false},
                                                    {"final_usd", "remains", UNIT_NUSD, false},
                                                    {0}};
static const char *const total_rows[] = {"21.35|6.74|0.3157|14.61", NULL};
static const struct stage_column step_columns[] = {{"name", "step", UNIT_TEXT, true},
                                                   {"hits", "hits", UNIT_COUNT, false},
                                                   {"requests_in", "calls in", UNIT_COUNT, false},
                                                   {"hit_rate", "hit rate", UNIT_SHARE, false},
                                                   {0}};
static const char *const step_rows[] = {"route|4791|20000|0.2395", NULL};
static const struct stage_column risk_columns[] = {
    {"figure", "figure", UNIT_TEXT, true}, {"value", "value", UNIT_SHARE, false}, {0}};
static const char *const risk_rows[] = {"saves nothing if more than this must be redone|0.926",
                                        "share of the calls that is routed|0.2395", NULL};
static const struct stage_column assumption_columns[] = {{"setting", "assumption", UNIT_TEXT, true},
                                                         {"value", "value", UNIT_SHARE, false},
                                                         {"least", "from", UNIT_TEXT, false},
                                                         {"most", "to", UNIT_TEXT, false},
                                                         {0}};
static const char *const assumption_rows[] = {"fallback rate|0.05|0|0.5", NULL};
static const struct stage_column task_columns[] = {{"task", "task", UNIT_TEXT, true},
                                                   {"requests", "calls", UNIT_COUNT, false},
                                                   {"saved_usd", "saved", UNIT_NUSD, false},
                                                   {0}};
static const char *const task_rows[] = {"extraction|902|3.99", "summary|1657|1.78", NULL};
static const struct stage_column size_columns[] = {{"input", "input", UNIT_TEXT, true},
                                                   {"requests", "calls", UNIT_COUNT, false},
                                                   {"saved_usd", "saved", UNIT_NUSD, false},
                                                   {0}};
static const char *const size_rows[] = {"up to 250 tokens|4571|0.85", NULL};

static void answer_route(struct stage *g, const char *command)
{
    struct answer *answer = stage_answer(g, command);
    stage_table(answer, "", "What was billed", total_columns, total_rows);
    stage_table(answer, "steps", "Steps", step_columns, step_rows);
    stage_table(answer, "risk", "What to watch", risk_columns, risk_rows);
    stage_table(answer, "assumptions", "Assumptions", assumption_columns, assumption_rows);
    stage_table(answer, "frontier_by_task", "By task", task_columns, task_rows);
    stage_table(answer, "frontier_by_size", "By size", size_columns, size_rows);
}

static void type(struct stage *g, const char *text)
{
    assert_true(stage_act(g, ACT_EDIT));
    assert_int_equal(g->view.prompt, PROMPT_VALUE);
    g->view.prompt = PROMPT_NONE;
    g->screen->typed(&g->view, &g->snapshot, str_of(text));
}

static void route_stage_init(struct stage *g)
{
    stage_init(g, 5, 100, 30);
    answer_route(g, "simulate route --to mini --top 200");
    type(g, "mini");
}

static void routes_are_as_the_golden_files_say(void **state)
{
    (void)state;
    struct stage g;
    route_stage_init(&g);
    stage_is_golden(&g, "route_100.txt");
    g.view.width = 80;
    g.view.height = 24;
    stage_is_golden(&g, "route_80.txt");
    stage_survives_all_sizes(&g);
    stage_is_safe(&g);
    stage_release(&g);
}

static void without_a_model_nothing_is_asked(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 5, 100, 30);
    assert_string_equal(stage_wants(&g).ptr, "report by --by model --top 200\n");
    assert_true(stage_shows(&g, "Right takes a model of the log"));
    assert_false(stage_shows(&g, "Result"));
    assert_true(stage_act(&g, ACT_YANK));  // there is no command yet: it says so
    assert_true(g.view.message.len > 0);
    assert_null(g.screen->command(&g.view, &g.arena).ptr);
    stage_survives_all_sizes(&g);
    stage_release(&g);
}

static void right_and_left_go_through_the_models_of_the_log(void **state)
{
    (void)state;
    static const struct stage_column columns[] = {
        {"model", "model", UNIT_TEXT, true}, {"cost_usd", "cost", UNIT_NUSD, false}, {0}};
    static const char *const rows[] = {"large|9.05", "-|4.35", "mini|1.53", "(other)|0.27", NULL};
    static const struct {
        enum action action;
        const char *to;
    } steps[] = {{ACT_RIGHT, "large"}, {ACT_RIGHT, "mini"}, {ACT_RIGHT, "large"},
                 {ACT_LEFT, "mini"},   {ACT_LEFT, "large"}, {0}};
    struct stage g;
    stage_init(&g, 5, 100, 30);
    assert_true(stage_act(&g, ACT_RIGHT));  // they are not known yet
    assert_true(g.view.message.len > 0);
    stage_table(stage_answer(&g, "report by --by model --top 200"), "by", "By model", columns,
                rows);
    assert_true(stage_shows(&g, "$9.05"));
    for (size_t i = 0; steps[i].to; i++) {
        assert_true(stage_act(&g, steps[i].action));
        struct str want = str_fmt(&g.arena, "simulate route --to %s --top 200\n", steps[i].to);
        assert_true(str_starts(stage_wants(&g), want));
    }
    stage_release(&g);
}

static void every_knob_asks_for_what_it_shows(void **state)
{
    (void)state;
    static const struct {
        enum action actions[6];
        const char *typed, *want;
    } cases[] = {
        {{ACT_NONE}, NULL, "simulate route --to mini --top 200\nreport by --by model --top 200\n"},
        {{ACT_NONE},
         "my model",
         "simulate route --to 'my model' --top 200\nreport by --by model --top 200\n"},
        {{ACT_DOWN, ACT_RIGHT}, NULL, "simulate route --to mini --tasks any --top 200\n"},
        {{ACT_DOWN, ACT_RIGHT, ACT_RIGHT}, NULL, "simulate route --to mini --top 200\n"},
        {{ACT_DOWN}, "code,summary", "simulate route --to mini --tasks code,summary --top 200\n"},
        {{ACT_DOWN, ACT_DOWN, ACT_LEFT}, NULL, "simulate route --to mini --top 200\n"},
        {{ACT_DOWN, ACT_DOWN, ACT_MUCH_RIGHT, ACT_RIGHT},
         NULL,
         "simulate route --to mini --fallback-rate 6% --top 200\n"},
        {{ACT_DOWN, ACT_DOWN}, "50%", "simulate route --to mini --fallback-rate 50% --top 200\n"},
        {{ACT_DOWN, ACT_DOWN}, "51", "simulate route --to mini --top 200\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage g;
        route_stage_init(&g);
        for (int k = 0; cases[i].actions[k]; k++)
            assert_true(stage_act(&g, cases[i].actions[k]));
        if (cases[i].typed)
            type(&g, cases[i].typed);
        assert_string_equal(stage_wants(&g).ptr, cases[i].want);
        stage_release(&g);
    }
}

static void the_list_has_tasks_and_sizes_and_narrows_down(void **state)
{
    (void)state;
    struct stage g;
    route_stage_init(&g);
    assert_true(stage_act(&g, ACT_GROUP));  // templates: the answer has none
    assert_false(stage_shows(&g, "902"));
    assert_true(stage_act(&g, ACT_GROUP));
    assert_true(stage_shows(&g, "up to 250 tokens"));
    assert_true(stage_act(&g, ACT_PANE));
    assert_true(stage_act(&g, ACT_OPEN));  // nobody can narrow down to a size
    assert_int_equal(g.view.term_count, 0);
    assert_true(stage_act(&g, ACT_GROUP));
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_act(&g, ACT_OPEN));
    assert_string_equal(stage_wants(&g).ptr,
                        "simulate route --to mini --top 200 --where task=summary\n"
                        "report by --by model --top 200 --where task=summary\n");
    stage_release(&g);
}

static void the_old_answer_stays_until_the_new_one_comes(void **state)
{
    (void)state;
    struct stage g;
    route_stage_init(&g);
    assert_false(stage_shows(&g, "…"));
    type(&g, "other");
    g.replies[g.snapshot.count++] = (struct reply){
        .command = S("simulate route --to other --top 200"), .status = REPLY_PENDING};
    assert_true(stage_shows(&g, "$6.74") && stage_shows(&g, "Result …"));
    g.replies[g.snapshot.count - 1].status = REPLY_FAILED;
    g.replies[g.snapshot.count - 1].message = S("'other' has no price");
    assert_true(stage_shows(&g, "'other' has no price"));
    assert_false(stage_shows(&g, "$6.74"));
    stage_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_are_as_the_golden_files_say),
        cmocka_unit_test(without_a_model_nothing_is_asked),
        cmocka_unit_test(right_and_left_go_through_the_models_of_the_log),
        cmocka_unit_test(every_knob_asks_for_what_it_shows),
        cmocka_unit_test(the_list_has_tasks_and_sizes_and_narrows_down),
        cmocka_unit_test(the_old_answer_stays_until_the_new_one_comes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

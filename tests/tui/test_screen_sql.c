// test_screen_sql.c - saved queries, SQL and results before hand-made answers.
#include "screen_kit.h"

#define LIMIT " --limit 1000"

static const struct stage_column saved_columns[] = {
    {"name", "query", UNIT_TEXT, true},
    {"params", "parameters", UNIT_TEXT, false},
    {"purpose", "answers", UNIT_TEXT, false},
    {0},
};
static const char *const saved_rows[] = {
    "cost_by_model|since until|What each model costs.",
    "slow_requests|since until rows=20|The slowest calls.",
    "request|id|Every field of one request.",
    NULL,
};
static const struct stage_column result_columns[] = {
    {"model", "model", UNIT_TEXT, true},
    {"calls", "calls", UNIT_COUNT, false},
    {"cost_usd", "cost_usd", UNIT_NUSD, false},
    {"share", "share", UNIT_SHARE, false},
    {0},
};
static const char *const result_rows[] = {"claude-sonnet-4-6|417|1.52|0.464",
                                          "gpt-5.1|124|0.62|0.189", "-|26|-|-", NULL};

static void put_saved(struct stage *g)
{
    stage_table(stage_answer(g, "query"), NULL, "", saved_columns, saved_rows);
}

static void put_result(struct stage *g, const char *command)
{
    stage_table(stage_answer(g, command), NULL, "", result_columns, result_rows);
}

static void type(struct stage *g, const char *text)
{
    g->screen->typed(&g->view, &g->snapshot, str_of(text));
}

static void enter_runs_the_saved_query_with_its_values(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 8, 100, 30);
    assert_string_equal(stage_wants(&g).ptr, "query\n");
    put_saved(&g);
    assert_true(stage_act(&g, ACT_OPEN));
    assert_string_equal(stage_wants(&g).ptr, "query\nquery cost_by_model" LIMIT "\n");
    assert_true(stage_act(&g, ACT_DOWN) && stage_act(&g, ACT_OPEN));
    assert_string_equal(stage_wants(&g).ptr,
                        "query\nquery slow_requests --param rows=20" LIMIT "\n");
    stage_release(&g);
}

static void what_is_typed_is_a_saved_query_or_sql(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *command;
    } cases[] = {
        {"slow_requests rows=5", "query slow_requests --param rows=5" LIMIT},
        {"  request id='a b'  ", "query request --param 'id=a b'" LIMIT},
        {"SELECT 1", "sql 'SELECT 1'" LIMIT},
        {"SELECT 'it''s'", "sql 'SELECT '\\''it'\\'''\\''s'\\'''" LIMIT},
        {"slow_request", "sql slow_request" LIMIT},
        {"SELECT 'torn", "sql 'SELECT '\\''torn'" LIMIT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage g;
        stage_init(&g, 8, 100, 30);
        put_saved(&g);
        type(&g, cases[i].typed);
        struct str want = str_fmt(&g.arena, "query\n%s\n", cases[i].command);
        assert_string_equal(stage_wants(&g).ptr, want.ptr);
        stage_release(&g);
    }
}

static void editing_begins_with_what_was_asked(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 8, 100, 30);
    put_saved(&g);
    assert_true(stage_act(&g, ACT_DOWN) && stage_act(&g, ACT_EDIT));
    assert_int_equal(g.view.prompt, PROMPT_SQL);
    assert_true(str_eq((struct str){g.view.typed, g.view.typed_bytes}, S("slow_requests rows=20")));
    type(&g, "slow_requests rows=5");
    assert_true(stage_act(&g, ACT_EDIT));
    assert_true(str_eq((struct str){g.view.typed, g.view.typed_bytes}, S("slow_requests rows=5")));
    assert_true(stage_act(&g, ACT_SQL));
    assert_true(str_eq((struct str){g.view.typed, g.view.typed_bytes}, S("SELECT ")));
    type(&g, "SELECT 1");
    assert_true(stage_act(&g, ACT_SQL));
    assert_true(str_eq((struct str){g.view.typed, g.view.typed_bytes}, S("SELECT 1")));
    stage_release(&g);
}

static void queries_and_results_are_drawn(void **state)
{
    (void)state;
    static const int sizes[][2] = {{100, 30}, {80, 24}};
    for (size_t i = 0; i < 2; i++) {
        struct stage g;
        stage_init(&g, 8, sizes[i][0], sizes[i][1]);
        put_saved(&g);
        put_result(&g, "query slow_requests --param rows=20" LIMIT);
        assert_true(stage_act(&g, ACT_DOWN) && stage_act(&g, ACT_OPEN));
        assert_true(stage_act(&g, ACT_METRIC) && stage_act(&g, ACT_METRIC));
        stage_is_golden(&g, str_fmt(&g.arena, "sql_%d.txt", sizes[i][0]).ptr);
        stage_survives_all_sizes(&g);
        stage_release(&g);
    }
}

static void the_result_alone_shows_columns_further_right(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 8, 80, 24);
    put_saved(&g);
    type(&g, "SELECT 1");
    put_result(&g, "sql 'SELECT 1'" LIMIT);
    assert_true(stage_act(&g, ACT_PANE));
    assert_false(stage_shows(&g, "saved queries"));
    for (int i = 0; i < 9; i++)
        assert_true(stage_act(&g, ACT_RIGHT));
    assert_true(stage_shows(&g, "claude-sonnet-4-6") && stage_shows(&g, "46.4%"));
    assert_false(stage_shows(&g, "417"));
    for (int i = 0; i < 9; i++)
        assert_true(stage_act(&g, ACT_LEFT));
    assert_true(stage_shows(&g, "417"));
    stage_release(&g);
}

static void errors_and_empty_results_are_said(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 8, 100, 30);
    put_saved(&g);
    type(&g, "SELECT nope");
    stage_answer(&g, "sql 'SELECT nope'" LIMIT);
    struct reply *r = &g.replies[1];
    r->status = REPLY_FAILED;
    r->message = S("SQL: no such column: nope");
    assert_true(stage_shows(&g, "no such column: nope"));
    r->status = REPLY_READY;
    r->message = (struct str){0};
    assert_true(stage_shows(&g, "nothing here"));
    r->status = REPLY_PENDING;
    assert_true(stage_shows(&g, "…"));
    stage_release(&g);
}

static void it_says_that_the_filter_does_not_count(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 8, 100, 30);
    put_saved(&g);
    assert_false(stage_shows(&g, "whole database"));
    g.view.since = S("2026-09");
    assert_true(stage_shows(&g, "whole database"));
    stage_release(&g);
}

static void hostile_results_stay_text(void **state)
{
    (void)state;
    struct stage g;
    const char *const rows[] = {"\x1b[31m\xe2\x80\xae|1|0.1|0.5", "\x07\xff|1|0.1|0.5", NULL};
    stage_init(&g, 8, 100, 30);
    put_saved(&g);
    type(&g, "SELECT '\x1b[2J'");
    assert_true(stage_shows(&g, "\xe2\x90\x9b[2J"));
    type(&g, "SELECT 2");
    stage_table(stage_answer(&g, "sql 'SELECT 2'" LIMIT), NULL, "", result_columns, rows);
    assert_true(stage_shows(&g, "\xe2\x90\x9b[31m"));
    stage_is_safe(&g);
    stage_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(enter_runs_the_saved_query_with_its_values),
        cmocka_unit_test(what_is_typed_is_a_saved_query_or_sql),
        cmocka_unit_test(editing_begins_with_what_was_asked),
        cmocka_unit_test(queries_and_results_are_drawn),
        cmocka_unit_test(the_result_alone_shows_columns_further_right),
        cmocka_unit_test(errors_and_empty_results_are_said),
        cmocka_unit_test(it_says_that_the_filter_does_not_count),
        cmocka_unit_test(hostile_results_stay_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

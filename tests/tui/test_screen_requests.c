// test_screen_requests.c - the list of requests and the inspector before hand-made answers.
#include "screen_kit.h"

#define LIST "requests --top 300"

static const struct stage_column list_columns[] = {
    {"id", "id", UNIT_HASH, true},
    {"time", "time", UNIT_TIME_US, false},
    {"provider", "provider", UNIT_TEXT, false},
    {"model", "model", UNIT_TEXT, false},
    {"feature", "feature", UNIT_TEXT, false},
    {"user", "user", UNIT_TEXT, false},
    {"cost_usd", "cost", UNIT_NUSD, false},
    {"latency_ms", "ms", UNIT_MS, false},
    {"ttft_ms", "first ms", UNIT_MS, false},
    {"status", "status", UNIT_COUNT, false},
    {"in_tok", "in", UNIT_TOKENS, false},
    {"cache_read_tok", "cached", UNIT_TOKENS, false},
    {"output_tok", "out", UNIT_TOKENS, false},
    {0},
};
static const char *const list_rows[] = {
    "3964ca19ce426f4a|2026-11-15T23:41:38.889Z|openai|gpt-5.1-2025-11-13|agent|u-00531|0.0090775|"
    "15629|-|200|1214|0|756",
    "d0d4c1b053961742|2026-11-13T10:57:41.987Z|anthropic|claude-sonnet-4-6|support-bot|u-00014|"
    "0.005802|1830.5|412|200|1096|0|168",
    "a60a13c541ce6a68|2026-11-10T19:05:19Z|openai|gpt-4.1-mini-2025-04-14|search|-|-|88|-|429|-|-|"
    "-",
    NULL,
};
static const struct stage_column total_columns[] = {
    {"requests", "requests", UNIT_COUNT, false},
    {"errors", "errors", UNIT_COUNT, false},
    {"cost_usd", "cost", UNIT_NUSD, false},
    {"p95_ms", "p95 ms", UNIT_MS, false},
    {0},
};
static const char *const total_rows[] = {"1234567|12|3.3125|6120.25", NULL};

static const struct stage_column request_columns[] = {
    {"time", "time", UNIT_TEXT, false},
    {"provider", "provider", UNIT_TEXT, false},
    {"model", "model", UNIT_TEXT, false},
    {"latency_us", "latency_us", UNIT_COUNT, false},
    {"user", "user", UNIT_TEXT, false},
    {"input_tok", "input_tok", UNIT_TOKENS, false},
    {"output_tok", "output_tok", UNIT_TOKENS, false},
    {"cost_usd", "cost_usd", UNIT_NUSD, false},
    {"price_id", "price_id", UNIT_TEXT, false},
    {"source", "source", UNIT_TEXT, false},
    {"entry", "entry", UNIT_COUNT, false},
    {"offset", "offset", UNIT_COUNT, false},
    {"question", "question", UNIT_TEXT, false},
    {"system", "system", UNIT_TEXT, false},
    {0},
};
static const struct stage_column cost_columns[] = {
    {"part", "part of the cost", UNIT_TEXT, true},
    {"count", "count", UNIT_COUNT, false},
    {"usd_per_million", "$/M", UNIT_NUMBER, false},
    {"cost_pusd", "pico-USD", UNIT_COUNT, false},
    {0},
};
static const char *const cost_rows[] = {
    "input|1214|1.25|1517500000",
    "output|756|10|7560000000",
    NULL,
};

static void put_list(struct stage *g)
{
    struct answer *answer = stage_answer(g, LIST);
    stage_table(answer, "totals", "Totals", total_columns, total_rows);
    stage_table(answer, "requests", "Requests, newest first", list_columns, list_rows);
}

static void put_request(struct stage *g, const char *question)
{
    const char *rows[] = {
        str_fmt(&g->arena,
                "2026-11-15T23:41:38.889Z|openai|gpt-5.1-2025-11-13|15629000|u-00531|1214|756|"
                "0.0090775|openai/gpt-5.1|demo.jsonl|36|140563|%s|You are an operations agent.\n"
                "Work step by step.",
                question)
            .ptr,
        NULL,
    };
    struct answer *answer = stage_answer(g, "show 3964ca19ce426f4a");
    stage_table(answer, "request", "Request", request_columns, rows)->shape = TABLE_OBJECT;
    struct table *cost = stage_table(answer, "cost", "Cost", cost_columns, cost_rows);
    table_note(cost, S("sum 9077500000 pico-USD, rounded to 9077500 nano-USD; priced by "
                       "openai/gpt-5.1"));
}

static void it_wants_the_newest_requests_of_the_filter_and_the_period(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 7, 100, 30);
    assert_string_equal(stage_wants(&g).ptr, LIST "\n");
    assert_true(view_narrow(&g.view, "team", S("growth north")));
    g.view.since = S("2026-09");
    assert_string_equal(stage_wants(&g).ptr,
                        LIST " --no-totals --where 'team=\"growth north\"' --since 2026-09\n"
                             "report summary --where 'team=\"growth north\"' --since 2026-09\n");
    stage_release(&g);
}

static void another_order_is_another_question(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 7, 100, 30);
    put_list(&g);
    assert_true(stage_act(&g, ACT_SORT_RIGHT));
    assert_string_equal(stage_wants(&g).ptr, LIST " --sort cost\n");
    assert_true(stage_act(&g, ACT_REVERSE));
    assert_string_equal(stage_wants(&g).ptr, LIST " --sort cost --reverse\n");
    assert_true(stage_act(&g, ACT_SORT_LEFT) && stage_act(&g, ACT_SORT_LEFT));
    assert_string_equal(stage_wants(&g).ptr, LIST " --sort output --reverse\n");
    assert_true(stage_act(&g, ACT_FOLLOW));
    assert_string_equal(stage_wants(&g).ptr, LIST "\n");
    stage_release(&g);
}

static void the_inspector_follows_the_cursor(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 7, 100, 30);
    put_list(&g);
    assert_true(stage_act(&g, ACT_OPEN));
    assert_string_equal(stage_wants(&g).ptr, LIST "\nshow 3964ca19ce426f4a\n");
    assert_true(stage_act(&g, ACT_DOWN));
    assert_string_equal(stage_wants(&g).ptr, LIST "\nshow d0d4c1b053961742\n");
    // Not asked yet: its place, without figures.
    assert_true(stage_shows(&g, "d0d4c1b053961742"));
    assert_false(stage_shows(&g, "pico-USD"));
    assert_true(stage_act(&g, ACT_BACK));
    assert_string_equal(stage_wants(&g).ptr, LIST "\n");
    assert_false(stage_act(&g, ACT_BACK));
    stage_release(&g);
}

static void the_cursor_stays_on_its_request_when_others_come(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 7, 100, 30);
    put_list(&g);
    assert_true(stage_act(&g, ACT_DOWN));
    g.snapshot.count = 0;
    const char *const later[] = {
        "1111111111111111|2026-11-16T00:00:00Z|openai|gpt-5.1|agent|u|0.1|1|-|200|1|0|1",
        list_rows[0], list_rows[1], NULL};
    stage_table(stage_answer(&g, LIST), "requests", "Requests, newest first", list_columns, later);
    assert_true(stage_act(&g, ACT_OPEN));
    assert_string_equal(stage_wants(&g).ptr, LIST "\nshow d0d4c1b053961742\n");
    stage_release(&g);
}

static void lists_and_inspectors_are_drawn(void **state)
{
    (void)state;
    static const int sizes[][2] = {{100, 30}, {80, 24}};
    for (size_t i = 0; i < 2; i++) {
        struct stage g;
        stage_init(&g, 7, sizes[i][0], sizes[i][1]);
        put_list(&g);
        put_request(&g, "Task 500000: The campaigns for our balance ignored one kitchen.");
        stage_is_golden(&g, str_fmt(&g.arena, "requests_%d.txt", sizes[i][0]).ptr);
        assert_true(stage_act(&g, ACT_OPEN));
        stage_is_golden(&g, str_fmt(&g.arena, "inspector_%d.txt", sizes[i][0]).ptr);
        stage_survives_all_sizes(&g);
        stage_release(&g);
    }
}

static void the_whole_inspector_scrolls_and_stops_at_its_end(void **state)
{
    (void)state;
    struct stage g;
    struct buf lines = {0};
    stage_init(&g, 7, 80, 24);
    lines.arena = &g.arena;
    for (int i = 0; i < 60; i++)
        buf_fmt(&lines, "line %d of it\n", i);
    buf_str(&lines, S("the end"));
    put_list(&g);
    put_request(&g, str_cstr(buf_view(&lines), &g.arena));
    assert_true(stage_act(&g, ACT_OPEN) && stage_act(&g, ACT_OPEN));
    assert_false(stage_shows(&g, "the end"));
    assert_true(stage_act(&g, ACT_BOTTOM));
    assert_true(stage_shows(&g, "the end"));
    assert_true(stage_act(&g, ACT_DOWN) && stage_act(&g, ACT_UP));
    assert_false(stage_shows(&g, "the end"));
    stage_release(&g);
}

static void what_is_unknown_or_refused_is_said(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 7, 100, 30);
    assert_true(stage_shows(&g, "…"));
    stage_answer(&g, LIST);
    g.replies[0].message = S("no request matches");
    assert_true(stage_shows(&g, "no request matches"));
    g.replies[0].status = REPLY_FAILED;
    g.replies[0].message = S("--where: there is no field 'tem'");
    assert_true(stage_shows(&g, "there is no field 'tem'"));
    assert_false(stage_act(&g, ACT_OPEN));
    stage_release(&g);
}

static void hostile_names_stay_text(void **state)
{
    (void)state;
    struct stage g;
    const char *const rows[] = {
        "1111111111111111|2026-11-16T00:00:00Z|\x1b[31m|\x1b]0;owned\x07|\xe2\x80\xaegnp.exe|"
        "\xff\xfe\n\r|0.1|1|-|200|1|0|1",
        "2222222222222222|2026-11-16T00:00:00Z|p|\xe6\xa8\xa1\xe5\x9e\x8b\xe6\xa8\xa1\xe5\x9e\x8b"
        "\xe6\xa8\xa1\xe5\x9e\x8b\xe6\xa8\xa1\xe5\x9e\x8b\xe6\xa8\xa1\xe5\x9e\x8b\xe6\xa8\xa1|"
        "\xf0\x9f\x98\x80|u|0.1|1|-|200|1|0|1",
        NULL};
    stage_init(&g, 7, 100, 30);
    stage_table(stage_answer(&g, LIST), "requests", "Requests", list_columns, rows);
    stage_is_safe(&g);
    put_request(&g, "\x1b[2J\x1b[H\xe2\x80\xae\x07 text");
    stage_release(&g);
    stage_init(&g, 7, 100, 30);
    put_list(&g);
    put_request(&g, "\x1b[2J\x1b[H\xe2\x80\xae\x07 text");
    assert_true(stage_act(&g, ACT_OPEN));
    assert_true(stage_shows(&g, "\xe2\x90\x9b[2J"));
    stage_is_safe(&g);
    stage_release(&g);
}

static void put_newer(struct stage *g)
{
    const char *const later[] = {
        "1111111111111111|2026-11-16T00:00:00Z|openai|gpt-5.1|agent|u|0.1|1|-|200|1|0|1",
        list_rows[0], list_rows[1], NULL};
    g->snapshot.count = 0;
    stage_table(stage_answer(g, LIST), "requests", "Requests, newest first", list_columns, later);
}

static void following_keeps_the_newest_until_the_cursor_moves(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 7, 100, 30);
    const struct screen *screen = screens[g.view.screen];
    put_list(&g);
    assert_null(screen->state(&g.view));
    assert_true(stage_act(&g, ACT_DOWN) && stage_act(&g, ACT_FOLLOW) && stage_act(&g, ACT_OPEN));
    assert_string_equal(screen->state(&g.view), "FOLLOW");
    assert_string_equal(stage_wants(&g).ptr, LIST "\nshow 3964ca19ce426f4a\n");
    // A newer one comes: it is under the cursor, and inspected.
    put_newer(&g);
    screen_learn(&g.view, &g.snapshot);
    assert_string_equal(stage_wants(&g).ptr, LIST "\nshow 1111111111111111\n");
    assert_true(stage_shows(&g, "\xe2\x96\xb8"
                                "11-16 00:00:00"));
    // It cannot go further up; down ends it.
    assert_true(stage_act(&g, ACT_UP));
    assert_string_equal(screen->state(&g.view), "FOLLOW");
    assert_true(stage_act(&g, ACT_DOWN));
    assert_null(screen->state(&g.view));
    assert_string_equal(stage_wants(&g).ptr, LIST "\nshow 3964ca19ce426f4a\n");
    screen_learn(&g.view, &g.snapshot);
    assert_string_equal(stage_wants(&g).ptr, LIST "\nshow 3964ca19ce426f4a\n");
    // F twice is as before, and another order ends it.
    assert_true(stage_act(&g, ACT_FOLLOW) && stage_act(&g, ACT_FOLLOW));
    assert_null(screen->state(&g.view));
    assert_true(stage_act(&g, ACT_FOLLOW) && stage_act(&g, ACT_SORT_RIGHT));
    assert_null(screen->state(&g.view));
    stage_release(&g);
}

static void the_log_is_read_only_while_its_entry_is_shown(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 7, 100, 30);
    const struct screen *screen = screens[g.view.screen];
    put_list(&g);
    assert_true(stage_act(&g, ACT_LOG_ENTRY));
    assert_string_equal(stage_wants(&g).ptr,
                        LIST "\nshow 3964ca19ce426f4a\nshow 3964ca19ce426f4a --source\n");
    assert_true(stage_shows(&g, "reading the log"));
    assert_true(str_eq(screen->command(&g.view, &g.arena), S("show 3964ca19ce426f4a --source")));
    // The next and the one before.
    assert_true(stage_act(&g, ACT_NEXT_REQUEST));
    assert_string_equal(stage_wants(&g).ptr,
                        LIST "\nshow d0d4c1b053961742\nshow d0d4c1b053961742 --source\n");
    assert_true(stage_act(&g, ACT_PREVIOUS_REQUEST));
    // v again gives the fields, and asks for the log no more; so does going back.
    assert_true(stage_act(&g, ACT_LOG_ENTRY));
    assert_string_equal(stage_wants(&g).ptr, LIST "\nshow 3964ca19ce426f4a\n");
    assert_true(stage_act(&g, ACT_LOG_ENTRY) && stage_act(&g, ACT_CANCEL));
    assert_string_equal(stage_wants(&g).ptr, LIST "\nshow 3964ca19ce426f4a\n");
    stage_release(&g);
}

static void a_row_narrows_down_to_its_template_or_user(void **state)
{
    (void)state;
    static const struct stage_column columns[] = {
        {"id", "id", UNIT_HASH, true},
        {"user", "user", UNIT_TEXT, false},
        {"template", "template", UNIT_HASH, false},
        {0},
    };
    static const char *const rows[] = {"3964ca19ce426f4a|u 1,2|d96f59ff3ccad6d4",
                                       "d0d4c1b053961742|-|-", NULL};
    struct stage g;
    stage_init(&g, 7, 100, 30);
    stage_table(stage_answer(&g, LIST), "requests", "Requests", columns, rows);
    assert_true(stage_act(&g, ACT_SAME_TEMPLATE));
    assert_string_equal(stage_wants(&g).ptr,
                        LIST " --no-totals --where template=d96f59ff3ccad6d4\n"
                             "report summary --where template=d96f59ff3ccad6d4\n");
    g.view.term_count = 0;
    assert_true(stage_act(&g, ACT_SAME_USER));
    assert_string_equal(stage_wants(&g).ptr, LIST " --no-totals --where 'user=\"u 1,2\"'\n"
                                                  "report summary --where 'user=\"u 1,2\"'\n");
    g.view.term_count = 0;
    assert_true(stage_act(&g, ACT_DOWN) && stage_act(&g, ACT_SAME_TEMPLATE));
    assert_true(str_contains(g.view.message, S("no template")));
    assert_int_equal(g.view.term_count, 0);
    assert_true(stage_act(&g, ACT_SAME_USER));
    assert_true(str_eq(g.view.terms[0], S("user=")));
    stage_release(&g);
}

static void a_request_can_be_named(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 7, 100, 30);
    const struct screen *screen = screens[g.view.screen];
    put_list(&g);
    screen->typed(&g.view, &g.snapshot, S(" chatcmpl-a b "));
    assert_string_equal(stage_wants(&g).ptr, LIST "\nshow 'chatcmpl-a b'\n");
    // It stays where the cursor is on others, and without a list.
    assert_true(stage_act(&g, ACT_LOG_ENTRY));
    assert_string_equal(stage_wants(&g).ptr,
                        LIST "\nshow 'chatcmpl-a b'\nshow 'chatcmpl-a b' --source\n");
    assert_true(stage_shows(&g, "chatcmpl-a b in its log"));
    g.snapshot.count = 0;
    assert_true(stage_shows(&g, "chatcmpl-a b in its log"));
    assert_true(stage_act(&g, ACT_BACK));
    put_list(&g);
    assert_true(stage_act(&g, ACT_DOWN));
    assert_string_equal(stage_wants(&g).ptr, LIST "\nshow d0d4c1b053961742\n");
    stage_release(&g);
}

static void marked_requests_are_what_is_written(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 7, 100, 30);
    put_list(&g);
    view_set_filter(&g.view, S(""));
    assert_true(stage_act(&g, ACT_MARK) && stage_act(&g, ACT_DOWN) && stage_act(&g, ACT_MARK));
    assert_true(stage_shows(&g, "*11-15") && stage_shows(&g, "*11-10"));
    struct str command = screens[g.view.screen]->command(&g.view, &g.arena);
    assert_true(
        str_eq(command, S(LIST " --no-totals --where id=3964ca19ce426f4a,a60a13c541ce6a68")));
    assert_true(str_contains(stage_wants(&g), S(LIST "\n")));
    stage_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_wants_the_newest_requests_of_the_filter_and_the_period),
        cmocka_unit_test(another_order_is_another_question),
        cmocka_unit_test(the_inspector_follows_the_cursor),
        cmocka_unit_test(the_cursor_stays_on_its_request_when_others_come),
        cmocka_unit_test(lists_and_inspectors_are_drawn),
        cmocka_unit_test(the_whole_inspector_scrolls_and_stops_at_its_end),
        cmocka_unit_test(what_is_unknown_or_refused_is_said),
        cmocka_unit_test(hostile_names_stay_text),
        cmocka_unit_test(following_keeps_the_newest_until_the_cursor_moves),
        cmocka_unit_test(the_log_is_read_only_while_its_entry_is_shown),
        cmocka_unit_test(a_row_narrows_down_to_its_template_or_user),
        cmocka_unit_test(a_request_can_be_named),
        cmocka_unit_test(marked_requests_are_what_is_written),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

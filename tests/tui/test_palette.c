// test_palette.c - commands by name.
#include "tui/palette.h"

#include "screen_kit.h"
#include "tui/theme.h"

static void names_do_what_they_say(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 1, 100, 30);
    struct view *v = &g.view;
    v->first_us = 1790000000000000;
    v->last_us = 1793000000000000;
    assert_int_equal(palette_run(v, &g.snapshot, S(" Costs ")), ACT_NONE);
    assert_string_equal(screens[v->screen]->name, "costs");
    (void)palette_run(v, &g.snapshot, S("where team=eu status>=400"));
    assert_int_equal(v->term_count, 2);
    (void)palette_run(v, &g.snapshot, S("since 2026-09"));
    (void)palette_run(v, &g.snapshot, S("until 2026-10"));
    assert_true(str_eq(v->since, S("2026-09")) && str_eq(v->until, S("2026-10")));
    (void)palette_run(v, &g.snapshot, S("period 7d"));
    assert_true(v->since.len == 10 && !v->until.ptr);
    (void)palette_run(v, &g.snapshot, S("period all"));
    assert_null(v->since.ptr);
    (void)palette_run(v, &g.snapshot, S("metric latency"));
    assert_int_equal(v->metric, METRIC_LATENCY);
    (void)palette_run(v, &g.snapshot, S("sort requests"));
    assert_true(str_eq(view_list(v, 0)->sort, S("requests")));
    (void)palette_run(v, &g.snapshot, S("sort"));
    assert_null(view_list(v, 0)->sort.ptr);
    assert_int_equal(palette_run(v, &g.snapshot, S("search bot")), ACT_NEXT);
    assert_true(str_eq(v->search, S("bot")));
    (void)palette_run(v, &g.snapshot, S("write out.csv"));
    assert_true(str_ends(v->write_command, S(" -o out.csv")));
    assert_int_equal(v->message.len, 0);
    stage_release(&g);
}

static void keys_have_names_too(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        enum action want;
    } cases[] = {
        {"help", ACT_HELP},       {"refresh", ACT_REFRESH}, {"yank", ACT_YANK},
        {"earlier", ACT_EARLIER}, {"zoom-in", ACT_ZOOM_IN}, {"", ACT_NONE},
    };
    struct stage g;
    stage_init(&g, 1, 100, 30);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_int_equal(palette_run(&g.view, &g.snapshot, str_of(cases[i].name)), cases[i].want);
    assert_int_equal(g.view.message.len, 0);
    stage_release(&g);
}

static void words_open_the_screens_they_are_for(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 1, 100, 30);
    (void)palette_run(&g.view, &g.snapshot, S("by team,model"));
    assert_string_equal(screens[g.view.screen]->name, "costs");
    assert_true(str_contains(stage_wants(&g), S("--by team")));
    (void)palette_run(&g.view, &g.snapshot, S("query SELECT 1"));
    assert_string_equal(screens[g.view.screen]->name, "sql");
    assert_true(str_contains(stage_wants(&g), S("sql 'SELECT 1'")));
    (void)palette_run(&g.view, &g.snapshot, S("theme light"));
    assert_int_equal(g.view.theme, theme_find(S("light")));
    assert_int_equal(g.view.message.len, 0);
    (void)palette_run(&g.view, &g.snapshot, S("theme lite"));
    assert_int_equal(g.view.theme, theme_find(S("light")));
    assert_true(str_contains(g.view.message, S("contrast")));
    stage_release(&g);
}

static void quit_ends_whatever_is_filtered(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 1, 100, 30);
    view_set_filter(&g.view, S("a=1 b=2"));
    assert_int_equal(palette_run(&g.view, &g.snapshot, S("quit")), ACT_NONE);
    assert_true(g.view.has_ended);
    stage_release(&g);
}

static void what_is_unknown_is_said(void **state)
{
    (void)state;
    static const char *const texts[] = {"nothing", "period 3w", "metric beauty", "quit now"};
    struct stage g;
    stage_init(&g, 1, 100, 30);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        g.view.message = (struct str){0};
        assert_int_equal(palette_run(&g.view, &g.snapshot, str_of(texts[i])), ACT_NONE);
        assert_true(g.view.message.len > 0);
    }
    stage_release(&g);
}

static void tab_completes_as_far_as_names_agree(void **state)
{
    (void)state;
    static const struct {
        const char *typed, *want;
        bool has_choice;
    } cases[] = {
        {"co", "costs", false},
        {"whe", "where", false},
        {"zo", "zoom-", true},
        {"se", "search", false},
        {"s", "s", true},
        {"x", "x", false},
        {"costs", "costs", false},
        {"whe", "where", false},
        {"b", "b", true},
        // What stands behind a word.
        {"theme co", "theme contrast", false},
        {"theme ", "theme ", true},
        {"metric lat", "metric latency", false},
        {"period 3", "period 30d", false},
        {"by tem", "by template", false},
        {"where team=x feat", "where team=x feature=", false},
        {"where cache_r", "where cache_read_tok=", false},
        {"query cost_by_t", "query cost_by_team_week", false},
        {"query cost_by_", "query cost_by_", true},
        {"since 2", "since 2", false},
        {"nothing th", "nothing th", false},
    };
    static const struct stage_column columns[] = {{"name", "query", UNIT_TEXT, true}, {0}};
    static const char *const rows[] = {"cost_by_day", "cost_by_team_week", "slow_requests", NULL};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage g;
        stage_init(&g, 1, 100, 30);
        g.view.typed_bytes = strlen(cases[i].typed);
        memcpy(g.view.typed, cases[i].typed, g.view.typed_bytes);
        stage_table(stage_answer(&g, "query"), "", "", columns, rows);
        palette_complete(&g.view, &g.snapshot);
        struct str typed = {g.view.typed, g.view.typed_bytes};
        assert_true(str_eq(typed, str_of(cases[i].want)));
        assert_int_equal(g.view.message.len > 0, cases[i].has_choice);
        stage_release(&g);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_do_what_they_say),
        cmocka_unit_test(keys_have_names_too),
        cmocka_unit_test(words_open_the_screens_they_are_for),
        cmocka_unit_test(quit_ends_whatever_is_filtered),
        cmocka_unit_test(what_is_unknown_is_said),
        cmocka_unit_test(tab_completes_as_far_as_names_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

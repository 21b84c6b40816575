// test_screen_cache.c - Cache before hand-made answers: knobs, curve, result, risk, kept rows.
#include "screen_kit.h"

#define FIRST "simulate response_cache --key request --ttl 7d"
#define NEXT  "simulate response_cache --key content --ttl 7d"

static const struct stage_column total_columns[] = {
    {"baseline_usd", "as billed", UNIT_NUSD, false},
    {"saved_usd", "saved", UNIT_NUSD, false},
    {"final_usd", "what remains", UNIT_NUSD, false},
    {"requests", "calls", UNIT_COUNT, false},
    {0},
};
static const struct stage_column step_columns[] = {
    {"step", "step", UNIT_TEXT, true},         {"saved_usd", "saved", UNIT_NUSD, false},
    {"hits", "hits", UNIT_COUNT, false},       {"hit_rate", "hit rate", UNIT_SHARE, false},
    {"lookups", "lookups", UNIT_COUNT, false}, {0},
};
static const struct stage_column risk_columns[] = {
    {"figure", "what the log says of it", UNIT_TEXT, true},
    {"value", "value", UNIT_COUNT, false},
    {0},
};
static const char *const risk_rows[] = {"hits served with another\x1b[31m user's answer|2399",
                                        "hits of calls with personal data|17",
                                        "answers stored, at most|12524", NULL};
static const struct stage_column curve_columns[] = {
    {"ttl_s", "ttl", UNIT_SECONDS, true},
    {"is_chosen", "chosen", UNIT_BOOL, false},
    {"sliding_hits", "sliding: hits", UNIT_COUNT, false},
    {"sliding_saved_usd", "saves", UNIT_NUSD, false},
    {"fixed_hits", "fixed: hits", UNIT_COUNT, false},
    {"fixed_saved_usd", "saves", UNIT_NUSD, false},
    {0},
};
static const char *const curve_rows[] = {"1.5|0|0|0|0|0", "3600.5|0|2055|5.07|1936|5.02",
                                         "604800.5|1|6841|7.19|6316|6.96", NULL};
static const struct stage_column model_columns[] = {
    {"model", "model", UNIT_TEXT, true},
    {"saved_usd", "saved", UNIT_NUSD, false},
    {"hits", "hits", UNIT_COUNT, false},
    {0},
};
static const char *const model_rows[] = {"claude-sonnet-4-6|0.1679|1597", NULL};

static struct answer *add_answer(struct stage *g, const char *command, const char *total,
                                 const char *step)
{
    struct answer *answer = stage_answer(g, command);
    stage_table(answer, "", "What was billed", total_columns, (const char *const[]){total, NULL});
    stage_table(answer, "steps", "Steps", step_columns, (const char *const[]){step, NULL});
    stage_table(answer, "risk", "What to watch", risk_columns, risk_rows);
    return answer;
}

static void set_up(struct stage *g, int width, int height)
{
    stage_init(g, 4, width, height);
    struct answer *answer =
        add_answer(g, FIRST, "21.35|2.53|18.82|20000", "response_cache|2.53|4824|0.241|20000");
    stage_table(answer, "ttl_curve", "Hits by TTL", curve_columns, curve_rows);
}

static void press(struct stage *g, enum action action, int times)
{
    while (times--)
        assert_true(stage_act(g, action));
}

static void assert_shows(struct stage *g, const char *const *texts)
{
    for (; *texts; texts++)
        if (!stage_shows(g, *texts))
            fail_msg("'%s' is not in\n%s", *texts, stage_body(g).ptr);
}

static void every_knob_changes_the_command(void **state)
{
    (void)state;
    static const struct {
        enum action actions[8];
        const char *want;
    } cases[] = {
        {{ACT_NONE}, FIRST "\n"},
        {{ACT_LEFT}, FIRST "\n"},
        {{ACT_RIGHT}, NEXT "\n"},
        {{ACT_MUCH_RIGHT, ACT_MUCH_RIGHT, ACT_MUCH_RIGHT},
         "simulate response_cache --key question,system,model,temperature --ttl 7d\n"},
        {{ACT_DOWN, ACT_MUCH_LEFT}, "simulate response_cache --key request --ttl 12h\n"},
        {{ACT_DOWN, ACT_RIGHT, ACT_RIGHT, ACT_RIGHT},
         "simulate response_cache --key request --ttl none --max-ttl none\n"},
        {{ACT_DOWN, ACT_DOWN, ACT_RIGHT}, FIRST " --refresh sliding\n"},
        {{ACT_BOTTOM, ACT_UP, ACT_UP, ACT_UP, ACT_RIGHT}, FIRST " --scope team\n"},
        {{ACT_BOTTOM, ACT_UP, ACT_UP, ACT_LEFT}, FIRST " --capacity 100k\n"},
        {{ACT_BOTTOM, ACT_UP, ACT_RIGHT}, FIRST " --evict fifo\n"},
        {{ACT_BOTTOM, ACT_RIGHT}, FIRST " --only-temperature-zero\n"},
        {{ACT_RIGHT, ACT_TOP, ACT_UP, ACT_LEFT}, FIRST "\n"},
        {{ACT_PANE}, "simulate prompt_cache\n"},
        {{ACT_RIGHT, ACT_PANE, ACT_PANE}, NEXT "\n"},
        {{ACT_PANE, ACT_RIGHT, ACT_DOWN, ACT_RIGHT},
         "simulate prompt_cache --rules openai --ttl 5m\n"},
        {{ACT_PANE, ACT_BOTTOM, ACT_RIGHT, ACT_UP, ACT_RIGHT},
         "simulate prompt_cache --breakpoints as_logged --static-first\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage g;
        set_up(&g, 100, 30);
        for (int k = 0; cases[i].actions[k]; k++)
            press(&g, cases[i].actions[k], 1);
        assert_string_equal(stage_wants(&g).ptr, cases[i].want);
        assert_true(str_starts(stage_wants(&g), g.screen->command(&g.view, &g.arena)));
        stage_release(&g);
    }
}

static void filter_and_period_narrow_the_traffic(void **state)
{
    (void)state;
    struct stage g;
    set_up(&g, 100, 30);
    view_set_filter(&g.view, S("feature=agent"));
    g.view.since = S("2026-11");
    press(&g, ACT_PIN, 1);
    press(&g, ACT_RIGHT, 1);
    assert_string_equal(stage_wants(&g).ptr, NEXT " --where feature=agent --since 2026-11\n" FIRST
                                                  " --where feature=agent --since 2026-11\n");
    stage_release(&g);
}

static void curve_result_and_risk_are_of_the_answer(void **state)
{
    (void)state;
    static const int sizes[][2] = {{100, 30}, {80, 24}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct stage g;
        set_up(&g, sizes[i][0], sizes[i][1]);
        assert_shows(&g, (const char *const[]){"Saving by TTL", "$6.96┤", "└1.5 s", "▸ key",
                                               "24.1%", "as billed", "$21.35", "$2.53", "$18.82",
                                               "4,824", "2,399", "12,524", "only temp. 0", NULL});
        assert_false(stage_shows(&g, "Result …"));
        press(&g, ACT_METRIC, 1);
        assert_shows(&g, (const char *const[]){"Hits by TTL", "6,316┤", NULL});
        stage_is_safe(&g);
        stage_survives_all_sizes(&g);
        stage_release(&g);
    }
}

static void sliding_entries_have_a_curve_of_their_own(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 4, 100, 30);
    struct answer *answer = add_answer(&g, FIRST " --refresh sliding", "21.35|3|18.35|20000",
                                       "response_cache|3|5000|0.25|20000");
    stage_table(answer, "ttl_curve", "Hits by TTL", curve_columns, curve_rows);
    press(&g, ACT_DOWN, 2);
    press(&g, ACT_RIGHT, 1);
    assert_shows(&g, (const char *const[]){"$7.19┤", "sliding", NULL});
    stage_release(&g);
}

static void the_old_answer_stays_until_the_new_one_comes(void **state)
{
    (void)state;
    struct stage g;
    set_up(&g, 100, 30);
    press(&g, ACT_RIGHT, 1);
    g.replies[g.snapshot.count++] = (struct reply){.command = S(NEXT), .status = REPLY_PENDING};
    assert_shows(&g,
                 (const char *const[]){"content", "Result …", "What to watch …", "4,824", NULL});
    g.replies[--g.snapshot.count] = (struct reply){0};
    add_answer(&g, NEXT, "21.35|2.61|18.74|20000", "response_cache|2.61|4999|0.25|20000");
    assert_shows(&g, (const char *const[]){"$2.61", "4,999", NULL});
    assert_false(stage_shows(&g, "Result …"));
    assert_false(stage_shows(&g, "4,824"));
    // The other cache has nothing to show yet, and not what this one saves.
    press(&g, ACT_PANE, 1);
    assert_false(stage_shows(&g, "4,999"));
    stage_release(&g);
}

static void a_failure_is_said(void **state)
{
    (void)state;
    struct stage g;
    set_up(&g, 100, 30);
    press(&g, ACT_RIGHT, 1);
    g.replies[g.snapshot.count++] = (struct reply){
        .command = S(NEXT), .status = REPLY_FAILED, .message = S("no request matches")};
    assert_true(stage_shows(&g, "no request matches"));
    assert_false(stage_shows(&g, "4,824"));
    stage_release(&g);
}

static void kept_scenarios_are_rows_of_their_own_commands(void **state)
{
    (void)state;
    struct stage g;
    set_up(&g, 100, 30);
    press(&g, ACT_PIN, 1);
    press(&g, ACT_RIGHT, 1);
    assert_string_equal(stage_wants(&g).ptr, NEXT "\n" FIRST "\n");
    add_answer(&g, NEXT, "21.35|2.61|18.74|20000", "response_cache|2.61|4999|0.25|20000");
    assert_shows(&g,
                 (const char *const[]){" now: response_cache --key content --ttl 7d", " 4,999 ",
                                       " response_cache --key request --ttl 7d", " 4,824 ", NULL});
    press(&g, ACT_PIN, 3);
    assert_int_equal(g.view.message.len, 0);
    press(&g, ACT_PIN, 1);
    assert_true(g.view.message.len > 0);
    press(&g, ACT_UNPIN, 5);
    assert_string_equal(stage_wants(&g).ptr, NEXT "\n");
    assert_false(stage_shows(&g, "4,824"));
    stage_release(&g);
}

static void the_prompt_cache_shows_models(void **state)
{
    (void)state;
    struct stage g;
    set_up(&g, 100, 30);
    struct answer *answer = add_answer(&g, "simulate prompt_cache", "21.35|0.19|21.16|20000",
                                       "prompt_cache|0.19|2294|0.123|18677");
    stage_table(answer, "by_model", "Prompt caches by model", model_columns, model_rows);
    press(&g, ACT_PANE, 1);
    assert_shows(&g, (const char *const[]){"[provider prompt cache]", "claude-sonnet-4-6", "1,597",
                                           "breakpoints", "by the rules", "18,677", "2,294", NULL});
    stage_is_safe(&g);
    stage_survives_all_sizes(&g);
    stage_release(&g);
}

static void nothing_is_drawn_outside_the_area(void **state)
{
    (void)state;
    static const struct area areas[] = {{5, 3, 100, 26}, {3, 2, 80, 20}, {4, 4, 60, 11},
                                        {4, 4, 30, 9},   {4, 4, 90, 0},  {4, 4, 90, 10},
                                        {2, 2, 3, 2},    {9, 9, 0, 0}};
    struct stage g;
    set_up(&g, 100, 30);
    press(&g, ACT_PIN, 4);
    for (size_t i = 0; i < sizeof areas / sizeof *areas; i++) {
        struct canvas c;
        struct area a = areas[i];
        canvas_init(&c, 120, 40, false, &g.arena);
        canvas_fill(&c, (struct area){0, 0, 120, 40}, '#', INK_TEXT);
        g.screen->draw(&g.view, &g.snapshot, &c, a);
        for (int n = 0; n < 120 * 40; n++) {
            int x = n % 120, y = n / 120;
            bool is_in = x >= a.x && x < a.x + a.width && y >= a.y && y < a.y + a.height;
            if (!is_in && c.spots[n].points[0] != '#')
                fail_msg("area %zu: drawn at %d, %d", i, x, y);
        }
    }
    stage_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_knob_changes_the_command),
        cmocka_unit_test(filter_and_period_narrow_the_traffic),
        cmocka_unit_test(curve_result_and_risk_are_of_the_answer),
        cmocka_unit_test(sliding_entries_have_a_curve_of_their_own),
        cmocka_unit_test(the_old_answer_stays_until_the_new_one_comes),
        cmocka_unit_test(a_failure_is_said),
        cmocka_unit_test(kept_scenarios_are_rows_of_their_own_commands),
        cmocka_unit_test(the_prompt_cache_shows_models),
        cmocka_unit_test(nothing_is_drawn_outside_the_area),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

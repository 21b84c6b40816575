// test_screen_prompts.c - the views of the prompts before hand-made answers.
#include "screen_kit.h"

#define TEMPLATES  "prompts templates --top 100"
#define DUPLICATES "prompts duplicates --top 100"
#define WASTE      "prompts waste --top 100"

static const struct stage_column template_columns[] = {
    {"template", "template", UNIT_HASH, true},
    {"name", "name", UNIT_TEXT, false},
    {"text", "text", UNIT_TEXT, false},
    {"cost_usd", "cost", UNIT_NUSD, false},
    {"calls", "calls", UNIT_COUNT, false},
    {"distinct", "distinct", UNIT_COUNT, false},
    {"duplicate_share", "repeated", UNIT_SHARE, false},
    {"static_share", "static", UNIT_SHARE, false},
    {"prefix_tok", "prefix tok", UNIT_TOKENS, false},
    {0},
};
static const char *const template_rows[] = {
    "a724ec43e4925ff1|-|You are Mira, the support assistant of Northwind… Hello, my order is "
    "NO-‹number›. ‹user text›|0.853725|154|149|0.0324|0.95|1074",
    "17c50f175c46019e|triage|You are Mira. ‹user text›|0.6651|263|255|0.0304|0.759|1125",
    "033f4fb75771376b|-|Task ‹number›: ‹user text›|0.6174|124|124|0.0|0.733|1236",
    NULL,
};
static const struct stage_column part_columns[] = {
    {"template", "template", UNIT_HASH, true},  {"name", "name", UNIT_TEXT, false},
    {"system_usd", "system", UNIT_NUSD, false}, {"question_usd", "question", UNIT_NUSD, false},
    {"output_usd", "output", UNIT_NUSD, false}, {0},
};
static const char *const part_rows[] = {
    "a724ec43e4925ff1|-|0.42901714|0.036488867|0.208635",
    "17c50f175c46019e|triage|0.1109|0.0327|0.3209",
    NULL,
};
static const struct stage_column slot_columns[] = {
    {"template", "template", UNIT_HASH, true},
    {"slot", "slot", UNIT_COUNT, true},
    {"part", "in", UNIT_TEXT, true},
    {"kind", "kind", UNIT_TEXT, false},
    {"offset", "at byte", UNIT_BYTES, false},
    {"distinct", "distinct", UNIT_COUNT, false},
    {0},
};
static const char *const slot_rows[] = {
    "a724ec43e4925ff1|1|question|number|22|8",
    "a724ec43e4925ff1|2|question|user text|30|8",
    "17c50f175c46019e|1|question|user text|0|8",
    NULL,
};

static const struct stage_column group_columns[] = {
    {"level", "level", UNIT_TEXT, true},        {"fingerprint", "fingerprint", UNIT_HASH, true},
    {"calls", "calls", UNIT_COUNT, false},      {"repeats_usd", "repeats cost", UNIT_NUSD, false},
    {"question", "question", UNIT_TEXT, false}, {"same_share", "most common", UNIT_SHARE, false},
    {"kind", "repeated by", UNIT_TEXT, false},  {0},
};
static const char *const group_rows[] = {
    "request|f3bda388bce323fe|60|0.05415|Mansour and Mendoza updated the meeting|1|the same user",
    "content|41ff06162ca70797|90|0.0289|<context> [76] The shallow operators|0.778|other users",
    NULL,
};
static const struct stage_column level_columns[] = {
    {"level", "level", UNIT_TEXT, true},
    {"calls_of", "among", UNIT_TEXT, true},
    {"repeated", "repeated", UNIT_COUNT, false},
    {"repeats_usd", "they cost", UNIT_NUSD, false},
    {0},
};
static const char *const level_rows[] = {"request|all|950|0.36", "content|all|1012|0.38",
                                         "request|temperature 0|330|0.23", NULL};

static const struct stage_column waste_columns[] = {
    {"class", "waste", UNIT_TEXT, true},    {"title", "", UNIT_TEXT, true},
    {"calls", "calls", UNIT_COUNT, false},  {"cost_usd", "cost", UNIT_NUSD, false},
    {"share", "of all", UNIT_SHARE, false}, {0},
};
static const char *const waste_rows[] = {"retries|sent again after failing|71|0.0499|0.015",
                                         "empty|empty answers|0|0|0", NULL};
static const struct stage_column wasted_columns[] = {
    {"class", "waste", UNIT_TEXT, true},    {"id", "id", UNIT_HASH, true},
    {"cost_usd", "cost", UNIT_NUSD, false}, {"why", "why", UNIT_TEXT, false},
    {"time", "time", UNIT_TIME_US, false},  {0},
};
static const char *const wasted_rows[] = {
    "retries|d0d4c1b053961742|0.005802|1.7 s after failing|2026-11-13T10:57:41Z",
    "cut|9964f90c57c21a9d|0.000856|finish: length|2026-11-10T19:05:19Z",
    "retries|98af9f075ea8e510|0.0051|2.9 s after failing|2026-11-13T11:00:00Z",
    NULL,
};

static void put_templates(struct stage *g)
{
    struct answer *answer = stage_answer(g, TEMPLATES);
    table_note(stage_table(answer, "templates", "Templates", template_columns, template_rows),
               S("6 templates of lower cost are not listed (--top): 2459 calls"));
    stage_table(answer, "template_costs", "Cost by part", part_columns, part_rows);
    stage_table(answer, "template_slots", "Slots", slot_columns, slot_rows);
}

static void put_duplicates(struct stage *g)
{
    struct answer *answer = stage_answer(g, DUPLICATES);
    stage_table(answer, "duplicate_levels", "Duplicates", level_columns, level_rows);
    stage_table(answer, "duplicates", "Dearest duplicates", group_columns, group_rows);
}

static void put_waste(struct stage *g)
{
    struct answer *answer = stage_answer(g, WASTE);
    stage_table(answer, "waste", "Waste", waste_columns, waste_rows);
    stage_table(answer, "waste_requests", "Dearest", wasted_columns, wasted_rows);
}

static void go_to_pane(struct stage *g, int pane)
{
    for (int i = 0; i < pane; i++)
        assert_true(stage_act(g, ACT_PANE));
}

static void each_pane_wants_its_own_section(void **state)
{
    (void)state;
    static const char *const commands[] = {
        TEMPLATES " --where team=growth\n",
        DUPLICATES " --where team=growth\n",
        "prompts busters --top 100 --where team=growth\n",
        "prompts system --top 100 --where team=growth\n",
        "prompts near --top 100 --where team=growth\n",
        WASTE " --where team=growth\n",
        TEMPLATES " --where team=growth\n",
    };
    struct stage g;
    stage_init(&g, 3, 100, 30);
    assert_true(view_narrow(&g.view, "team", S("growth")));
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        assert_string_equal(stage_wants(&g).ptr, commands[i]);
        assert_true(stage_act(&g, ACT_PANE));
    }
    stage_release(&g);
}

static void templates_and_duplicates_are_drawn(void **state)
{
    (void)state;
    static const int sizes[][2] = {{100, 30}, {80, 24}};
    for (size_t i = 0; i < 2; i++) {
        struct stage g;
        stage_init(&g, 3, sizes[i][0], sizes[i][1]);
        put_templates(&g);
        put_duplicates(&g);
        put_waste(&g);
        stage_is_golden(&g, str_fmt(&g.arena, "templates_%d.txt", sizes[i][0]).ptr);
        go_to_pane(&g, 1);
        stage_is_golden(&g, str_fmt(&g.arena, "duplicates_%d.txt", sizes[i][0]).ptr);
        go_to_pane(&g, 4);
        stage_is_golden(&g, str_fmt(&g.arena, "waste_%d.txt", sizes[i][0]).ptr);
        stage_survives_all_sizes(&g);
        stage_release(&g);
    }
}

static void the_detail_is_of_the_row_under_the_cursor(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 3, 100, 30);
    put_templates(&g);
    assert_true(stage_shows(&g, "$0.4290") && stage_shows(&g, "number"));
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_shows(&g, "$0.1109"));
    assert_false(stage_shows(&g, "$0.4290") || stage_shows(&g, " number "));
    // A template whose cost nobody split has no such heading.
    assert_true(stage_act(&g, ACT_DOWN));
    assert_false(stage_shows(&g, "cost by part"));
    stage_release(&g);
}

static void enter_narrows_down_to_the_requests_of_a_row(void **state)
{
    (void)state;
    static const struct {
        int pane, down;
        const char *term;
    } cases[] = {
        {0, 1, "template=17c50f175c46019e"},
        {1, 0, "request_fp=f3bda388bce323fe"},
        {1, 1, "content_fp=41ff06162ca70797"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage g;
        stage_init(&g, 3, 100, 30);
        put_templates(&g);
        put_duplicates(&g);
        go_to_pane(&g, cases[i].pane);
        for (int k = 0; k < cases[i].down; k++)
            assert_true(stage_act(&g, ACT_DOWN));
        assert_true(stage_act(&g, ACT_OPEN));
        assert_int_equal(g.view.term_count, 1);
        assert_true(str_eq(g.view.terms[0], str_of(cases[i].term)));
        assert_int_equal(screens[g.view.screen]->rank, 7);
        stage_release(&g);
    }
}

static void requests_of_waste_have_a_cursor_of_their_own(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 3, 100, 30);
    put_waste(&g);
    go_to_pane(&g, 5);
    assert_true(stage_shows(&g, "2.9 s after failing"));
    assert_false(stage_shows(&g, "finish: length"));
    assert_true(stage_act(&g, ACT_OPEN) && stage_act(&g, ACT_DOWN));
    assert_true(stage_act(&g, ACT_BACK) && stage_act(&g, ACT_OPEN));
    assert_int_equal(g.view.term_count, 0);
    assert_true(stage_act(&g, ACT_OPEN));
    assert_true(str_eq(g.view.terms[0], S("id=98af9f075ea8e510")));
    stage_release(&g);
}

static void classes_without_requests_have_nothing_to_open(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 3, 100, 30);
    put_waste(&g);
    go_to_pane(&g, 5);
    assert_true(stage_act(&g, ACT_DOWN));
    assert_true(stage_shows(&g, "none"));
    assert_true(stage_act(&g, ACT_OPEN) && stage_act(&g, ACT_OPEN));
    assert_int_equal(g.view.term_count, 0);
    stage_release(&g);
}

static void the_cursor_stays_on_its_template_when_the_answer_changes(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 3, 100, 30);
    put_templates(&g);
    assert_true(stage_act(&g, ACT_DOWN));
    g.snapshot.count = 0;
    const char *const later[] = {template_rows[2], template_rows[0], template_rows[1], NULL};
    stage_table(stage_answer(&g, TEMPLATES), "templates", "Templates", template_columns, later);
    assert_true(stage_act(&g, ACT_OPEN));
    assert_true(str_eq(g.view.terms[0], S("template=17c50f175c46019e")));
    stage_release(&g);
}

static void the_detail_alone_scrolls_and_goes_back(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 3, 80, 16);
    put_templates(&g);
    assert_true(stage_act(&g, ACT_DETAIL));
    assert_false(stage_shows(&g, "17c50f175c46019e"));
    assert_true(stage_act(&g, ACT_BOTTOM));
    assert_true(stage_shows(&g, "2459 calls"));
    assert_true(stage_act(&g, ACT_QUIT));
    assert_true(stage_shows(&g, "17c50f175c46019e"));
    assert_false(stage_act(&g, ACT_QUIT));
    stage_release(&g);
}

static void search_finds_what_a_cut_text_hides(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 3, 80, 24);
    put_templates(&g);
    assert_true(stage_act(&g, ACT_DOWN));
    g.view.search = S("my order is");
    assert_true(stage_act(&g, ACT_NEXT) && stage_act(&g, ACT_OPEN));
    assert_true(str_eq(g.view.terms[0], S("template=a724ec43e4925ff1")));
    stage_release(&g);
}

static void hostile_prompts_stay_text(void **state)
{
    (void)state;
    struct stage g;
    struct buf row = {0};
    stage_init(&g, 3, 100, 30);
    row.arena = &g.arena;
    buf_str(&row, S("a724ec43e4925ff1|\x1b[31mred|"));
    for (int i = 0; i < 10000; i++)
        buf_str(&row, S("\xe2\x80\xae\x1b]0;x\x07\xf0\x9f\x98\x80"));
    buf_str(&row, S("|0.8|154|149|0.03|0.95|1074"));
    const char *const rows[] = {str_cstr(buf_view(&row), &g.arena), NULL};
    stage_table(stage_answer(&g, TEMPLATES), "templates", "Templates", template_columns, rows);
    stage_is_safe(&g);
    stage_survives_all_sizes(&g);
    stage_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_pane_wants_its_own_section),
        cmocka_unit_test(templates_and_duplicates_are_drawn),
        cmocka_unit_test(the_detail_is_of_the_row_under_the_cursor),
        cmocka_unit_test(enter_narrows_down_to_the_requests_of_a_row),
        cmocka_unit_test(requests_of_waste_have_a_cursor_of_their_own),
        cmocka_unit_test(classes_without_requests_have_nothing_to_open),
        cmocka_unit_test(the_cursor_stays_on_its_template_when_the_answer_changes),
        cmocka_unit_test(the_detail_alone_scrolls_and_goes_back),
        cmocka_unit_test(search_finds_what_a_cut_text_hides),
        cmocka_unit_test(hostile_prompts_stay_text),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

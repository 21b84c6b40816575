// test_source_pane.c - entries of a log in lines: broken at their structure, scrolled, safe.
#include "tui/source_pane.h"

#include "screen_kit.h"

#define ID      "3964ca19ce426f4a"
#define COMMAND "show " ID " --source"

static const struct stage_column columns[] = {
    {"log", "log", UNIT_TEXT, true},
    {"entry", "entry", UNIT_COUNT, false},
    {"offset", "offset", UNIT_BYTES, false},
    {"bytes", "bytes", UNIT_BYTES, false},
    {"names", "", UNIT_TEXT, false},
    {"text", "text", UNIT_TEXT, false},
    {0},
};

// The pane as text.
static struct str pane(struct stage *g, int first)
{
    struct canvas c;
    struct buf out = {.arena = &g->arena};
    struct area all = {0, 0, g->view.width, g->view.height};
    canvas_init(&c, all.width, all.height, g->snapshot.is_ascii, &g->arena);
    source_draw(&g->snapshot, S(ID), first, &c, all);
    canvas_print(&c, &out);
    buf_byte(&out, 0);
    out.len--;
    return buf_view(&out);
}

static void put_entries(struct stage *g, const char *const *rows)
{
    g->snapshot.count = 0;
    stage_table(stage_answer(g, COMMAND), "entries", "Entries", columns, rows);
}

static void put_text(struct stage *g, const char *text)
{
    const char *rows[] = {str_fmt(&g->arena, "a.jsonl|0|0|9|-|%s", text).ptr, NULL};
    put_entries(g, rows);
}

static void entries_are_drawn(void **state)
{
    (void)state;
    static const int widths[] = {100, 80};
    static const char *const rows[] = {
        "logs/2026-09-19.jsonl.zst|812331|4100000000|311|-|{\"ts\":1.5e3,\"user\":null,\"tags\":[],"
        "\"none\":{ },\"request\": {\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"system\","
        "\"content\":\"You are terse.\\nYou: \\\"never\\\" explain, not even when you are asked "
        "to, and you answer in one sentence that is short.\\n\"}, [1,-2,true]]}}",
        "logs/2026-09-19.jsonl.zst|-|4100000312|36|a,b|1,\"two\nlines\"", NULL};
    for (int i = 0; i < 2; i++) {
        struct stage g;
        stage_init(&g, 7, widths[i], 34);
        put_entries(&g, rows);
        text_is_golden(pane(&g, 0), str_fmt(&g.arena, "log_entry_%d.txt", widths[i]).ptr, &g.arena);
        stage_release(&g);
    }
}

static void what_is_coming_or_failed_is_said(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 7, 60, 10);
    assert_true(str_contains(pane(&g, 0), S("reading the log…")));
    stage_answer(&g, COMMAND);
    g.replies[0].status = REPLY_PENDING;
    g.replies[0].answer = NULL;
    assert_true(str_contains(pane(&g, 0), S("reading the log…")));
    g.replies[0].status = REPLY_FAILED;
    g.replies[0].message =
        S("a.jsonl: the log is not there any more; --log FILE says where it is now");
    assert_true(str_contains(pane(&g, 0), S("not there any more")));
    // Broken where the pane ends.
    assert_true(str_contains(pane(&g, 0), S("it is now")));
    stage_release(&g);
}

static void no_byte_is_lost_or_made_up(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "{\"a\":1,\"b\":[{},[],\"x y\",{\"c\":\"d\\\\\"}]}",
        "{\"torn\":[1,2,{\"x\":\"\\",
        "]]}}{{\"::\",,,::",
        "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\"deep\"",
        "plain words, no JSON",
        "",
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct stage g;
        stage_init(&g, 7, 60, 200);
        put_text(&g, texts[i]);
        struct str all = pane(&g, 0);
        struct buf seen = {.arena = &g.arena}, wanted = {.arena = &g.arena};
        size_t begin = str_find(all, S("length 9")) + 8;
        for (size_t k = begin; k < all.len; k++)
            if (all.ptr[k] != ' ' && all.ptr[k] != '\n')
                buf_byte(&seen, all.ptr[k]);
        for (const char *p = texts[i]; *p; p++)
            if (*p != ' ')
                buf_byte(&wanted, *p);
        if (!str_eq(buf_view(&seen), buf_view(&wanted)))
            fail_msg("%s: %.*s", texts[i], STR_ARG(all));
        stage_release(&g);
    }
}

static void values_that_no_comma_parts_stay_apart(void **state)
{
    (void)state;
    struct stage g;
    stage_init(&g, 7, 60, 20);
    put_text(&g, "[1 2  true\n\"a\" \"b\",{ } x, \xc3 \xa9]");
    struct str text = pane(&g, 0);
    assert_true(str_contains(text, S("1 2 true \"a\" \"b\",")));
    assert_true(str_contains(text, S("{} x,")));
    assert_true(str_contains(text, S("\xef\xbf\xbd \xef\xbf\xbd")));
    stage_release(&g);
}

static void the_last_line_is_reached_and_no_further(void **state)
{
    (void)state;
    struct stage g;
    struct buf text = {0};
    stage_init(&g, 7, 80, 20);
    text.arena = &g.arena;
    for (int i = 0; i < 5000; i++)
        buf_fmt(&text, "%s\"line %d\"", i ? "," : "[", i);
    buf_str(&text, S(",\"the end\"]"));
    put_text(&g, str_cstr(buf_view(&text), &g.arena));
    int most = source_most(&g.snapshot, S(ID), 80, 19, &g.arena);
    assert_int_equal(most, 1 + 1 + 5001 + 1 - 19);
    assert_false(str_contains(pane(&g, 0), S("the end")));
    assert_true(str_contains(pane(&g, most), S("the end")));
    struct str beyond = pane(&g, most + 1000);
    assert_true(str_eq(beyond, pane(&g, most)));
    assert_true(str_contains(pane(&g, 2000), S("\"line 2000\"")));
    stage_release(&g);
}

static void hostile_entries_stay_text_at_any_size(void **state)
{
    (void)state;
    static const int sizes[][2] = {{1, 1}, {2, 5}, {12, 4}, {40, 10}, {300, 100}};
    struct stage g;
    stage_init(&g, 7, 80, 20);
    put_text(&g,
             "{\"a\x1b]0;owned\x07\":\"\xe2\x80\xae\xff\",\"\xe6\xa8\xa1\":\"\xf0\x9f\x98\x80\"}");
    struct str text = pane(&g, 0);
    assert_true(str_contains(text, S("owned")));
    assert_false(str_contains(text, S("\xe2\x80\xae")));
    for (size_t i = 0; i < text.len; i++)
        assert_true((unsigned char)text.ptr[i] >= ' ' || text.ptr[i] == '\n');
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        g.view.width = sizes[i][0];
        g.view.height = sizes[i][1];
        (void)pane(&g, 0);
    }
    stage_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(entries_are_drawn),
        cmocka_unit_test(what_is_coming_or_failed_is_said),
        cmocka_unit_test(no_byte_is_lost_or_made_up),
        cmocka_unit_test(values_that_no_comma_parts_stay_apart),
        cmocka_unit_test(the_last_line_is_reached_and_no_further),
        cmocka_unit_test(hostile_entries_stay_text_at_any_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// test_tui_frame.c - what stands around every screen, at every size.
#include "base/utf8.h"
#include "report_kit.h"
#include "tui/help.h"

static struct str frame_text(struct stage *g)
{
    struct canvas c;
    struct buf out = {.arena = &g->arena};
    canvas_init(&c, g->view.width, g->view.height, g->snapshot.is_ascii, &g->arena);
    frame_draw(&g->view, &g->snapshot, &c);
    canvas_print(&c, &out);
    buf_byte(&out, 0);
    out.len--;
    return buf_view(&out);
}

static struct str row_of(struct stage *g, int row)
{
    struct str rest = frame_text(g);
    for (; row > 0; row--)
        rest = str_cut(rest, '\n').tail;
    return str_copy(str_cut(rest, '\n').head, &g->arena);
}

static void row_is(struct stage *g, int row, const char *want)
{
    assert_string_equal(row_of(g, row).ptr, want);
}

static void the_frame_is_as_the_golden_files_say(void **state)
{
    (void)state;
    static const struct {
        int width, height;
        const char *file;
    } cases[] = {{100, 30, "frame_100.txt"}, {80, 24, "frame_80.txt"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage g;
        report_stage_init(&g, 2, cases[i].width, cases[i].height);
        report_costs(&g);
        text_is_golden(frame_text(&g), cases[i].file, &g.arena);
        stage_release(&g);
    }
}

static void every_size_has_its_rows_and_no_more_columns(void **state)
{
    (void)state;
    static const int sizes[][2] = {{0, 0},   {1, 1},   {59, 15},  {60, 14},   {59, 14}, {60, 15},
                                   {61, 16}, {80, 24}, {132, 43}, {300, 100}, {7, 50},  {300, 2}};
    for (int rank = 1; rank < VIEW_SCREENS; rank++)
        for (size_t i = 0; screen_by_rank(rank) >= 0 && i < sizeof sizes / sizeof *sizes; i++) {
            struct stage g;
            report_stage_init(&g, rank, sizes[i][0], sizes[i][1]);
            report_costs(&g);
            struct str rest = frame_text(&g);
            int rows = 0;
            for (; rest.len; rows++) {
                struct str_cut line = str_cut(rest, '\n');
                assert_true(utf8_width(line.head) <= g.view.width);
                rest = line.tail;
            }
            assert_int_equal(rows, g.view.height);
            stage_release(&g);
        }
}

static void a_small_terminal_is_told_what_is_missing(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 1, 59, 14);
    row_is(&g, 6, "                     toll needs 60x15");
    row_is(&g, 7, "                       this is 59x14");
    g.view.width = 60;
    g.view.height = 15;
    assert_false(str_contains(frame_text(&g), S("needs")));
    stage_release(&g);
}

// The tabs of the screens there are: longer where there is room, the open one in brackets.
static void tabs_shorten(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 2, 200, 30);
    struct str row = row_of(&g, 0);
    assert_true(str_contains(row, S(" 1:Overview [2:Costs] 3:Prompts ")));
    assert_true(str_ends(row, S("test.db")));
    g.snapshot.database = S("/var/lib/toll/a very long name of a database.db");
    g.view.width = 60;
    row = row_of(&g, 0);
    assert_true(str_contains(row, S("[2")) && str_contains(row, S("a ve")));
    assert_false(str_contains(row, S("Overview")));
    stage_release(&g);
}

static void the_breadcrumb_keeps_the_last_term(void **state)
{
    (void)state;
    static const struct {
        const char *filter, *since, *until;
        bool is_ascii;
        const char *left, *right;
    } cases[] = {
        {"", NULL, NULL, false, " all  ", "  all: 2026-11-10 to 2026-11-13"},
        {"feature=bot team=eu", "2026-11", "2026-11", false, " all › feature=bot › team=eu  ",
         "  2026-11"},
        {"feature=bot team=eu", "2026-11", NULL, true, " all > feature=bot > team=eu  ",
         "  2026-11 to ..."},
        {"feature=support model=claude-sonnet-4-5 user=u-1", "2026-11-10", "2026-11-11", false,
         " all › … › user=u-1  ", "  2026-11-10 to 2026-11-11"},
        {"feature=\"a name that is so long that it must be cut\"", NULL, "2026-11", false,
         " all › feature=\"a name that is so long that …  ", "  … to 2026-11"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage g;
        report_stage_init(&g, 2, 60, 20);
        view_set_filter(&g.view, str_of(cases[i].filter));
        g.view.since = str_of(cases[i].since);
        g.view.until = str_of(cases[i].until);
        g.snapshot.is_ascii = cases[i].is_ascii;
        struct str row = row_of(&g, 1);
        if (!str_starts(row, str_of(cases[i].left)) || !str_ends(row, str_of(cases[i].right)) ||
            utf8_width(row) != 59)
            fail_msg("case %zu: '%.*s'", i, STR_ARG(row));
        stage_release(&g);
    }
}

static void hints_that_fit_are_whole_and_end_with_help(void **state)
{
    (void)state;
    for (int width = 60; width < 180; width += 7) {
        struct stage g;
        report_stage_init(&g, 1, width, 20);
        struct str row = row_of(&g, 18);
        assert_true(str_starts(row, S(" Enter:open  Tab:next pane  m:metric  ")));
        assert_true(str_ends(row, S("  ?:help")));
        stage_release(&g);
    }
}

static void the_state_row_says_how_complete_the_data_is(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 1, 80, 20);
    row_is(&g, 19, " priced 99.5%   rejects 1,012   data to 2026-11-13 23:48");
    g.replies[g.snapshot.count++] =
        (struct reply){.command = S("prompts"), .status = REPLY_PENDING};
    row_is(&g, 19,
           " priced 99.5%   rejects 1,012   data to 2026-11-13 23:48             asking: 1…");
    // What takes long says so, and how much is done where that is known.
    struct reply *running = &g.replies[g.snapshot.count - 1];
    running->running_us = 999999;
    assert_true(str_ends(row_of(&g, 19), S(" asking: 1…")));
    running->running_us = 12900000;
    assert_true(str_ends(row_of(&g, 19), S(" asking: 1… 12 s (^C stops)")));
    running->done_permille = 459;
    assert_true(str_ends(row_of(&g, 19), S(" asking: 1… 45 %, 12 s (^C stops)")));
    running->running_us = running->done_permille = 0;
    g.view.message = S("not found");
    row_is(&g, 19,
           " not found                                                           asking: 1…");
    // A long message takes the row of the hints too, and is cut there.
    g.view.message = S("toll report summary by --by feature --where 'team=growth status>=400 "
                       "model~claude' --since 2026-09");
    row_is(&g, 18,
           " toll report summary by --by feature --where 'team=growth status>=400 model~cla");
    assert_true(str_starts(row_of(&g, 19), S(" ude' --since 2026-09  ")));
    stage_release(&g);
    // Nothing is known of the data: nothing is said.
    stage_init(&g, 1, 80, 20);
    row_is(&g, 19, "");
    struct wants wants = {.arena = &g.arena};
    frame_wants(&g.view, &wants);
    assert_int_equal(wants.count, 1);
    assert_true(str_eq(wants.commands[0], S("report prices ingest")));
    stage_release(&g);
}

static void clicks_find_tabs_and_rows(void **state)
{
    (void)state;
    static const struct {
        int width;
        const char *tab;  // as it is written
        int rank;
    } tabs[] = {{100, "1:Overview", 1},
                {100, "8:SQL", 8},
                {100, "[2:Costs]", 2},
                {80, "3:Prom", 3},
                {60, "7R", 7}};
    for (size_t i = 0; i < sizeof tabs / sizeof *tabs; i++) {
        struct stage g;
        struct canvas c;
        report_stage_init(&g, 2, tabs[i].width, 24);
        canvas_init(&c, tabs[i].width, 24, true, &g.arena);
        int x = (int)str_find(row_of(&g, 0), str_of(tabs[i].tab));
        assert_int_equal(frame_tab_at(&c, x), screen_by_rank(tabs[i].rank));
        assert_int_equal(frame_tab_at(&c, 2), -1);
        assert_int_equal(frame_tab_at(&c, tabs[i].width - 1), -1);
        stage_release(&g);
    }
    struct stage g;
    struct canvas c;
    report_stage_init(&g, 2, 100, 30);
    report_costs(&g);
    canvas_init(&c, 100, 30, false, &g.arena);
    frame_draw(&g.view, &g.snapshot, &c);
    // The first row of the list stands in row 4; above it is its heading, below it five more.
    assert_int_equal(frame_steps_to(&c, 5, 4), 0);
    assert_int_equal(frame_steps_to(&c, 5, 5), 1);
    assert_int_equal(frame_steps_to(&c, 90, 7), 3);
    assert_int_equal(frame_steps_to(&c, 5, 3), 0);
    for (int y = 11; y < 32; y++)
        assert_int_equal(frame_steps_to(&c, 5, y), 0);
    assert_int_equal(frame_steps_to(&c, -1, 5), 0);
    assert_int_equal(frame_steps_to(&c, 100, 5), 0);
    stage_release(&g);
}

static void prompts_show_the_end_of_what_is_typed(void **state)
{
    (void)state;
    static const struct {
        enum prompt_kind kind;
        const char *typed, *want;
    } cases[] = {
        {PROMPT_FILTER, "team=eu", " filter: team=eu_"},
        {PROMPT_SEARCH, "", " search: _"},
        {PROMPT_PALETTE, "co", " :co_"},
        {PROMPT_WRITE, "x\x1b[2J", " write to: x␛[2J_"},
        {PROMPT_FILTER, "0123456789012345678901234567890123456789012345678901234567890123456789",
         " filter: 345678901234567890123456789012345678901234567890123456789_"},
        {PROMPT_FILTER, "日本日本日本日本日本日本日本日本日本日本日本日本日本日本日本",
         " filter: 日本日本日本日本日本日本日本日本日本日本日本日本日本日本_"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct stage g;
        report_stage_init(&g, 1, 68, 20);
        g.view.prompt = cases[i].kind;
        g.view.typed_bytes = strlen(cases[i].typed);
        memcpy(g.view.typed, cases[i].typed, g.view.typed_bytes);
        row_is(&g, 19, cases[i].want);
        // What there is to choose from stands above.
        g.view.message = S("search since sort sql");
        row_is(&g, 18, " search since sort sql");
        stage_release(&g);
    }
}

static void help_has_every_key_on_its_pages(void **state)
{
    (void)state;
    static const int sizes[][2] = {{60, 15}, {80, 24}, {100, 30}, {200, 60}};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct stage g;
        report_stage_init(&g, 2, sizes[i][0], sizes[i][1]);
        struct buf all = {.arena = &g.arena};
        for (g.view.help_page = 1; g.view.help_page <= 30; g.view.help_page++)
            buf_str(&all, frame_text(&g));
        for (const struct binding *b = bindings; b->name; b++) {
            struct str text = str_fmt(&g.arena, " %s ", b->name);
            bool is_digit = b->action == ACT_SCREEN && !b->help;
            if (!is_digit && !str_contains(buf_view(&all), text))
                fail_msg("%dx%d: no %s", sizes[i][0], sizes[i][1], b->name);
        }
        assert_true(str_contains(buf_view(&all), S("Enter narrows down to the row")));
        stage_release(&g);
    }
}

static void help_turns_its_pages_and_closes(void **state)
{
    (void)state;
    assert_int_equal(help_key(1, ACT_PAGE_DOWN), 2);
    assert_int_equal(help_key(2, ACT_DOWN), 3);
    assert_int_equal(help_key(30, ACT_PAGE_DOWN), 30);
    assert_int_equal(help_key(2, ACT_UP), 1);
    assert_int_equal(help_key(1, ACT_UP), 1);
    assert_int_equal(help_key(1, ACT_HELP), 0);
    assert_int_equal(help_key(3, ACT_NONE), 0);
}

static void ascii_frames_have_nothing_else(void **state)
{
    (void)state;
    struct stage g;
    report_stage_init(&g, 2, 100, 30);
    report_costs(&g);
    g.snapshot.is_ascii = true;
    view_set_filter(&g.view, S(""));
    struct str frame = frame_text(&g);
    for (size_t i = 0; i < frame.len; i++)
        assert_true((unsigned char)frame.ptr[i] < 0x7f);
    stage_release(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_frame_is_as_the_golden_files_say),
        cmocka_unit_test(every_size_has_its_rows_and_no_more_columns),
        cmocka_unit_test(a_small_terminal_is_told_what_is_missing),
        cmocka_unit_test(tabs_shorten),
        cmocka_unit_test(the_breadcrumb_keeps_the_last_term),
        cmocka_unit_test(hints_that_fit_are_whole_and_end_with_help),
        cmocka_unit_test(the_state_row_says_how_complete_the_data_is),
        cmocka_unit_test(clicks_find_tabs_and_rows),
        cmocka_unit_test(prompts_show_the_end_of_what_is_typed),
        cmocka_unit_test(help_has_every_key_on_its_pages),
        cmocka_unit_test(help_turns_its_pages_and_closes),
        cmocka_unit_test(ascii_frames_have_nothing_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

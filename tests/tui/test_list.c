// test_list.c - a table with a cursor: sorted, paged, found again when rows move.
#include "tui/list.h"

#include "screen_kit.h"

static const struct stage_column columns[] = {
    {"feature", "feature", UNIT_TEXT, true},
    {"cost_usd", "cost", UNIT_NUSD, false},
    {"requests", "requests", UNIT_COUNT, false},
    {"hidden", NULL, UNIT_TEXT, false},
    {0},
};
static const char *const rows[] = {
    "bot|9.05|20|a", "agent|4.35|100|b", "-|0.27|7|c", "search|-|30|d", "mail|0|20|e", NULL,
};

struct scene {
    struct arena arena;
    struct answer answer;
    struct table *table;
    struct view view;
    struct list list;
};

static void scene_init(struct scene *s)
{
    *s = (struct scene){0};
    s->answer.arena = s->view.arena = &s->arena;
    s->table = stage_table(&s->answer, "by", "By feature", columns, rows);
}

static void scene_release(struct scene *s)
{
    struct arena a = s->arena;
    arena_release(&a);
}

static const char *drawn(struct scene *s, const struct list_look *look, int width, int height)
{
    struct canvas c;
    struct buf out = {.arena = &s->arena};
    canvas_init(&c, width, height, false, &s->arena);
    list_draw(look, s->table, &c, (struct area){0, 0, width, height});
    canvas_print(&c, &out);
    buf_byte(&out, 0);
    return out.ptr;
}

static void press(struct scene *s, const char *keys)
{
    for (; *keys; keys++)
        (void)list_act(&s->view, &s->list, s->table, action_of((uint32_t)*keys), 3);
}

static const char *selected(struct scene *s)
{
    int64_t row = list_row(&s->list, s->table, &s->arena);
    const struct cell *cell = &s->table->cells[row * s->table->column_count];
    return cell->is_null ? "(null)" : str_cstr(cell->s, &s->arena);
}

static void columns_are_drawn_as_wide_as_what_is_seen(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    struct list_look look = {.list = &s.list, .has_focus = true};
    assert_string_equal(drawn(&s, &look, 40, 7), " feature          cost  requests\n"
                                                 "▸bot             $9.05        20\n"
                                                 " agent           $4.35       100\n"
                                                 " (unattributed)  $0.27         7\n"
                                                 " search              -        30\n"
                                                 " mail            $0.00        20\n"
                                                 "\n");
    scene_release(&s);
}

static void columns_that_do_not_fit_are_counted(void **state)
{
    (void)state;
    static const char *const chosen[] = {"feature", "requests", "nothing", "cost_usd", NULL};
    struct scene s;
    scene_init(&s);
    struct list_look look = {.list = &s.list};
    assert_string_equal(drawn(&s, &look, 24, 2), " feature   cost       +1\n"
                                                 "▸bot      $9.05\n");
    look.columns = chosen;
    assert_string_equal(drawn(&s, &look, 28, 2), " feature  requests   cost\n"
                                                 "▸bot            20  $9.05\n");
    assert_string_equal(drawn(&s, &look, 22, 2), " feature  requests  +1\n"
                                                 "▸bot            20\n");
    scene_release(&s);
}

static void bars_and_a_total_belong_to_the_list(void **state)
{
    (void)state;
    static const char *const chosen[] = {"feature", "requests", "cost_usd", NULL};
    static const struct stage_column total_columns[] = {
        {"cost_usd", "cost", UNIT_NUSD, false}, {"requests", "requests", UNIT_COUNT, false}, {0}};
    static const char *const total[] = {"13.67|177", NULL};
    struct scene s;
    scene_init(&s);
    struct answer more = {.arena = &s.arena};
    struct list_look look = {.list = &s.list, .columns = chosen, .bar = "requests"};
    look.total = stage_table(&more, "totals", "Totals", total_columns, total);
    assert_string_equal(drawn(&s, &look, 45, 9), " feature         requests                cost\n"
                                                 "▸bot                   20  ██           $9.05\n"
                                                 " agent                100  ██████████   $4.35\n"
                                                 " (unattributed)         7  ▊            $0.27\n"
                                                 " search                30  ███              -\n"
                                                 " mail                  20  ██           $0.00\n"
                                                 "─────────────────────────────────────────────\n"
                                                 " total                177              $13.67\n"
                                                 "\n");
    // The total stays when rows do not fit.
    assert_string_equal(drawn(&s, &look, 45, 5), " feature  requests                cost\n"
                                                 "▸bot            20  ██           $9.05\n"
                                                 " agent         100  ██████████   $4.35\n"
                                                 "─────────────────────────────────────────────\n"
                                                 " total         177              $13.67\n");
    scene_release(&s);
}

static void sorting_goes_through_the_columns_that_have_a_title(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    struct list_look look = {.list = &s.list};
    press(&s, ">");  // names go up
    assert_string_equal(drawn(&s, &look, 40, 6), " feature▲         cost  requests\n"
                                                 "▸agent           $4.35       100\n"
                                                 " bot             $9.05        20\n"
                                                 " mail            $0.00        20\n"
                                                 " search              -        30\n"
                                                 " (unattributed)  $0.27         7\n");
    press(&s, ">");  // numbers down, unknown ones last
    assert_string_equal(drawn(&s, &look, 40, 6), " feature         cost▼  requests\n"
                                                 "▸bot             $9.05        20\n"
                                                 " agent           $4.35       100\n"
                                                 " (unattributed)  $0.27         7\n"
                                                 " mail            $0.00        20\n"
                                                 " search              -        30\n");
    press(&s, ">r");  // rows that are alike stay in their order
    assert_string_equal(drawn(&s, &look, 40, 6), " feature          cost  requests▲\n"
                                                 "▸(unattributed)  $0.27          7\n"
                                                 " bot             $9.05         20\n"
                                                 " mail            $0.00         20\n"
                                                 " search              -         30\n"
                                                 " agent           $4.35        100\n");
    press(&s, ">");
    assert_null(s.list.sort.ptr);
    press(&s, "<");
    assert_true(str_eq(s.list.sort, S("requests")));
    scene_release(&s);
}

static void the_cursor_stays_on_its_row_when_rows_move(void **state)
{
    (void)state;
    static const char *const later[] = {"search|99|31|d", "new|50|1|f", "-|1|8|c",
                                        "agent|4.4|101|b", NULL};
    struct scene s;
    scene_init(&s);
    assert_string_equal(selected(&s), "bot");
    press(&s, "jj");
    assert_string_equal(selected(&s), "(null)");
    press(&s, "j>>");
    assert_string_equal(selected(&s), "search");
    // Other data: the row is found by its labels, not by its number.
    s.table = stage_table(&s.answer, "by", "By feature", columns, later);
    assert_string_equal(selected(&s), "search");
    press(&s, "j");
    assert_string_equal(selected(&s), "new");
    // A row that is gone leaves the cursor where it was.
    s.table = stage_table(&s.answer, "by", "By feature", columns, rows);
    assert_string_equal(selected(&s), "agent");
    s.table = stage_table(&s.answer, "by", "By feature", columns, rows + 5);
    assert_int_equal(list_row(&s.list, s.table, &s.arena), -1);
    assert_false(list_act(&s.view, &s.list, s.table, ACT_DOWN, 3));
    assert_false(list_act(&s.view, &s.list, NULL, ACT_DOWN, 3));
    scene_release(&s);
}

static void moving_stops_at_both_ends(void **state)
{
    (void)state;
    static const struct {
        const char *keys, *want;
    } cases[] = {
        {"k", "bot"},         {"jjjjjjjjj", "mail"},     {"\x04", "search"},
        {"\x04\x04", "mail"}, {"\x04\x04\x15", "agent"}, {"\x04\x15\x15", "bot"},
        {"G", "mail"},        {"Gk", "search"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct scene s;
        scene_init(&s);
        press(&s, cases[i].keys);
        assert_string_equal(selected(&s), cases[i].want);
        scene_release(&s);
    }
}

static void the_row_of_the_cursor_is_always_seen(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    struct list_look look = {.list = &s.list};
    press(&s, "jjj");
    assert_string_equal(drawn(&s, &look, 40, 3), " feature          cost  requests\n"
                                                 " (unattributed)  $0.27         7\n"
                                                 "▸search              -        30\n");
    // A taller terminal leaves no empty rows below.
    press(&s, "j");
    assert_string_equal(drawn(&s, &look, 40, 6), " feature          cost  requests\n"
                                                 " bot             $9.05        20\n"
                                                 " agent           $4.35       100\n"
                                                 " (unattributed)  $0.27         7\n"
                                                 " search              -        30\n"
                                                 "▸mail            $0.00        20\n");
    scene_release(&s);
}

static void searching_goes_around(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    s.view.search = S("A");
    press(&s, "n");
    assert_string_equal(selected(&s), "agent");
    press(&s, "n");
    assert_string_equal(selected(&s), "search");
    press(&s, "nn");
    assert_string_equal(selected(&s), "bot");  // by the column that is not shown
    press(&s, "N");
    assert_string_equal(selected(&s), "mail");
    s.view.search = S("nowhere");
    press(&s, "n");
    assert_string_equal(selected(&s), "mail");
    assert_true(str_eq(s.view.message, S("not found")));
    s.view.search = S("");
    press(&s, "n");
    assert_string_equal(selected(&s), "mail");
    scene_release(&s);
}

static void any_size_is_survived(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    struct list_look look = {.list = &s.list, .has_focus = true, .bar = "requests"};
    look.total = s.table;
    press(&s, "G");
    for (int width = 0; width < 50; width += 3)
        for (int height = 0; height < 9; height++)
            (void)drawn(&s, &look, width, height);
    s.table = stage_table(&s.answer, "by", "By feature", columns, rows + 5);
    look.total = NULL;
    assert_string_equal(drawn(&s, &look, 40, 3), " feature  cost  requests\n\n\n");
    scene_release(&s);
}

static void a_reply_without_rows_says_why(void **state)
{
    (void)state;
    static const struct {
        enum reply_status status;
        const char *message, *want;
    } cases[] = {
        {REPLY_NONE, "", " …\n"},
        {REPLY_PENDING, "", " …\n"},
        {REPLY_FAILED, "toll: unknown field", " toll: unknown field\n"},
        {REPLY_READY, "no request matches", " no request matches\n"},
        {REPLY_READY, "", " nothing here\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct canvas c;
        struct buf out = {.arena = &a};
        struct reply r = {.status = cases[i].status, .message = str_of(cases[i].message)};
        canvas_init(&c, 30, 1, false, &a);
        reply_draw(&r, &c, (struct area){0, 0, 30, 1});
        canvas_print(&c, &out);
        assert_true(str_eq(buf_view(&out), str_of(cases[i].want)));
        arena_release(&a);
    }
}

static void marks_stay_on_their_rows(void **state)
{
    (void)state;
    struct scene s;
    scene_init(&s);
    struct list_look look = {.list = &s.list, .has_focus = true};
    assert_true(list_mark(&s.view, &s.list, s.table));
    assert_true(list_mark(&s.view, &s.list, s.table));
    assert_string_equal(selected(&s), "(null)");
    press(&s, ">>");  // by cost, the unknown one last
    assert_string_equal(drawn(&s, &look, 40, 7), "  feature         cost▼  requests\n"
                                                 " *bot             $9.05        20\n"
                                                 " *agent           $4.35       100\n"
                                                 "▸ (unattributed)  $0.27         7\n"
                                                 "  mail            $0.00        20\n"
                                                 "  search              -        30\n"
                                                 "\n");
    // Taken back one by one; without marks their column is gone.
    press(&s, "kk");
    assert_true(list_mark(&s.view, &s.list, s.table));
    assert_int_equal(s.list.mark_count, 1);
    assert_true(list_mark(&s.view, &s.list, s.table));
    assert_int_equal(s.list.mark_count, 0);
    assert_true(strncmp(drawn(&s, &look, 40, 2), " feature ", 9) == 0);
    // A table without the row has no mark to show, and keeps it.
    press(&s, "Gk");
    assert_true(list_mark(&s.view, &s.list, s.table));
    s.table->row_count--;
    assert_null(strchr(drawn(&s, &look, 40, 7), '*'));
    s.table->row_count = 0;
    assert_false(list_mark(&s.view, &s.list, s.table));
    assert_int_equal(s.list.mark_count, 1);
    scene_release(&s);
}

static struct str cost_in_words(const struct table *t, int64_t row, int column, struct canvas *c)
{
    (void)c;
    bool is_cost = str_eq(t->columns[column].key, S("cost_usd"));
    return is_cost && row == 1 ? S("a lot") : (struct str){0};
}

static void a_row_has_a_sparkline_and_words_for_figures(void **state)
{
    (void)state;
    static const double values[] = {0, 1, 8, 8, 4, 2, 0, 0, 0, 1, 1, 1, 5, 0, 5};
    struct scene s;
    scene_init(&s);
    struct list_trend trend = {"cost_usd", "trend", 5, values, 3};
    struct list_look look = {.list = &s.list, .trend = &trend, .text = cost_in_words};
    assert_string_equal(drawn(&s, &look, 50, 6), " feature          cost  trend  requests\n"
                                                 "▸bot             $9.05  ▁▁█          20\n"
                                                 " agent           a lot  █▄▂         100\n"
                                                 " (unattributed)  $0.27  ▁▁▁           7\n"
                                                 " search              -  ███          30\n"
                                                 " mail            $0.00  █▁█          20\n");
    scene_release(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(columns_are_drawn_as_wide_as_what_is_seen),
        cmocka_unit_test(columns_that_do_not_fit_are_counted),
        cmocka_unit_test(bars_and_a_total_belong_to_the_list),
        cmocka_unit_test(sorting_goes_through_the_columns_that_have_a_title),
        cmocka_unit_test(the_cursor_stays_on_its_row_when_rows_move),
        cmocka_unit_test(moving_stops_at_both_ends),
        cmocka_unit_test(the_row_of_the_cursor_is_always_seen),
        cmocka_unit_test(searching_goes_around),
        cmocka_unit_test(any_size_is_survived),
        cmocka_unit_test(a_reply_without_rows_says_why),
        cmocka_unit_test(marks_stay_on_their_rows),
        cmocka_unit_test(a_row_has_a_sparkline_and_words_for_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// screen_sql.c - questions of one's own: saved queries, a line of SQL, its result.
#include "report/figure.h"
#include "tui/detail.h"
#include "tui/list.h"
#include "tui/pick.h"
#include "tui/screen.h"
#include "tui/tui_frame.h"

enum { SAVED_WIDTH = 26, TEXT_ROWS = 4, ROWS_MAX = 1000 };
enum pane { PANE_SAVED, PANE_RESULT, PANES };

static const struct str saved_command = {"query", 5};

struct own {
    struct str text;     // as typed: SQL, or a saved query and its parameters; session's arena
    struct str running;  // the command that it became; unknown = none
    struct list result;
    int skipped;  // columns of the result behind the first one that are not seen
    int bar;      // the number column drawn as bars, counted from 1; 0 = none
};

static const struct own *own_of(const struct view *v)
{
    return v->own[v->screen];
}

static struct str command(const struct view *v, struct arena *a)
{
    const struct own *own = own_of(v);
    (void)a;
    return own->running.len ? own->running : saved_command;
}

static void wants(const struct view *v, struct wants *out)
{
    wants_add(out, saved_command);
    if (own_of(v)->running.len)
        wants_add(out, own_of(v)->running);
}

static const struct table *first_table(const struct snapshot *s, struct str command)
{
    const struct answer *answer = snapshot_reply(s, command)->answer;
    return answer && answer->table_count ? answer->tables[0] : NULL;
}

static const struct table *find_saved(const struct snapshot *s, struct arena *a)
{
    static const struct pick name[] = {{"name", "saved queries", 0}, {0}};
    const struct table *t = first_table(s, saved_command);
    return t && t->row_count ? pick_columns(t, name, SAVED_WIDTH, a) : NULL;
}

// The first column, and those from where it is looked at on.
static const struct table *find_result(const struct view *v, const struct snapshot *s,
                                       struct arena *a)
{
    const struct own *own = own_of(v);
    const struct table *t = own->running.len ? first_table(s, own->running) : NULL;
    if (!t || !t->row_count)
        return NULL;
    int skip = own->skipped < t->column_count ? own->skipped : t->column_count - 1;
    struct table *out = table_new(a, t->key, t->title, t->columns, t->column_count);
    out->column_count -= skip;
    memcpy(out->columns + 1, t->columns + 1 + skip,
           (size_t)(out->column_count - 1) * sizeof *t->columns);
    for (int64_t i = 0; i < t->row_count; i++) {
        const struct cell *from = &t->cells[i * t->column_count];
        struct cell *row = table_row(out);
        row[0] = from[0];
        memcpy(row + 1, from + 1 + skip, (size_t)(out->column_count - 1) * sizeof *row);
    }
    out->notes = t->notes;
    out->note_count = t->note_count;
    return out;
}

// The key of the number-th column of numbers of the whole result; NULL when there are fewer.
static const char *bar_key(const struct table *t, int number, struct arena *a)
{
    for (int i = 0; t && number > 0 && i < t->column_count; i++)
        if (figure_is_right(t->columns[i].unit) && --number == 0)
            return str_cstr(t->columns[i].key, a);
    return NULL;
}

static void draw_saved(const struct view *v, const struct snapshot *s, struct canvas *c,
                       struct area a)
{
    const struct table *t = find_saved(s, c->arena);
    struct list_look look = {
        .list = &v->lists[v->screen][0],
        .has_focus = v->pane[v->screen] == PANE_SAVED,
        .search = v->search,
    };
    if (t)
        list_draw(&look, t, c, a);
    else
        reply_draw(snapshot_reply(s, saved_command), c, a);
}

// What is asked, or the saved query under the cursor.
static void add_query(struct detail *d, const struct view *v, const struct snapshot *s)
{
    const struct own *own = own_of(v);
    const struct table *saved = first_table(s, saved_command);
    const struct table *shown = find_saved(s, d->canvas.arena);
    int64_t row = shown ? list_row(&v->lists[v->screen][0], shown, d->canvas.arena) : -1;
    if (v->pane[v->screen] == PANE_SAVED && row >= 0) {
        detail_heading(d, pick_cell(saved, row, "name")->s, (struct str){0});
        detail_text(d, NULL, pick_cell(saved, row, "purpose")->s, INK_DIM);
        struct str params = pick_cell(saved, row, "params")->s;
        if (params.len)
            detail_text(d, NULL, str_join(S("parameters: "), params, d->canvas.arena), INK_DIM);
    }
    bool is_filtered = v->term_count || v->since.ptr || v->until.ptr;
    detail_heading(d, S("query"), is_filtered ? S("of the whole database") : (struct str){0});
    if (own->text.len)
        detail_text(d, NULL, own->text, INK_TEXT);
    else
        detail_text(d, NULL, S("Enter runs a saved query, e edits it, ; begins one in SQL"),
                    INK_DIM);
}

static void draw_result(const struct view *v, const struct snapshot *s, struct canvas *c,
                        struct area a)
{
    const struct own *own = own_of(v);
    if (!own->running.len)
        return;
    const struct table *t = find_result(v, s, c->arena);
    struct area rest = {a.x, a.y + 1, a.width, a.height - 1};
    struct str rows =
        t ? str_fmt(c->arena, "result: %lld rows", (long long)t->row_count) : S("result");
    canvas_heading(c, a, rows);
    if (!t || snapshot_reply(s, own->running)->status == REPLY_FAILED) {
        reply_draw(snapshot_reply(s, own->running), c, rest);
        return;
    }
    struct list_look look = {
        .list = &own->result,
        .has_focus = v->pane[v->screen] == PANE_RESULT,
        .search = v->search,
        .bar = bar_key(first_table(s, own->running), own->bar, c->arena),
    };
    bool has_note = t->note_count && t->row_count + 2 <= rest.height;
    list_draw(&look, t, c, (struct area){rest.x, rest.y, rest.width, rest.height - has_note});
    if (has_note)
        canvas_text(c, rest.y + (int)t->row_count + 1, rest.x + 1, rest.width - 1, t->notes[0],
                    INK_DIM);
}

static void draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a)
{
    struct area right = a;
    if (v->pane[v->screen] == PANE_SAVED) {
        struct area left = {a.x, a.y, SAVED_WIDTH < a.width ? SAVED_WIDTH : a.width, a.height};
        draw_saved(v, s, c, left);
        right.x += left.width;
        right.width -= left.width;
    }
    if (right.width < 10)
        return;
    struct detail query;
    detail_init(&query, right.width, c->is_ascii, c->arena);
    add_query(&query, v, s);
    int most = v->pane[v->screen] == PANE_SAVED ? TEXT_ROWS + 4 : TEXT_ROWS + 1;
    int rows = query.line < most ? query.line : most;
    detail_show(&query, c, (struct area){right.x, right.y, right.width, rows}, 0);
    draw_result(v, s, c, (struct area){right.x, right.y + rows, right.width, right.height - rows});
}

static bool is_saved(const struct snapshot *s, struct str name)
{
    const struct table *t = first_table(s, saved_command);
    for (int64_t i = 0; t && i < t->row_count; i++)
        if (str_eq(pick_cell(t, i, "name")->s, name))
            return true;
    return false;
}

// "slow_requests rows=5" → "query slow_requests --param rows=5 --limit 1000"; anything else is SQL.
static struct str command_for(const struct snapshot *s, struct str text, struct arena *a)
{
    struct buf out = {.arena = a};
    struct arena scratch = {0};
    int count = 0;
    char **words = command_words(text, &scratch, &count);
    if (words && count && is_saved(s, str_of(words[0]))) {
        buf_fmt(&out, "query %s", words[0]);
        for (int i = 1; i < count; i++) {
            buf_str(&out, S(" --param "));
            buf_str(&out, command_word(str_of(words[i]), &scratch));
        }
    } else {
        buf_str(&out, S("sql "));
        buf_str(&out, command_word(text, &scratch));
    }
    buf_fmt(&out, " --limit %d", ROWS_MAX);
    arena_release(&scratch);
    return buf_view(&out);
}

static void run_text(struct view *v, const struct snapshot *s, struct str text)
{
    struct own *own = v->own[v->screen];
    text = str_trim(text);
    if (!text.len)
        return;
    own->text = str_copy(text, v->arena);
    own->running = command_for(s, own->text, v->arena);
    own->result = (struct list){0};
    own->skipped = own->bar = 0;
}

// The saved query under the cursor with the parameters that have a value.
static struct str selected_text(const struct view *v, const struct snapshot *s, struct arena *a)
{
    const struct table *shown = find_saved(s, a);
    if (!shown)
        return (struct str){0};
    const struct table *saved = first_table(s, saved_command);
    int64_t row = list_row(&v->lists[v->screen][0], shown, a);
    struct buf out = {.arena = a};
    buf_str(&out, pick_cell(saved, row, "name")->s);
    struct str rest = pick_cell(saved, row, "params")->s;
    while (rest.len) {
        struct str_cut cut = str_cut(rest, ' ');
        if (str_contains(cut.head, S("="))) {
            buf_byte(&out, ' ');
            buf_str(&out, cut.head);
        }
        rest = cut.tail;
    }
    return buf_view(&out);
}

static void edit(struct view *v, struct str text)
{
    v->prompt = PROMPT_SQL;
    v->typed_bytes = text.len < sizeof v->typed ? text.len : 0;
    memcpy(v->typed, text.ptr ? text.ptr : "", v->typed_bytes);
}

// What is edited: the query that ran last, unless the cursor is on another saved one.
static struct str text_to_edit(const struct view *v, const struct snapshot *s, struct arena *a)
{
    const struct own *own = own_of(v);
    struct str selected = selected_text(v, s, a);
    bool is_same = str_eq(str_cut(selected, ' ').head, str_cut(own->text, ' ').head);
    bool is_own = own->text.len && !is_saved(s, str_cut(own->text, ' ').head);
    return is_same || is_own || v->pane[v->screen] == PANE_RESULT ? own->text : selected;
}

static bool act_on_result(struct view *v, const struct snapshot *s, enum action action,
                          struct arena *a)
{
    struct own *own = v->own[v->screen];
    const struct table *t = find_result(v, s, a);
    if (!t)
        return false;
    if (action == ACT_RIGHT || action == ACT_LEFT) {
        own->skipped += action == ACT_RIGHT ? t->column_count > 2 : -(own->skipped > 0);
        own->result.sort = (struct str){0};
        return true;
    }
    return list_act(v, &own->result, t, action, frame_body_rows(v->height) - TEXT_ROWS - 2);
}

static bool act_on(struct view *v, const struct snapshot *s, enum action action, struct arena *a)
{
    struct own *own = v->own[v->screen];
    bool is_result = v->pane[v->screen] == PANE_RESULT;
    const struct table *saved = find_saved(s, a);
    switch ((int)action) {
    case ACT_PANE:
        v->pane[v->screen] = (v->pane[v->screen] + 1) % PANES;
        return true;
    case ACT_OPEN:
        if (!is_result)
            run_text(v, s, selected_text(v, s, a));
        return true;
    case ACT_RUN:
        run_text(v, s, own->text.len ? own->text : selected_text(v, s, a));
        return true;
    case ACT_EDIT:
        edit(v, text_to_edit(v, s, a));
        return true;
    case ACT_SQL:
        edit(v, is_saved(s, str_cut(own->text, ' ').head) ? S("SELECT ") : own->text);
        return true;
    case ACT_METRIC:
        own->bar = bar_key(first_table(s, command(v, a)), own->bar + 1, a) ? own->bar + 1 : 0;
        return true;
    default:
        break;
    }
    if (is_result)
        return act_on_result(v, s, action, a);
    return saved && list_act(v, view_list(v, 0), saved, action, frame_body_rows(v->height) - 1);
}

static bool act(struct view *v, const struct snapshot *s, enum action action)
{
    struct arena scratch = {0};
    bool is_known = act_on(v, s, action, &scratch);
    arena_release(&scratch);
    return is_known;
}

static const struct hint hints[] = {
    {ACT_OPEN, "run"},
    {ACT_SQL, "SQL"},
    {ACT_EDIT, "edit"},
    {ACT_RUN, "run again"},
    {ACT_PANE, "pane"},
    {ACT_METRIC, "bars"},
    {0},
};

const struct screen screen_sql = {
    .name = "sql",
    .title = "SQL",
    .help =
        "Enter runs a saved query; e edits its parameters, NAME=VALUE behind its name; ; takes\n"
        "SQL, read-only, over the views requests, prompts, templates… (docs/database.md). Tab\n"
        "gives the result the whole screen, where Left and Right go through its columns; m draws\n"
        "the next column of numbers as bars. The filter and the period do not count here.\n",
    .rank = 8,
    .own_bytes = sizeof(struct own),
    .hints = hints,
    .wants = wants,
    .draw = draw,
    .act = act,
    .command = command,
    .typed = run_text,
};

// screen_prompts.c - what is repeated in the prompts, what breaks their cache, what they waste.
#include "report/figure.h"
#include "tui/detail.h"
#include "tui/list.h"
#include "tui/prompt_panes.h"
#include "tui/screen.h"
#include "tui/tui_frame.h"

enum { LIST_ROWS_MIN = 5, REQUESTS_RANK = 7 };

struct own {
    struct list lists[PROMPT_PANES];
    struct list requests;
    bool is_inside;    // the cursor is in the requests below the list,
    bool is_open;      // or the detail has the whole screen
    int first;         // line of the detail that is seen first
    struct str named;  // id of the template that gets a name; unknown = none
};

static const struct prompt_pane *pane_of(const struct view *v)
{
    return &prompt_panes[v->pane[v->screen]];
}

static struct str command(const struct view *v, struct arena *a)
{
    return view_command(v, str_fmt(a, "prompts %s --top 100", pane_of(v)->name), a);
}

static void wants(const struct view *v, struct wants *out)
{
    wants_add(out, command(v, out->arena));
}

// All that is drawn and moved in, of an answer that is there.
struct sight {
    const struct prompt_pane *pane;
    struct own *own;
    const struct table *table;
    struct table *shown;     // the list
    struct table *requests;  // those below it, as they are shown; NULL = none
    int64_t row;             // selected
    int list_rows;           // with the heading
};

static const struct table *find_table(const struct view *v, const struct snapshot *s,
                                      const char *key, struct arena *a)
{
    return snapshot_table(s, command(v, a), str_of(key), 0);
}

static int list_rows_of(int height, int64_t rows)
{
    int most = height < 3 * LIST_ROWS_MIN ? height : height * 9 / 20;
    most = most < LIST_ROWS_MIN ? LIST_ROWS_MIN : most;
    return rows + 1 < most ? (int)rows + 1 : most;
}

// False when there is nothing to see yet. `height` and `width` are those below the line of panes.
static bool look(const struct view *v, const struct snapshot *s, int width, int height,
                 struct sight *out, struct arena *a)
{
    const struct prompt_pane *pane = pane_of(v);
    *out = (struct sight){.pane = pane, .own = v->own[v->screen]};
    out->table = find_table(v, s, pane->table, a);
    if (!out->table || !out->table->row_count)
        return false;
    out->shown = pick_columns(out->table, pane->picks, width, a);
    out->list_rows = list_rows_of(height, out->table->row_count);
    out->row = list_row(&out->own->lists[pane - prompt_panes], out->shown, a);
    if (!pane->requests)
        return true;
    const struct table *all = find_table(v, s, pane->requests->table, a);
    const struct table *rows = pick_rows(all, pane->requests->key,
                                         pick_cell(out->table, out->row, pane->requests->key), a);
    if (rows)
        out->requests = pick_columns(rows, pane->requests->picks, width, a);
    return true;
}

static void draw_panes(const struct view *v, struct canvas *c, struct area a)
{
    int x = 1;
    for (int i = 0; i < PROMPT_PANES && x < a.width; i++) {
        bool is_here = i == v->pane[v->screen];
        struct str name = str_fmt(c->arena, is_here ? "[%s]" : " %s ", prompt_panes[i].name);
        x += canvas_text(c, a.y, a.x + x, a.width - x, name, is_here ? INK_TAB_HERE : INK_TAB) + 1;
    }
}

static bool is_shown_whole(const struct prompt_pane *pane, struct str key)
{
    for (int i = 0; i < TEXTS_MAX && pane->texts[i]; i++)
        if (str_eq(key, str_of(pane->texts[i])))
            return true;
    return false;
}

// The labels of the row, or what its requests are found by: what it is called.
static struct str title_of(const struct sight *s, struct arena *a)
{
    struct buf out = {.arena = a};
    for (int i = 0; i < s->table->column_count; i++) {
        const struct column *column = &s->table->columns[i];
        const struct cell *cell = &s->table->cells[s->row * s->table->column_count + i];
        bool is_name = column->is_label || str_eq(column->key, str_of(s->pane->column));
        if (cell->is_null || !is_name || is_shown_whole(s->pane, column->key))
            continue;
        buf_str(&out, out.len ? S(" ") : S(""));
        buf_str(&out, figure_readable(column->unit, cell, 2, a));
    }
    return buf_view(&out);
}

static void add_related(struct detail *d, const struct view *v, const struct snapshot *s,
                        const struct sight *sight, const struct related *r)
{
    struct arena *a = d->canvas.arena;
    const struct table *t = find_table(v, s, r->table, a);
    if (t && r->key)
        t = pick_rows(t, r->key, pick_cell(sight->table, sight->row, r->key), a);
    if (!t || !t->row_count)
        return;
    detail_heading(d, str_of(r->title), (struct str){0});
    if (r->picks)
        detail_table(d, t, r->picks);
    else if (r->has_bars)
        detail_bars(d, t, 0);
    else
        detail_row(d, "", t, 0, NULL);
}

static void add_all(struct detail *d, const struct view *v, const struct snapshot *s,
                    const struct sight *sight)
{
    const struct prompt_pane *pane = sight->pane;
    detail_heading(d, title_of(sight, d->canvas.arena), (struct str){0});
    for (int i = 0; i < TEXTS_MAX && pane->texts[i]; i++) {
        const struct cell *text = pick_cell(sight->table, sight->row, pane->texts[i]);
        detail_text(d, i ? "another" : "text", text->s, INK_TEXT);
    }
    detail_row(d, "figures", sight->table, sight->row, pane->texts);
    for (int i = 0; i < RELATED_MAX && pane->related[i].table; i++)
        add_related(d, v, s, sight, &pane->related[i]);
    if (sight->table->note_count)
        detail_heading(d, S("how to read this"), (struct str){0});
    detail_notes(d, sight->table);
}

static void draw_requests(const struct sight *s, struct canvas *c, struct area a)
{
    struct str class = pick_cell(s->table, s->row, "title")->s;
    canvas_heading(c, a, str_fmt(c->arena, "%s: %.*s", s->pane->requests->title, STR_ARG(class)));
    struct area below = {a.x, a.y + 1, a.width, a.height - 1};
    struct list_look look = {.list = &s->own->requests, .has_focus = s->own->is_inside};
    if (s->requests)
        list_draw(&look, s->requests, c, below);
    else
        canvas_text(c, below.y, below.x + 1, below.width - 1, S("none"), INK_DIM);
}

static void draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a)
{
    struct sight sight;
    const struct reply *reply = snapshot_reply(s, command(v, c->arena));
    struct area rest = {a.x, a.y + 1, a.width, a.height - 1};
    draw_panes(v, c, a);
    if (!look(v, s, a.width, rest.height, &sight, c->arena)) {
        reply_draw(reply, c, rest);
        return;
    }
    struct area list = {rest.x, rest.y, rest.width, sight.own->is_open ? 0 : sight.list_rows};
    struct area detail = {rest.x, rest.y + list.height, rest.width, rest.height - list.height};
    struct list_look list_look = {
        .list = &sight.own->lists[sight.pane - prompt_panes],
        .has_focus = !sight.own->is_inside,
        .search = v->search,
    };
    if (list.height)
        list_draw(&list_look, sight.shown, c, list);
    if (detail.height < 2)
        return;
    if (sight.pane->requests) {
        draw_requests(&sight, c, detail);
        return;
    }
    struct detail lines;
    detail_init(&lines, detail.width, c->is_ascii, c->arena);
    add_all(&lines, v, s, &sight);
    detail_show(&lines, c, detail, sight.own->first);
}

// To the requests that have this.
static void narrow(struct view *v, const char *field, const struct table *t, int64_t row,
                   const char *column)
{
    struct buf value = {.arena = v->arena};
    const struct cell *cell = pick_cell(t, row, column);
    if (cell->is_null) {
        v->message = S("this row stands for several: there is nothing to narrow down to");
        return;
    }
    figure_exact(&value, t->columns[table_column(t, str_of(column))].unit, cell);
    if (!view_narrow(v, field, buf_view(&value))) {
        v->message = S("the filter has too many terms");
        return;
    }
    int requests = screen_by_rank(REQUESTS_RANK);
    if (requests < 0)
        return;
    v->screen = requests;
    *view_list(v, 0) = (struct list){0};
}

static void open_row(struct view *v, const struct sight *s, struct arena *a)
{
    if (s->own->is_inside) {
        narrow(v, "id", s->requests, list_row(&s->own->requests, s->requests, a), "id");
        return;
    }
    if (s->pane->requests) {
        s->own->is_inside = s->requests != NULL;
        return;
    }
    const char *field = s->pane->field;
    if (!s->pane->column) {
        v->message = S("the filter has no field for this");
        return;
    }
    if (!field)
        field = str_cstr(str_join(pick_cell(s->table, s->row, "level")->s, S("_fp"), a), a);
    narrow(v, field, s->table, s->row, s->pane->column);
}

// Asks for a name, with the one that it has. False where rows have none.
static bool begin_name(struct view *v, const struct sight *s)
{
    const struct cell *id = pick_cell(s->table, s->row, "template");
    const struct cell *name = pick_cell(s->table, s->row, "name");
    struct buf text = {.arena = v->arena};
    if (!str_eq(str_of(s->pane->name), S("templates")) || id->is_null)
        return false;
    figure_exact(&text, UNIT_HASH, id);
    s->own->named = buf_view(&text);
    v->prompt = PROMPT_NAME;
    v->typed_bytes = !name->is_null && name->s.len < sizeof v->typed ? name->s.len : 0;
    memcpy(v->typed, v->typed_bytes ? name->s.ptr : "", v->typed_bytes);
    return true;
}

static void typed(struct view *v, const struct snapshot *s, struct str text)
{
    struct own *own = v->own[v->screen];
    (void)s;
    if (!own->named.ptr) {
        v->message =
            str_fmt(v->arena, "'%.*s' is no command: Tab shows what there is", STR_ARG(text));
        return;
    }
    view_rename(v, str_fmt(v->arena, "prompts name %.*s %.*s", STR_ARG(own->named),
                           STR_ARG(command_word(text, v->arena))));
    own->named = (struct str){0};
}

// Back out of what is open. False when nothing is.
static bool go_out(struct own *own)
{
    bool was_open = own->is_inside || own->is_open;
    own->is_inside = own->is_open = false;
    own->first = 0;
    return was_open;
}

static bool scroll(const struct view *v, const struct snapshot *s, const struct sight *sight,
                   enum action action, int height, struct arena *a)
{
    static const struct {
        enum action action;
        int lines;  // 0 = a page
    } steps[] = {{ACT_DOWN, 1},
                 {ACT_UP, -1},
                 {ACT_PAGE_DOWN, 0},
                 {ACT_PAGE_UP, 0},
                 {ACT_TOP, -DETAIL_LINES},
                 {ACT_BOTTOM, DETAIL_LINES}};
    struct detail lines;
    detail_init(&lines, v->width, false, a);
    add_all(&lines, v, s, sight);
    int most = detail_most(&lines, height);
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        if (steps[i].action != action)
            continue;
        int page = action == ACT_PAGE_DOWN ? height : -height;
        int first = sight->own->first + (steps[i].lines ? steps[i].lines : page);
        sight->own->first = first < 0 ? 0 : first > most ? most : first;
        return true;
    }
    return false;
}

static bool act_on(struct view *v, const struct snapshot *s, enum action action, struct arena *a)
{
    int height = frame_body_rows(v->height) - 1;
    struct own *own = v->own[v->screen];
    struct sight sight;
    if (!look(v, s, v->width, height, &sight, a))
        return false;
    if (action == ACT_OPEN) {
        open_row(v, &sight, a);
        return true;
    }
    if (action == ACT_NEXT && !v->search.len && begin_name(v, &sight))
        return true;
    if (action == ACT_DETAIL && !sight.pane->requests) {
        own->is_open = !own->is_open;
        own->first = 0;
        return true;
    }
    if (own->is_open)
        return scroll(v, s, &sight, action, height, a);
    if (own->is_inside)
        return list_act(v, &own->requests, sight.requests, action, height - sight.list_rows - 2);
    own->requests = (struct list){0};
    return list_act(v, &own->lists[sight.pane - prompt_panes], sight.shown, action,
                    sight.list_rows - 1);
}

static bool act(struct view *v, const struct snapshot *s, enum action action)
{
    struct own *own = v->own[v->screen];
    own->named = (struct str){0};
    if (action == ACT_PANE) {
        v->pane[v->screen] = (v->pane[v->screen] + 1) % PROMPT_PANES;
        (void)go_out(own);
        return true;
    }
    if ((action == ACT_BACK || action == ACT_LEFT || action == ACT_QUIT || action == ACT_CANCEL) &&
        go_out(own))
        return true;
    struct arena scratch = {0};
    bool is_known = act_on(v, s, action, &scratch);
    arena_release(&scratch);
    return is_known;
}

static const struct hint hints[] = {
    {ACT_PANE, "view"},
    {ACT_OPEN, "its requests"},
    {ACT_DETAIL, "detail"},
    {ACT_NEXT, "name"},
    {ACT_SORT_RIGHT, "sort"},
    {ACT_SEARCH, "search"},
    {0},
};

const struct screen screen_prompts = {
    .name = "prompts",
    .title = "Prompts",
    .help = "Tab goes through the views: templates (prompts that are alike but for their slots),\n"
            "duplicates, what breaks the providers' caches, system prompts and tools, near\n"
            "duplicates, waste. Enter shows the requests of a row; i its whole detail. n gives a\n"
            "template a name, while nothing is searched.\n",
    .rank = 3,
    .own_bytes = sizeof(struct own),
    .hints = hints,
    .wants = wants,
    .draw = draw,
    .act = act,
    .command = command,
    .typed = typed,
};

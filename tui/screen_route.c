// screen_route.c - easy tasks sent to another model: what that would have saved, and what first.
#include "base/buf.h"
#include "report/figure.h"
#include "tui/detail.h"
#include "tui/list.h"
#include "tui/route_models.h"
#include "tui/screen.h"
#include "tui/tui_frame.h"
#include "tui/what_if.h"

enum { KNOB_TO, KNOB_TASKS, KNOB_FALLBACK, KNOBS };
enum { PANE_KNOBS, PANE_LIST };
enum { RESULT_ROWS = 3, WATCH_ROWS = 6, LIST_ROWS_MIN = 6, WIDTH_FOR_BOTH = 96, WATCH_WIDTH = 60 };
enum { FALLBACK_MOST = 50, MUCH = 5, VALUE_WIDTH = 10, TOP_ROWS = 200 };

static const struct {
    const char *key, *title, *field;  // of the filter; NULL = none
} frontiers[] = {
    {"frontier_by_task", "task", "task"},
    {"frontier_by_template", "template", "template"},
    {"frontier_by_size", "size of the input", NULL},
};
enum { FRONTIERS = 3 };

struct own {
    struct str to, tasks;  // unknown = no model yet; the tasks that are easy
    int fallback_percent, knob, frontier;
    struct str before;  // the last command that had an answer
};

static struct own *own_of(const struct view *v)
{
    return v->own[v->screen];
}

static struct str command(const struct view *v, struct arena *a)
{
    const struct own *own = own_of(v);
    struct buf out = {.arena = a};
    if (!own->to.len)
        return (struct str){0};
    buf_fmt(&out, "simulate route --to %.*s", STR_ARG(command_word(own->to, a)));
    if (own->tasks.len)
        buf_fmt(&out, " --tasks %.*s", STR_ARG(command_word(own->tasks, a)));
    if (own->fallback_percent)
        buf_fmt(&out, " --fallback-rate %d%%", own->fallback_percent);
    buf_fmt(&out, " --top %d", TOP_ROWS);
    return view_command(v, buf_view(&out), a);
}

static void wants(const struct view *v, struct wants *out)
{
    if (own_of(v)->to.len)
        wants_add(out, command(v, out->arena));
    if (own_of(v)->knob == KNOB_TO)
        wants_add(out, route_models_command(v, out->arena));
}

static struct str shown_command(const struct view *v, const struct snapshot *s, struct arena *a)
{
    return what_if_shown(s, command(v, a), own_of(v)->before);
}

static const struct table *frontier_table(const struct view *v, const struct snapshot *s,
                                          struct arena *a)
{
    const struct own *own = own_of(v);
    struct str key = str_of(frontiers[own->frontier].key);
    return own->to.len ? snapshot_table(s, shown_command(v, s, a), key, 0) : NULL;
}

// Rows of a body of `height` that what to watch takes: none where the list needs them.
static int watch_rows(int height)
{
    return height >= KNOBS + RESULT_ROWS + LIST_ROWS_MIN + WATCH_ROWS ? WATCH_ROWS : 0;
}

static void draw_knobs(const struct view *v, struct canvas *c, struct area a)
{
    const struct own *own = own_of(v);
    struct knob knobs[KNOBS] = {
        [KNOB_TO] = {"to", own->to.len ? own->to : S("no model yet"), "the model they are sent to"},
        [KNOB_TASKS] = {"tasks", own->tasks.len ? own->tasks : S("easy ones"),
                        "easy: classification, extraction, yes_no"},
        [KNOB_FALLBACK] = {"fallback rate", str_fmt(c->arena, "%d%%", own->fallback_percent),
                           "of them have to be answered again"},
    };
    knobs_draw(knobs, KNOBS, own->knob, v->pane[v->screen] == PANE_KNOBS, c, a);
}

static void draw_result(const struct view *v, const struct snapshot *s, struct canvas *c,
                        struct area a)
{
    static const struct field calls[] = {{"routed", "hits", FIELD_AS_IS},
                                         {"of", "requests_in", FIELD_AS_IS},
                                         {"share", "hit_rate", FIELD_AS_IS},
                                         {"without a price", "unpriced_requests", FIELD_AS_IS},
                                         {0}};
    struct str shown = shown_command(v, s, c->arena);
    const struct table *all = snapshot_table(s, shown, S(""), 0);
    const struct table *steps = snapshot_table(s, shown, S("steps"), 0);
    struct area below = {a.x, a.y + 1, a.width, RESULT_ROWS - 1};
    struct detail d;
    what_if_heading(s, command(v, c->arena), "Result", c, a);
    if (a.height < RESULT_ROWS)
        return;
    if (!all || !steps) {
        reply_draw(snapshot_reply(s, shown), c, below);
        return;
    }
    detail_init(&d, a.width, c->is_ascii, c->arena);
    what_if_dollars(&d, all);
    if (steps->row_count)
        detail_fields(&d, "calls", calls, steps, 0);
    detail_show(&d, c, below, 0);
}

static void draw_frontier(const struct view *v, const struct snapshot *s, struct canvas *c,
                          struct area a)
{
    const char *title = frontiers[own_of(v)->frontier].title;
    const struct table *t = frontier_table(v, s, c->arena);
    struct list_look look = {
        .list = &v->lists[v->screen][0],
        .has_focus = v->pane[v->screen] == PANE_LIST,
        .search = v->search,
    };
    if (a.height < 2 || !t)
        return;
    what_if_heading(s, command(v, c->arena),
                    str_fmt(c->arena, "What to route first, by %s", title).ptr, c, a);
    a.y++;
    a.height--;
    int left = a.height - (int)t->row_count - 2;  // below the rows
    struct str shown = shown_command(v, s, c->arena);
    a.height -= what_if_notes_below(snapshot_reply(s, shown)->answer, left, c, a);
    if (t->row_count)
        list_draw(&look, t, c, a);
}

static void draw_assumptions(const struct table *t, struct canvas *c, struct area a)
{
    static const struct pick picks[] = {
        {"setting", "assumed", 0}, {"value", NULL, 0}, {"least", NULL, 0}, {"most", NULL, 0}, {0}};
    struct detail d;
    if (!t || !t->row_count)
        return;
    detail_init(&d, a.width, c->is_ascii, c->arena);
    detail_heading(&d, S("Assumptions"), (struct str){0});
    detail_table(&d, t, picks);
    detail_show(&d, c, a, 0);
}

// What the log says, each figure before what it is.
static void draw_risks(const struct table *t, struct canvas *c, struct area a)
{
    int column = t ? table_column(t, S("value")) : -1;
    if (column < 0 || !t->row_count)
        return;
    int decimals = figure_usd_decimals(t, c->arena)[column];
    canvas_heading(c, a, S("What to watch"));
    for (int i = 0; i < t->row_count && i + 1 < a.height; i++) {
        const struct cell *value = pick_cell(t, i, "value");
        struct str text = figure_of(&t->columns[column], value, decimals, c->arena);
        canvas_right(c, a.y + 1 + i, a.x + 1, VALUE_WIDTH, text, INK_TEXT);
        canvas_text(c, a.y + 1 + i, a.x + VALUE_WIDTH + 3, a.width - VALUE_WIDTH - 3,
                    pick_cell(t, i, "figure")->s, INK_TEXT);
    }
}

// The assumptions stand beside it where there is room.
static void draw_watch(const struct view *v, const struct snapshot *s, struct canvas *c,
                       struct area a)
{
    struct str shown = shown_command(v, s, c->arena);
    struct area left = a, right = a;
    if (a.width >= WIDTH_FOR_BOTH) {
        left.width = WATCH_WIDTH;
        right.x += WATCH_WIDTH + 1;
        right.width -= WATCH_WIDTH + 1;
        draw_assumptions(snapshot_table(s, shown, S("assumptions"), 0), c, right);
    }
    draw_risks(snapshot_table(s, shown, S("risk"), 0), c, left);
}

static void draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a)
{
    int watch = watch_rows(a.height), above = KNOBS + RESULT_ROWS;
    draw_knobs(v, c, a);
    if (!own_of(v)->to.len) {
        int above_models = KNOBS + 1;
        route_models_draw(v, s, c,
                          (struct area){a.x, a.y + above_models, a.width, a.height - above_models});
        return;
    }
    draw_result(v, s, c, (struct area){a.x, a.y + KNOBS, a.width, a.height - KNOBS});
    draw_frontier(v, s, c, (struct area){a.x, a.y + above, a.width, a.height - above - watch});
    if (watch)
        draw_watch(v, s, c, (struct area){a.x, a.y + a.height - watch, a.width, watch});
}

// The answer that is seen stays until that to the new question is there.
static void keep_answer(struct view *v, const struct snapshot *s)
{
    struct arena scratch = {0};
    struct own *own = own_of(v);
    struct str asked = command(v, &scratch);
    if (snapshot_reply(s, asked)->answer && !str_eq(own->before, asked))
        own->before = str_copy(asked, v->arena);
    arena_release(&scratch);
}

static bool turn(struct view *v, const struct snapshot *s, int step)
{
    struct own *own = own_of(v);
    int percent = own->fallback_percent + step;
    if (own->knob == KNOB_TO)
        own->to = route_models_next(v, s, own->to, step);
    else if (own->knob == KNOB_TASKS)
        own->tasks = own->tasks.len ? (struct str){0} : S("any");
    else
        own->fallback_percent = percent < 0 ? 0 : percent > FALLBACK_MOST ? FALLBACK_MOST : percent;
    return true;
}

static bool edit(struct view *v)
{
    v->prompt = PROMPT_VALUE;
    v->typed_bytes = 0;
    return true;
}

static bool next_frontier(struct view *v)
{
    own_of(v)->frontier = (own_of(v)->frontier + 1) % FRONTIERS;
    v->lists[v->screen][0] = (struct list){0};
    return true;
}

static bool narrow(struct view *v, const struct snapshot *s)
{
    struct arena scratch = {0};
    const struct table *t = frontier_table(v, s, &scratch);
    int64_t row = list_row(&v->lists[v->screen][0], t, &scratch);
    const char *field = frontiers[own_of(v)->frontier].field;
    if (row >= 0 && !field && v->pane[v->screen] == PANE_LIST)
        v->message = S("Enter narrows down to a task or a template: g shows them");
    if (row >= 0 && field && v->pane[v->screen] == PANE_LIST) {
        const struct cell *name = &t->cells[row * t->column_count];
        (void)view_narrow(v, field, name->is_null ? S("") : name->s);
    }
    arena_release(&scratch);
    return v->pane[v->screen] == PANE_LIST;
}

static bool move(struct view *v, const struct snapshot *s, enum action action)
{
    struct arena scratch = {0};
    int height = frame_body_rows(v->height);
    int page = height - KNOBS - RESULT_ROWS - watch_rows(height) - 2;
    if (v->pane[v->screen] == PANE_KNOBS)
        return knobs_move(&own_of(v)->knob, KNOBS, action);
    const struct table *t = frontier_table(v, s, &scratch);
    bool is_known = list_act(v, &v->lists[v->screen][0], t, action, page);
    arena_release(&scratch);
    return is_known;
}

static bool act(struct view *v, const struct snapshot *s, enum action action)
{
    keep_answer(v, s);
    switch ((int)action) {
    case ACT_LEFT:
        return turn(v, s, -1);
    case ACT_RIGHT:
        return turn(v, s, 1);
    case ACT_MUCH_LEFT:
        return turn(v, s, -MUCH);
    case ACT_MUCH_RIGHT:
        return turn(v, s, MUCH);
    case ACT_EDIT:
        return edit(v);
    case ACT_OPEN:
        return narrow(v, s);
    case ACT_GROUP:
        return next_frontier(v);
    case ACT_PANE:
        v->pane[v->screen] = v->pane[v->screen] == PANE_KNOBS ? PANE_LIST : PANE_KNOBS;
        return true;
    case ACT_WRITE:
    case ACT_YANK:
        if (own_of(v)->to.len)
            return false;
        v->message = S("e types the name of a model first");
        return true;
    default:
        return move(v, s, action);
    }
}

static bool take_percent(struct str text, int *out)
{
    int64_t percent = 0;
    text = str_ends(text, S("%")) ? str_head(text, text.len - 1) : text;
    if (!str_to_i64(text, &percent) || percent < 0 || percent > FALLBACK_MOST)
        return false;
    *out = (int)percent;
    return true;
}

// A model or tasks that do not exist fail in the answer, which says what there is.
static void typed(struct view *v, const struct snapshot *s, struct str text)
{
    struct own *own = own_of(v);
    (void)s;
    text = str_trim(text);
    if (own->knob == KNOB_TO)
        own->to = text;
    else if (own->knob == KNOB_TASKS)
        own->tasks = text;
    else if (!take_percent(text, &own->fallback_percent))
        v->message = str_fmt(v->arena, "'%.*s' is not a rate from 0%% to %d%%", STR_ARG(text),
                             FALLBACK_MOST);
}

static const struct hint hints[] = {
    {ACT_DOWN, "next"},
    {ACT_RIGHT, "turn"},
    {ACT_EDIT, "type"},
    {ACT_PANE, "list"},
    {ACT_GROUP, "task, template, size"},
    {ACT_OPEN, "narrow"},
    {0},
};

const struct screen screen_route = {
    .name = "route",
    .title = "Route",
    .help = "What sending easy tasks to another model would have saved.\n"
            "j and k choose a knob, Left and Right turn it, e types its value: the model, tasks\n"
            "such as classification,summary (or any), a rate.\n"
            "Tab goes to the list, g shows it by task, template or size; Enter narrows down.\n"
            "A log does not show whether the other model's answers would do.",
    .rank = 5,
    .own_bytes = sizeof(struct own),
    .hints = hints,
    .wants = wants,
    .draw = draw,
    .act = act,
    .command = command,
    .typed = typed,
};

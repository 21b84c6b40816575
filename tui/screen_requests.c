// screen_requests.c - single requests: the newest, dearest, slowest; and one of them whole.
#include "base/utf8.h"
#include "report/figure.h"
#include "tui/inspector.h"
#include "tui/list.h"
#include "tui/pick.h"
#include "tui/screen.h"
#include "tui/tui_frame.h"

enum { TOP = 300, SPLIT_ROWS_MIN = 3 };

// Of toll requests --sort.
static const char *const sorts[] = {"time", "cost", "latency", "ttft", "input", "output"};
enum { SORTS = sizeof sorts / sizeof *sorts };

static const struct pick picks[] = {
    {"time", NULL, 14},
    {"model", NULL, 22},
    {"feature", NULL, 18},
    {"cost_usd", NULL, 0},
    {"latency_ms", NULL, 0},
    {"status", "st", 0},
    {"in_tok", NULL, 0},
    {"output_tok", NULL, 0},
    {"cache_read_tok", NULL, 0},
    {"user", NULL, 16},
    {"ttft_ms", "first", 0},
    {"finish_reason", NULL, 12},
    {"template", NULL, 0},
    {"team", NULL, 16},
    {"session", NULL, 16},
    {"environment", NULL, 12},
    {"api_key", NULL, 16},
    {"id", NULL, 0},
    {0},
};

// How much of the screen the inspector has.
enum opened { CLOSED, SPLIT, WHOLE };

struct own {
    int sort;
    bool is_reversed;
    enum opened opened;
    struct str id;  // of the request that is inspected; in the session's arena
    int first;      // its line that is seen first
};

static const struct own *own_of(const struct view *v)
{
    return v->own[v->screen];
}

static struct str command(const struct view *v, struct arena *a)
{
    const struct own *own = own_of(v);
    struct buf out = {.arena = a};
    buf_fmt(&out, "requests --top %d", TOP);
    if (own->sort)
        buf_fmt(&out, " --sort %s", sorts[own->sort]);
    if (own->is_reversed)
        buf_str(&out, S(" --reverse"));
    return view_command(v, buf_view(&out), a);
}

// What w writes: the request that is inspected, or the list.
static struct str shown_command(const struct view *v, struct arena *a)
{
    const struct own *own = own_of(v);
    return own->opened == WHOLE ? inspector_command(own->id, a) : command(v, a);
}

static void wants(const struct view *v, struct wants *out)
{
    const struct own *own = own_of(v);
    wants_add(out, command(v, out->arena));
    if (own->opened && own->id.len)
        wants_add(out, inspector_command(own->id, out->arena));
}

static const struct table *find_list(const struct view *v, const struct snapshot *s,
                                     struct arena *a)
{
    const struct table *t = snapshot_table(s, command(v, a), S("requests"), 0);
    return t && t->row_count ? t : NULL;
}

// Rows of the list with its heading, of those below the first line.
static int list_rows_of(const struct own *own, int height, int64_t requests)
{
    int split = height / 4 < SPLIT_ROWS_MIN ? SPLIT_ROWS_MIN : height / 4;
    if (own->opened == CLOSED)
        return height;
    if (own->opened == WHOLE)
        return 0;
    return requests + 1 < split ? (int)requests + 1 : split;
}

// "Requests, newest first" on the left, the sums of all of them on the right.
static void draw_top(const struct snapshot *s, struct str command, const struct table *list,
                     struct canvas *c, struct area a)
{
    static const struct {
        const char *key, *name;
    } sums[] = {{"requests", "requests"},
                {"cost_usd", "cost"},
                {"errors", "failed"},
                {"p50_ms", "p50 ms"},
                {"p95_ms", "p95 ms"}};
    const struct table *totals = snapshot_table(s, command, S("totals"), 0);
    int used = canvas_text(c, a.y, a.x + 1, a.width - 1, list->title, INK_TITLE) + 3;
    struct str text = S("");
    for (size_t i = 0; totals && totals->row_count && i < sizeof sums / sizeof *sums; i++) {
        int column = table_column(totals, str_of(sums[i].key));
        const struct cell *cell = pick_cell(totals, 0, sums[i].key);
        if (column < 0 || cell->is_null)
            continue;
        struct str figure = figure_of(&totals->columns[column], cell,
                                      figure_usd_decimals(totals, c->arena)[column], c->arena);
        struct str longer =
            str_fmt(c->arena, "%.*s   %s %.*s", STR_ARG(text), sums[i].name, STR_ARG(figure));
        text = utf8_width(longer) + used + 1 <= a.width ? longer : text;
    }
    canvas_right(c, a.y, a.x + used, a.width - used - 1, text, INK_TEXT);
}

static void draw_list(const struct view *v, const struct table *t, struct canvas *c, struct area a)
{
    struct list_look look = {
        .list = &v->lists[v->screen][0],
        .has_focus = own_of(v)->opened != WHOLE,
        .search = v->search,
    };
    bool has_note = t->note_count && t->row_count + 2 <= a.height;
    struct area rows = {a.x, a.y, a.width, a.height - has_note};
    list_draw(&look, pick_columns(t, picks, a.width, c->arena), c, rows);
    if (has_note)
        canvas_text(c, a.y + (int)t->row_count + 1, a.x + 1, a.width - 1, t->notes[0], INK_DIM);
}

static void draw_inspector(const struct view *v, const struct snapshot *s, struct canvas *c,
                           struct area a)
{
    const struct own *own = own_of(v);
    struct detail lines;
    detail_init(&lines, a.width, c->is_ascii, c->arena);
    if (inspector_add(&lines, s, own->id)) {
        detail_show(&lines, c, a, own->first);
        return;
    }
    canvas_heading(c, a, own->id);
    reply_draw(snapshot_reply(s, inspector_command(own->id, c->arena)), c,
               (struct area){a.x, a.y + 1, a.width, a.height - 1});
}

static void draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a)
{
    const struct table *t = find_list(v, s, c->arena);
    struct area rest = {a.x, a.y + 1, a.width, a.height - 1};
    if (!t) {
        reply_draw(snapshot_reply(s, command(v, c->arena)), c, a);
        return;
    }
    int rows = list_rows_of(own_of(v), rest.height, t->row_count);
    draw_top(s, command(v, c->arena), t, c, a);
    if (rows)
        draw_list(v, t, c, (struct area){rest.x, rest.y, rest.width, rows});
    if (own_of(v)->opened)
        draw_inspector(v, s, c,
                       (struct area){rest.x, rest.y + rows, rest.width, rest.height - rows});
}

// The inspector follows the cursor.
static void inspect(struct view *v, struct own *own, const struct table *t, struct arena *a)
{
    struct buf id = {.arena = v->arena};
    figure_exact(&id, UNIT_HASH, pick_cell(t, list_row(view_list(v, 0), t, a), "id"));
    if (!str_eq(buf_view(&id), own->id))
        own->first = 0;
    own->id = buf_view(&id);
}

static bool scroll(struct view *v, const struct snapshot *s, struct own *own, enum action action,
                   int height, struct arena *a)
{
    int page = height > 2 ? height - 2 : 1;
    const int steps[ACT_COUNT] = {
        [ACT_DOWN] = 1,
        [ACT_UP] = -1,
        [ACT_PAGE_DOWN] = page,
        [ACT_PAGE_UP] = -page,
        [ACT_TOP] = -DETAIL_LINES,
        [ACT_BOTTOM] = DETAIL_LINES,
    };
    bool is_line = action != ACT_PAGE_DOWN && action != ACT_PAGE_UP;
    if (!steps[action] || (own->opened == SPLIT && is_line))
        return false;
    struct detail lines;
    detail_init(&lines, v->width, false, a);
    (void)inspector_add(&lines, s, own->id);
    int most = detail_most(&lines, height), first = own->first + steps[action];
    own->first = first < 0 ? 0 : first > most ? most : first;
    return true;
}

// Another order is another question; the cursor starts at its first row.
static bool sort(struct view *v, struct own *own, enum action action)
{
    switch ((int)action) {
    case ACT_SORT_LEFT:
        own->sort = (own->sort + SORTS - 1) % SORTS;
        break;
    case ACT_SORT_RIGHT:
        own->sort = (own->sort + 1) % SORTS;
        break;
    case ACT_REVERSE:
        own->is_reversed = !own->is_reversed;
        break;
    case ACT_FOLLOW:
        own->sort = 0;
        own->is_reversed = false;
        v->message = S("the newest request stays under the cursor");
        break;
    default:
        return false;
    }
    *view_list(v, 0) = (struct list){0};
    own->opened = CLOSED;
    return true;
}

static bool open_or_close(struct own *own, enum action action)
{
    switch ((int)action) {
    case ACT_OPEN:
        own->opened = own->opened == CLOSED ? SPLIT : WHOLE;
        return true;
    case ACT_DETAIL:
        own->opened = own->opened == CLOSED ? SPLIT : CLOSED;
        return true;
    case ACT_BACK:
    case ACT_LEFT:
    case ACT_QUIT:
    case ACT_CANCEL:
        if (own->opened == CLOSED)
            return false;
        own->opened = own->opened == WHOLE ? SPLIT : CLOSED;
        return true;
    default:
        return false;
    }
}

static bool act_on(struct view *v, const struct snapshot *s, enum action action, struct arena *a)
{
    struct own *own = v->own[v->screen];
    const struct table *t = find_list(v, s, a);
    int height = frame_body_rows(v->height) - 1;
    if (!t)
        return false;
    int rows = list_rows_of(own, height, t->row_count);
    if (own->opened && scroll(v, s, own, action, height - rows, a))
        return true;
    bool is_known = open_or_close(own, action) || list_act(v, view_list(v, 0), t, action, rows - 1);
    if (is_known && own->opened)
        inspect(v, own, t, a);
    return is_known;
}

static bool act(struct view *v, const struct snapshot *s, enum action action)
{
    struct arena scratch = {0};
    bool is_known = sort(v, v->own[v->screen], action) || act_on(v, s, action, &scratch);
    arena_release(&scratch);
    return is_known;
}

static const struct hint hints[] = {
    {ACT_OPEN, "inspect"},  {ACT_SORT_RIGHT, "sort"}, {ACT_REVERSE, "reverse"},
    {ACT_FOLLOW, "newest"}, {ACT_SEARCH, "search"},   {0},
};

const struct screen screen_requests = {
    .name = "requests",
    .title = "Requests",
    .help =
        "The first requests by time, cost, latency, time to the first token, input or output\n"
        "(< and > choose, r turns round). Enter inspects one: all fields, the arithmetic of its\n"
        "cost, its place in the log, its texts; Enter again gives it the whole screen.\n",
    .rank = 7,
    .own_bytes = sizeof(struct own),
    .hints = hints,
    .wants = wants,
    .draw = draw,
    .act = act,
    .command = shown_command,
};

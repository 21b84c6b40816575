// screen_costs.c - where the money goes: grouped by any dimension, drilled down row by row.
#include "base/buf.h"
#include "tui/chart_table.h"
#include "tui/dimensions.h"
#include "tui/list.h"
#include "tui/pick.h"
#include "tui/screen.h"
#include "tui/tui_frame.h"

enum {
    LIST_ROWS_MIN = 8,
    PANE_ROWS_MIN = 7,
    TOP_ROWS = 200,
    TOP_CROSSED = 2000,
    CHART_WIDTH_MIN = 96
};
// The line of dimensions, the heading, the rule and the total.
enum { AROUND_LIST = 4 };
enum { PANE_LIST, PANE_SECOND };

// Numbers of dimensions are kept + 1: 0 = none was chosen.
struct own {
    uint8_t first[VIEW_TERMS + 1];  // by the number of terms: going up comes back to it
    uint8_t second;
    struct list kept[VIEW_TERMS + 1];  // cursors of the levels above
    bool is_hidden;                    // the second pane
};

static struct own *own_of(const struct view *v)
{
    return v->own[v->screen];
}

static int first_of(const struct view *v)
{
    int chosen = own_of(v)->first[v->term_count] - 1;
    return chosen >= 0 && !dimension_is_fixed(v, chosen) ? chosen : dimension_next(v, -1, 1, -1);
}

static int second_of(const struct view *v)
{
    int chosen = own_of(v)->second - 1, first = first_of(v);
    bool is_good = chosen >= 0 && chosen != first && !dimension_is_fixed(v, chosen);
    return is_good ? chosen : dimension_next(v, first, 1, first);
}

static struct str command(const struct view *v, struct arena *a)
{
    return view_command(
        v, str_fmt(a, "report summary by --by %s --top %d", dimensions[first_of(v)].name, TOP_ROWS),
        a);
}

static struct str crossed_command(const struct view *v, struct arena *a)
{
    return view_command(v,
                        str_fmt(a, "report by --by %s,%s --top %d", dimensions[first_of(v)].name,
                                dimensions[second_of(v)].name, TOP_CROSSED),
                        a);
}

// Rows of the second pane in a body of `height`, 0 where it does not fit; the first takes no more
// than it needs for `rows` rows.
static int second_rows(const struct view *v, int height, int64_t rows)
{
    int least = height * 2 / 5 > PANE_ROWS_MIN ? height * 2 / 5 : PANE_ROWS_MIN;
    int64_t spare = height - AROUND_LIST - rows;
    if (own_of(v)->is_hidden || height < LIST_ROWS_MIN + PANE_ROWS_MIN + 1)
        return 0;
    return spare > least ? (int)spare : least;
}

static void wants(const struct view *v, struct wants *out)
{
    wants_add(out, command(v, out->arena));
    if (!own_of(v)->is_hidden)
        wants_add(out, crossed_command(v, out->arena));
}

static void draw_dimensions(const struct view *v, struct canvas *c, struct area a)
{
    int first = first_of(v), second = second_of(v), x = 1;
    struct str metric = str_fmt(c->arena, "metric: %s", metric_title[v->metric]);
    int room = a.width - (int)metric.len - 3;
    x += canvas_text(c, a.y, a.x + x, room, S("by"), INK_DIM) + 1;
    for (int i = 0; i < dimension_count(); i++) {
        int at = (first + i) % dimension_count();
        if (dimension_is_fixed(v, at))
            continue;
        bool is_first = at == first, is_second = at == second && !own_of(v)->is_hidden;
        const char *around = is_first ? "[]" : is_second ? "()" : "  ";
        struct str text = str_fmt(c->arena, "%c%s%c", around[0], dimensions[at].name, around[1]);
        if (x + (int)text.len > room)
            break;
        x += canvas_text(c, a.y, a.x + x, room - x, text,
                         is_first    ? INK_TAB_HERE
                         : is_second ? INK_TITLE
                                     : INK_DIM);
    }
    canvas_right(c, a.y, a.x, a.width - 1, metric, INK_DIM);
}

static const struct table *first_table(const struct view *v, const struct snapshot *s,
                                       struct arena *a)
{
    return snapshot_table(s, command(v, a), S("by"), 0);
}

static void draw_list(const struct view *v, const struct snapshot *s, struct canvas *c,
                      struct area a)
{
    const char *columns[METRIC_COLUMNS];
    struct str asked = command(v, c->arena);
    const struct table *t = first_table(v, s, c->arena);
    metric_columns(v->metric, dimensions[first_of(v)].name, columns);
    struct list_look look = {
        .list = &v->lists[v->screen][PANE_LIST],
        .has_focus = v->pane[v->screen] == PANE_LIST,
        .search = v->search,
        .columns = columns,
        .bar = metric_bar(v->metric),
        .total = snapshot_table(s, asked, S("totals"), 0),
    };
    if (t && t->row_count)
        list_draw(&look, t, c, a);
    else
        reply_draw(snapshot_reply(s, asked), c, a);
}

// What is selected in the first pane; NULL = nothing.
static const struct cell *selected_label(const struct view *v, const struct snapshot *s,
                                         struct arena *a)
{
    const struct table *t = first_table(v, s, a);
    int64_t row = list_row(&v->lists[v->screen][PANE_LIST], t, a);
    return row < 0 ? NULL : &t->cells[row * t->column_count];
}

// Its rows of the crossing; NULL without any.
static const struct table *second_table(const struct view *v, const struct snapshot *s,
                                        struct arena *a)
{
    const struct table *t = snapshot_table(s, crossed_command(v, a), S("by"), 0);
    const struct cell *label = selected_label(v, s, a);
    return t && label ? pick_rows(t, dimensions[first_of(v)].name, label, a) : NULL;
}

static struct str label_text(const struct cell *label)
{
    return label->is_null ? S("(unattributed)") : label->s;
}

// Its second dimension as rows, of times as columns of a chart.
static void draw_second(const struct view *v, const struct snapshot *s, struct canvas *c,
                        struct area a)
{
    const char *columns[METRIC_COLUMNS];
    const struct cell *label = selected_label(v, s, c->arena);
    const struct table *t = second_table(v, s, c->arena);
    const struct dimension *second = &dimensions[second_of(v)];
    struct area below = {a.x, a.y + 1, a.width, a.height - 1};
    if (!label)
        return;
    bool has_focus = v->pane[v->screen] == PANE_SECOND;
    // Colour alone says nothing.
    struct str title = str_fmt(c->arena, "%.*s by %s", STR_ARG(label_text(label)), second->name);
    canvas_heading(c, a, has_focus ? str_fmt(c->arena, "[%.*s]", STR_ARG(title)) : title);
    const struct list *list = &v->lists[v->screen][PANE_SECOND];
    if (!t) {
        reply_draw(snapshot_reply(s, crossed_command(v, c->arena)), c, below);
        return;
    }
    if (!second->field && below.width >= CHART_WIDTH_MIN) {
        int width = below.width * 2 / 5;
        chart_table(
            c, (struct area){below.x + below.width - width - 1, below.y, width, below.height}, t,
            second->name, metric_column[v->metric], has_focus ? list_row(list, t, c->arena) : -1);
        below.width -= width + 2;
    }
    metric_columns(v->metric, second->name, columns);
    struct list_look look = {
        .list = list,
        .has_focus = has_focus,
        .search = v->search,
        .columns = columns,
        .bar = metric_bar(v->metric),
    };
    list_draw(&look, t, c, below);
}

static void draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a)
{
    const struct table *t = first_table(v, s, c->arena);
    int second = second_rows(v, a.height, t ? t->row_count : 0);
    draw_dimensions(v, c, a);
    draw_list(v, s, c, (struct area){a.x, a.y + 1, a.width, a.height - 1 - second});
    if (second)
        draw_second(v, s, c, (struct area){a.x, a.y + a.height - second, a.width, second});
}

// A cursor on the first row: by the metric, times in their order.
static struct list new_list(const struct view *v, int dimension)
{
    bool is_time = !dimensions[dimension].field;
    if (is_time)
        return (struct list){.sort = str_of(dimensions[dimension].name), .is_ascending = true};
    if (v->metric == METRIC_COST)
        return (struct list){0};
    return (struct list){.sort = str_of(metric_column[v->metric])};
}

static void reset_lists(struct view *v)
{
    struct list *lists = v->lists[v->screen];
    lists[PANE_LIST] = new_list(v, first_of(v));
    lists[PANE_SECOND] = new_list(v, second_of(v));
}

// One level down: the cursor of this one is kept.
static void enter(struct view *v, int dimension, const struct cell *label)
{
    struct own *own = own_of(v);
    int level = v->term_count;
    struct list before = v->lists[v->screen][PANE_LIST];
    if (!dimension_open(v, dimension, label) || v->term_count == level)
        return;
    own->kept[level] = before;
    own->first[v->term_count] = 0;
    reset_lists(v);
}

static bool drill(struct view *v, const struct snapshot *s)
{
    struct arena scratch = {0};
    int first = first_of(v), second = second_of(v);
    const struct cell *label = selected_label(v, s, &scratch);
    const struct table *t = NULL;
    int64_t row = -1;
    if (v->pane[v->screen] == PANE_SECOND) {
        t = second_table(v, s, &scratch);
        row = list_row(&v->lists[v->screen][PANE_SECOND], t, &scratch);
    }
    if (label)
        enter(v, first, label);
    if (label && row >= 0)
        enter(v, second, &t->cells[row * t->column_count + 1]);
    v->pane[v->screen] = PANE_LIST;
    arena_release(&scratch);
    return true;
}

static bool go_up(struct view *v)
{
    if (!v->term_count)
        return false;
    v->term_count--;
    v->lists[v->screen][PANE_LIST] = own_of(v)->kept[v->term_count];
    v->pane[v->screen] = PANE_LIST;
    return true;
}

// Another dimension for the pane that has the cursor.
static bool regroup(struct view *v, int step)
{
    struct own *own = own_of(v);
    bool is_second = v->pane[v->screen] == PANE_SECOND;
    int first = first_of(v), second = second_of(v);
    if (is_second)
        own->second = (uint8_t)(dimension_next(v, second, step, first) + 1);
    else
        own->first[v->term_count] = (uint8_t)(dimension_next(v, first, step, -1) + 1);
    v->lists[v->screen][PANE_SECOND] = new_list(v, second_of(v));
    if (!is_second)
        reset_lists(v);
    return true;
}

static bool next_metric(struct view *v)
{
    v->metric = (enum metric)((v->metric + 1) % METRIC_COUNT);
    reset_lists(v);
    return true;
}

static bool move(struct view *v, const struct snapshot *s, enum action action)
{
    struct arena scratch = {0};
    int pane = v->pane[v->screen];
    const struct table *t = first_table(v, s, &scratch);
    int height = frame_body_rows(v->height), second = second_rows(v, height, t ? t->row_count : 0);
    int page = pane == PANE_SECOND ? second - 2 : height - second - AROUND_LIST;
    if (pane == PANE_SECOND)
        t = second_table(v, s, &scratch);
    bool is_known = list_act(v, &v->lists[v->screen][pane], t, action, page);
    arena_release(&scratch);
    return is_known;
}

static bool act(struct view *v, const struct snapshot *s, enum action action)
{
    int *pane = &v->pane[v->screen];
    if (!second_rows(v, frame_body_rows(v->height), 0))
        *pane = PANE_LIST;
    switch ((int)action) {
    case ACT_PANE:
        own_of(v)->is_hidden = false;
        *pane = *pane == PANE_LIST ? PANE_SECOND : PANE_LIST;
        return true;
    case ACT_DETAIL:
        own_of(v)->is_hidden = !own_of(v)->is_hidden;
        *pane = PANE_LIST;
        return true;
    case ACT_OPEN:
        return drill(v, s);
    case ACT_BACK:
    case ACT_LEFT:
    case ACT_QUIT:
        return go_up(v);
    case ACT_GROUP:
    case ACT_MUCH_RIGHT:
        return regroup(v, 1);
    case ACT_MUCH_LEFT:
        return regroup(v, -1);
    case ACT_METRIC:
        return next_metric(v);
    default:
        return move(v, s, action);
    }
}

// A dimension, or two: "team" or "team,model".
static void typed(struct view *v, const struct snapshot *s, struct str text)
{
    (void)s;
    struct str_cut cut = str_cut(str_trim(text), ',');
    int first = dimension_by_name(str_trim(cut.head));
    int second = cut.ok ? dimension_by_name(str_trim(cut.tail)) : -1;
    if (first < 0 || (cut.ok && second < 0)) {
        v->message =
            str_fmt(v->arena, "'%.*s' is neither a command nor a dimension: g goes through them",
                    STR_ARG(text));
        return;
    }
    own_of(v)->first[v->term_count] = (uint8_t)(first + 1);
    if (second >= 0)
        own_of(v)->second = (uint8_t)(second + 1);
    reset_lists(v);
}

static const struct hint hints[] = {
    {ACT_OPEN, "drill"},
    {ACT_GROUP, "group by"},
    {ACT_PANE, "second pane"},
    {ACT_METRIC, "metric"},
    {ACT_SORT_RIGHT, "sort"},
    {ACT_DETAIL, "hide pane"},
    {0},
};

const struct screen screen_costs = {
    .name = "costs",
    .title = "Costs",
    .help = "Requests by one dimension above, the selected row by a second one below.\n"
            "Enter narrows down to the row, Bksp comes back. g takes the next dimension in\n"
            "the pane with the cursor, S-Left the one before; :team,model says both.\n"
            "Shares are of the total of what the filter lets through.",
    .rank = 2,
    .own_bytes = sizeof(struct own),
    .hints = hints,
    .wants = wants,
    .draw = draw,
    .act = act,
    .command = command,
    .typed = typed,
};

// costs_draw.c - see costs_draw.h.
#include "tui/costs_draw.h"

#include "tui/changes.h"
#include "tui/chart_table.h"
#include "tui/costs.h"
#include "tui/dimensions.h"
#include "tui/heat_map.h"
#include "tui/matrix.h"
#include "tui/pick.h"
#include "tui/trends.h"

enum { LIST_ROWS_MIN = 8, PANE_ROWS_MIN = 7, CHART_WIDTH_MIN = 96, TREND_WIDTH = 10 };

enum below costs_below(const struct view *v)
{
    const struct costs *own = costs_of(v);
    return own->is_heat       ? BELOW_HEAT
           : own->is_matrix   ? BELOW_MATRIX
           : view_compares(v) ? BELOW_WHY
                              : BELOW_SECOND;
}

// The list takes no more than it needs.
int costs_below_rows(const struct view *v, int height, int64_t rows)
{
    int least = height * 2 / 5 > PANE_ROWS_MIN ? height * 2 / 5 : PANE_ROWS_MIN;
    int64_t spare = height - COSTS_AROUND_LIST - rows;
    if (costs_below(v) == BELOW_HEAT)
        spare = least = HEAT_ROWS;
    if (costs_of(v)->is_hidden || height < LIST_ROWS_MIN + least + 1)
        return 0;
    return spare > least ? (int)spare : least;
}

// What the rows are sorted by, or compared with.
static struct str metric_text(const struct view *v, struct arena *a)
{
    struct str before, now;
    if (!view_compares(v))
        return str_fmt(a, "metric: %s", metric_title[v->metric]);
    view_periods(v, &before, &now, a);
    return str_fmt(a, "against %.*s", STR_ARG(before));
}

static void draw_dimensions(const struct view *v, struct canvas *c, struct area a)
{
    enum below below = costs_below(v);
    bool has_second = !costs_of(v)->is_hidden && (below == BELOW_SECOND || below == BELOW_MATRIX);
    int first = costs_first(v), second = has_second ? costs_second(v) : -1, x = 1;
    struct str metric = metric_text(v, c->arena);
    int room = a.width - (int)metric.len - 3;
    x += canvas_text(c, a.y, a.x + x, room, S("by"), INK_DIM) + 1;
    for (int i = 0; i < dimension_count(); i++) {
        int at = (first + i) % dimension_count();
        if (dimension_is_fixed(v, at))
            continue;
        bool is_first = at == first, is_second = at == second;
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

const struct table *costs_table(const struct view *v, const struct snapshot *s, struct arena *a)
{
    return snapshot_table(s, costs_command(v, a), S("by"), 0);
}

// The sparkline of every row; false where there is none.
static bool find_trend(const struct view *v, const struct snapshot *s, const struct table *t,
                       struct list_trend *out, struct arena *a)
{
    struct str asked = costs_trend_command(v, a);
    bool is_change = view_compares(v);
    const char *value = is_change ? "cost_usd" : metric_column[v->metric];
    *out = (struct list_trend){.title = "trend", .width = TREND_WIDTH};
    // A latency is no sum.
    if (!asked.ptr || (v->metric == METRIC_LATENCY && !is_change))
        return false;
    out->behind = is_change ? "change_share" : metric_bar(v->metric);
    struct trends trends = {
        .rows = t,
        .crossed = snapshot_table(s, asked, S("by"), 0),
        .label = dimensions[costs_first(v)].name,
        .value = value,
        .sum = is_change ? "after_usd" : value,
        .width = TREND_WIDTH,
    };
    out->values = trends_values(&trends, &out->count, a);
    return out->values != NULL;
}

static void draw_list(const struct view *v, const struct snapshot *s, struct canvas *c,
                      struct area a)
{
    const char *columns[CHANGES_COLUMNS];
    _Static_assert((int)CHANGES_COLUMNS >= (int)METRIC_COLUMNS, "either fits");
    struct list_trend trend;
    struct str asked = costs_command(v, c->arena);
    const struct table *t = costs_table(v, s, c->arena);
    bool is_change = view_compares(v);
    const char *label = dimensions[costs_first(v)].name;
    if (is_change)
        changes_columns(label, columns);
    else
        metric_columns(v->metric, label, columns);
    struct list_look look = {
        .list = &v->lists[v->screen][COSTS_LIST],
        .has_focus = v->pane[v->screen] == COSTS_LIST,
        .search = v->search,
        .columns = columns,
        .total = snapshot_table(s, asked, S("totals"), 0),
        .text = is_change ? changes_text : NULL,
    };
    if (!t || !t->row_count) {
        reply_draw(snapshot_reply(s, asked), c, a);
        return;
    }
    if (find_trend(v, s, t, &trend, c->arena))
        look.trend = &trend;
    // Of bar and trend a narrow screen has room for one.
    if (!is_change && (!look.trend || a.width >= CHART_WIDTH_MIN))
        look.bar = metric_bar(v->metric);
    list_draw(&look, t, c, a);
}

// The row of the list under the cursor; -1 = nothing.
static int64_t selected_row(const struct view *v, const struct table *t, struct arena *a)
{
    return list_row(&v->lists[v->screen][COSTS_LIST], t, a);
}

const struct cell *costs_label(const struct view *v, const struct snapshot *s, struct arena *a)
{
    const struct table *t = costs_table(v, s, a);
    int64_t row = selected_row(v, t, a);
    return row < 0 ? NULL : &t->cells[row * t->column_count];
}

// Its rows of the crossing; NULL without any.
const struct table *costs_second_table(const struct view *v, const struct snapshot *s,
                                       struct arena *a)
{
    const struct table *t = snapshot_table(s, costs_crossed_command(v, a), S("by"), 0);
    const struct cell *label = costs_label(v, s, a);
    return t && label ? pick_rows(t, dimensions[costs_first(v)].name, label, a) : NULL;
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
    const struct cell *label = costs_label(v, s, c->arena);
    const struct table *t = costs_second_table(v, s, c->arena);
    const struct dimension *second = &dimensions[costs_second(v)];
    struct area below = {a.x, a.y + 1, a.width, a.height - 1};
    if (!label)
        return;
    bool has_focus = v->pane[v->screen] == COSTS_SECOND;
    // Colour alone says nothing.
    struct str title = str_fmt(c->arena, "%.*s by %s", STR_ARG(label_text(label)), second->name);
    canvas_heading(c, a, has_focus ? str_fmt(c->arena, "[%.*s]", STR_ARG(title)) : title);
    const struct list *list = &v->lists[v->screen][COSTS_SECOND];
    if (!t) {
        reply_draw(snapshot_reply(s, costs_crossed_command(v, c->arena)), c, below);
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

static void draw_heat(const struct view *v, const struct snapshot *s, struct canvas *c,
                      struct area a)
{
    struct str asked = costs_heat_command(v, c->arena);
    const struct table *t = snapshot_table(s, asked, S("by"), 0);
    bool has_focus = v->pane[v->screen] == COSTS_SECOND;
    if (t && t->row_count)
        heat_map_draw(t, metric_column[v->metric], has_focus ? costs_of(v)->heat_cursor : -1, c, a);
    else
        reply_draw(snapshot_reply(s, asked), c, a);
}

// All rows, the second dimension across; the cursor is that of the list.
static void draw_matrix(const struct view *v, const struct snapshot *s, struct canvas *c,
                        struct area a)
{
    struct str asked = costs_crossed_command(v, c->arena);
    const struct dimension *second = &dimensions[costs_second(v)];
    struct matrix matrix = {
        .rows = costs_table(v, s, c->arena),
        .crossed = snapshot_table(s, asked, S("by"), 0),
        .value = metric_column[v->metric],
        .is_by_label = !second->field,
    };
    const struct table *t = matrix_of(&matrix, c->arena);
    struct area below = {a.x, a.y + 1, a.width, a.height - 1};
    struct str title = str_fmt(c->arena, "%s by %s and %s", metric_title[v->metric],
                               dimensions[costs_first(v)].name, second->name);
    if (matrix.left_out)
        title = str_fmt(c->arena, "%.*s, %d without a column", STR_ARG(title), matrix.left_out);
    if (matrix.is_cut)
        title = str_join(title, S(", the smallest left out"), c->arena);
    canvas_heading(c, a, title);
    struct list_look look = {.list = &v->lists[v->screen][COSTS_LIST], .search = v->search};
    if (t)
        list_draw(&look, t, c, below);
    else
        reply_draw(snapshot_reply(s, asked), c, below);
}

static void draw_why(const struct view *v, const struct snapshot *s, struct canvas *c,
                     struct area a)
{
    const struct table *t = costs_table(v, s, c->arena);
    int64_t row = selected_row(v, t, c->arena);
    if (row >= 0)
        changes_draw_why(t, row, label_text(&t->cells[row * t->column_count]), c, a);
}

void costs_draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a)
{
    static void (*const draws[])(const struct view *, const struct snapshot *, struct canvas *,
                                 struct area) = {[BELOW_SECOND] = draw_second,
                                                 [BELOW_MATRIX] = draw_matrix,
                                                 [BELOW_HEAT] = draw_heat,
                                                 [BELOW_WHY] = draw_why};
    const struct table *t = costs_table(v, s, c->arena);
    int below = costs_below_rows(v, a.height, t ? t->row_count : 0);
    draw_dimensions(v, c, a);
    draw_list(v, s, c, (struct area){a.x, a.y + 1, a.width, a.height - 1 - below});
    if (below)
        draws[costs_below(v)](v, s, c, (struct area){a.x, a.y + a.height - below, a.width, below});
}

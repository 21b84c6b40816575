// screen_overview.c - all in one look: spend, tokens, health, cost over time, features, waste.
#include "report/figure.h"
#include "tui/changes.h"
#include "tui/chart_table.h"
#include "tui/dimensions.h"
#include "tui/list.h"
#include "tui/overview_figures.h"
#include "tui/prompt_panes.h"
#include "tui/screen.h"
#include "tui/tui_frame.h"

enum { PANE_FEATURES, PANE_WASTE, PANE_CHART, PANES };
enum { COSTS_RANK = 2, PROMPTS_RANK = 3 };
// Tables of the answer with the key "by", in the order asked.
enum { BY_FEATURE, BY_TIME };
enum { TIMES_MAX = 1000 };
// What was spent stands before the chart, where there is no room for both.
enum { WIDE = 96, FEW_ROWS = 4, LISTS_MIN = 6, CHART_MIN = 4, CHART_MAX = 14 };

static struct str command(const struct view *v, struct arena *a)
{
    return view_command(
        v, str_fmt(a, "report summary --by feature --by %s --top %d", view_time_unit(v), TIMES_MAX),
        a);
}

// Not in the roll-ups that answer the rest at once: a question of its own.
static struct str errors_command(const struct view *v, struct arena *a)
{
    struct view narrow = *v;
    if (narrow.term_count < VIEW_TERMS)
        narrow.terms[narrow.term_count++] = S("error=yes");
    return view_command(&narrow, S("report by --by status"), a);
}

static struct str waste_command(const struct view *v, struct arena *a)
{
    return view_command(v, S("prompts waste --top 1"), a);
}

// What the period before was like; unknown while it does not compare.
static struct str compare_command(const struct view *v, struct arena *a)
{
    return view_compares(v) ? view_compare_command(v, S("--by feature"), a) : (struct str){0};
}

static void wants(const struct view *v, struct wants *out)
{
    wants_add(out, command(v, out->arena));
    if (view_compares(v))
        wants_add(out, compare_command(v, out->arena));
    wants_add(out, errors_command(v, out->arena));
    wants_add(out, waste_command(v, out->arena));
}

static const struct table *by_table(const struct view *v, const struct snapshot *s, int number,
                                    struct arena *a)
{
    return snapshot_table(s, command(v, a), S("by"), number);
}

static const struct table *waste_table(const struct view *v, const struct snapshot *s,
                                       struct arena *a)
{
    return snapshot_table(s, waste_command(v, a), S("waste"), 0);
}

static const struct table *feature_table(const struct view *v, const struct snapshot *s,
                                         struct arena *a)
{
    return view_compares(v) ? snapshot_table(s, compare_command(v, a), S("by"), 0)
                            : by_table(v, s, BY_FEATURE, a);
}

static const struct table *table_of_pane(const struct view *v, const struct snapshot *s, int pane,
                                         struct arena *a)
{
    return pane == PANE_WASTE   ? waste_table(v, s, a)
           : pane == PANE_CHART ? by_table(v, s, BY_TIME, a)
                                : feature_table(v, s, a);
}

// Where things stand; a height of 0 = they are not drawn.
struct layout {
    struct area figures, chart, features, waste;
};

static struct layout layout_of(const struct view *v, struct area a)
{
    struct layout out = {0};
    int figures = a.height >= FIGURES_ROWS + FEW_ROWS ? FIGURES_ROWS : 0;
    int chart = (a.height - figures) * 2 / 5;
    chart = chart > CHART_MAX ? CHART_MAX : chart;
    if (chart < CHART_MIN || a.height - figures - chart < LISTS_MIN)
        chart = 0;
    int y = a.y + figures + chart, height = a.height - figures - chart;
    out.figures = (struct area){a.x, a.y, a.width, figures};
    out.chart = (struct area){a.x, a.y + figures, a.width, chart};
    out.features = out.waste = (struct area){a.x, y, a.width, height};
    if (a.width >= WIDE) {
        out.features.width = a.width / 2;
        out.waste.x += a.width / 2 + 1;
        out.waste.width = a.width - a.width / 2 - 1;
    } else if (v->pane[v->screen] == PANE_WASTE) {
        out.features.height = 0;
    } else {
        out.waste.height = 0;
    }
    return out;
}

static void draw_figures(const struct view *v, const struct snapshot *s, struct canvas *c,
                         struct area a)
{
    struct str asked = command(v, c->arena);
    const struct table *totals = snapshot_table(s, asked, S("totals"), 0);
    if (totals && totals->row_count) {
        struct figures figures = {.totals = totals,
                                  .statuses =
                                      snapshot_table(s, errors_command(v, c->arena), S("by"), 0)};
        if (view_compares(v))
            figures.changes = snapshot_table(s, compare_command(v, c->arena), S("figures"), 0);
        figures_draw(&figures, c, a);
        return;
    }
    canvas_heading(c, a, S("Spend"));
    reply_draw(snapshot_reply(s, asked), c, (struct area){a.x, a.y + 1, a.width, 1});
}

// What the cursor of the chart is at: "2026-11-11  $1.48".
static struct str cursor_text(const struct table *t, int64_t row, int column, struct arena *a)
{
    const struct cell *cells = &t->cells[row * t->column_count];
    struct str figure =
        figure_of(&t->columns[column], &cells[column], figure_usd_decimals(t, a)[column], a);
    return str_fmt(a, ": %.*s  %.*s", STR_ARG(cells->is_null ? S("(no time)") : cells->s),
                   STR_ARG(figure));
}

static void draw_chart(const struct view *v, const struct snapshot *s, struct canvas *c,
                       struct area a)
{
    const struct table *t = by_table(v, s, BY_TIME, c->arena);
    int column = t ? table_column(t, str_of(metric_column[v->metric])) : -1;
    if (column < 0) {
        canvas_heading(c, a, str_of(metric_title[v->metric]));
        return;
    }
    bool has_focus = v->pane[v->screen] == PANE_CHART;
    int64_t row = has_focus ? list_row(&v->lists[v->screen][PANE_CHART], t, c->arena) : -1;
    struct str heading = figure_heading(&t->columns[column], c->arena);
    canvas_heading(c, a,
                   str_fmt(c->arena, "%.*s by %s%.*s", STR_ARG(heading), view_time_unit(v),
                           STR_ARG(row < 0 ? S("") : cursor_text(t, row, column, c->arena))));
    chart_table(c, (struct area){a.x + 1, a.y + 1, a.width - 2, a.height - 1}, t, view_time_unit(v),
                metric_column[v->metric], row);
}

// The focus is in the heading too: colour alone says nothing.
static void draw_title(const struct view *v, struct canvas *c, struct area a, int pane,
                       const char *title)
{
    bool has_focus = v->pane[v->screen] == pane;
    canvas_heading(c, a, has_focus ? str_fmt(c->arena, "[%s]", title) : str_of(title));
}

static void draw_features(const struct view *v, const struct snapshot *s, struct canvas *c,
                          struct area a)
{
    const char *columns[CHANGES_COLUMNS];
    _Static_assert((int)CHANGES_COLUMNS >= (int)METRIC_COLUMNS, "either fits");
    const struct table *t = feature_table(v, s, c->arena);
    struct area below = {a.x, a.y + 1, a.width, a.height - 1};
    bool is_change = view_compares(v);
    draw_title(v, c, a, PANE_FEATURES, is_change ? "Features, greatest change first" : "Features");
    if (is_change)
        changes_columns("feature", columns);
    else
        metric_columns(v->metric, "feature", columns);
    struct list_look look = {
        .list = &v->lists[v->screen][PANE_FEATURES],
        .has_focus = v->pane[v->screen] == PANE_FEATURES,
        .search = v->search,
        .columns = columns,
        .bar = is_change ? NULL : metric_bar(v->metric),
        .text = is_change ? changes_text : NULL,
    };
    struct str asked = is_change ? compare_command(v, c->arena) : command(v, c->arena);
    if (t && t->row_count)
        list_draw(&look, t, c, below);
    else
        reply_draw(snapshot_reply(s, asked), c, below);
}

// What the class under the cursor is: its note in the answer begins with its name.
static struct str definition_of(const struct table *t, int64_t row)
{
    struct str name = t->cells[row * t->column_count].s;
    for (int i = 0; i < t->note_count; i++)
        if (str_starts(t->notes[i], name) && str_starts(str_skip(t->notes[i], name.len), S(": ")))
            return str_skip(t->notes[i], name.len + 2);
    return (struct str){0};
}

static void draw_waste(const struct view *v, const struct snapshot *s, struct canvas *c,
                       struct area a)
{
    static const char *const columns[] = {"title", "cost_usd", "share", "calls", NULL};
    const struct table *t = waste_table(v, s, c->arena);
    const struct list *list = &v->lists[v->screen][PANE_WASTE];
    bool has_focus = v->pane[v->screen] == PANE_WASTE;
    struct area below = {a.x, a.y + 1, a.width, a.height - 1};
    draw_title(v, c, a, PANE_WASTE, "Waste: upper bounds, overlapping");
    if (!t || !t->row_count) {
        reply_draw(snapshot_reply(s, waste_command(v, c->arena)), c, below);
        return;
    }
    if (has_focus && below.height > LISTS_MIN) {
        below.height--;
        canvas_text(c, below.y + below.height, a.x + 1, a.width - 1,
                    definition_of(t, list_row(list, t, c->arena)), INK_DIM);
    }
    struct list_look look = {
        .list = list, .has_focus = has_focus, .search = v->search, .columns = columns};
    list_draw(&look, t, c, below);
}

static void draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a)
{
    struct layout l = layout_of(v, a);
    if (l.figures.height)
        draw_figures(v, s, c, l.figures);
    if (l.chart.height)
        draw_chart(v, s, c, l.chart);
    if (l.features.height)
        draw_features(v, s, c, l.features);
    if (l.waste.height)
        draw_waste(v, s, c, l.waste);
}

static void go_to(struct view *v, int rank)
{
    int screen = screen_by_rank(rank);
    if (screen >= 0)
        v->screen = screen;
}

static void open_waste(struct view *v)
{
    go_to(v, PROMPTS_RANK);
    for (int i = 0; i < PROMPT_PANES; i++)
        if (str_eq(str_of(prompt_panes[i].name), S("waste")))
            v->pane[v->screen] = i;
}

// A feature opens Costs, a time becomes the period, waste has its own page.
static bool open_row(struct view *v, const struct snapshot *s)
{
    struct arena scratch = {0};
    int pane = v->pane[v->screen];
    const struct table *t = table_of_pane(v, s, pane, &scratch);
    int64_t row = list_row(&v->lists[v->screen][pane], t, &scratch);
    const char *by = pane == PANE_CHART ? view_time_unit(v) : "feature";
    if (row >= 0 && pane == PANE_WASTE)
        open_waste(v);
    else if (row >= 0 &&
             dimension_open(v, dimension_by_name(str_of(by)), &t->cells[row * t->column_count]) &&
             pane == PANE_FEATURES)
        go_to(v, COSTS_RANK);
    arena_release(&scratch);
    return true;
}

static bool move(struct view *v, const struct snapshot *s, enum action action)
{
    struct arena scratch = {0};
    int pane = v->pane[v->screen];
    struct area body = {0, 0, v->width, frame_body_rows(v->height)};
    if (pane == PANE_CHART)
        action = action == ACT_LEFT ? ACT_UP : action == ACT_RIGHT ? ACT_DOWN : action;
    struct list *list = &v->lists[v->screen][pane];
    bool is_known = list_act(v, list, table_of_pane(v, s, pane, &scratch), action,
                             layout_of(v, body).features.height - 2);
    arena_release(&scratch);
    return is_known;
}

static bool act(struct view *v, const struct snapshot *s, enum action action)
{
    switch ((int)action) {
    case ACT_PANE:
        v->pane[v->screen] = (v->pane[v->screen] + 1) % PANES;
        return true;
    case ACT_OPEN:
        return open_row(v, s);
    case ACT_COMPARE:
        (void)view_compare(v);
        v->lists[v->screen][PANE_FEATURES].sort = (struct str){0};
        return true;
    case ACT_METRIC:
        v->metric = (enum metric)((v->metric + 1) % METRIC_COUNT);
        v->lists[v->screen][PANE_FEATURES].sort =
            v->metric == METRIC_COST ? (struct str){0} : str_of(metric_column[v->metric]);
        return true;
    default:
        return move(v, s, action);
    }
}

static const struct hint hints[] = {
    {ACT_OPEN, "open"},
    {ACT_PANE, "next pane"},
    {ACT_METRIC, "metric"},
    {ACT_COMPARE, "compare"},
    {0},
};

const struct screen screen_overview = {
    .name = "overview",
    .title = "Overview",
    .help = "What was spent, on what, and what of it was of no use.\n"
            "Tab goes from the features to the waste to the chart. Enter on a feature opens\n"
            "Costs, on waste its page in Prompts, on a day of the chart makes it the period.\n"
            "Waste is what could be saved at most; its kinds overlap and must not be added.\n"
            "= says what changed since the period before; Costs says why.",
    .rank = 1,
    .hints = hints,
    .wants = wants,
    .draw = draw,
    .act = act,
    .command = command,
};

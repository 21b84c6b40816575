// screen_costs.c - where the money goes: grouped by any dimension, drilled down row by row.
#include "tui/costs.h"
#include "tui/costs_draw.h"
#include "tui/dimensions.h"
#include "tui/heat_map.h"
#include "tui/screen.h"
#include "tui/tui_frame.h"

static void wants(const struct view *v, struct wants *out)
{
    static struct str (*const commands[])(const struct view *, struct arena *) = {
        [BELOW_SECOND] = costs_crossed_command,
        [BELOW_HEAT] = costs_heat_command,
        [BELOW_MATRIX] = costs_crossed_command,
        [BELOW_WHY] = NULL,
    };
    enum below below = costs_below(v);
    wants_add(out, costs_command(v, out->arena));
    if (!costs_of(v)->is_hidden && commands[below])
        wants_add(out, commands[below](v, out->arena));
    struct str trend = costs_trend_command(v, out->arena);
    if (trend.ptr && v->metric != METRIC_LATENCY)
        wants_add(out, trend);
}

static bool drill(struct view *v, const struct snapshot *s)
{
    struct arena scratch = {0};
    int first = costs_first(v), second = costs_second(v);
    const struct cell *label = costs_label(v, s, &scratch);
    const struct table *t = NULL;
    int64_t row = -1;
    bool is_second = v->pane[v->screen] == COSTS_SECOND && costs_below(v) == BELOW_SECOND;
    if (v->pane[v->screen] == COSTS_SECOND && costs_below(v) == BELOW_HEAT) {
        v->message = S("no filter takes an hour of the week: Tab goes back to the list");
        return true;
    }
    if (is_second) {
        t = costs_second_table(v, s, &scratch);
        row = list_row(&v->lists[v->screen][COSTS_SECOND], t, &scratch);
    }
    if (label && (is_second || !costs_enter_marked(v)))
        costs_enter(v, first, label);
    if (label && row >= 0)
        costs_enter(v, second, &t->cells[row * t->column_count + 1]);
    v->pane[v->screen] = COSTS_LIST;
    arena_release(&scratch);
    return true;
}

static bool exclude(struct view *v, const struct snapshot *s)
{
    struct arena scratch = {0};
    const struct cell *label = costs_label(v, s, &scratch);
    if (label)
        costs_exclude(v, label);
    arena_release(&scratch);
    return true;
}

static bool mark(struct view *v, const struct snapshot *s)
{
    struct arena scratch = {0};
    struct list *list = &v->lists[v->screen][COSTS_LIST];
    const struct table *t = costs_table(v, s, &scratch);
    const struct cell *label = costs_label(v, s, &scratch);
    if (label && dimension_may_mark(v, costs_first(v), list, label))
        (void)list_mark(v, list, t);
    arena_release(&scratch);
    return true;
}

// What is marked, if anything is, and against the period before.
static bool compare(struct view *v)
{
    if (!view_compares(v))
        (void)costs_enter_marked(v);
    (void)view_compare(v);
    v->lists[v->screen][COSTS_LIST].sort = (struct str){0};
    if (costs_below(v) != BELOW_SECOND)
        v->pane[v->screen] = COSTS_LIST;
    return true;
}

static bool next_metric(struct view *v)
{
    v->metric = (enum metric)((v->metric + 1) % METRIC_COUNT);
    costs_reset_lists(v);
    return true;
}

// The cursor of the heat map; false for what does not move it.
static bool move_heat(struct view *v, enum action action)
{
    int *at = &costs_of(v)->heat_cursor;
    int day = *at / HEAT_HOURS, hour = *at % HEAT_HOURS;
    switch ((int)action) {
    case ACT_LEFT:
        hour = hour ? hour - 1 : 0;
        break;
    case ACT_RIGHT:
        hour = hour + 1 < HEAT_HOURS ? hour + 1 : hour;
        break;
    case ACT_UP:
        day = day ? day - 1 : 0;
        break;
    case ACT_DOWN:
        day = day + 1 < HEAT_DAYS ? day + 1 : day;
        break;
    default:
        return false;
    }
    *at = day * HEAT_HOURS + hour;
    return true;
}

static bool move(struct view *v, const struct snapshot *s, enum action action)
{
    struct arena scratch = {0};
    int pane = v->pane[v->screen];
    const struct table *t = costs_table(v, s, &scratch);
    int height = frame_body_rows(v->height),
        below = costs_below_rows(v, height, t ? t->row_count : 0);
    int page = pane == COSTS_SECOND ? below - 2 : height - below - COSTS_AROUND_LIST;
    if (pane == COSTS_SECOND)
        t = costs_second_table(v, s, &scratch);
    bool is_known = list_act(v, &v->lists[v->screen][pane], t, action, page);
    arena_release(&scratch);
    return is_known;
}

static bool show_heat(struct view *v)
{
    struct costs *own = costs_of(v);
    own->is_heat = !own->is_heat || own->is_hidden;
    own->is_hidden = false;
    if (own->is_heat && !costs_below_rows(v, frame_body_rows(v->height), 0))
        v->message = S("the heat map needs more rows than there are here");
    v->pane[v->screen] = COSTS_LIST;
    return true;
}

static bool show_matrix(struct view *v)
{
    struct costs *own = costs_of(v);
    own->is_matrix = !own->is_matrix || own->is_heat || own->is_hidden;
    own->is_heat = own->is_hidden = false;
    v->pane[v->screen] = COSTS_LIST;
    return true;
}

static bool next_pane(struct view *v)
{
    int *pane = &v->pane[v->screen];
    costs_of(v)->is_hidden = false;
    if (costs_below(v) == BELOW_WHY || costs_below(v) == BELOW_MATRIX)
        v->message = S("what is below follows the cursor of the list");
    else
        *pane = *pane == COSTS_LIST ? COSTS_SECOND : COSTS_LIST;
    return true;
}

static bool act(struct view *v, const struct snapshot *s, enum action action)
{
    int *pane = &v->pane[v->screen];
    if (!costs_below_rows(v, frame_body_rows(v->height), 0))
        *pane = COSTS_LIST;
    if (*pane == COSTS_SECOND && costs_below(v) == BELOW_HEAT && move_heat(v, action))
        return true;
    switch ((int)action) {
    case ACT_PANE:
        return next_pane(v);
    case ACT_DETAIL:
        costs_of(v)->is_hidden = !costs_of(v)->is_hidden;
        *pane = COSTS_LIST;
        return true;
    case ACT_HEAT:
        return show_heat(v);
    case ACT_PIN:
        return show_matrix(v);
    case ACT_COMPARE:
        return compare(v);
    case ACT_MARK:
        return mark(v, s);
    case ACT_EXCLUDE:
        return exclude(v, s);
    case ACT_OPEN:
        return drill(v, s);
    case ACT_BACK:
    case ACT_LEFT:
    case ACT_QUIT:
        return costs_go_up(v);
    case ACT_GROUP:
    case ACT_MUCH_RIGHT:
        costs_regroup(v, 1);
        return true;
    case ACT_MUCH_LEFT:
        costs_regroup(v, -1);
        return true;
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
    costs_of(v)->first[v->term_count] = (uint8_t)(first + 1);
    if (second >= 0)
        costs_of(v)->second = (uint8_t)(second + 1);
    costs_reset_lists(v);
}

static const struct hint hints[] = {
    {ACT_OPEN, "drill"},        {ACT_GROUP, "group by"},   {ACT_COMPARE, "compare"},
    {ACT_HEAT, "heat map"},     {ACT_PIN, "pivot"},        {ACT_MARK, "mark"},
    {ACT_PANE, "second pane"},  {ACT_METRIC, "metric"},    {ACT_SORT_RIGHT, "sort"},
    {ACT_EXCLUDE, "leave out"}, {ACT_DETAIL, "hide pane"}, {0},
};

const struct screen screen_costs = {
    .name = "costs",
    .title = "Costs",
    .help = "Requests by one dimension above, the selected row by a second one below.\n"
            "Enter narrows down to the row, or to those that Space has marked; Bksp comes\n"
            "back, x leaves a row out. g takes the next dimension in the pane with the\n"
            "cursor, S-Left the one before; :team,model says both. = compares with the\n"
            "period before: what changed, and below why, each cause after the ones above it.\n"
            "p puts the second dimension across, for all rows; :team,day chooses both.\n"
            "H shows hours and weekdays: the dearest quarter of the hours is darkest. Shares are\n"
            "of what the filter lets through.",
    .rank = 2,
    .own_bytes = sizeof(struct costs),
    .hints = hints,
    .wants = wants,
    .draw = costs_draw,
    .act = act,
    .command = costs_taken,
    .typed = typed,
};

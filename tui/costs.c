// costs.c - see costs.h.
#include "tui/costs.h"

#include "tui/dimensions.h"
#include "tui/trends.h"

enum { TOP_ROWS = 200, TOP_CROSSED = 2000, TOP_TRENDS = 15000, TOP_HEAT = 200 };

int costs_first(const struct view *v)
{
    int chosen = costs_of(v)->first[v->term_count] - 1;
    return chosen >= 0 && !dimension_is_fixed(v, chosen) ? chosen : dimension_next(v, -1, 1, -1);
}

int costs_second(const struct view *v)
{
    int chosen = costs_of(v)->second - 1, first = costs_first(v);
    bool is_good = chosen >= 0 && chosen != first && !dimension_is_fixed(v, chosen);
    return is_good ? chosen : dimension_next(v, first, 1, first);
}

// By the dimension of one view, with the filter of another.
static struct str rows_command(const struct view *v, const struct view *filtered, struct arena *a)
{
    const char *by = dimensions[costs_first(v)].name;
    if (view_compares(v))
        return view_compare_command(filtered, str_fmt(a, "--by %s --top %d", by, TOP_ROWS), a);
    return view_command(filtered, str_fmt(a, "report summary by --by %s --top %d", by, TOP_ROWS),
                        a);
}

struct str costs_command(const struct view *v, struct arena *a)
{
    return rows_command(v, v, a);
}

struct str costs_taken(const struct view *v, struct arena *a)
{
    struct str term = dimension_marked(costs_first(v), &v->lists[v->screen][COSTS_LIST], a);
    struct view narrow = *v;
    if (term.ptr && narrow.term_count < VIEW_TERMS)
        narrow.terms[narrow.term_count++] = term;
    return rows_command(v, &narrow, a);
}

struct str costs_crossed_command(const struct view *v, struct arena *a)
{
    return view_command(v,
                        str_fmt(a, "report by --by %s,%s --top %d", dimensions[costs_first(v)].name,
                                dimensions[costs_second(v)].name, TOP_CROSSED),
                        a);
}

struct str costs_trend_command(const struct view *v, struct arena *a)
{
    static const char *const many[] = {"user", "session"};
    const struct dimension *first = &dimensions[costs_first(v)];
    if (!first->field)
        return (struct str){0};
    for (size_t i = 0; i < sizeof many / sizeof *many; i++)
        if (str_eq(str_of(first->name), str_of(many[i])))
            return (struct str){0};
    return view_command(
        v, str_fmt(a, "report by --by %s,%s --top %d", first->name, trends_unit(v), TOP_TRENDS), a);
}

struct str costs_heat_command(const struct view *v, struct arena *a)
{
    return view_command(v, str_fmt(a, "report by --by weekday,hour_of_day --top %d", TOP_HEAT), a);
}

static struct list new_list(const struct view *v, int dimension)
{
    bool is_time = !dimensions[dimension].field;
    if (is_time)
        return (struct list){.sort = str_of(dimensions[dimension].name), .is_ascending = true};
    if (v->metric == METRIC_COST)
        return (struct list){0};
    return (struct list){.sort = str_of(metric_column[v->metric])};
}

void costs_reset_lists(struct view *v)
{
    struct list *lists = v->lists[v->screen];
    lists[COSTS_LIST] = new_list(v, costs_first(v));
    lists[COSTS_SECOND] = new_list(v, costs_second(v));
}

// After a term was added: the cursor of the level above is kept. `first` = 0: the next dimension.
static void go_down(struct view *v, struct list before, int level, uint8_t first)
{
    if (v->term_count == level)
        return;
    costs_of(v)->kept[level] = before;
    costs_of(v)->first[v->term_count] = first;
    costs_reset_lists(v);
}

void costs_enter(struct view *v, int dimension, const struct cell *label)
{
    struct list before = v->lists[v->screen][COSTS_LIST];
    int level = v->term_count;
    if (dimension_open(v, dimension, label))
        go_down(v, before, level, 0);
}

bool costs_enter_marked(struct view *v)
{
    struct list before = v->lists[v->screen][COSTS_LIST];
    int level = v->term_count, first = costs_first(v);
    struct str term = dimension_marked(first, &before, v->arena);
    if (!term.ptr)
        return false;
    if (level < VIEW_TERMS)
        v->terms[v->term_count++] = term;
    else
        v->message = S("that are as many terms as there can be");
    go_down(v, before, level, (uint8_t)(first + 1));
    return true;
}

void costs_exclude(struct view *v, const struct cell *label)
{
    struct list before = v->lists[v->screen][COSTS_LIST];
    int level = v->term_count, first = costs_first(v);
    if (dimension_exclude(v, first, label))
        go_down(v, before, level, (uint8_t)(first + 1));
}

bool costs_go_up(struct view *v)
{
    if (!v->term_count)
        return false;
    v->term_count--;
    v->lists[v->screen][COSTS_LIST] = costs_of(v)->kept[v->term_count];
    v->pane[v->screen] = COSTS_LIST;
    return true;
}

void costs_regroup(struct view *v, int step)
{
    struct costs *own = costs_of(v);
    bool is_second = v->pane[v->screen] == COSTS_SECOND;
    int first = costs_first(v), second = costs_second(v);
    if (is_second) {
        own->second = (uint8_t)(dimension_next(v, second, step, first) + 1);
        v->lists[v->screen][COSTS_SECOND] = new_list(v, costs_second(v));
        return;
    }
    own->first[v->term_count] = (uint8_t)(dimension_next(v, first, step, -1) + 1);
    costs_reset_lists(v);
}

// costs.h - what the screen Costs remembers and asks: dimensions, levels, marks, the second pane.
#pragma once

#include "tui/list.h"
#include "tui/view.h"

enum { COSTS_LIST, COSTS_SECOND };  // panes

// Numbers of dimensions are kept + 1: 0 = none was chosen.
struct costs {
    uint8_t first[VIEW_TERMS + 1];  // by the number of terms: going up comes back to it
    uint8_t second;
    struct list kept[VIEW_TERMS + 1];  // cursors of the levels above
    bool is_hidden;                    // the second pane
    bool is_heat, is_matrix;           // it is the heat map, else the matrix
    int heat_cursor;
};
static inline struct costs *costs_of(const struct view *v)
{
    return v->own[v->screen];
}

// The dimensions of the rows and of the second pane.
int costs_first(const struct view *v);
int costs_second(const struct view *v);
// What the list shows: toll report, or toll compare.
struct str costs_command(const struct view *v, struct arena *a);
// The same of the marked rows only, where there are any: what w writes and y shows.
struct str costs_taken(const struct view *v, struct arena *a);
struct str costs_crossed_command(const struct view *v, struct arena *a);
// Unknown where rows have no trend: times, and people, who are too many.
struct str costs_trend_command(const struct view *v, struct arena *a);
struct str costs_heat_command(const struct view *v, struct arena *a);

// Both cursors on their first rows: by the metric, times in their order.
void costs_reset_lists(struct view *v);
// One level down to a row of a dimension, to the marked rows, or without a row.
void costs_enter(struct view *v, int dimension, const struct cell *label);
bool costs_enter_marked(struct view *v);
void costs_exclude(struct view *v, const struct cell *label);
bool costs_go_up(struct view *v);
// Another dimension for the pane that has the cursor.
void costs_regroup(struct view *v, int step);

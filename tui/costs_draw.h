// costs_draw.h - the screen Costs: the list of rows, and below it one of three panes.
#pragma once

#include "tui/view.h"

// The line of dimensions, the heading of the list, the rule and the total.
enum { COSTS_AROUND_LIST = 4 };

// What is below the list: rows by the second dimension, hours and weekdays, all rows with the
// second dimension across, or why a cost changed.
enum below { BELOW_SECOND, BELOW_HEAT, BELOW_MATRIX, BELOW_WHY };
enum below costs_below(const struct view *v);
// Its rows in a body of `height` whose list has `rows`; 0 = there is no room for it.
int costs_below_rows(const struct view *v, int height, int64_t rows);

// The answers, NULL until they are there: the rows, those of the second dimension for the selected
// one, and the label of that one.
const struct table *costs_table(const struct view *v, const struct snapshot *s, struct arena *a);
const struct table *costs_second_table(const struct view *v, const struct snapshot *s,
                                       struct arena *a);
const struct cell *costs_label(const struct view *v, const struct snapshot *s, struct arena *a);

void costs_draw(const struct view *v, const struct snapshot *s, struct canvas *c, struct area a);

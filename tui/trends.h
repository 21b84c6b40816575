// trends.h - the answer of toll report --by team,day as a sparkline for every team.
#pragma once

#include "model/table.h"
#include "tui/view.h"

// What trends are drawn by: "hour", "day" or "month".
const char *trends_unit(const struct view *v);
// Which figures of which tables.
struct trends {
    const struct table *rows;     // of the list
    const struct table *crossed;  // by the same dimension and a time; may be NULL
    const char *label;            // column of both: the dimension
    const char *value;            // column of `crossed`
    const char *sum;              // column of `rows` that its times must add up to
    int width;                    // places there are
};
// The values of every row [rows × *count], spread over at most `width` places from the earliest to
// the latest time. A row whose times do not add up (some were cut off) is unknown. NULL when there
// is nothing to draw.
double *trends_values(const struct trends *t, int *count, struct arena *a);

// overview_figures.h - the totals of a report in boxes: spend, tokens, latency and errors.
#pragma once

#include "model/table.h"
#include "tui/canvas.h"

enum { FIGURES_ROWS = 6 };  // with the blank one below
struct figures {
    const struct table *totals;    // has a row
    const struct table *statuses;  // the same by status; may be NULL
    const struct table *changes;  // the table "figures" of toll compare; NULL = it does not compare
};
// Tokens only where it is wide.
void figures_draw(const struct figures *f, struct canvas *c, struct area a);

// overview_figures.h - the totals of a report in boxes: spend, tokens, latency and errors.
#pragma once

#include "model/table.h"
#include "tui/canvas.h"

enum { FIGURES_ROWS = 6 };  // with the blank one below
// `totals` has a row. `statuses` = the same by status, may be NULL. Tokens only where it is wide.
void figures_draw(const struct table *totals, const struct table *statuses, struct canvas *c,
                  struct area a);

// chart_table.h - a table by day, hour or month as a chart of columns.
#pragma once

#include "model/table.h"
#include "tui/chart.h"

// One column a time from the first to the last row, those without a row empty. `label` is the
// column of the times, `value` that of the figures; `cursor` is the row whose time is marked, -1 =
// none.
void chart_table(struct canvas *c, struct area a, const struct table *t, const char *label,
                 const char *value, int64_t cursor);
// Months, days or hours since 1970, by how long "2026-09", "2026-09-30" or "2026-09-30T14" is.
// False for what is no time.
bool chart_slot(struct str text, int64_t *out);

// figure.h - a cell as text: exact for programs, readable for people.
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/str.h"
#include "model/table.h"

// The exact value without quotes: integers, USD with nine decimals, shortest doubles that read back
// the same, ISO times, 16 hexadecimal digits. Text as it is. Nothing for null.
void figure_exact(struct buf *out, enum unit unit, const struct cell *cell);
// True when the unit's exact form is a JSON number.
bool figure_is_number(enum unit unit);

// Decimals of the dollar amounts of each column ([column_count]), so that the points of a column
// stand below each other.
int *figure_usd_decimals(const struct table *t, struct arena *a);
// For people: thousands separators, $ and %, never 0 for what is not 0, "-" for null. Text has its
// control characters made visible.
struct str figure_readable(enum unit unit, const struct cell *cell, int usd_decimals,
                           struct arena *a);
// The same of a cell of this column; with a mark of its own in a column of UNIT_CELL.
struct str figure_of(const struct column *column, const struct cell *cell, int usd_decimals,
                     struct arena *a);
// The heading of a column: its title with a mark for what is not measured ("~" modelled, "*"
// assumed).
struct str figure_heading(const struct column *column, struct arena *a);
// Numbers are right-aligned.
bool figure_is_right(enum unit unit);

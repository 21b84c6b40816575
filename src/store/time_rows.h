// time_rows.h - the requests in the order of time, put together from stretches that are in order.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/cursor.h"

struct time_rows;

// Logs are written in the order of time or nearly so: a database of a few of them is a few
// stretches of rows in order, which need no sorting. One look at the times of all rows finds them.
// `sql`: as that of row_pages_open(); its first two columns are id and ts. Of the options `after`
// and `stop` count.
//
// *out is NULL where rows cannot be had without SQL, or where there are more than a few stretches.
MUST_USE bool time_rows_open(sqlite3 *db, const char *sql, const struct cursor_options *o,
                             struct time_rows **out, struct err *e);
// By (ts, id), unknown times first. The columns of `sql` into values; NULL = UNKNOWN.
MUST_USE bool time_rows_next(struct time_rows *t, int64_t *values, bool *has, struct err *e);
void time_rows_close(struct time_rows *t);  // may be NULL

// filter_sql.h - a parsed filter as a bound SQL condition for cursors.
#pragma once

#include <sqlite3.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/filter.h"
#include "store/cursor.h"

// The same rows that filter_matches() takes. Values and regexes are bound, not copied: the filter
// must outlive the cursor. No term = no condition.
MUST_USE bool filter_sql(const struct filter *f, struct where *out, struct arena *a, struct err *e);
// ERR_USAGE when the filter has more terms and values than SQLite takes in one condition.
MUST_USE bool filter_sql_fits(const struct filter *f, struct err *e);
// Makes the function that matches regexes known to a connection.
MUST_USE bool filter_sql_install(sqlite3 *db, struct err *e);

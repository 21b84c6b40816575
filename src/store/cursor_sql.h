// cursor_sql.h - the SELECT of a cursor: columns by what is wanted, conditions, order.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "store/cursor.h"

// NUL-terminated. With is_taken the columns are arguments of take(?, …); its question mark comes
// first, then those of: after, begin, end, where.
struct str cursor_sql(const struct cursor_options *o, bool is_taken, struct arena *a);

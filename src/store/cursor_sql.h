// cursor_sql.h - the SELECT of a cursor: columns by what is wanted, conditions, order.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/str.h"
#include "store/cursor.h"
#include "store/row.h"

// NUL-terminated. With is_taken the columns are arguments of take(?, …); its question mark comes
// first, then those of: after, begin, end, where.
struct str cursor_sql(const struct cursor_options *o, bool is_taken, struct arena *a);
// Times as request_t has them.
static inline int64_t cursor_relative_us(int64_t ts_us)
{
    return ts_us == UNKNOWN ? UNKNOWN : ts_us - ROW_EPOCH_US;
}
// The conditions of the period on `ts` of request_t, without SQL.
bool cursor_in_period(const struct cursor_options *o, int64_t ts);

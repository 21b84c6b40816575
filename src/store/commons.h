// commons.h - the dictionary of what many requests have in common: outcome, sampling, tools.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

// Columns of common_t behind `id`: zeros of extra_t, then ROW_COMMON … ROW_COMMON_END of row.h.
enum { COMMON_ZEROS, COMMON_ROW, COMMON_COLUMNS = COMMON_ROW + 10 };

// Memory is bounded: a combination that was not seen for long may get another number.
struct commons;
MUST_USE bool commons_open(sqlite3 *db, struct commons **out, struct err *e);
void commons_close(struct commons *c);  // NULL is fine
// The number of a combination, added when new.
MUST_USE bool commons_put(struct commons *c, const int64_t values[COMMON_COLUMNS], int64_t *id,
                          struct err *e);
// The values of a number; valid until the next call. A missing one is an error.
MUST_USE bool commons_get(struct commons *c, int64_t id, const int64_t **values, struct err *e);

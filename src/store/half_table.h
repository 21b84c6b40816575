// half_table.h - requests of two-sided formats (batch input and output) that wait for their other
// half.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/database.h"

struct half_table {
    sqlite3_stmt *find, *insert, *remove;
};
MUST_USE bool half_table_open(struct half_table *t, sqlite3 *db, struct err *e);
// Takes the oldest half of the other side that waits under a key; *request is 0 when none waits.
MUST_USE bool half_table_take(struct half_table *t, uint64_t key, bool is_request, int64_t *request,
                              struct err *e);
MUST_USE bool half_table_leave(struct half_table *t, uint64_t key, bool is_request, int64_t request,
                               struct err *e);

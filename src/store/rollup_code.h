// rollup_code.h - roll-ups as rollup_t stores them, for those who write and read them.
#pragma once

#include <sqlite3.h>

#include "base/buf.h"
#include "store/rollup.h"

// quarter and day of requests without a time.
#define NO_TIME (-2147483647LL - 1)

// The id of a row: its time, then who. Ids have the order of (time, who).
#define ROLLUP_ID(time, who) ((int64_t)((uint64_t)(time) << 32 | (uint64_t)(who)))

// Sums that have columns, in their order from `requests` on; the others go into `more`.
enum { ROLLUP_COLUMNS = 9 };
void sums_columns(const struct sums *sums, int64_t out[ROLLUP_COLUMNS]);
void sums_bind(sqlite3_stmt *t, int first, const struct sums *sums);
void sums_read(sqlite3_stmt *t, int first, struct sums *sums);
// The front of `more`: varint mask of the other sums that are not 0, each zigzag varint. A
// histogram (latency.h) follows.
void sums_encode(const struct sums *sums, struct buf *out);
MUST_USE bool sums_decode(struct str *more, struct sums *sums);

// row.h - a request as request_t has it: integers by column, made from records, merged, stored.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/record.h"
#include "store/cursor.h"
#include "store/database.h"

// Columns of request_t behind `id`, in the order of row_insert.sql and row_read.sql.
enum row_column {
    ROW_TS,  // relative to ROW_EPOCH_US
    ROW_LATENCY,
    ROW_TTFT,
    ROW_ATTRIBUTION,
    ROW_USER,
    ROW_SESSION,
    ROW_FINISH,
    ROW_FLAGS,
    ROW_INPUT,
    ROW_CACHE_READ,
    ROW_WRITE_5M,
    ROW_WRITE_1H,
    ROW_OUTPUT,
    ROW_REASONING,
    ROW_STATUS,  // minus 200
    ROW_COST,
    ROW_PRICE,
    ROW_LOGGED_COST,
    ROW_PRINTS,  // PRINT_COUNT columns in the order of enum print; 0 is NULL
    ROW_IDENTITY = ROW_PRINTS + PRINT_COUNT,
    ROW_PARTS,                                 // PART_COUNT columns in the order of enum part
    ROW_TEMPERATURE = ROW_PARTS + PART_COUNT,  // times ROW_TEMPERATURE_SCALE
    ROW_MAX_TOKENS,
    ROW_TOOLS_OFFERED,
    ROW_TOOLS_CALLED,
    ROW_QUESTION_SEGMENT,
    ROW_SYSTEM_SEGMENT,
    ROW_SOURCE,
    ROW_ENTRY,
    ROW_OFFSET,
    ROW_COLUMNS,
};

// Columns of extra_t behind `id`, in the order of extra_insert.sql; error_message follows.
enum row_extra {
    EXTRA_TAGS,
    EXTRA_ERROR,
    EXTRA_AUDIO_IN,
    EXTRA_AUDIO_READ,
    EXTRA_AUDIO_OUT,
    EXTRA_IMAGE_IN,
    EXTRA_IMAGE_OUT,
    EXTRA_WEB_SEARCHES,
    EXTRA_IMAGE_COUNT,
    EXTRA_SEED,
    EXTRA_N,
    EXTRA_COLUMNS,
};

// 2026-01-01T00:00:00Z; the views add it.
#define ROW_EPOCH_US 1767225600000000LL
enum { ROW_STATUS_BASE = 200, ROW_TEMPERATURE_SCALE = 10000 };

// Bits of `flags`; the views decode them.
enum row_flag {
    FLAG_ESTIMATED = 1,          // tok_source
    FLAG_TIER_SHIFT = 1,         // 3 bits: enum tier
    FLAG_STREAM_SHIFT = 4,       // 2 bits: enum tri
    FLAG_GATEWAY_SHIFT = 6,      // 2 bits: enum tri
    FLAG_ERROR = 1 << 8,         // is_error
    FLAG_BLOCKS = 1 << 9,        // the chain is CHAIN_BLOCKS
    FLAG_HAS_REQUEST = 1 << 10,  // has_request
    FLAG_IDENTITY = 1 << 11,     // identity is one, not just a place
    FLAG_RANK_SHIFT = 12,        // 2 bits: keep_rank, at most 3
    FLAG_EXTRA = 1 << 14,        // has a row in extra_t; only in the table, not in struct row
    FLAG_ZERO_SHIFT = 15,        // 7 bits: EXTRA_AUDIO_IN … EXTRA_IMAGE_COUNT is 0; as FLAG_EXTRA
    FLAG_STORED = 0xff << 14,    // what row_append() adds and row_read() takes away
};
static inline int row_tier(int64_t flags)
{
    return (int)(flags >> FLAG_TIER_SHIFT & 7);
}
// 0 where the flag of a column of extra_t says so, else what the table has.
static inline int64_t row_extra_value(int64_t flags, enum row_extra column, int64_t stored)
{
    bool can_be_flag = column >= EXTRA_AUDIO_IN && column <= EXTRA_IMAGE_COUNT;
    int bit = FLAG_ZERO_SHIFT + (int)column - EXTRA_AUDIO_IN;
    return can_be_flag && (flags >> bit & 1) ? 0 : stored;
}
static inline int row_tri(int64_t flags, int shift)
{
    return (int)(flags >> shift & 3);
}

struct row {
    int64_t id;
    int64_t v[ROW_COLUMNS];        // UNKNOWN = NULL
    int64_t extra[EXTRA_COLUMNS];  // UNKNOWN = NULL
    bool has_stored_extra;         // extra_t has a row that must not go stale
    struct str error_message;
    struct str chain;  // blob of chain.h; unknown = none
};

// Everything but what needs look-ups: names, price, segments, source, identity, chain stay unknown.
void row_from_record(struct row *row, const struct record *r);
// Tokens, times, sampling and outcome back into a record, as prices need them (names are not set).
void row_to_record(const struct row *row, struct record *r);
// A request as a cursor would give it; `who` stays NULL.
void row_to_request(const struct row *row, struct request *r);
bool row_has_usage(const struct row *row);  // logged, not estimated

// Should `next`, the same call seen again, take over the row's usage and outcome (formats.md D)?
bool row_improves(const struct row *old, const struct row *next, enum keep_rule keep);
// Merges `next` into `row`. next_wins: usage and outcome come from it; what the winner does not
// know is filled from the other; the request (fingerprints, sizes, chain) stays the row's if it has
// one. is_part: answers add up (output fingerprints are chained, sizes summed), the earlier start
// counts. Identity, place and attribution are the caller's.
void row_merge(struct row *row, const struct row *next, bool next_wins, bool is_part);
bool row_equal(const struct row *a, const struct row *b);

// Prepared statements for reading and writing rows.
struct row_table {
    sqlite3_stmt *insert, *remove, *read, *extra_insert, *extra_read;
    int64_t bound[ROW_COLUMNS];  // what `insert` has bound: most columns are as in the row before
};
MUST_USE bool row_table_open(struct row_table *t, sqlite3 *db, struct err *e);
void row_table_close(struct row_table *t);
// Appends a new row.
MUST_USE bool row_append(struct row_table *t, const struct row *row, struct err *e);
// Writes a changed row in place of the old one.
MUST_USE bool row_replace(struct row_table *t, const struct row *row, struct err *e);
// Strings live in `a`. A missing row is an error: the keysets and rows belong together.
MUST_USE bool row_read(struct row_table *t, int64_t id, struct row *row, struct arena *a,
                       struct err *e);

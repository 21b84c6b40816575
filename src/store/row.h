// row.h - a request as request_t has it: integers by column, made from records, merged, stored.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/record.h"
#include "store/commons.h"
#include "store/cursor.h"
#include "store/database.h"

// What is kept of a request. Those from ROW_COMMON on are many requests' and stand in common_t
// (commons.h); the others are columns of request_t behind `id`, in the order of
// row_insert.sql and row_read.sql.
enum row_column {
    ROW_TS,  // relative to ROW_EPOCH_US
    ROW_LATENCY,
    ROW_TTFT,
    ROW_ATTRIBUTION,
    ROW_USER,
    ROW_SESSION,
    ROW_FLAGS,
    ROW_INPUT,
    ROW_CACHE_READ,
    ROW_WRITE_5M,
    ROW_WRITE_1H,
    ROW_OUTPUT,
    ROW_REASONING,
    ROW_COST,
    ROW_OUTPUT_COST,
    ROW_LOGGED_COST,
    ROW_PRINTS,  // PRINT_COUNT columns in the order of enum print; 0 is NULL
    ROW_IDENTITY = ROW_PRINTS + PRINT_COUNT,
    ROW_SHAPE,          // number in shape_t; the loader sets it
    ROW_ANSWER_NORMAL,  // 0 is NULL
    ROW_QUESTION_SEGMENT,
    ROW_SYSTEM_SEGMENT,
    ROW_SOURCE,
    ROW_ENTRY,  // in the table minus what it is when every entry of one source is a request: id - 1
    ROW_OFFSET,
    ROW_COMMON,
    ROW_FINISH = ROW_COMMON,
    ROW_STATUS,
    ROW_PRICE,
    ROW_TEMPERATURE,  // times ROW_TEMPERATURE_SCALE
    ROW_MAX_TOKENS,
    ROW_TOOLS_OFFERED,
    ROW_TOOLS_CALLED,
    ROW_FACTS,                       // struct facts by enum facts_shift
    ROW_WATCH,                       // bits of the words of --watch; NULL = none
    ROW_PARTS,                       // PART_COUNT columns in the order of enum part,
    ROW_COMMON_END = ROW_PARTS + 1,  // PART_TOOLS still in common_t
    ROW_COLUMNS = ROW_PARTS + PART_COUNT,
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
enum { ROW_TEMPERATURE_SCALE = 10000 };

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
    FLAG_BITS = 16,              // above them the table has the number in common_t
};

// Where the parts of `facts` begin; the views decode them.
enum facts_shift {
    FACTS_TASK = 0,            // 4 bits: enum task
    FACTS_WANTS_JSON = 4,      // 2 bits: enum tri
    FACTS_ANSWER_IS_JSON = 6,  // 2 bits: enum tri
    FACTS_CHUNKS_UNKNOWN = 8,  // 1 bit: retrieved_chunks is unknown
    FACTS_PII = 9,             // 12 bits: enum pii
    FACTS_TIME_WORDS = 21,     // 10 bits: enum time_word
    FACTS_CHUNKS = 31,         // the rest: retrieved_chunks
};
// NULL when nothing is known of request and answer.
int64_t facts_pack(const struct facts *f);
// Sets all but watch and answer_normal_fp, which have columns of their own.
void facts_unpack(int64_t packed, struct facts *f);

static inline int row_tier(int64_t flags)
{
    return (int)(flags >> FLAG_TIER_SHIFT & 7);
}
// `zeros` of common_t has a bit for each of EXTRA_AUDIO_IN … EXTRA_IMAGE_COUNT that is 0: 0 where
// it says so, else what extra_t has.
static inline int64_t row_extra_value(int64_t zeros, enum row_extra column, int64_t stored)
{
    bool can_be_zero = column >= EXTRA_AUDIO_IN && column <= EXTRA_IMAGE_COUNT;
    return can_be_zero && (zeros >> (column - EXTRA_AUDIO_IN) & 1) ? 0 : stored;
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

// Columns of request_t between id and chain.
enum { ROW_STORED = ROW_COLUMNS - (ROW_COMMON_END - ROW_COMMON) };

// A row of request_t behind its id.
struct stored_row {
    int64_t values[ROW_STORED];  // UNKNOWN = NULL
    struct str chain;
};

struct image;

// New rows until they are written, numbered from `first` on.
struct new_rows {
    struct arena arena;          // holds the chunks
    struct arena chains;         // holds their chains
    struct stored_row **chunks;  // of ROWS_A_CHUNK each
    size_t count, room;          // of rows
    int64_t first;
};

// Prepared statements for reading and writing rows.
struct row_table {
    sqlite3_stmt *insert, *remove, *read, *extra_insert, *extra_read;
    struct commons *commons;
    struct new_rows added;
};
MUST_USE bool row_table_open(struct row_table *t, sqlite3 *db, struct err *e);
void row_table_close(struct row_table *t);
// Appends a new row, with the next id. It is in the table after row_flush().
MUST_USE bool row_append(struct row_table *t, const struct row *row, struct err *e);
// Hands the appended rows over to the image.
void row_flush(struct row_table *t, struct image *image);
size_t row_bytes(const struct row_table *t);  // of memory for the appended rows
// Writes a changed row in place of the old one.
MUST_USE bool row_replace(struct row_table *t, const struct row *row, struct err *e);
// Strings live in `a`. A missing row is an error: the keysets and rows belong together.
MUST_USE bool row_read(struct row_table *t, int64_t id, struct row *row, struct arena *a,
                       struct err *e);

// source_row.h - sources and rejects in the database: look-up, ledger, resume point, torn tails.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/sink.h"
#include "store/database.h"

// Rejects of one source and reason that are stored; the rest is counted.
enum { REJECTS_STORED = 1000 };

// The open source. The tail is what stands behind the resume point: counted, and taken back when
// the source is continued.
struct source_row {
    int64_t id;  // 0 = none is open
    uint64_t head_hash;
    struct ledger ledger;  // up to the resume point
    int64_t tail_rejected;
    struct ledger at_open;  // ledger and tail when it was opened
    int64_t resume_offset, resume_entry;
    uint64_t prefix_hash;
    int64_t compressed_bytes;
    bool is_continued;
};

struct source_table {
    sqlite3_stmt *candidates, *insert, *continue_, *update, *close, *state;
    sqlite3_stmt *tail_delete, *reject_insert, *reject_count;
};
MUST_USE bool source_table_open(struct source_table *t, sqlite3 *db, struct err *e);
MUST_USE bool source_candidates(struct source_table *t, const struct source_info *info,
                                struct source_known *out, int cap, int *count, struct err *e);
MUST_USE bool source_begin(struct source_table *t, const struct source_info *info,
                           struct source_row *out, struct err *e);
MUST_USE bool source_continue(struct source_table *t, const struct source_info *info, int64_t id,
                              struct source_row *out, struct err *e);
// Counts an entry with the end it has come to; stores a reject.
MUST_USE bool source_count(struct source_table *t, struct source_row *s,
                           const struct block_entry *entry, enum entry_end end, bool is_tail,
                           struct err *e);
// Writes ledger and resume point.
MUST_USE bool source_save(struct source_table *t, const struct source_row *s, struct err *e);
MUST_USE bool source_end(struct source_table *t, const struct source_row *s,
                         const struct source_close *how, struct err *e);
// Ledger with the tail.
struct ledger source_ledger(const struct source_row *s);
// What was added since the source was opened.
struct ledger source_added(const struct source_row *s);

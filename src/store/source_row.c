// source_row.c - see source_row.h.
#include "store/source_row.h"

#include <inttypes.h>

#include "base/buf.h"
#include "base/hash.h"
#include "store_sql.h"

bool source_table_open(struct source_table *t, sqlite3 *db, struct err *e)
{
    return db_prepare(db, sql_source_candidates, &t->candidates, e) &&
           db_prepare(db, sql_source_insert, &t->insert, e) &&
           db_prepare(db, sql_source_continue, &t->continue_, e) &&
           db_prepare(db, sql_source_update, &t->update, e) &&
           db_prepare(db, sql_source_close, &t->close, e) &&
           db_prepare(db, sql_source_state, &t->state, e) &&
           db_prepare(db, sql_tail_delete, &t->tail_delete, e) &&
           db_prepare(db, sql_reject_insert, &t->reject_insert, e) &&
           db_prepare(db, sql_reject_count, &t->reject_count, e);
}

// Columns lines, records, merged, duplicates, skipped, rejected, repaired from `column` on.
static struct ledger read_ledger(sqlite3_stmt *t, int column)
{
    struct ledger ledger = {.lines = sqlite3_column_int64(t, column)};
    for (int i = 0; i < END_COUNT; i++)
        ledger.ends[i] = sqlite3_column_int64(t, column + 1 + i);
    ledger.repaired = sqlite3_column_int64(t, column + 1 + END_COUNT);
    return ledger;
}

bool source_candidates(struct source_table *t, const struct source_info *info,
                       struct source_known *out, int cap, int *count, struct err *e)
{
    sqlite3_stmt *q = t->candidates;
    sqlite3_bind_int64(q, 1, (int64_t)info->head_hash);
    sqlite3_bind_int64(q, 2, info->head_bytes);
    db_bind_str(q, 3, info->path);
    sqlite3_bind_int(q, 4, cap);
    int n = 0;
    for (bool has_row = true; has_row;) {
        if (!db_row(q, &has_row, e))
            return false;
        if (has_row && n < cap)
            out[n++] = (struct source_known){
                .source_id = sqlite3_column_int64(q, 0),
                .resume_offset = sqlite3_column_int64(q, 1),
                .prefix_hash = (uint64_t)sqlite3_column_int64(q, 2),
                .resume_entry = sqlite3_column_int64(q, 3),
                .ledger = read_ledger(q, 4),
            };
    }
    *count = n;
    return true;
}

bool source_begin(struct source_table *t, const struct source_info *info, struct source_row *out,
                  struct err *e)
{
    uint64_t nothing = hash_bytes(NULL, 0);
    struct source_row s = {
        .head_hash = info->head_hash, .prefix_hash = nothing, .compressed_bytes = UNKNOWN};
    db_bind_str(t->insert, 1, info->path);
    db_bind_str(t->insert, 2, info->format);
    db_bind_str(t->insert, 3, info->compression);
    sqlite3_bind_int64(t->insert, 4, (int64_t)info->head_hash);
    sqlite3_bind_int64(t->insert, 5, info->head_bytes);
    db_bind(t->insert, 6, info->file_bytes);
    sqlite3_bind_int64(t->insert, 7, (int64_t)nothing);
    if (!db_int(t->insert, &s.id, e))
        return false;
    *out = s;
    return true;
}

static bool read_state(struct source_table *t, struct source_row *s, struct err *e)
{
    bool has_row = false;
    sqlite3_bind_int64(t->state, 1, s->id);
    if (!db_row(t->state, &has_row, e))
        return false;
    if (!has_row)
        return err_set(e, ERR_DB, "database is damaged (source %lld is missing)", (long long)s->id);
    s->ledger = read_ledger(t->state, 0);
    s->tail_rejected = sqlite3_column_int64(t->state, 7);
    s->resume_offset = sqlite3_column_int64(t->state, 8);
    s->resume_entry = sqlite3_column_int64(t->state, 9);
    s->prefix_hash = (uint64_t)sqlite3_column_int64(t->state, 10);
    sqlite3_reset(t->state);
    return true;
}

bool source_continue(struct source_table *t, const struct source_info *info, int64_t id,
                     struct source_row *out, struct err *e)
{
    struct source_row s = {
        .id = id, .head_hash = info->head_hash, .compressed_bytes = UNKNOWN, .is_continued = true};
    sqlite3_bind_int64(t->continue_, 1, id);
    db_bind_str(t->continue_, 2, info->path);
    db_bind_str(t->continue_, 3, info->format);
    db_bind_str(t->continue_, 4, info->compression);
    sqlite3_bind_int64(t->continue_, 5, (int64_t)info->head_hash);
    sqlite3_bind_int64(t->continue_, 6, info->head_bytes);
    db_bind(t->continue_, 7, info->file_bytes);
    sqlite3_bind_int64(t->tail_delete, 1, id);
    if (!db_run(t->continue_, e) || !read_state(t, &s, e) || !db_run(t->tail_delete, e))
        return false;
    s.at_open = source_ledger(&s);
    s.tail_rejected = 0;
    *out = s;
    return true;
}

static bool store_reject(struct source_table *t, const struct source_row *s,
                         const struct block_entry *entry, bool is_tail, struct err *e)
{
    struct str reason = str_of(reject_reason_text[entry->reason]);
    int64_t so_far = 0;
    if (!is_tail) {
        sqlite3_bind_int64(t->reject_count, 1, s->id);
        db_bind_str(t->reject_count, 2, reason);
        sqlite3_bind_int64(t->reject_count, 3, entry->entry);
        sqlite3_bind_int64(t->reject_count, 4, entry->offset);
        if (!db_int(t->reject_count, &so_far, e))
            return false;
    }
    if (so_far > REJECTS_STORED)
        return true;
    sqlite3_bind_int64(t->reject_insert, 1, s->id);
    sqlite3_bind_int64(t->reject_insert, 2, entry->entry);
    sqlite3_bind_int64(t->reject_insert, 3, entry->offset);
    sqlite3_bind_int64(t->reject_insert, 4, entry->bytes);
    db_bind_str(t->reject_insert, 5, reason);
    db_bind_str(t->reject_insert, 6, entry->detail);
    db_bind_str(t->reject_insert, 7, entry->excerpt);
    sqlite3_bind_int(t->reject_insert, 8, is_tail);
    return db_run(t->reject_insert, e);
}

bool source_count(struct source_table *t, struct source_row *s, const struct block_entry *entry,
                  enum entry_end end, bool is_tail, struct err *e)
{
    is_tail = is_tail && end == END_REJECTED;
    if (end == END_REJECTED && !store_reject(t, s, entry, is_tail, e))
        return false;
    if (is_tail) {
        s->tail_rejected++;
        return true;
    }
    s->ledger.lines++;
    s->ledger.ends[end]++;
    s->ledger.repaired += entry->is_repaired;
    if (entry->entry >= s->resume_entry)
        s->resume_entry = entry->entry + 1;
    return true;
}

bool source_save(struct source_table *t, const struct source_row *s, struct err *e)
{
    sqlite3_stmt *q = t->update;
    sqlite3_bind_int64(q, 1, s->id);
    sqlite3_bind_int64(q, 2, s->ledger.lines);
    for (int i = 0; i < END_COUNT; i++)
        sqlite3_bind_int64(q, 3 + i, s->ledger.ends[i]);
    sqlite3_bind_int64(q, 3 + END_COUNT, s->ledger.repaired);
    sqlite3_bind_int64(q, 4 + END_COUNT, s->tail_rejected);
    sqlite3_bind_int64(q, 5 + END_COUNT, s->resume_offset);
    sqlite3_bind_int64(q, 6 + END_COUNT, s->resume_entry);
    sqlite3_bind_int64(q, 7 + END_COUNT, (int64_t)s->prefix_hash);
    db_bind(q, 8 + END_COUNT, s->compressed_bytes);
    return db_run(q, e);
}

// [[compressed offset, offset], …], or unknown without frames.
static struct str frame_starts(const struct source_close *how, struct arena *a)
{
    struct buf b = {.arena = a};
    for (int64_t i = 0; i < how->frame_count; i++)
        buf_fmt(&b, "%s[%" PRId64 ",%" PRId64 "]", i ? "," : "[", how->frames[i].compressed_offset,
                how->frames[i].offset);
    if (how->frame_count)
        buf_byte(&b, ']');
    return (struct str){b.ptr, b.len};
}

bool source_end(struct source_table *t, const struct source_row *s, const struct source_close *how,
                struct err *e)
{
    struct arena scratch = {0};
    sqlite3_bind_int64(t->close, 1, s->id);
    sqlite3_bind_int(t->close, 2, how->is_complete);
    sqlite3_bind_int(t->close, 3, how->is_torn);
    db_bind_str(t->close, 4, how->message);
    db_bind_str(t->close, 5, frame_starts(how, &scratch));
    bool ok = db_run(t->close, e);
    arena_release(&scratch);
    return ok;
}

struct ledger source_ledger(const struct source_row *s)
{
    struct ledger ledger = s->ledger;
    ledger.lines += s->tail_rejected;
    ledger.ends[END_REJECTED] += s->tail_rejected;
    return ledger;
}

struct ledger source_added(const struct source_row *s)
{
    struct ledger added = source_ledger(s);
    added.lines -= s->at_open.lines;
    for (int i = 0; i < END_COUNT; i++)
        added.ends[i] -= s->at_open.ends[i];
    added.repaired -= s->at_open.repaired;
    return added;
}

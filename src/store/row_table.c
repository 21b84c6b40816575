// row_table.c - rows to the columns of request_t, common_t and extra_t, and back.
#include <string.h>

#include "store/image.h"
#include "store/row.h"
#include "store_sql.h"

enum { ROWS_A_CHUNK = 1024 };

_Static_assert(COMMON_ROW + ROW_COMMON_END - ROW_COMMON == COMMON_COLUMNS, "columns of common_t");

bool row_table_open(struct row_table *t, sqlite3 *db, struct err *e)
{
    return db_prepare(db, sql_row_insert, &t->insert, e) &&
           db_prepare(db, sql_row_delete, &t->remove, e) &&
           db_prepare(db, sql_row_read, &t->read, e) &&
           db_prepare(db, sql_extra_insert, &t->extra_insert, e) &&
           db_prepare(db, sql_extra_read, &t->extra_read, e) && commons_open(db, &t->commons, e);
}

void row_table_close(struct row_table *t)
{
    sqlite3_finalize(t->insert);
    sqlite3_finalize(t->remove);
    sqlite3_finalize(t->read);
    sqlite3_finalize(t->extra_insert);
    sqlite3_finalize(t->extra_read);
    commons_close(t->commons);
    arena_release(&t->added.arena);
    arena_release(&t->added.chains);
    *t = (struct row_table){0};
}

// A known 0 is a bit of `zeros`: most logs say "audio_tokens": 0 with every call.
static bool is_zero_bit(const struct row *row, int column)
{
    return column >= EXTRA_AUDIO_IN && column <= EXTRA_IMAGE_COUNT && row->extra[column] == 0;
}

static int64_t zeros_of(const struct row *row)
{
    int64_t zeros = 0;
    for (int i = EXTRA_AUDIO_IN; i <= EXTRA_IMAGE_COUNT; i++)
        if (is_zero_bit(row, i))
            zeros |= 1LL << (i - EXTRA_AUDIO_IN);
    return zeros;
}

static bool needs_extra(const struct row *row)
{
    bool needs = row->error_message.ptr != NULL;
    for (int i = 0; i < EXTRA_COLUMNS; i++)
        needs |= row->extra[i] != UNKNOWN && !is_zero_bit(row, i);
    return needs;
}

static bool write_extra(struct row_table *t, const struct row *row, struct err *e)
{
    sqlite3_bind_int64(t->extra_insert, 1, row->id);
    for (int i = 0; i < EXTRA_COLUMNS; i++)
        db_bind(t->extra_insert, i + 2, is_zero_bit(row, i) ? UNKNOWN : row->extra[i]);
    db_bind_str(t->extra_insert, EXTRA_COLUMNS + 2, row->error_message);
    return db_run(t->extra_insert, e);
}

static bool put_common(struct row_table *t, const struct row *row, int64_t *id, struct err *e)
{
    int64_t values[COMMON_COLUMNS] = {[COMMON_ZEROS] = zeros_of(row)};
    memcpy(values + COMMON_ROW, &row->v[ROW_COMMON],
           (ROW_COMMON_END - ROW_COMMON) * sizeof *values);
    return commons_put(t->commons, values, id, e);
}

// The row's own columns in the order of the table. What others have in common with it, and what few
// have, is written. The chain is not copied.
static bool make_stored(struct row_table *t, const struct row *row, struct stored_row *out,
                        struct err *e)
{
    int64_t common = 0;
    bool is_extra = needs_extra(row);
    if (!put_common(t, row, &common, e))
        return false;
    memcpy(out->values, row->v, ROW_COMMON * sizeof *out->values);
    memcpy(out->values + ROW_COMMON, &row->v[ROW_COMMON_END],
           (ROW_COLUMNS - ROW_COMMON_END) * sizeof *out->values);
    out->values[ROW_ENTRY] -= row->id - 1;
    out->values[ROW_FLAGS] |= common << FLAG_BITS | (is_extra ? FLAG_EXTRA : 0);
    out->chain = row->chain;
    return !(is_extra || row->has_stored_extra) || write_extra(t, row, e);
}

static struct stored_row *new_row(const struct new_rows *rows, size_t at)
{
    return &rows->chunks[at / ROWS_A_CHUNK][at % ROWS_A_CHUNK];
}

static struct stored_row *add_row(struct new_rows *rows)
{
    if (rows->count == rows->room) {
        size_t chunks = rows->room / ROWS_A_CHUNK;
        rows->chunks = arena_grow(&rows->arena, rows->chunks, chunks * sizeof(struct stored_row *),
                                  (chunks + 1) * sizeof(struct stored_row *));
        rows->chunks[chunks] = arena_raw(&rows->arena, ROWS_A_CHUNK * sizeof(struct stored_row));
        rows->room += ROWS_A_CHUNK;
    }
    return new_row(rows, rows->count++);
}

// NULL unless it has not been written yet.
static struct stored_row *find_new(const struct new_rows *rows, int64_t id)
{
    bool is_new = rows->count && id >= rows->first;
    return is_new ? new_row(rows, (size_t)(id - rows->first)) : NULL;
}

bool row_append(struct row_table *t, const struct row *row, struct err *e)
{
    if (!t->added.count)
        t->added.first = row->id;
    struct stored_row *stored = add_row(&t->added);
    if (!make_stored(t, row, stored, e))
        return false;
    stored->chain = str_copy(row->chain, &t->added.chains);
    return true;
}

void row_flush(struct row_table *t, struct image *image)
{
    struct new_rows *rows = &t->added;
    for (size_t i = 0; i < rows->count; i++) {
        const struct stored_row *stored = new_row(rows, i);
        struct image_row row = {
            .id = rows->first + (int64_t)i,
            .values = stored->values,
            .count = ROW_STORED,
            .last = stored->chain,
        };
        image_add(image, IMAGE_REQUESTS, &row);
    }
    rows->count = 0;
    arena_reset(&rows->chains);
}

size_t row_bytes(const struct row_table *t)
{
    return t->added.count * sizeof(struct stored_row) + t->added.chains.total_bytes;
}

static bool insert_row(struct row_table *t, int64_t id, const struct stored_row *stored,
                       struct err *e)
{
    sqlite3_bind_int64(t->insert, 1, id);
    for (int i = 0; i < ROW_STORED; i++)
        db_bind(t->insert, i + 2, stored->values[i]);
    db_bind_blob(t->insert, ROW_STORED + 2, stored->chain);
    return db_run(t->insert, e);
}

bool row_replace(struct row_table *t, const struct row *row, struct err *e)
{
    struct stored_row stored;
    struct stored_row *known = find_new(&t->added, row->id);
    if (!make_stored(t, row, &stored, e))
        return false;
    if (known) {
        stored.chain = str_copy(stored.chain, &t->added.chains);
        *known = stored;
        return true;
    }
    sqlite3_bind_int64(t->remove, 1, row->id);
    return db_run(t->remove, e) && insert_row(t, row->id, &stored, e);
}

// row->has_stored_extra is set.
static bool read_extra(struct row_table *t, int64_t zeros, struct row *row, struct arena *a,
                       struct err *e)
{
    bool has_row = false;
    if (row->has_stored_extra) {
        sqlite3_bind_int64(t->extra_read, 1, row->id);
        if (!db_row(t->extra_read, &has_row, e))
            return false;
    }
    for (int i = 0; i < EXTRA_COLUMNS; i++) {
        int64_t stored = has_row ? db_column(t->extra_read, i) : UNKNOWN;
        row->extra[i] = row_extra_value(zeros, (enum row_extra)i, stored);
    }
    if (has_row)
        row->error_message = str_copy(db_column_str(t->extra_read, EXTRA_COLUMNS), a);
    sqlite3_reset(t->extra_read);
    return true;
}

static bool read_stored(struct row_table *t, int64_t id, struct stored_row *out, struct arena *a,
                        struct err *e)
{
    bool has_row = false;
    sqlite3_bind_int64(t->read, 1, id);
    if (!db_row(t->read, &has_row, e))
        return false;
    if (!has_row)
        return err_set(e, ERR_DB, "database is damaged (request %lld is missing)", (long long)id);
    for (int i = 0; i < ROW_STORED; i++)
        out->values[i] = db_column(t->read, i);
    out->chain = str_copy(db_column_str(t->read, ROW_STORED), a);
    sqlite3_reset(t->read);
    return true;
}

bool row_read(struct row_table *t, int64_t id, struct row *row, struct arena *a, struct err *e)
{
    struct stored_row stored;
    const struct stored_row *known = find_new(&t->added, id);
    if (!known && !read_stored(t, id, &stored, a, e))
        return false;
    known = known ? known : &stored;
    *row = (struct row){.id = id, .chain = known->chain};
    memcpy(row->v, known->values, ROW_COMMON * sizeof *row->v);
    memcpy(&row->v[ROW_COMMON_END], known->values + ROW_COMMON,
           (ROW_COLUMNS - ROW_COMMON_END) * sizeof *row->v);
    row->v[ROW_ENTRY] += id - 1;
    int64_t flags = row->v[ROW_FLAGS];
    row->has_stored_extra = (flags & FLAG_EXTRA) != 0;
    row->v[ROW_FLAGS] = flags & (FLAG_EXTRA - 1);
    const int64_t *values = NULL;
    if (!commons_get(t->commons, flags >> FLAG_BITS, &values, e))
        return false;
    memcpy(&row->v[ROW_COMMON], values + COMMON_ROW,
           (ROW_COMMON_END - ROW_COMMON) * sizeof *values);
    return read_extra(t, values[COMMON_ZEROS], row, a, e);
}

// row_table.c - rows to the columns of request_t, common_t and extra_t, and back.
#include <string.h>

#include "store/row.h"
#include "store_sql.h"

_Static_assert(COMMON_ROW + ROW_COMMON_END - ROW_COMMON == COMMON_COLUMNS, "columns of common_t");

bool row_table_open(struct row_table *t, sqlite3 *db, struct err *e)
{
    for (int i = 0; i < ROW_STORED; i++)
        t->bound[i] = UNKNOWN;
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

// The row's own columns in the order of the table.
static void stored_values(const struct row *row, int64_t out[ROW_STORED])
{
    memcpy(out, row->v, ROW_COMMON * sizeof *out);
    memcpy(out + ROW_COMMON, &row->v[ROW_COMMON_END], (ROW_COLUMNS - ROW_COMMON_END) * sizeof *out);
    out[ROW_ENTRY] -= row->id - 1;
}

bool row_append(struct row_table *t, const struct row *row, struct err *e)
{
    int64_t values[ROW_STORED];
    int64_t common = 0;
    if (!put_common(t, row, &common, e))
        return false;
    stored_values(row, values);
    bool is_extra = needs_extra(row);
    values[ROW_FLAGS] |= common << FLAG_BITS | (is_extra ? FLAG_EXTRA : 0);
    sqlite3_bind_int64(t->insert, 1, row->id);
    for (int i = 0; i < ROW_STORED; i++)
        if (values[i] != t->bound[i]) {
            db_bind(t->insert, i + 2, values[i]);
            t->bound[i] = values[i];
        }
    db_bind_blob(t->insert, ROW_STORED + 2, row->chain);
    return db_run(t->insert, e) && (!(is_extra || row->has_stored_extra) || write_extra(t, row, e));
}

bool row_replace(struct row_table *t, const struct row *row, struct err *e)
{
    sqlite3_bind_int64(t->remove, 1, row->id);
    return db_run(t->remove, e) && row_append(t, row, e);
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

bool row_read(struct row_table *t, int64_t id, struct row *row, struct arena *a, struct err *e)
{
    *row = (struct row){.id = id};
    bool has_row = false;
    sqlite3_bind_int64(t->read, 1, id);
    if (!db_row(t->read, &has_row, e))
        return false;
    if (!has_row)
        return err_set(e, ERR_DB, "database is damaged (request %lld is missing)", (long long)id);
    for (int i = 0; i < ROW_COMMON; i++)
        row->v[i] = db_column(t->read, i);
    for (int i = ROW_COMMON_END; i < ROW_COLUMNS; i++)
        row->v[i] = db_column(t->read, i - ROW_COMMON_END + ROW_COMMON);
    row->v[ROW_ENTRY] += id - 1;
    row->chain = str_copy(db_column_str(t->read, ROW_STORED), a);
    sqlite3_reset(t->read);
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

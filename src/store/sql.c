// sql.c - runs a person's statement under the guard and turns its rows into a table.
#include "store/sql.h"

#include <math.h>

#include "base/buf.h"
#include "store/database.h"
#include "store/sql_guard.h"

enum {
    SQL_BYTES_MAX = 1000000,
    STOP_OPS = 20000,                   // virtual machine steps between two looks at stop()
    RESULT_BYTES_MAX = 1 << 30,         // of all texts
    CELL_BYTES_MAX = 64 * 1024 * 1024,  // of one value
};

static int progress(void *self)
{
    const struct sql_request *q = self;
    return q->stop(q->stop_self);
}

// Nothing but white space, semicolons and comments.
static bool is_blank(struct str s)
{
    while (s.len) {
        if (str_starts(s, S("--"))) {
            struct str_cut line = str_cut(s, '\n');
            s = line.tail;
        } else if (str_starts(s, S("/*"))) {
            size_t end = str_find(str_skip(s, 2), S("*/"));
            s = str_skip(s, end + 4);
        } else if (s.ptr[0] == ';' || s.ptr[0] == ' ' || (s.ptr[0] >= '\t' && s.ptr[0] <= '\r')) {
            s = str_skip(s, 1);
        } else {
            return false;
        }
    }
    return true;
}

static bool prepare(sqlite3 *db, struct str sql, const struct sql_guard *guard, sqlite3_stmt **out,
                    struct err *e)
{
    const char *rest = NULL;
    if (sql.len > SQL_BYTES_MAX)
        return err_set(e, ERR_USAGE, "SQL: longer than %d bytes", SQL_BYTES_MAX);
    int code = sqlite3_prepare_v2(db, sql.ptr, (int)sql.len, out, &rest);
    if (code != SQLITE_OK && guard->refused)
        return err_set(e, ERR_USAGE, "SQL: %s%s%s is not allowed: only reading is", guard->refused,
                       guard->name[0] ? " " : "", guard->name);
    if (code != SQLITE_OK)
        return code == SQLITE_ERROR ? err_set(e, ERR_USAGE, "SQL: %s", sqlite3_errmsg(db))
                                    : db_error(db, e);
    if (!*out)
        return err_set(e, ERR_USAGE, "SQL: no statement");
    if (!is_blank(str_skip(sql, (size_t)(rest - sql.ptr))))
        return err_set(e, ERR_USAGE, "SQL: more than one statement");
    if (!sqlite3_stmt_readonly(*out) || sqlite3_column_count(*out) == 0)
        return err_set(e, ERR_USAGE, "SQL: only reading is allowed here");
    return true;
}

static void bind_value(sqlite3_stmt *t, int at, struct str value)
{
    int64_t integer = 0;
    double number = 0;
    if (str_to_i64(value, &integer))
        sqlite3_bind_int64(t, at, integer);
    else if (str_to_f64(value, &number))
        sqlite3_bind_double(t, at, number);
    else
        db_bind_str(t, at, value);
}

static bool bind_params(sqlite3_stmt *t, const struct sql_request *q, struct err *e)
{
    for (int i = 0; i < q->param_count; i++) {
        int at = 0;
        for (int j = 1; j <= sqlite3_bind_parameter_count(t); j++) {
            struct str name = str_skip(str_of(sqlite3_bind_parameter_name(t, j)), 1);
            if (str_eq(name, q->params[i].name))
                at = j;
        }
        if (!at)
            return err_set(e, ERR_USAGE, "SQL: no parameter :%.*s", STR_ARG(q->params[i].name));
        if (q->params[i].is_text)
            db_bind_str(t, at, q->params[i].value);
        else
            bind_value(t, at, q->params[i].value);
    }
    return true;
}

// A table under construction: SQLite types are known only row by row.
struct rows {
    struct arena *arena;
    int columns;
    struct cell *cells;
    unsigned char *types;  // SQLITE_INTEGER … of each cell
    int64_t count, cap;
    size_t text_bytes;
};

static void make_room(struct rows *r)
{
    if (r->count < r->cap)
        return;
    int64_t cap = r->cap ? r->cap * 2 : 64;
    size_t width = (size_t)r->columns;
    size_t old = (size_t)r->cap * width;
    size_t new = (size_t)cap *width;
    r->cells = arena_grow(r->arena, r->cells, old * sizeof *r->cells, new * sizeof *r->cells);
    r->types = arena_grow(r->arena, r->types, old, new);
    r->cap = cap;
}

static void read_cell(struct rows *r, sqlite3_stmt *t, int column)
{
    size_t at = (size_t)r->count * (size_t)r->columns + (size_t)column;
    struct cell *cell = &r->cells[at];
    int type = sqlite3_column_type(t, column);
    *cell = (struct cell){.is_null = type == SQLITE_NULL};
    r->types[at] = (unsigned char)type;
    switch (type) {
    case SQLITE_INTEGER:
        cell->i = sqlite3_column_int64(t, column);
        break;
    case SQLITE_FLOAT:
        cell->f = sqlite3_column_double(t, column);
        break;
    case SQLITE_TEXT:
        cell->s = str_copy(db_column_str(t, column), r->arena);
        break;
    case SQLITE_BLOB: {
        struct str bytes = db_column_str(t, column);
        struct buf hex = {.arena = r->arena};
        for (size_t i = 0; i < bytes.len; i++)
            buf_fmt(&hex, "%02x", (unsigned char)bytes.ptr[i]);
        cell->s = buf_view(&hex);
        break;
    }
    default:
        break;
    }
    r->text_bytes += cell->s.len;
}

static bool read_rows(sqlite3_stmt *t, const struct sql_request *q, struct rows *r, bool *is_cut,
                      struct err *e)
{
    *is_cut = false;
    for (;;) {
        bool has_row = false;
        if (!db_row(t, &has_row, e))
            return false;
        if (!has_row)
            return true;
        if (q->max_rows && r->count == q->max_rows) {
            *is_cut = true;
            return true;
        }
        make_room(r);
        for (int i = 0; i < r->columns; i++)
            read_cell(r, t, i);
        r->count++;
        if (r->text_bytes > RESULT_BYTES_MAX)
            return err_set(e, ERR_USAGE, "SQL: the answer is larger than 1 GiB");
    }
}

// Which SQLite types a column holds.
struct seen {
    bool has_integer, has_double, has_text;
};

static struct seen types_of(const struct rows *r, int column)
{
    struct seen seen = {0};
    for (int64_t i = 0; i < r->count; i++) {
        int type = r->types[i * r->columns + column];
        seen.has_integer |= type == SQLITE_INTEGER;
        seen.has_double |= type == SQLITE_FLOAT;
        seen.has_text |= type == SQLITE_TEXT || type == SQLITE_BLOB;
    }
    return seen;
}

// Units by the end of a column's name.
static enum unit unit_of_name(struct str name)
{
    static const struct {
        const char *suffix;
        enum unit unit;
    } suffixes[] = {
        {"_usd", UNIT_NUSD}, {"_nusd", UNIT_COUNT},  {"_tok", UNIT_TOKENS}, {"_bytes", UNIT_BYTES},
        {"_ms", UNIT_MS},    {"_share", UNIT_SHARE}, {"_rate", UNIT_SHARE},
    };
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (str_ends(name, str_of(suffixes[i].suffix)))
            return suffixes[i].unit;
    return UNIT_NUMBER;
}

static enum unit unit_of(struct str name, struct seen seen)
{
    enum unit named = unit_of_name(name);
    if (seen.has_text || (!seen.has_integer && !seen.has_double))
        return UNIT_TEXT;
    if (named == UNIT_NUSD || named == UNIT_SHARE || named == UNIT_MS)
        return named;
    if (seen.has_double)
        return UNIT_NUMBER;
    return named == UNIT_NUMBER ? UNIT_COUNT : named;
}

// A whole number of nano-USD, if the double is one to 15 digits.
static bool to_nusd(double usd, int64_t *out)
{
    if (!(fabs(usd) < 9e6))
        return false;
    *out = llround(usd * 1e9);
    return true;
}

// Makes a cell of any SQLite type what its column's unit says.
static void convert(struct cell *cell, int type, enum unit unit, struct arena *a)
{
    double number = type == SQLITE_FLOAT ? cell->f : (double)cell->i;
    if (type == SQLITE_NULL)
        return;
    switch (unit) {
    case UNIT_TEXT:
    case UNIT_GROUP:
    case UNIT_PROSE:
    case UNIT_COMMAND:
        if (type == SQLITE_INTEGER)
            cell->s = str_fmt(a, "%lld", (long long)cell->i);
        else if (type == SQLITE_FLOAT)
            cell->s = str_fmt(a, "%.15g", cell->f);
        break;
    case UNIT_NUSD:
        cell->is_null = !to_nusd(number, &cell->i);
        break;
    case UNIT_SHARE:
    case UNIT_NUMBER:
    case UNIT_MS:
    case UNIT_SECONDS:
    case UNIT_RATIO:
        cell->f = number;
        break;
    case UNIT_COUNT:
    case UNIT_TOKENS:
    case UNIT_BYTES:
    case UNIT_TIME_US:
    case UNIT_HASH:
    case UNIT_BOOL:
    case UNIT_CELL:
    case UNIT_TABLE:
        break;
    }
}

static struct table *make_table(const struct rows *r, sqlite3_stmt *t, struct str key)
{
    struct column *columns = ARENA_ARRAY(r->arena, struct column, (size_t)r->columns);
    for (int i = 0; i < r->columns; i++) {
        struct str name = str_copy(str_of(sqlite3_column_name(t, i)), r->arena);
        columns[i] =
            (struct column){.key = name, .title = name, .unit = unit_of(name, types_of(r, i))};
        columns[i].is_label = columns[i].unit == UNIT_TEXT;
    }
    struct table *table = table_new(r->arena, key, key, columns, r->columns);
    for (int64_t i = 0; i < r->count; i++) {
        struct cell *row = table_row(table);
        for (int j = 0; j < r->columns; j++) {
            row[j] = r->cells[i * r->columns + j];
            convert(&row[j], r->types[i * r->columns + j], columns[j].unit, r->arena);
        }
    }
    return table;
}

static bool run(sqlite3_stmt *t, const struct sql_request *q, struct str key, struct table **out,
                struct arena *a, struct err *e)
{
    struct rows rows = {.arena = a, .columns = sqlite3_column_count(t)};
    bool is_cut = false;
    if (!bind_params(t, q, e) || !read_rows(t, q, &rows, &is_cut, e))
        return false;
    *out = make_table(&rows, t, key);
    if (is_cut)
        table_note(*out, str_fmt(a, "only the first %lld rows", (long long)q->max_rows));
    return true;
}

bool sql_run(struct store *s, const struct sql_request *q, struct str key, struct table **out,
             struct arena *a, struct err *e)
{
    sqlite3_stmt *t = NULL;
    struct sql_guard guard;
    struct sql_request request = *q;
    sqlite3_limit(s->db, SQLITE_LIMIT_LENGTH, CELL_BYTES_MAX);
    if (q->stop)
        sqlite3_progress_handler(s->db, STOP_OPS, progress, &request);
    sql_guard_on(s->db, &guard);
    bool ok = prepare(s->db, q->sql, &guard, &t, e) && run(t, q, key, out, a, e);
    sqlite3_finalize(t);
    sql_guard_off(s->db);
    sqlite3_progress_handler(s->db, 0, NULL, NULL);
    return ok;
}

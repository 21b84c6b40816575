// stmt.c - see stmt.h.
#include "store/stmt.h"

#include <math.h>

#include "store/database.h"

struct stmt {
    struct arena arena;  // holds the struct
    sqlite3_stmt *handle;
};

bool stmt_open(struct store *s, struct str sql, struct stmt **out, struct err *e)
{
    sqlite3_stmt *handle = NULL;
    const char *rest = NULL;
    int code = sqlite3_prepare_v2(s->db, sql.ptr, (int)sql.len, &handle, &rest);
    if (code == SQLITE_ERROR)
        return err_set(e, ERR_USAGE, "SQL: %s", sqlite3_errmsg(s->db));
    if (code != SQLITE_OK)
        return db_error(s->db, e);
    if (!handle)
        return err_set(e, ERR_USAGE, "SQL: no statement");
    struct arena a = {0};
    struct stmt *t = ARENA_NEW(&a, struct stmt);
    t->arena = a;
    t->handle = handle;
    *out = t;
    return true;
}

void stmt_close(struct stmt *t)
{
    if (!t)
        return;
    sqlite3_finalize(t->handle);
    struct arena a = t->arena;
    arena_release(&a);
}

void stmt_bind_int(struct stmt *t, int at, int64_t n)
{
    db_bind(t->handle, at, n);
}

void stmt_bind_double(struct stmt *t, int at, double x)
{
    sqlite3_bind_double(t->handle, at, x);
}

void stmt_bind_str(struct stmt *t, int at, struct str text)
{
    sqlite3_bind_text64(t->handle, at, text.ptr, text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

int stmt_param(const struct stmt *t, struct str name)
{
    for (int i = 1; i <= stmt_param_count(t); i++)
        if (str_eq(stmt_param_name(t, i), name))
            return i;
    return 0;
}

int stmt_param_count(const struct stmt *t)
{
    return sqlite3_bind_parameter_count(t->handle);
}

struct str stmt_param_name(const struct stmt *t, int at)
{
    return str_skip(str_of(sqlite3_bind_parameter_name(t->handle, at)), 1);
}

bool stmt_step(struct stmt *t, bool *has_row, struct err *e)
{
    return db_row(t->handle, has_row, e);
}

void stmt_reset(struct stmt *t)
{
    sqlite3_reset(t->handle);
}

int stmt_columns(const struct stmt *t)
{
    return sqlite3_column_count(t->handle);
}

struct str stmt_column_name(const struct stmt *t, int column)
{
    return str_of(sqlite3_column_name(t->handle, column));
}

enum stmt_type stmt_type(const struct stmt *t, int column)
{
    switch (sqlite3_column_type(t->handle, column)) {
    case SQLITE_INTEGER:
        return STMT_INT;
    case SQLITE_FLOAT:
        return STMT_DOUBLE;
    case SQLITE_TEXT:
        return STMT_TEXT;
    case SQLITE_BLOB:
        return STMT_BLOB;
    default:
        return STMT_NULL;
    }
}

int64_t stmt_int(const struct stmt *t, int column)
{
    return db_column(t->handle, column);
}

double stmt_double(const struct stmt *t, int column)
{
    if (sqlite3_column_type(t->handle, column) == SQLITE_NULL)
        return NAN;
    return sqlite3_column_double(t->handle, column);
}

struct str stmt_str(const struct stmt *t, int column)
{
    return db_column_str(t->handle, column);
}

bool stmt_bool(const struct stmt *t, int column)
{
    return sqlite3_column_int(t->handle, column) != 0;
}

bool store_query_int(struct store *s, struct str sql, int64_t *out, struct err *e)
{
    struct stmt *t = NULL;
    if (!stmt_open(s, sql, &t, e))
        return false;
    bool ok = db_int(t->handle, out, e);
    stmt_close(t);
    return ok;
}

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

int stmt_columns(const struct stmt *t)
{
    return sqlite3_column_count(t->handle);
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

struct str stmt_str(const struct stmt *t, int column)
{
    return db_column_str(t->handle, column);
}

bool store_query_int(struct store *s, struct str sql, int64_t *out, struct err *e)
{
    struct stmt *t = NULL;
    bool ok = stmt_open(s, sql, &t, e) && t && db_int(t->handle, out, e);
    stmt_close(t);
    return ok;
}

// half_table.c - see half_table.h.
#include "store/half_table.h"

#include "store_sql.h"

bool half_table_open(struct half_table *t, sqlite3 *db, struct err *e)
{
    return db_prepare(db, sql_half_find, &t->find, e) &&
           db_prepare(db, sql_half_insert, &t->insert, e) &&
           db_prepare(db, sql_half_delete, &t->remove, e);
}

bool half_table_take(struct half_table *t, uint64_t key, bool is_request, int64_t *request,
                     struct err *e)
{
    int64_t found = UNKNOWN;
    sqlite3_bind_int64(t->find, 1, (int64_t)key);
    sqlite3_bind_int(t->find, 2, !is_request);
    if (!db_int(t->find, &found, e))
        return false;
    *request = found == UNKNOWN ? 0 : found;
    if (!*request)
        return true;
    sqlite3_bind_int64(t->remove, 1, (int64_t)key);
    sqlite3_bind_int(t->remove, 2, !is_request);
    sqlite3_bind_int64(t->remove, 3, found);
    return db_run(t->remove, e);
}

bool half_table_leave(struct half_table *t, uint64_t key, bool is_request, int64_t request,
                      struct err *e)
{
    sqlite3_bind_int64(t->insert, 1, (int64_t)key);
    sqlite3_bind_int(t->insert, 2, is_request);
    sqlite3_bind_int64(t->insert, 3, request);
    return db_run(t->insert, e);
}

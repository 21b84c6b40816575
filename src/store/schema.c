// schema.c - creates the tables, migrates older databases, refuses what is not ours or too new.
#include <stdio.h>

#include "base/buf.h"
#include "store/database.h"
#include "store_sql.h"

#define APPLICATION_ID "0x544f4c4c"  // "TOLL"
enum { APPLICATION_NUMBER = 0x544f4c4c };

// migrations[v] turns schema v into v + 1; 0 is an empty file.
static const char *const migrations[STORE_SCHEMA] = {
    sql_schema_1,
};

static bool drop_views(sqlite3 *db, struct err *e)
{
    struct arena scratch = {0};
    struct buf drops = {.arena = &scratch};
    sqlite3_stmt *t = NULL;
    bool ok = db_prepare(db, sql_drop_views, &t, e);
    for (bool has_row = ok; has_row;) {
        ok = db_row(t, &has_row, e);
        has_row &= ok;
        if (has_row)
            buf_fmt(&drops, "DROP VIEW \"%s\";", (const char *)sqlite3_column_text(t, 0));
    }
    sqlite3_finalize(t);
    buf_byte(&drops, 0);
    ok = ok && db_exec(db, drops.ptr, e);
    arena_release(&scratch);
    return ok;
}

static bool create_views(sqlite3 *db, struct err *e)
{
    struct arena scratch = {0};
    struct str requests =
        str_join(S("CREATE VIEW requests AS "), str_of(sql_request_view), &scratch);
    bool ok = db_exec(db, sql_views, e) && db_exec(db, requests.ptr, e);
    arena_release(&scratch);
    return ok;
}

// Tables step by step, then the views of the newest version.
static bool migrate(struct store *s, int64_t version, struct err *e)
{
    if (!store_begin(s, e))
        return false;
    for (int64_t v = version; v < STORE_SCHEMA; v++)
        if (!db_exec(s->db, migrations[v], e))
            return false;
    char pragma[64];
    snprintf(pragma, sizeof pragma, "PRAGMA user_version = %d", STORE_SCHEMA);
    return drop_views(s->db, e) && create_views(s->db, e) &&
           db_exec(s->db, "PRAGMA application_id = " APPLICATION_ID, e) &&
           db_exec(s->db, pragma, e) && meta_set_int(s, S("schema"), STORE_SCHEMA, e) &&
           store_end(s, e);
}

bool schema_check(struct store *s, struct err *e)
{
    int64_t application = 0;
    int64_t version = 0;
    int64_t objects = 0;
    if (!db_query_int(s->db, "PRAGMA application_id", &application, e) ||
        !db_query_int(s->db, "PRAGMA user_version", &version, e) ||
        !db_query_int(s->db, sql_object_count, &objects, e))
        return false;
    bool is_new = application == 0 && version == 0 && objects == 0;
    if (application != APPLICATION_NUMBER && !(is_new && s->mode == STORE_WRITE))
        return err_set(e, ERR_DB, "%.*s: not a database of toll", STR_ARG(s->path));
    if (version > STORE_SCHEMA)
        return err_set(e, ERR_DB,
                       "%.*s: made by a newer toll (schema %lld, this one knows up to %d)",
                       STR_ARG(s->path), (long long)version, STORE_SCHEMA);
    if (version == STORE_SCHEMA)
        return true;
    if (s->mode == STORE_READ)
        return err_set(e, ERR_DB,
                       "%.*s: made by an older toll (schema %lld of %d); an ingest brings it up "
                       "to date",
                       STR_ARG(s->path), (long long)version, STORE_SCHEMA);
    return migrate(s, version, e);
}

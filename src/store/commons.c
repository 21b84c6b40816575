// commons.c - see commons.h.
#include "store/commons.h"

#include <string.h>

#include "base/hash.h"
#include "base/map.h"
#include "store/database.h"
#include "store_sql.h"

// Combinations kept for commons_put() (LIMIT of common_recent.sql) and for commons_get().
enum { PUT_MAX = 16384, GET_SLOTS = 4096 };

struct common {
    int64_t id;  // 0 = free
    int64_t values[COMMON_COLUMNS];
};

struct commons {
    struct arena arena;  // holds the struct
    sqlite3 *db;
    sqlite3_stmt *insert, *read;
    struct common *read_lately;  // [GET_SLOTS] by the low bits of the number
    struct arena put_arena;
    struct map by_hash;  // position in `list` + 1
    struct common *list;
    size_t count, cap;
    bool is_loaded;
};

bool commons_open(sqlite3 *db, struct commons **out, struct err *e)
{
    struct arena a = {0};
    struct commons *c = ARENA_NEW(&a, struct commons);
    c->arena = a;
    c->db = db;
    c->read_lately = ARENA_ARRAY(&c->arena, struct common, GET_SLOTS);
    if (!db_prepare(db, sql_common_insert, &c->insert, e) ||
        !db_prepare(db, sql_common_read, &c->read, e)) {
        commons_close(c);
        return false;
    }
    *out = c;
    return true;
}

void commons_close(struct commons *c)
{
    if (!c)
        return;
    sqlite3_finalize(c->insert);
    sqlite3_finalize(c->read);
    arena_release(&c->put_arena);
    struct arena a = c->arena;
    arena_release(&a);
}

static uint64_t hash_of(const int64_t values[COMMON_COLUMNS])
{
    return hash_bytes(values, COMMON_COLUMNS * sizeof *values);
}

static void remember(struct commons *c, const struct common *one)
{
    if (c->count == PUT_MAX) {
        arena_reset(&c->put_arena);
        c->by_hash = (struct map){0};
        c->list = NULL;
        c->count = c->cap = 0;
    }
    if (c->count == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 64;
        c->list = arena_grow(&c->put_arena, c->list, c->cap * sizeof *one, cap * sizeof *one);
        c->cap = cap;
    }
    c->by_hash.arena = &c->put_arena;
    c->list[c->count++] = *one;
    *map_put(&c->by_hash, hash_of(one->values), NULL) = c->count;
}

// Those that were added last, so that the next ingest goes on with them.
static bool load_recent(struct commons *c, struct err *e)
{
    sqlite3_stmt *t = NULL;
    bool ok = db_prepare(c->db, sql_common_recent, &t, e);
    for (bool has_row = ok; has_row;) {
        ok = db_row(t, &has_row, e);
        if (!ok || !has_row)
            break;
        struct common one = {.id = sqlite3_column_int64(t, 0)};
        for (int i = 0; i < COMMON_COLUMNS; i++)
            one.values[i] = db_column(t, i + 1);
        remember(c, &one);
    }
    sqlite3_finalize(t);
    c->is_loaded = true;
    return ok;
}

bool commons_put(struct commons *c, const int64_t values[COMMON_COLUMNS], int64_t *id,
                 struct err *e)
{
    size_t size = COMMON_COLUMNS * sizeof *values;
    if (!c->is_loaded && !load_recent(c, e))
        return false;
    const uint64_t *known = map_get(&c->by_hash, hash_of(values));
    if (known && memcmp(c->list[*known - 1].values, values, size) == 0) {
        *id = c->list[*known - 1].id;
        return true;
    }
    for (int i = 0; i < COMMON_COLUMNS; i++)
        db_bind(c->insert, i + 1, values[i]);
    if (!db_run(c->insert, e))
        return false;
    struct common one = {.id = sqlite3_last_insert_rowid(c->db)};
    memcpy(one.values, values, size);
    remember(c, &one);
    *id = one.id;
    return true;
}

bool commons_get(struct commons *c, int64_t id, const int64_t **values, struct err *e)
{
    struct common *one = &c->read_lately[(uint64_t)id % GET_SLOTS];
    *values = one->values;
    if (one->id == id && id)
        return true;
    bool has_row = false;
    one->id = 0;
    sqlite3_bind_int64(c->read, 1, id);
    if (!db_row(c->read, &has_row, e))
        return false;
    if (!has_row)
        return err_set(e, ERR_DB, "database is damaged (common %lld is missing)", (long long)id);
    for (int i = 0; i < COMMON_COLUMNS; i++)
        one->values[i] = db_column(c->read, i);
    one->id = id;
    sqlite3_reset(c->read);
    return true;
}

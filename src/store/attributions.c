// attributions.c - see attributions.h.
#include "store/attributions.h"

#include <string.h>

#include "store/database.h"
#include "store_sql.h"

bool attributions_open(struct attributions *t, sqlite3 *db, struct arena *a, struct err *e)
{
    *t = (struct attributions){.arena = a};
    return db_prepare(db, sql_attribution_read, &t->read, e);
}

void attributions_close(struct attributions *t)
{
    sqlite3_finalize(t->read);
}

static void make_room(struct attributions *t, size_t id)
{
    if (id < t->cap)
        return;
    size_t cap = t->cap ? t->cap * 2 : 64;
    while (cap <= id)
        cap *= 2;
    const struct attribution **grown = ARENA_ARRAY(t->arena, const struct attribution *, cap);
    for (size_t i = 0; i < t->cap; i++)
        grown[i] = t->by_id[i];
    t->by_id = grown;
    t->cap = cap;
}

bool attributions_get(struct attributions *t, int64_t id, const struct attribution **out,
                      struct err *e)
{
    // A number beyond any dictionary comes from a damaged file.
    if (id < 0 || id > INT32_MAX)
        return err_set(e, ERR_DB, "database is damaged (attribution %lld)", (long long)id);
    make_room(t, (size_t)id);
    if (!t->by_id[id]) {
        struct attribution *made = ARENA_NEW(t->arena, struct attribution);
        bool has_row = false;
        made->id = id;
        sqlite3_bind_int64(t->read, 1, id);
        if (!db_row(t->read, &has_row, e))
            return false;
        for (int i = 0; has_row && i < ATTRIBUTION_NAMES; i++)
            made->names[attribution_names[i]] = str_copy(db_column_str(t->read, i + 1), t->arena);
        sqlite3_reset(t->read);
        t->by_id[id] = made;
    }
    *out = t->by_id[id];
    return true;
}

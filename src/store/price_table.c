// price_table.c - see price_table.h.
#include "store/price_table.h"

#include "store_sql.h"

static bool insert(struct store *s, const struct price_line *line, int64_t *id, struct err *e)
{
    sqlite3_stmt *t = NULL;
    if (!db_prepare(s->db, sql_price_put, &t, e))
        return false;
    db_bind_str(t, 1, line->id);
    db_bind_str(t, 2, line->provider);
    db_bind_str(t, 3, line->model);
    db_bind_str(t, 4, line->detail);
    bool ok = db_int(t, id, e);
    sqlite3_finalize(t);
    return ok;
}

bool price_table_put(struct store *s, uint32_t number, int64_t *id, struct err *e)
{
    *id = UNKNOWN;
    if (number == 0 || number >= s->price_count)
        return true;
    if (!s->price_ids[number] && !insert(s, &s->price_lines[number], &s->price_ids[number], e))
        return false;
    *id = s->price_ids[number];
    return true;
}

// prompt_texts.c - stored texts of segments, by number and by hash.
#include "store/database.h"
#include "store/keyset.h"
#include "store/prompts.h"
#include "store_sql.h"

bool prompts_text(struct store *s, int64_t segment_id, struct str *out, struct arena *a,
                  struct err *e)
{
    sqlite3_stmt *t = NULL;
    bool has_row = false;
    *out = (struct str){0};
    if (segment_id == UNKNOWN)
        return true;
    bool ok = db_prepare(s->db, sql_segment_text, &t, e);
    if (ok)
        sqlite3_bind_int64(t, 1, segment_id);
    ok = ok && db_row(t, &has_row, e);
    if (ok && has_row)
        *out = str_copy(db_column_str(t, 0), a);
    sqlite3_finalize(t);
    return ok;
}

bool prompts_text_of(struct store *s, uint64_t segment, struct str *out, struct arena *a,
                     struct err *e)
{
    int64_t id = 0;
    *out = (struct str){0};
    if (!s->segment_keys && !keyset_open(s->db, KEYS_SEGMENT, &s->segment_keys, e))
        return false;
    return keyset_find(s->segment_keys, segment, &id, e) && (!id || prompts_text(s, id, out, a, e));
}

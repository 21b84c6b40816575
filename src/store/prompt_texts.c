// prompt_texts.c - stored texts of segments, by number and by hash.
#include "base/compressed.h"
#include "store/database.h"
#include "store/keyset.h"
#include "store/prompts.h"
#include "store_sql.h"

enum { TEXT_BYTES_MAX = 1 << 29 };

// unzstd(frame): the text in it; NULL for what is none.
static void unzstd(sqlite3_context *c, int count, sqlite3_value **v)
{
    (void)count;
    struct arena scratch = {0};
    struct str text = {NULL, 0};
    struct str frame = {sqlite3_value_blob(v[0]), (size_t)sqlite3_value_bytes(v[0])};
    if (frame.ptr && decompress_text(frame, TEXT_BYTES_MAX, &text, &scratch))
        sqlite3_result_text64(c, text.ptr, text.len, SQLITE_TRANSIENT, SQLITE_UTF8);
    arena_release(&scratch);
}

bool texts_install(sqlite3 *db, struct err *e)
{
    int flags = SQLITE_UTF8 | SQLITE_DETERMINISTIC;
    return sqlite3_create_function(db, "unzstd", 1, flags, NULL, unzstd, NULL, NULL) == SQLITE_OK ||
           db_error(db, e);
}

// The row of sql_segment_text: all of the text if that is stored, else its beginning.
static bool read_text(sqlite3_stmt *t, struct str *out, struct arena *a, struct err *e)
{
    struct str full = db_column_str(t, 1);
    if (!full.ptr) {
        *out = str_copy(db_column_str(t, 0), a);
        return true;
    }
    return decompress_text(full, TEXT_BYTES_MAX, out, a) ||
           err_set(e, ERR_DB, "database is damaged (text of a segment)");
}

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
        ok = read_text(t, out, a, e);
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

// meta.c - the options and marks of a database, by name.
#include "store/database.h"
#include "store_sql.h"

bool store_meta_get(struct store *s, struct str key, struct str *out, struct arena *a,
                    struct err *e)
{
    sqlite3_stmt *t = NULL;
    if (!db_prepare(s->db, sql_meta_get, &t, e))
        return false;
    db_bind_str(t, 1, key);
    bool has_row = false;
    bool ok = db_row(t, &has_row, e);
    if (ok)
        *out = has_row ? str_copy(db_column_str(t, 0), a) : (struct str){0};
    sqlite3_finalize(t);
    return ok;
}

bool store_meta_set(struct store *s, struct str key, struct str value, struct err *e)
{
    sqlite3_stmt *t = NULL;
    bool is_ours = !s->is_in_transaction;
    if (!store_begin(s, e) || !db_prepare(s->db, sql_meta_put, &t, e))
        return false;
    db_bind_str(t, 1, key);
    db_bind_str(t, 2, value);
    bool ok = db_run(t, e);
    sqlite3_finalize(t);
    return ok && (!is_ours || store_end(s, e));
}

bool meta_int(struct store *s, struct str key, int64_t *out, struct err *e)
{
    struct arena scratch = {0};
    struct str text = {0};
    bool ok = store_meta_get(s, key, &text, &scratch, e);
    if (ok && !str_to_i64(text, out))
        *out = UNKNOWN;
    arena_release(&scratch);
    return ok;
}

bool meta_set_int(struct store *s, struct str key, int64_t value, struct err *e)
{
    struct arena scratch = {0};
    struct str text = str_fmt(&scratch, "%lld", (long long)value);
    bool ok = store_meta_set(s, key, text, e);
    arena_release(&scratch);
    return ok;
}

// A database keeps the key it was begun with; *has_key says whether one is recorded.
static bool check_fp_key(struct store *s, const struct ingest_options *o, struct err *e)
{
    struct arena scratch = {0};
    struct str known = {0};
    struct str ours = str_fmt(&scratch, "%016llx", (unsigned long long)o->fp_key_hash);
    bool ok = store_meta_get(s, S("fp_key"), &known, &scratch, e);
    if (ok && known.ptr && !str_eq(known, ours))
        ok = err_set(e, ERR_USAGE,
                     "%.*s: was begun %s; fingerprints under another key cannot be compared "
                     "(--fp-key)",
                     STR_ARG(s->path),
                     str_eq(known, S("0000000000000000")) ? "without --fp-key"
                                                          : "with another --fp-key");
    ok = ok && store_meta_set(s, S("fp_key"), ours, e);
    arena_release(&scratch);
    return ok;
}

// True when the list `longer` begins with the words of `list`; both are canonical JSON.
static bool is_continued(struct str list, struct str longer)
{
    struct str words = str_head(list, list.len - 1);
    struct str rest = str_skip(longer, words.len);
    return str_starts(longer, words) &&
           (words.len == 1 || str_starts(rest, S("]")) || str_starts(rest, S(",")));
}

// Bits of rows that are there keep their words.
static bool check_watch(struct store *s, const struct ingest_options *o, struct err *e)
{
    struct arena scratch = {0};
    struct str known = {0};
    struct str ours = o->watch.ptr ? o->watch : S("[]");
    bool ok = store_meta_get(s, S("watch"), &known, &scratch, e);
    if (ok && known.len && !is_continued(known, ours))
        ok = err_set(e, ERR_USAGE,
                     "%.*s: was begun with --watch %.*s, and each word has its bit: give the same "
                     "words first (new ones behind them), or none to go on with them",
                     STR_ARG(s->path), STR_ARG(known));
    ok = ok && store_meta_set(s, S("watch"), ours, e);
    arena_release(&scratch);
    return ok;
}

bool store_set_options(struct store *s, const struct ingest_options *o, struct err *e)
{
    return check_fp_key(s, o, e) && check_watch(s, o, e) &&
           store_meta_set(s, S("text_mode"), o->text_mode, e) &&
           store_meta_set(s, S("tags"), o->tags, e) &&
           meta_set_int(s, S("fingerprint_version"), o->fingerprint_version, e) &&
           meta_set_int(s, S("facts_version"), o->facts_version, e);
}

// anonymise.c - runs queries/store/anonymise.sql with functions that know the key; see anonymise.h.
#include "store/anonymise.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/map.h"
#include "store/chain.h"
#include "store/database.h"
#include "store/row.h"
#include "store/shape_rows.h"
#include "store_sql.h"

enum { STATEMENTS_MAX = 64, STOP_OPS = 20000 };

struct anonymiser {
    const struct anonymise_options *options;
    struct arena arena;
    struct store *store;
    sqlite3_stmt *statements[STATEMENTS_MAX];
    int count;
    struct intern columns;  // "table.column" of the original that the script reads
};

// --- functions of the script ---

static uint64_t keyed(const void *self, uint64_t hash)
{
    const struct anonymiser *x = self;
    // 0 means "none" in some columns.
    return hash ? siphash(&x->options->key, &hash, sizeof hash) : 0;
}

static struct str value_bytes(sqlite3_value *value)
{
    const char *bytes = sqlite3_value_blob(value);
    return (struct str){bytes ? bytes : "", (size_t)sqlite3_value_bytes(value)};
}

static bool is_null(sqlite3_value *value)
{
    return sqlite3_value_type(value) == SQLITE_NULL;
}

static void anon_hash(sqlite3_context *c, int count, sqlite3_value **v)
{
    (void)count;
    if (!is_null(v[0]))
        sqlite3_result_int64(
            c, (int64_t)keyed(sqlite3_user_data(c), (uint64_t)sqlite3_value_int64(v[0])));
}

static void result_name(sqlite3_context *c, struct str head, struct str text)
{
    const struct anonymiser *x = sqlite3_user_data(c);
    uint64_t hash = siphash(&x->options->key, text.ptr, text.len);
    char *name = sqlite3_mprintf("%.*s%016llx", (int)head.len, head.ptr, (unsigned long long)hash);
    sqlite3_result_text(c, name, -1, sqlite3_free);
}

static void anon_name(sqlite3_context *c, int count, sqlite3_value **v)
{
    (void)count;
    struct arena scratch = {0};
    if (!is_null(v[1]))
        result_name(c, str_join(value_bytes(v[0]), S("-"), &scratch), value_bytes(v[1]));
    arena_release(&scratch);
}

// Names of models that say whose they are: fine-tuned (ft:BASE:ORGANISATION:…), behind an account
// (arn:…) or in a project (projects/NAME/…/MODEL).
static void anon_model(sqlite3_context *c, int count, sqlite3_value **v)
{
    (void)count;
    if (is_null(v[0]))
        return;
    struct str model = value_bytes(v[0]);
    size_t base = str_find(str_skip(model, 3), S(":")) + 4;
    if (str_starts(model, S("ft:")) && base < model.len) {
        result_name(c, str_head(model, base), model);
        return;
    }
    if (str_starts(model, S("arn:"))) {
        result_name(c, S("model-"), model);
        return;
    }
    if (str_contains(model, S("projects/")))
        model = str_cut_last(model, '/').tail;
    sqlite3_result_text64(c, model.ptr, model.len, SQLITE_TRANSIENT, SQLITE_UTF8);
}

static void anon_chain(sqlite3_context *c, int count, sqlite3_value **v)
{
    (void)count;
    if (is_null(v[0]))
        return;
    struct arena scratch = {0};
    struct buf out = {.arena = &scratch};
    bool is_blocks = (sqlite3_value_int64(v[1]) & FLAG_BLOCKS) != 0;
    if (chain_rehash(value_bytes(v[0]), is_blocks ? CHAIN_BLOCKS : CHAIN_BYTES, keyed,
                     sqlite3_user_data(c), &out))
        sqlite3_result_blob64(c, buf_view(&out).ptr, out.len, SQLITE_TRANSIENT);
    else
        sqlite3_result_error(c, "a prefix chain is torn", -1);
    arena_release(&scratch);
}

// Bytes that tell nothing: system and head from the template, so that shapes of one stay together,
// the tail from the shape, so that they stay different.
static void anon_shape(const struct anonymiser *x, struct str shape, struct str template,
                       unsigned char *out)
{
    uint64_t own = siphash(&x->options->key, shape.ptr, shape.len);
    uint64_t front = template.len ? siphash(&x->options->key, template.ptr, template.len) : own;
    for (size_t i = 0; i < sizeof(struct shape); i++) {
        bool is_tail = i >= sizeof(struct shape) - SHAPE_TAIL;
        uint64_t word[] = {is_tail ? own : front, i};
        out[i] = (unsigned char)(siphash(&x->options->key, word, sizeof word) % 254 + 1);
    }
}

// A row of shapes with the numbers of their templates, of which the newest may lack.
static void anon_shapes(sqlite3_context *c, int count, sqlite3_value **v)
{
    (void)count;
    struct arena scratch = {0};
    struct str shapes = value_bytes(v[0]);
    struct str templates = value_bytes(v[1]);
    unsigned char *out = ARENA_ARRAY(&scratch, unsigned char, shapes.len);
    for (size_t at = 0; at + sizeof(struct shape) <= shapes.len; at += sizeof(struct shape)) {
        anon_shape(sqlite3_user_data(c), str_head(str_skip(shapes, at), sizeof(struct shape)),
                   str_head(templates, TEMPLATE_DIGITS), out + at);
        templates = str_skip(templates, TEMPLATE_DIGITS);
    }
    sqlite3_result_blob64(c, out, shapes.len, SQLITE_TRANSIENT);
    arena_release(&scratch);
}

// What becomes of the keys of meta; others are an error.
static const struct {
    const char *key;
    bool is_kept;
} meta_keys[] = {
    {"schema", true},          {"text_mode", false},  // the script sets it
    {"fp_key", false},  // the script sets it: no log can be added under any key
    {"tags", false},           {"watch", false},          {"fingerprint_version", true},
    {"facts_version", true},   {"settled", true},         {"settled_request", true},
    {"settle_all", true},      {"has_estimates", true},   {"requests", true},
    {"first_us", true},        {"last_us", true},         {"estimated_requests", true},
    {"dropped_systems", true}, {"last_stratum", false},  // samples and sketches stay here
    {"last_sketch", false},    {"price_book_date", true}, {"price_book_hash", false},
};

static void anon_meta(sqlite3_context *c, int count, sqlite3_value **v)
{
    (void)count;
    struct str key = value_bytes(v[0]);
    for (size_t i = 0; i < sizeof meta_keys / sizeof *meta_keys; i++) {
        if (!str_eq(str_of(meta_keys[i].key), key))
            continue;
        if (meta_keys[i].is_kept)
            sqlite3_result_value(c, v[1]);
        return;
    }
    if (str_starts(key, S("price_import_")))
        return;
    char *message = sqlite3_mprintf("'%.*s' of meta is unknown to export", (int)key.len, key.ptr);
    sqlite3_result_error(c, message, -1);
    sqlite3_free(message);
}

static void anon_drop(sqlite3_context *c, int count, sqlite3_value **v)
{
    (void)count;
    (void)v;
    sqlite3_result_null(c);
}

static void anon_zero(sqlite3_context *c, int count, sqlite3_value **v)
{
    (void)count;
    (void)v;
    sqlite3_result_int64(c, 0);
}

static bool add_functions(struct anonymiser *x, struct err *e)
{
    static const struct {
        const char *name;
        int arguments;
        void (*run)(sqlite3_context *c, int count, sqlite3_value **v);
    } functions[] = {
        {"anon_hash", 1, anon_hash},     {"anon_name", 2, anon_name},
        {"anon_model", 1, anon_model},   {"anon_chain", 2, anon_chain},
        {"anon_shapes", 2, anon_shapes}, {"anon_meta", 2, anon_meta},
        {"anon_drop", -1, anon_drop},    {"anon_zero", 1, anon_zero},
    };
    for (size_t i = 0; i < sizeof functions / sizeof *functions; i++)
        if (sqlite3_create_function_v2(x->store->db, functions[i].name, functions[i].arguments,
                                       SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY, x,
                                       functions[i].run, NULL, NULL, NULL) != SQLITE_OK)
            return db_error(x->store->db, e);
    return true;
}

// --- the script ---

// Notes which columns of the original a statement reads.
static int note_column(void *self, int action, const char *table, const char *column,
                       const char *database, const char *trigger)
{
    struct anonymiser *x = self;
    (void)trigger;
    if (action == SQLITE_READ && database && strcmp(database, "original") == 0)
        intern_put(&x->columns, str_fmt(&x->arena, "%s.%s", table, column), NULL);
    return SQLITE_OK;
}

static bool attach(struct anonymiser *x, struct str from, struct err *e)
{
    sqlite3_stmt *t = NULL;
    if (!db_prepare(x->store->db, sql_anonymise_attach, &t, e))
        return false;
    db_bind_str(t, 1, db_uri(from, "mode=ro", &x->arena));
    bool ok = db_run(t, e);
    sqlite3_finalize(t);
    return ok;
}

static bool prepare(struct anonymiser *x, struct err *e)
{
    sqlite3 *db = x->store->db;
    sqlite3_set_authorizer(db, note_column, x);
    bool ok = true;
    for (const char *rest = sql_anonymise; ok && *rest;) {
        sqlite3_stmt *t = NULL;
        ok = sqlite3_prepare_v2(db, rest, -1, &t, &rest) == SQLITE_OK || db_error(db, e);
        if (ok && t && x->count == STATEMENTS_MAX)
            ok = err_set(e, ERR_DB, "anonymise.sql has more than %d statements", STATEMENTS_MAX);
        else if (ok && t)
            x->statements[x->count++] = t;
    }
    sqlite3_set_authorizer(db, NULL, NULL);
    return ok;
}

static bool check_column(struct anonymiser *x, struct str table, struct str column, struct err *e)
{
    uint32_t number;
    struct str name = str_fmt(&x->arena, "%.*s.%.*s", STR_ARG(table), STR_ARG(column));
    return intern_find(&x->columns, name, &number) ||
           err_set(e, ERR_DB, "%.*s is unknown to export, so nothing was written", STR_ARG(name));
}

// Nothing may be in the original that the script does not mention.
static bool check_columns(struct anonymiser *x, struct err *e)
{
    sqlite3_stmt *t = NULL;
    bool ok = db_prepare(x->store->db, sql_anonymise_columns, &t, e);
    for (bool has_row = ok; ok && has_row;) {
        ok = db_row(t, &has_row, e);
        if (ok && has_row)
            ok = check_column(x, db_column_str(t, 0), db_column_str(t, 1), e);
    }
    sqlite3_finalize(t);
    return ok;
}

static int progress(void *self)
{
    const struct anonymise_options *o = self;
    return o->stop(o->stop_self);
}

static bool run(struct anonymiser *x, struct err *e)
{
    union {
        const void *read;
        void *passed;
    } options = {.read = x->options};
    if (x->options->stop)
        sqlite3_progress_handler(x->store->db, STOP_OPS, progress, options.passed);
    bool ok = store_begin(x->store, e);
    for (int i = 0; ok && i < x->count; i++)
        ok = db_run(x->statements[i], e);
    ok = ok && store_end(x->store, e);
    if (!ok)
        store_rollback(x->store);
    sqlite3_progress_handler(x->store->db, 0, NULL, NULL);
    return ok;
}

static bool create(const char *path, struct err *e)
{
    int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC | O_NOCTTY, 0600);
    if (fd < 0 && errno == EEXIST)
        return err_set(e, ERR_DB, "%s is there already; it is not overwritten", path);
    if (fd < 0)
        return err_set(e, ERR_DB, "%s: %s", path, strerror(errno));
    (void)close(fd);
    return true;
}

static void remove_all(const char *path, struct arena *a)
{
    static const char *const ends[] = {"", "-wal", "-shm"};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        unlink(str_fmt(a, "%s%s", path, ends[i]).ptr);
}

bool store_anonymise(struct str from, const struct anonymise_options *o, struct err *e)
{
    struct anonymiser x = {.options = o};
    x.columns.arena = &x.arena;
    const char *path = str_cstr(o->to, &x.arena);
    if (!create(path, e)) {
        arena_release(&x.arena);
        return false;
    }
    bool ok = store_open(o->to, STORE_WRITE, NULL, &x.store, e) && attach(&x, from, e) &&
              add_functions(&x, e) && prepare(&x, e) && check_columns(&x, e) && run(&x, e);
    store_close(x.store);
    if (!ok)
        remove_all(path, &x.arena);
    arena_release(&x.arena);
    return ok;
}

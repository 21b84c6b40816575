// database.c - opening and closing, transactions, SQLite's calls in our error convention.
#include "store/database.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buf.h"
#include "store/filter_sql.h"
#include "store/image.h"
#include "store/ingest_lock.h"
#include "store/keyset.h"
#include "store/loader.h"

static struct str db_name(sqlite3 *db)
{
    const char *name = sqlite3_db_filename(db, "main");
    return name && *name ? str_of(name) : S("database");
}

bool db_error(sqlite3 *db, struct err *e)
{
    static const struct {
        int code;
        const char *text;
    } known[] = {
        {SQLITE_FULL, "disk is full; the database stands at its last commit"},
        {SQLITE_BUSY, "in use by another program"},
        {SQLITE_LOCKED, "in use by another program"},
        {SQLITE_CORRUPT, "database is damaged"},
        {SQLITE_NOTADB, "not a database"},
        {SQLITE_READONLY, "database is read-only"},
    };
    struct str name = db_name(db);
    int code = sqlite3_errcode(db);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (known[i].code == code)
            return err_set(e, ERR_DB, "%.*s: %s", STR_ARG(name), known[i].text);
    if (code == SQLITE_INTERRUPT)
        return err_set(e, ERR_INTERRUPTED, "interrupted");
    if (code == SQLITE_IOERR)
        return err_set(e, ERR_DB, "%.*s: cannot read or write (%s)", STR_ARG(name),
                       strerror(sqlite3_system_errno(db)));
    return err_set(e, ERR_DB, "%.*s: %s", STR_ARG(name), sqlite3_errmsg(db));
}

bool db_exec(sqlite3 *db, const char *sql, struct err *e)
{
    return sqlite3_exec(db, sql, NULL, NULL, NULL) == SQLITE_OK || db_error(db, e);
}

bool db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct err *e)
{
    return sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, out, NULL) == SQLITE_OK ||
           db_error(db, e);
}

bool db_row(sqlite3_stmt *t, bool *has_row, struct err *e)
{
    int code = sqlite3_step(t);
    if (code != SQLITE_ROW && code != SQLITE_DONE) {
        db_error(sqlite3_db_handle(t), e);
        sqlite3_reset(t);
        return false;
    }
    *has_row = code == SQLITE_ROW;
    if (!*has_row)
        sqlite3_reset(t);
    return true;
}

bool db_run(sqlite3_stmt *t, struct err *e)
{
    bool has_row = true;
    while (has_row)
        if (!db_row(t, &has_row, e))
            return false;
    return true;
}

bool db_int(sqlite3_stmt *t, int64_t *out, struct err *e)
{
    bool has_row = false;
    if (!db_row(t, &has_row, e))
        return false;
    *out = has_row ? db_column(t, 0) : UNKNOWN;
    return !has_row || db_run(t, e);
}

bool db_query_int(sqlite3 *db, const char *sql, int64_t *out, struct err *e)
{
    sqlite3_stmt *t = NULL;
    if (!db_prepare(db, sql, &t, e))
        return false;
    bool ok = db_int(t, out, e);
    sqlite3_finalize(t);
    return ok;
}

void db_bind(sqlite3_stmt *t, int at, int64_t n)
{
    if (n == UNKNOWN)
        sqlite3_bind_null(t, at);
    else
        sqlite3_bind_int64(t, at, n);
}

void db_bind_str(sqlite3_stmt *t, int at, struct str text)
{
    sqlite3_bind_text64(t, at, text.ptr, text.len, SQLITE_STATIC, SQLITE_UTF8);
}

void db_bind_blob(sqlite3_stmt *t, int at, struct str bytes)
{
    sqlite3_bind_blob64(t, at, bytes.ptr, bytes.len, SQLITE_STATIC);
}

int64_t db_column(sqlite3_stmt *t, int column)
{
    // One look-up a column, not two; fine with a connection that one thread uses at a time.
    sqlite3_value *value = sqlite3_column_value(t, column);
    int64_t n = sqlite3_value_int64(value);
    return n == 0 && sqlite3_value_type(value) == SQLITE_NULL ? UNKNOWN : n;
}

struct str db_column_str(sqlite3_stmt *t, int column)
{
    const char *bytes = sqlite3_column_blob(t, column);
    size_t len = (size_t)sqlite3_column_bytes(t, column);
    if (!bytes && sqlite3_column_type(t, column) != SQLITE_NULL)
        bytes = "";
    return (struct str){bytes, bytes ? len : 0};
}

void db_close(sqlite3 *db)
{
    if (!db)
        return;
    for (sqlite3_stmt *t = sqlite3_next_stmt(db, NULL); t; t = sqlite3_next_stmt(db, NULL))
        sqlite3_finalize(t);
    sqlite3_close(db);
}

bool store_begin(struct store *s, struct err *e)
{
    if (s->is_in_transaction)
        return true;
    if (!db_exec(s->db, "BEGIN IMMEDIATE", e))
        return false;
    s->is_in_transaction = true;
    return true;
}

bool store_end(struct store *s, struct err *e)
{
    if (!s->is_in_transaction)
        return true;
    if (!image_write(s->image, s->db, e) || !db_exec(s->db, "COMMIT", e)) {
        store_rollback(s);
        return false;
    }
    s->is_in_transaction = false;
    return image_clear(s->image, s->db, e);
}

void store_rollback(struct store *s)
{
    if (s->is_in_transaction && !sqlite3_get_autocommit(s->db))
        sqlite3_exec(s->db, "ROLLBACK", NULL, NULL, NULL);
    s->is_in_transaction = false;
    struct err second = {0};
    if (s->image && !image_clear(s->image, s->db, &second))
        return;  // the error that made for the roll-back is the one to tell
}

// SQLite creates files with the mode of the umask; ours are private. WAL and SHM inherit the mode.
static bool create_private(const char *path, struct err *e)
{
    int fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    if (fd < 0)
        return err_set(e, ERR_DB, "%s: %s", path, strerror(errno));
    (void)close(fd);
    return true;
}

// Without statistics SQLite takes no lock at every allocation. Has no effect after the first use.
static void forgo_memory_statistics(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

// Prepared statements live long and fill SQLite's 40 slots; ours are enough for them and for the
// cursors that every run of a statement opens.
enum { SLOT_BYTES = 1200, SLOTS = 512 };

static bool open_connection(struct store *s, const char *name, int flags, struct err *e)
{
    forgo_memory_statistics();
    if (sqlite3_open_v2(name, &s->db, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_URI, NULL) !=
        SQLITE_OK) {
        db_error(s->db, e);
        db_close(s->db);
        s->db = NULL;
        return false;
    }
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_LOOKASIDE, NULL, SLOT_BYTES, SLOTS);
    sqlite3_extended_result_codes(s->db, 0);
    sqlite3_busy_timeout(s->db, 10000);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(s->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
    return filter_sql_install(s->db, e) && cursor_install(s->db, e) && texts_install(s->db, e);
}

static bool open_for_writing(struct store *s, const char *path, struct err *e)
{
    if (!create_private(path, e) ||
        !ingest_lock_take(s->path, &s->access, &s->lock_fd, &s->arena, e) ||
        !open_connection(s, path, SQLITE_OPEN_READWRITE, e))
        return false;
    // 16 KiB pages make the smallest file of 4, 8 and 16 KiB (measured: 339, 329 and 325 bytes a
    // request), at the same speed. secure_delete costs a write of every page that merging gives
    // back, and protects nothing: what must not be stored is never written.
    if (!db_exec(s->db,
                 "PRAGMA page_size = 16384; PRAGMA secure_delete = OFF;"
                 "PRAGMA cache_size = -16384; PRAGMA temp_store = FILE",
                 e) ||
        !schema_check(s, e) ||
        !db_exec(s->db,
                 "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
                 "PRAGMA wal_autocheckpoint = 2048",
                 e))
        return false;
    if (!s->access.max_pages)
        return true;
    struct arena scratch = {0};
    struct str sql =
        str_fmt(&scratch, "PRAGMA max_page_count = %lld", (long long)s->access.max_pages);
    bool ok = db_exec(s->db, sql.ptr, e);
    arena_release(&scratch);
    return ok;
}

struct str db_uri(struct str path, const char *option, struct arena *a)
{
    struct buf name = {.arena = a};
    buf_str(&name, S("file:"));
    for (size_t i = 0; i < path.len; i++) {
        unsigned char c = (unsigned char)path.ptr[i];
        if (c == '?' || c == '#' || c == '%')
            buf_fmt(&name, "%%%02x", c);
        else
            buf_byte(&name, (char)c);
    }
    buf_fmt(&name, "?%s", option);
    buf_byte(&name, 0);
    return str_head(buf_view(&name), name.len - 1);
}

// A database on a medium that cannot be written needs no WAL index when nobody writes it.
static bool open_immutable(struct store *s, struct err *e)
{
    struct str name = db_uri(s->path, "immutable=1", &s->arena);
    return open_connection(s, name.ptr, SQLITE_OPEN_READONLY, e);
}

static bool open_for_reading(struct store *s, const char *path, struct err *e)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return err_set(e, ERR_DB, "%s: %s", path, strerror(errno));
    if (!open_connection(s, path, SQLITE_OPEN_READONLY, e))
        return false;
    struct str wal = str_join(s->path, S("-wal"), &s->arena);
    bool has_wal = access(str_cstr(wal, &s->arena), F_OK) == 0;
    struct err first = {0};
    int64_t version = 0;
    if (!db_query_int(s->db, "PRAGMA user_version", &version, &first) &&
        sqlite3_errcode(s->db) == SQLITE_CANTOPEN && !has_wal) {
        db_close(s->db);
        s->db = NULL;
        if (!open_immutable(s, e))
            return false;
    }
    return db_exec(s->db, "PRAGMA query_only = ON; PRAGMA cache_size = -32768", e) &&
           schema_check(s, e);
}

bool store_open(struct str path, enum store_mode mode, const struct store_access *access,
                struct store **out, struct err *e)
{
    struct arena a = {0};
    struct store *s = ARENA_NEW(&a, struct store);
    s->arena = a;
    s->mode = mode;
    s->lock_fd = -1;
    s->path = str_copy(path, &s->arena);
    if (access)
        s->access = *access;
    if (s->access.commit_rows <= 0)
        s->access.commit_rows = 65536;
    const char *name = str_cstr(path, &s->arena);
    if (mode == STORE_WRITE)
        s->image = image_new();
    if (mode == STORE_WRITE ? !open_for_writing(s, name, e) : !open_for_reading(s, name, e)) {
        store_close(s);
        return false;
    }
    *out = s;
    return true;
}

void store_close(struct store *s)
{
    if (!s)
        return;
    loader_release(s->loader);
    keyset_close(s->segment_keys);
    if (s->db)
        store_rollback(s);
    db_close(s->db);
    image_free(s->image);
    ingest_lock_give(s->path, s->lock_fd);
    struct arena a = s->arena;
    arena_release(&a);
}

bool store_hold(struct store *s, bool *is_held, struct err *e)
{
    bool holds = sqlite3_get_autocommit(s->db) != 0;
    if (holds && !db_exec(s->db, "BEGIN", e))
        return false;
    *is_held = holds;
    return true;
}

void store_let_go(struct store *s, bool is_held)
{
    if (is_held)
        sqlite3_exec(s->db, "COMMIT", NULL, NULL, NULL);
}

void store_use_prices(struct store *s, const struct price_line *lines, uint32_t count)
{
    s->price_lines = lines;
    s->price_count = count;
    s->price_ids = ARENA_ARRAY(&s->arena, int64_t, count);
}

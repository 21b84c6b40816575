// database.h - the open database as the files of this layer see it, and SQLite in our conventions.
#pragma once

#include <sqlite3.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/store.h"

struct image;
struct keyset;
struct loader;

struct store {
    struct arena arena;  // what lives as long as the store; holds the store itself
    sqlite3 *db;
    struct str path;
    enum store_mode mode;
    struct store_access access;
    int lock_fd;  // -1 = none
    bool is_in_transaction;
    struct image *image;          // new rows that store_end() writes; NULL when only reading
    struct loader *loader;        // NULL until the sink is used
    struct keyset *segment_keys;  // NULL until prompts_text_of() is used
    const struct price_line *price_lines;
    int64_t *price_ids;  // number in price_t by row of the book, 0 = not used yet
    uint32_t price_count;
};

// Sets e from the connection's last error: full disk, busy, corrupt… each says what to do.
bool db_error(sqlite3 *db, struct err *e);
// Runs SQL of one or more statements without results.
MUST_USE bool db_exec(sqlite3 *db, const char *sql, struct err *e);
// Prepares one of ours for many uses; finalised with the connection.
MUST_USE bool db_prepare(sqlite3 *db, const char *sql, sqlite3_stmt **out, struct err *e);
// Runs a statement to its end and resets it.
MUST_USE bool db_run(sqlite3_stmt *t, struct err *e);
// One step: *has_row. Reset by the caller when true.
MUST_USE bool db_row(sqlite3_stmt *t, bool *has_row, struct err *e);
// First column of the first row; UNKNOWN without one. Resets.
MUST_USE bool db_int(sqlite3_stmt *t, int64_t *out, struct err *e);
// The same for a text that is used once.
MUST_USE bool db_query_int(sqlite3 *db, const char *sql, int64_t *out, struct err *e);

void db_bind(sqlite3_stmt *t, int at, int64_t n);            // UNKNOWN = NULL
void db_bind_str(sqlite3_stmt *t, int at, struct str text);  // unknown = NULL; not copied
void db_bind_blob(sqlite3_stmt *t, int at, struct str bytes);
int64_t db_column(sqlite3_stmt *t, int column);         // NULL = UNKNOWN
struct str db_column_str(sqlite3_stmt *t, int column);  // NULL = unknown; valid until the next step

// A path as SQLite's URI with an option ("mode=ro"); NUL-terminated.
struct str db_uri(struct str path, const char *option, struct arena *a);

// Makes the function through which cursors get their rows known to a connection (cursor.c).
MUST_USE bool cursor_install(sqlite3 *db, struct err *e);
// Makes unzstd() known to a connection, for people's queries of full texts (prompt_texts.c).
MUST_USE bool texts_install(sqlite3 *db, struct err *e);

// Finalises what is still prepared and closes.
void db_close(sqlite3 *db);

// Begins a transaction unless one runs.
MUST_USE bool store_begin(struct store *s, struct err *e);
// Ends it, the rows of the image in the tables; with SQLITE_FULL and the like the transaction is
// rolled back.
MUST_USE bool store_end(struct store *s, struct err *e);
void store_rollback(struct store *s);

// Creates tables and views of a new database or brings an older one up to date (schema.c).
MUST_USE bool schema_check(struct store *s, struct err *e);

// meta as integers; absent = UNKNOWN.
MUST_USE bool meta_int(struct store *s, struct str key, int64_t *out, struct err *e);
MUST_USE bool meta_set_int(struct store *s, struct str key, int64_t value, struct err *e);

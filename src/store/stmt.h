// stmt.h - prepared statements: bind, step, read columns. The only way other layers speak SQL.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct store;
struct stmt;  // one prepared statement; belongs to its store, close it before store_close()

// Prepares one statement. Errors name the SQL's problem (ERR_USAGE) or the database's (ERR_DB).
MUST_USE bool stmt_open(struct store *s, struct str sql, struct stmt **out, struct err *e);
void stmt_close(struct stmt *t);  // NULL is fine

// Parameters count from 1, in order of first appearance for :name. Strings are copied.
void stmt_bind_int(struct stmt *t, int at, int64_t n);        // UNKNOWN binds NULL
void stmt_bind_double(struct stmt *t, int at, double x);      // NaN binds NULL
void stmt_bind_str(struct stmt *t, int at, struct str text);  // unknown binds NULL
// Position of ":name" (without the colon), 0 when the statement has none.
int stmt_param(const struct stmt *t, struct str name);
int stmt_param_count(const struct stmt *t);
struct str stmt_param_name(const struct stmt *t, int at);  // without the colon

// One row further: *has_row false at the end.
MUST_USE bool stmt_step(struct stmt *t, bool *has_row, struct err *e);
// Back to before the first row; bindings stay.
void stmt_reset(struct stmt *t);

enum stmt_type { STMT_NULL, STMT_INT, STMT_DOUBLE, STMT_TEXT, STMT_BLOB };
int stmt_columns(const struct stmt *t);
// Columns count from 0. Names and strings are valid until the next step.
struct str stmt_column_name(const struct stmt *t, int column);
enum stmt_type stmt_type(const struct stmt *t, int column);
int64_t stmt_int(const struct stmt *t, int column);     // NULL = UNKNOWN
double stmt_double(const struct stmt *t, int column);   // NULL = NaN
struct str stmt_str(const struct stmt *t, int column);  // text or bytes; NULL = unknown
bool stmt_bool(const struct stmt *t, int column);       // NULL = false

// Runs a statement that gives one integer (count, max…); NULL and no row = UNKNOWN.
MUST_USE bool store_query_int(struct store *s, struct str sql, int64_t *out, struct err *e);

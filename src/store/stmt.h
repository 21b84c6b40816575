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

// Parameters count from 1, in order of first appearance for :name.
void stmt_bind_int(struct stmt *t, int at, int64_t n);  // UNKNOWN binds NULL
int stmt_param_count(const struct stmt *t);
struct str stmt_param_name(const struct stmt *t, int at);  // without the colon

// One row further: *has_row false at the end.
MUST_USE bool stmt_step(struct stmt *t, bool *has_row, struct err *e);

enum stmt_type { STMT_NULL, STMT_INT, STMT_DOUBLE, STMT_TEXT, STMT_BLOB };
int stmt_columns(const struct stmt *t);
// Columns count from 0. Strings are valid until the next step.
enum stmt_type stmt_type(const struct stmt *t, int column);
int64_t stmt_int(const struct stmt *t, int column);     // NULL = UNKNOWN
struct str stmt_str(const struct stmt *t, int column);  // text or bytes; NULL = unknown

// Runs a statement that gives one integer (count, max…); NULL and no row = UNKNOWN.
MUST_USE bool store_query_int(struct store *s, struct str sql, int64_t *out, struct err *e);

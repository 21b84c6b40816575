// row_pages.h - requests read straight from the pages of the file, without running SQL.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"

struct row_pages;

// A scan of request_t by row, numbers above `after`: SQLite's interpreter takes five to ten times
// as long to step over the same rows. `sql`: a SELECT of columns of the table, which says what
// row_pages_next() gives; it is not run. The rows are those of one moment, that of opening, as with
// a statement.
//
// *out is NULL where only SQLite can read the rows: changes stand in the WAL, or are made by this
// connection, or there is no file. File format: https://sqlite.org/fileformat2.html, read
// 2026-11-22.
enum { ROW_PAGES_VALUES = 48 };  // columns at most
MUST_USE bool row_pages_open(sqlite3 *db, const char *sql, int64_t after, struct row_pages **out,
                             struct err *e);
// The columns of `sql` into values; NULL = UNKNOWN.
MUST_USE bool row_pages_next(struct row_pages *p, int64_t *values, bool *has, struct err *e);
void row_pages_close(struct row_pages *p);  // may be NULL

// image.h - new rows as the bytes of a SQLite database, copied into the tables at once.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "store/database.h"
#include "store/leaf_cell.h"

// Between tables of one definition INSERT … SELECT * copies rows as they are (the "transfer
// optimization" of https://sqlite.org/src/file/src/insert.c, read 2026-11-22): a quarter of what a
// statement with a value a column costs. So rows are put together here, in the pages of a database
// in memory that SQLite is then handed.

// In the order in which they are copied.
enum image_table {
    IMAGE_REQUESTS,
    IMAGE_SEGMENTS,
    IMAGE_WORDS,
    IMAGE_ROLLUPS,
    IMAGE_USER_DAYS,
    IMAGE_TABLES
};

// The columns: the primary key, integers (UNKNOWN = NULL), and bytes in the last one.
struct image_row {
    int64_t id;
    const int64_t *values;
    size_t count;     // of values, at most 63
    struct str last;  // unknown = NULL
    enum cell_last kind;
};

struct image;
struct image *image_new(void);
void image_free(struct image *m);  // NULL is fine
// Rows of a table come by ascending id, behind those that the table has.
void image_add(struct image *m, enum image_table table, const struct image_row *row);
size_t image_bytes(const struct image *m);
// Copies all rows, within a transaction; then there must be no more rows before image_clear().
MUST_USE bool image_write(struct image *m, sqlite3 *db, struct err *e);
// Forgets all rows. After the transaction, whatever became of it.
MUST_USE bool image_clear(struct image *m, sqlite3 *db, struct err *e);

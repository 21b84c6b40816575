// leaf_cell.h - a row as SQLite's files have it: a cell of a table's leaf page.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/str.h"

// https://sqlite.org/fileformat2.html, "B-tree Pages" and "Record Format", read 2026-11-22. Pages
// are of CELL_PAGE_BYTES, the largest there are.
enum {
    CELL_PAGE_BYTES = 65536,
    CELL_LOCAL_MAX = CELL_PAGE_BYTES - 35,  // a longer row goes on in overflow pages,
    CELL_LOCAL_MIN = (CELL_PAGE_BYTES - 12) * 32 / 255 - 23,
    CELL_OVERFLOW_BYTES = CELL_PAGE_BYTES - 4,  // of so many bytes each
    CELL_COLUMNS = 64,
    CELL_TEXT_BYTES = 64,  // of all texts but the last column's
};

struct leaf_cell {
    unsigned char types[CELL_COLUMNS + 9];
    unsigned char body[CELL_COLUMNS * 8 + CELL_TEXT_BYTES];
    unsigned char prefix[2 * 9 + 1];  // bytes of the row, its id, bytes of its header
    size_t type_bytes, body_bytes, prefix_bytes;
    struct str last;  // what of the last column stands in the cell,
    struct str rest;  // and what of it in overflow pages
};

// A cell is made by leaf_cell_begin(), the columns in order, and leaf_cell_end().
void leaf_cell_begin(struct leaf_cell *c);
void leaf_cell_ints(struct leaf_cell *c, const int64_t *values, size_t count);  // UNKNOWN = NULL
void leaf_cell_text(struct leaf_cell *c, struct str text);
// The last column: bytes, which are not copied (unknown = NULL), or none after the integers.
enum cell_last { CELL_BLOB, CELL_TEXT, CELL_NO_LAST };
void leaf_cell_end(struct leaf_cell *c, int64_t id, struct str last, enum cell_last kind);

size_t leaf_cell_bytes(const struct leaf_cell *c);
// Writes it; `overflow` is the page that has `rest`.
void leaf_cell_put(const struct leaf_cell *c, uint32_t overflow, unsigned char *out);

void big_endian_put(unsigned char *out, uint64_t n, int bytes);
// SQLite's variable-length integer; returns how many bytes of nine it took.
size_t leaf_cell_varint(unsigned char out[9], uint64_t n);

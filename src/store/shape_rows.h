// shape_rows.h - shapes as the tables have them: SHAPES_A_ROW of them a row.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/prompt.h"
#include "store/prompts.h"

// Row n of shape_t and of shape_settled_t has the shapes 16n + 1 … 16n + 16; the last row of
// shape_t may have fewer. Packed they take half the room, and a tenth of the time to write.
// TEMPLATE_DIGITS has the number of a template in shape_settled_t.templates, so that plain SQL
// finds it by its place.
enum { SHAPES_A_ROW = 16, TEMPLATE_DIGITS = 5 };

// Columns of shape_t: `shapes` (34 bytes each), `levels` (a byte each), `origins` (two varints
// each: number of the segment + 1, 0 = unknown; NULL when no text is stored).
struct shape_chunk {
    struct buf shapes, levels, origins;
    bool has_origins;
    int count;
};
void shape_chunk_init(struct shape_chunk *c, struct arena *a);
void shape_chunk_clear(struct shape_chunk *c);
// Of the row: shape, level and segments.
void shape_chunk_add(struct shape_chunk *c, const struct shape_row *shape);

// All shapes, by number - 1, those without requests too. *numbers has the number of each shape's
// template, that of its first shape; 0 = has not been settled yet.
struct shape_list {
    struct shape_row *rows;
    int64_t *numbers;
    size_t count;
};
MUST_USE bool shape_list_read(struct store *s, struct shape_list *out, struct arena *a,
                              struct err *e);

// Writes the row of shape_settled_t for those of `now` that belong to it, from `first` on.
MUST_USE bool shape_settled_put(sqlite3_stmt *put, const struct shape_list *now, size_t first,
                                struct err *e);

// The public id of the template whose first shape this is.
uint64_t template_id_of(const struct shape *first);

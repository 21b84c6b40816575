// crossing_row.h - rows of a table by dimensions: what they are called, and their order.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/dimension.h"
#include "analyze/question.h"
#include "base/err.h"
#include "model/table.h"

enum { CROSSING_LABELS_MAX = 2 };

// A row by its codes. Labels of users and sessions stay unknown: they are read for the rows that
// are shown alone.
struct crossing_row {
    struct str labels[CROSSING_LABELS_MAX];
    int64_t codes[CROSSING_LABELS_MAX];
};

// Who knows the labels. They live in `arena`.
struct crossing_names {
    const struct crossing *crossing;
    const struct lens *lenses;
    struct store *store;
    struct arena *arena;
};

// Reads the labels of row->codes.
MUST_USE bool crossing_row_name(const struct crossing_names *n, struct crossing_row *row,
                                struct err *e);
// Fills the cells of the labels, of users and sessions too.
MUST_USE bool crossing_row_cells(const struct crossing_names *n, const struct crossing_row *row,
                                 struct cell *cells, struct err *e);
// Those of a row for all that is not shown.
void crossing_row_other(const struct crossing *by, struct cell *cells);

// By label, unknown ones last, then by code.
int crossing_row_compare(const struct crossing_row *a, const struct crossing_row *b);
int crossing_label_compare(struct str a, struct str b);
int crossing_number_compare(int64_t a, int64_t b);

// How many of the rows are shown: a row "(other)" for a single one would hide its name and save no
// line. `top` 0 = all.
int64_t crossing_rows_shown(int64_t count, int64_t top);

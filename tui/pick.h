// pick.h - the columns and rows of a table that a screen shows, fitted into a width.
#pragma once

#include "model/table.h"

enum { PICK_REST = -1 };

struct pick {
    const char *key;    // of the column
    const char *title;  // NULL = that of the column
    // Most columns of the terminal: names are cut in the middle, times lose their year. 0 = as wide
    // as it is. PICK_REST: a text that takes what the others leave, and stands last.
    int width;
};

// The columns of `picks` (ends with a zero row; the most important first) that are known in any row
// and fit, in that order; labels that do not fit or are not picked stay without a title, so that a
// cursor finds its row.
struct table *pick_columns(const struct table *t, const struct pick *picks, int width,
                           struct arena *a);
// The rows that have this cell in the column `key`; NULL when there is no such column or row.
struct table *pick_rows(const struct table *t, const char *key, const struct cell *cell,
                        struct arena *a);
// The cell of a row; a null one when there is no such column.
const struct cell *pick_cell(const struct table *t, int64_t row, const char *key);

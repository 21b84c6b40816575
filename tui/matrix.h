// matrix.h - an answer by two dimensions as rows and columns: toll report --by feature,model.
#pragma once

#include "model/table.h"

enum { MATRIX_COLUMNS = 40 };

struct matrix {
    const struct table *rows;     // by the first dimension: what rows there are, in their order
    const struct table *crossed;  // its first two columns are the dimensions
    const char *value;            // column of `crossed`
    // Columns in the order of their labels, as times want it; else the greatest first.
    bool is_by_label;
    // Set by matrix_of().
    int left_out;  // values of the second dimension beyond MATRIX_COLUMNS
    bool is_cut;   // `crossed` has a row "(other)": cells may be missing
};
// A table whose first column is that of the rows, the others are the values of the second
// dimension. NULL without rows.
struct table *matrix_of(struct matrix *m, struct arena *a);

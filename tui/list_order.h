// list_order.h - the rows of a table as a list shows them: sorted, found by their key, searched.
#pragma once

#include "model/table.h"
#include "tui/view.h"

// Rows of the table in the order shown [row_count]. Stable; unknown values come last.
int64_t *order_rows(const struct list *l, const struct table *t, struct arena *a);
// The labels of a row as one text: by which the cursor finds it again.
struct str order_key(const struct table *t, int64_t row, struct arena *a);
// Where the cursor is now in `rows`: on its key, else where it was. -1 without rows.
int64_t order_place(const struct list *l, const struct table *t, const int64_t *rows,
                    struct arena *a);
// A cell has its number in f or in i, the other is 0.
double order_number(const struct cell *cell);
// True when a text of the row contains what is searched.
bool order_contains(const struct table *t, int64_t row, struct str search);

// check.h - what is doubtful about a price book: for people who edit one.
#pragma once

#include <stddef.h>

#include "base/arena.h"
#include "price/price.h"

struct price_problem {
    struct str row;   // its id; unknown = found while importing
    struct str text;  // "cache reads cost more than input"
};

// Looks at every row: ratios of the classes, rows that overlap, rows without source or date, rows
// without any price; and repeats the warnings of the imports. Lives in `a`.
size_t price_check(const struct price_book *book, const struct price_problem **out,
                   struct arena *a);

// spending.h - what each model and feature spent in two periods, in all and by the rows of splits.
#pragma once

#include <stdint.h>

#include "analyze/findings.h"
#include "analyze/substitution.h"
#include "base/map.h"
#include "price/call_terms.h"

// A value of a dimension, or of two crossed.
struct spending_row {
    int64_t codes[2];  // lens_code() of each dimension
    struct spent sides[2];
    int64_t first, count;  // its parts, after spending_finish()
};

// What one cell (a model and a feature) spent of a row, on both sides. Prices are the cell's.
struct spending_part {
    int64_t row;
    uint32_t cell;
    struct spent sides[2];
};

// The rows of one crossing.
struct spending_split {
    struct crossing crossing;
    struct lens lenses[2];
    struct map dense[2];  // code to dense number
    struct map row_of;    // code, or pair of dense numbers, to row
    struct spending_row *rows;
    int64_t row_count, row_cap;
    struct map part_of;  // row << 32 | cell to part
    struct spending_part *parts;
    int64_t part_count, part_cap;
};

// Init, open, findings_collect() with spending_add() for each side, finish; release at the end.
struct spending {
    struct arena *arena;
    int side;                      // that is being added: 0 or 1
    struct call_terms_memo terms;  // of the book
    struct intern cells;           // "provider\nmodel\nfeature"
    struct map cell_of_who;        // by attribution
    struct spend_pair *pairs;      // by cell [cells.len]
    size_t pair_cap;
    struct spending_split *splits;
    int split_count;
};

// Splits by each crossing of question->by; prices of question->book, which may be NULL.
void spending_init(struct spending *s, const struct question *q, struct arena *a);
MUST_USE bool spending_open(struct spending *s, struct store *store, struct err *e);
// As counting.each_sums wants it.
void spending_add(void *spending, const struct observation *o, const struct sums *sums);
void spending_finish(struct spending *s);
// The change of a row, cause by cause.
void spending_explain(const struct spending *s, const struct spending_split *split, int64_t row,
                      int64_t out[CAUSES]);
void spending_release(struct spending *s);

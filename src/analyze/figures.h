// figures.h - tables from plain column lists, and the columns that every cost table shares.
#pragma once

#include <stdbool.h>

#include "analyze/crossing_row.h"
#include "analyze/findings.h"
#include "base/err.h"
#include "model/table.h"

// A struct column with C strings, for static tables.
struct spec {
    const char *key, *title;
    enum unit unit;
    enum evidence evidence;
    bool is_label;
};

// `title` NULL: only for programs (report/renderer.h). Added to the answer.
struct table *figures_table(struct answer *out, const char *key, const char *title,
                            const struct spec *specs, int count);
// The same of one row, an object, whose cells are returned.
struct cell *figures_object(struct answer *out, const char *key, const char *title,
                            const struct spec *specs, int count);

// The table "by": a column a dimension, then those of `specs`, at most FIGURES_SPECS_MAX.
enum { FIGURES_SPECS_MAX = 24 };
struct table *figures_by_table(struct answer *out, const struct crossing *by,
                               const struct spec *specs, int count);

// The cost of the priced requests; null when none but failed ones (which cost nothing) has a price.
struct cell figures_cost(const struct sums *sums);
// part ÷ whole; null when the whole is 0.
struct cell figures_ratio(int64_t part, int64_t whole);
struct cell figures_ms(int64_t us);
// Input of all classes and output.
int64_t figures_tokens(const struct sums *sums);

// The totals in the columns of figures_by(), an object whose "key" is null.
void figures_totals(const struct findings *f, struct answer *out);
// A row a group: dearest first (times in their order), what --top cuts off as a row "(other)".
MUST_USE bool figures_by(struct findings *f, struct grouping *g, struct answer *out, struct err *e);

// Groups of a grouping in the order of their rows.
struct ranked {
    int64_t group;
    int64_t cost_nusd, requests;
    struct crossing_row name;
};
MUST_USE bool figures_rank(struct findings *f, const struct grouping *g, struct ranked **out,
                           struct err *e);

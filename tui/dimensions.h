// dimensions.h - what costs are grouped by, and how a row of a group becomes a term of the filter.
#pragma once

#include "model/table.h"
#include "tui/view.h"

struct dimension {
    const char *name;   // as --by takes it
    const char *field;  // of the filter; NULL = a row is a period
};
extern const struct dimension dimensions[];  // ends with a zero row; in the order of drilling down

int dimension_count(void);
// The dimension with this name; -1 when there is none.
int dimension_by_name(struct str name);
// True when a term of the filter fixes its value already; one that names several does not.
bool dimension_is_fixed(const struct view *v, int dimension);
// The next (step 1) or the one before (-1) that is not fixed and not `other` (-1 = any).
int dimension_next(const struct view *v, int from, int step, int other);
// Narrows the view down to a row: a term, or the period. False with a message when it cannot.
bool dimension_open(struct view *v, int dimension, const struct cell *label);
// Leaves a row out: "!team=growth". False with a message when it cannot.
bool dimension_exclude(struct view *v, int dimension, const struct cell *label);
// False with a message for a row that no term can name beside those that are marked.
bool dimension_may_mark(struct view *v, int dimension, const struct list *l,
                        const struct cell *label);
// "team=growth,sales": the marked rows; unknown when there are none. Lives in `a`.
struct str dimension_marked(int dimension, const struct list *l, struct arena *a);

// shape_sums.h - what the requests of every shape add up to, and the templates they are grouped to.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "model/prompt.h"
#include "store/cursor.h"
#include "store/database.h"

// By number of a shape: 192 bytes each, 24 MB at the limit of shapes.
struct shape_sums;
struct shape_sums *shape_sums_new(void);
void shape_sums_free(struct shape_sums *t);  // NULL is fine
// Needs CURSOR_PARTS and CURSOR_FACTS.
void shape_sums_add(struct shape_sums *t, const struct request *r);

// Writes the sums (`is_whole`: they are all there is, else they are added to what is stored), the
// distinct contents of every shape (by number, [0, shape_count] of them) and the templates.
struct shape_contents {
    const int64_t *counts;
    size_t count;
};
MUST_USE bool shape_sums_finish(struct shape_sums *t, struct store *s, bool is_whole,
                                struct shape_contents contents, const struct settle_hooks *hooks,
                                struct err *e);

// The column `shape`; false when it is none.
MUST_USE bool shape_from_blob(struct str blob, struct shape *out);

// shape_sums.h - what the requests of every shape add up to, and the templates they are grouped to.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"
#include "model/prompt.h"
#include "store/cursor.h"
#include "store/database.h"

// By number of a shape: 192 bytes each, 12 MB at the limit of shapes.
struct shape_sums;
// `is_whole`: what will be added is all there is.
struct shape_sums *shape_sums_new(bool is_whole);
void shape_sums_free(struct shape_sums *t);  // NULL is fine
// Needs CURSOR_PARTS and CURSOR_FACTS.
void shape_sums_add(struct shape_sums *t, const struct request *r);

// What the end of a pass knows besides the sums.
struct shape_contents {
    const int64_t *counts;  // distinct contents by number of a shape, [0, count)
    size_t count;
};
// Groups the shapes into templates and writes both. Sums that are not whole are added to those of
// the templates that are stored, which can be joined but not parted: if one has come apart,
// *is_parted is set, nothing is written, and all requests must be added up.
MUST_USE bool shape_sums_finish(struct shape_sums *t, struct store *s,
                                struct shape_contents contents, const struct settle_hooks *hooks,
                                bool *is_parted, struct err *e);

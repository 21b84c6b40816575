// shapes.h - the shapes of prompts, each with a number.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/prompt.h"
#include "store/database.h"

// About 3 MB at SHAPES_MAX + SHAPES_COARSE_MAX.
struct shapes;

MUST_USE bool shapes_open(struct store *s, struct shapes **out, struct err *e);
void shapes_close(struct shapes *t);  // forgets what was not flushed; NULL is fine
// Texts of the request that has the shape, for the one that has it first; UNKNOWN = not stored.
struct shape_origin {
    int64_t question_segment, system_segment;
};
// The number of a shape, written by the next flush when it is new. When SHAPES_MAX are known, a new
// one is cut to fewer tokens, step by step, until it is known or has room: there is always a
// number, and for a shape it never changes.
MUST_USE bool shapes_put(struct shapes *t, const struct shape *shape, struct shape_origin origin,
                         int64_t *id, struct err *e);
MUST_USE bool shapes_flush(struct shapes *t, struct err *e);

// newest.h - the newest requests without reading the others: roll-ups say how far back they reach.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/findings.h"
#include "base/err.h"
#include "store/cursor.h"

// Calls `each` for requests among which are the `most` newest of the question, which has no filter
// and was counted from roll-ups; `again` before they begin anew. *is_done false: no roll-up says
// it, and nothing was called; all requests must be read.
struct newest {
    int64_t most;
    void (*again)(void *self);
    void (*each)(void *self, const struct request *r);
    void *self;
};
MUST_USE bool newest_read(const struct newest *n, const struct findings *f, bool *is_done,
                          struct err *e);

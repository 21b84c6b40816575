// turns.h - the requests of a cursor one after another, with a look ahead.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "store/cursor.h"

// Scans that keep much look each request up in tables that no cache of the processor holds. So
// every request is shown to `ahead` twice before it is `each`'s turn, far ahead and shortly before,
// and what it will look up is on its way by then. `ahead` (may be NULL) must change nothing.
struct turns {
    void (*ahead)(void *self, const struct request *r, bool is_far);
    bool (*each)(void *self, const struct request *r, struct err *e);
    void *self;
};
// To the last row of the cursor.
MUST_USE bool turns_take(struct cursor *rows, const struct turns *turns, struct err *e);

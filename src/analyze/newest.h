// newest.h - the newest requests of a question without reading all: roll-ups say from where on in
// the table they stand.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/question.h"
#include "base/err.h"
#include "store/cursor.h"
#include "store/store.h"

// Calls `each` for requests that the question matches, among which are the `most` newest; `again`
// before they begin anew. Requests without a time come only when all are read.
struct newest {
    struct store *store;
    const struct question *question;
    unsigned want;  // of a cursor
    int64_t most;
    void (*again)(void *self);
    void (*each)(void *self, const struct request *r);
    void *self;
};
MUST_USE bool newest_read(const struct newest *n, struct err *e);

// profile.h - one section of toll prompts: what it is called, and the tables it draws.
#pragma once

#include <stdbool.h>

#include "analyze/question.h"
#include "base/err.h"
#include "model/table.h"
#include "store/cursor.h"
#include "store/store.h"

// What a section works with.
struct profiling {
    struct store *store;
    const struct question *question;  // filter, period, top, book, zone
    struct arena *arena;              // of the answer
    bool is_filtered;                 // a filter or a period: sums of the whole database do not fit
    struct store_totals stored;       // of the whole database
    int64_t requests;                 // that the question matches; set before run()
    enum cursor_figure figure;        // with an order by it, the most rows a scan gives
    int64_t most;
};

struct profile {
    const char *name;     // what `toll prompts NAME` takes
    const char *summary;  // one line for help
    int rank;             // place in the answer; lower is further up
    // Adds tables and notes.
    bool (*run)(struct profiling *p, struct answer *out, struct err *e);
};

extern const struct profile *const profiles[];  // NULL-terminated, generated

// NULL when there is none of that name.
const struct profile *profile_find(struct str name);

// Calls `each` for every request that the question matches. want: bits of enum cursor_want.
MUST_USE bool profiling_scan(struct profiling *p, unsigned want, enum cursor_order order,
                             bool (*each)(void *self, const struct request *r, struct err *e),
                             void *self, struct err *e);

// The same with a look ahead (turns.h). thin: bits of enum cursor_thin with CURSOR_THIN.
struct scan {
    unsigned want, thin;
    enum cursor_order order;
    void (*ahead)(void *self, const struct request *r, bool is_far);  // may be NULL
    bool (*each)(void *self, const struct request *r, struct err *e);
    void *self;
};
MUST_USE bool profiling_run(struct profiling *p, const struct scan *scan, struct err *e);

// Answers with each of `sections` (NULL-terminated) by rank, without any with an overview and all
// of them, then the notes every answer carries. Adds the period to the title.
MUST_USE bool profile_answer(struct store *s, const struct question *q,
                             const struct profile *const *sections, struct answer *out,
                             int64_t *requests, struct err *e);

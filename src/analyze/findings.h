// findings.h - what one pass over roll-ups or requests has counted: all analyses draw on it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/grouping.h"
#include "analyze/question.h"
#include "base/arena.h"
#include "base/err.h"
#include "store/cursor.h"
#include "store/rollup.h"
#include "store/store.h"

// Distinct requests and what the repeated ones cost (design.md §8).
struct repetition {
    int64_t distinct[PRINT_COUNT];
    int64_t with_print[PRINT_COUNT];  // requests that have the fingerprint
    int64_t duplicate_cost_nusd;      // of all but the first successful call of each request_fp
};

struct findings {
    struct store *store;
    const struct question *question;
    struct arena *arena;
    bool is_scan;                 // counted row by row, not from roll-ups
    int64_t rolled_rows;          // else: roll-ups stood for the requests up to this number
    bool has_facts, has_callers;  // its scan reads them
    struct sums total;
    struct latency_hist *latency;
    // Of the requests that were counted; UNKNOWN without any, and perhaps where the question has a
    // bound.
    int64_t first_us, last_us;
    struct store_totals stored;  // of the whole database, whatever is asked
    bool has_repetition;
    struct repetition repetition;
    struct grouping *groupings;  // those of question->by first, then those analyses want
    int grouping_count;
};

// What to count besides totals.
struct counting {
    const struct crossing *crossings;
    int crossing_count;
    bool repetition;
    // Sees every request of a scan (findings.is_scan says whether there was one); may be NULL.
    void (*each)(void *self, const struct request *r);
    void *each_self;
    bool each_needs_caller;  // what CURSOR_LEAN leaves out
    // Sees the sums of every roll-up, or of every request of a scan; may be NULL.
    void (*each_sums)(void *self, const struct observation *o, const struct sums *sums);
    void *each_sums_self;
};

// From roll-ups when they can tell, else by a scan; both give the same numbers.
MUST_USE bool findings_collect(struct findings *out, struct store *s, const struct question *q,
                               const struct counting *what, struct arena *a, struct err *e);
// NULL when it was not counted.
struct grouping *findings_grouping(const struct findings *f, struct crossing crossing);

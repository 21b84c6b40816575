// waste_rules.h - the rules by which a call is in a class of waste, one call after another.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/input_cost.h"
#include "analyze/recent.h"
#include "analyze/twice.h"
#include "analyze/waste.h"
#include "base/err.h"

// The classes of a call, and what of it counts in each.
struct wasted {
    unsigned classes;  // bits 1u << enum waste
    int64_t tok[WASTE_CLASSES], cost_nusd[WASTE_CLASSES];
    int64_t gap_us;     // RETRIES: since the failure
    int64_t age_us;     // DUPLICATES: since the answer
    int64_t run;        // TOOL_LOOPS: number of the call in its run
    struct str finish;  // CUT
};

// Zero + waste_rules_init().
struct waste_rules {
    struct store *store;
    struct arena arena;
    struct call_terms_memo coster;
    struct twice requests;
    struct recent failures;  // request and user to the time of the last failure
    struct recent answers;   // repeated request to the time of its last answer
    struct recent runs;      // session to its latest tool calls
    struct keyed finishes;   // struct finish
};

void waste_rules_init(struct waste_rules *w, const struct profiling *p);
// Every request is seen once, then waste_rules_begin(), then every request is judged, in the same
// order. Needs PRINT_REQUEST.
void waste_rules_see(struct waste_rules *w, const struct request *r);
void waste_rules_begin(struct waste_rules *w);
// Before a request is judged, far ahead and shortly before.
void waste_judge_ahead(const struct waste_rules *w, const struct request *r, bool is_far);
// Needs PRINT_REQUEST, CURSOR_PARTS, CURSOR_FACTS. is_unread: cache_reads_is_unread().
MUST_USE bool waste_judge(struct waste_rules *w, const struct request *r, bool is_unread,
                          struct wasted *out, struct err *e);
// "finish reason length", "34 s after it failed".
struct str waste_why(enum waste class, const struct wasted *w, struct arena *a);
bool waste_rules_has_forgotten(const struct waste_rules *w);
void waste_rules_release(struct waste_rules *w);

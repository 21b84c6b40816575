// waste.h - money that bought nothing, or the same thing twice, by class; classes overlap.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/profile.h"
#include "base/err.h"
#include "base/str.h"

enum waste {
    WASTE_FAILURES,       // failed, and billed
    WASTE_RETRIES,        // sent again after a failure
    WASTE_CUT,            // ended at the limit of tokens
    WASTE_NOT_JSON,       // JSON was asked for, something else came
    WASTE_EMPTY,          // an answer without text and without a tool call
    WASTE_TOOL_LOOPS,     // far into a run of tool calls
    WASTE_CONTEXT,        // conversation so far, sent again at the full price
    WASTE_UNREAD_WRITES,  // written to a prompt cache, never read
    WASTE_DUPLICATES,     // asked again within a day
    WASTE_CLASSES,
};

// Limits of the classes; waste_class[].definition says them too.
enum { TOOL_LOOP_CALLS = 8 };
#define TOOL_LOOP_US 600000000LL
#define DUPLICATE_US 86400000000LL

struct waste_class {
    const char *name;        // "retries"
    const char *title;       // for people
    const char *definition;  // one sentence
    bool is_modelled;
    bool is_part;  // a part of what a call costs, not all of it; parts do not overlap each other
};
extern const struct waste_class waste_class[WASTE_CLASSES];

struct waste_sums {
    int64_t calls, tok, cost_nusd;
};

// One of the dearest requests of a class.
struct wasted_request {
    uint64_t id;
    int64_t ts_us;
    struct str model, feature;
    int64_t cost_nusd;   // that counts in the class
    int64_t whole_nusd;  // of the call
    struct str why;
};

struct waste_found {
    struct waste_sums classes[WASTE_CLASSES];
    struct waste_sums any;                              // in at least one class, each call once
    int64_t shared_nusd[WASTE_CLASSES][WASTE_CLASSES];  // cost that counts in both
    int64_t alone_nusd[WASTE_CLASSES];                  // of calls in no other class
    int64_t cost_nusd;                                  // of all requests
    struct wasted_request *dearest[WASTE_CLASSES];
    int64_t dearest_count[WASTE_CLASSES];
    bool has_forgotten;  // more was going on at once than is remembered: classes miss some
};

enum { WASTE_REQUESTS_MAX = 1000 };  // listed of a class

// `top` requests of each class, at most WASTE_REQUESTS_MAX, which 0 stands for. *out lives in
// p->arena. Calls are looked at in the order of the log.
MUST_USE bool waste_collect(struct profiling *p, int64_t top, struct waste_found **out,
                            struct err *e);

// duplicates.h - repeated calls at five degrees of sameness: who repeats, and what it costs.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/profile.h"
#include "base/err.h"
#include "store/latency.h"

// When calls count as the same. Requests that are the same have the same content; the levels below
// join contents, each by a rule of its own.
enum level {
    LEVEL_REQUEST,   // request_fp: content, model and parameters
    LEVEL_CONTENT,   // content_fp: tools, system prompt, messages
    LEVEL_NORMAL,    // normal_fp: but for case, white space, trailing punctuation
    LEVEL_TEMPLATE,  // template_fp: but for numbers, times, ids, e-mails, URLs
    LEVEL_QUESTION,  // question_fp: the last user message alone
    LEVEL_COUNT,
};
extern const char *const level_name[LEVEL_COUNT];
extern const enum print level_print[LEVEL_COUNT];

// A call of a group that is not its first, by the caller; the first rule that holds.
enum repeat_kind {
    REPEAT_RETRY,         // the user's last call of the group failed at most RETRY_US before;
                          // calls without a user count as one user's
    REPEAT_UNATTRIBUTED,  // no user
    REPEAT_SAME_USER,     // the user has called before
    REPEAT_OTHER_USER,    // only others have
    REPEAT_KINDS,
};
#define RETRY_US 600000000LL

enum { RATIO_STEPS = 1000 };

// Calls are compared in the order of the log. A repeat is a call behind the first of its group; its
// cost counts unless it is the first successful one. The cost of a failed first call counts as that
// of a retry, so that the costs of a level are those of all but the first successful call of each
// group, as in the report.
struct level_totals {
    int64_t requests, distinct;
    int64_t repeats[REPEAT_KINDS], cost_nusd[REPEAT_KINDS];
    struct latency_hist gaps;  // µs between neighbours of a group
    // Answers of repeats against the one of the first successful call, where both have text.
    int64_t compared, same, same_normal;
    int64_t ratios[RATIO_STEPS + 1];  // shorter ÷ longer, in thousandths
};

// A group of calls that are the same at a level.
struct duplicate_group {
    uint64_t print;
    int64_t calls, retries;
    int64_t first_us, last_us;  // UNKNOWN without a time
    int64_t cost_nusd;          // of the repeats
};

struct duplicates {
    // [1] = among calls at temperature 0 alone; their kinds are those among all.
    struct level_totals totals[LEVEL_COUNT][2];
    // The dearest, dearest first. Of LEVEL_CONTENT only groups that join several requests, of the
    // levels below only those that join several contents: the others stand there already.
    struct duplicate_group *groups[LEVEL_COUNT];
    int64_t group_count[LEVEL_COUNT];
    int64_t more[LEVEL_COUNT];  // groups that are left out of the list
};

enum { DUPLICATE_GROUPS_MAX = 10000 };  // listed of a level

struct duplicates_limits {
    int64_t top;            // groups of a level that are listed; 0 = DUPLICATE_GROUPS_MAX, the most
    int64_t groups_a_pass;  // that are counted at once, of all levels; 0 = four million
};

// One pass over the requests finds what is repeated, further ones count a share of it each, so that
// ten million distinct prompts take some 650 MB, repeated or not. *out lives in p->arena.
MUST_USE bool duplicates_collect(struct profiling *p, const struct duplicates_limits *limits,
                                 struct duplicates **out, struct err *e);
// The value of at least half of the counted; NaN when there are none.
double level_ratio_median(const struct level_totals *t);

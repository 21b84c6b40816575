// duplicate_details.h - what the calls of the listed groups of duplicates have in common.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/duplicates.h"
#include "base/err.h"
#include "base/str.h"

// Looked at of one group and of all groups together, in the order of the log.
enum { DETAIL_CALLS_OF_A_GROUP = 1 << 14, DETAIL_CALLS = 2 << 20 };

struct duplicate_detail {
    int64_t calls;                  // that were looked at
    int64_t users, features, cold;  // different users, different features, calls at temperature 0
    struct str feature;             // of its first call that has one
    double gap_p50_s;               // between neighbours in time; NaN without times
    int64_t answers;                // different ones, by output_fp
    double same_share, same_normal_share;  // of the calls with an answer: the most common one's
    double length_ratio;                   // shortest ÷ longest answer
    int64_t question_segment;              // prompts_text(); UNKNOWN = none
};

// details[level][i] describes d->groups[level][i]. *out lives in p->arena. *cut: groups of which
// not all calls were looked at.
struct duplicate_details {
    struct duplicate_detail *of[LEVEL_COUNT];
    int64_t cut;
};
MUST_USE bool duplicate_details_collect(struct profiling *p, const struct duplicates *d,
                                        struct duplicate_details *out, struct err *e);

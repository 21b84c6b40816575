// near_calls.h - near duplicates with the calls that asked them: users, costs, answers.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/near.h"
#include "analyze/profile.h"
#include "base/err.h"

// The first successful call of a question or a group, or else its first call.
struct first_call {
    int64_t ts_us, rowid, cost_nusd;  // rowid 0 = none
    bool is_error;
};

// A question of a group.
struct asked {
    uint32_t row, group;
    int64_t calls;
    struct first_call first;
    int64_t segment;  // prompts_text(); UNKNOWN = none is stored
};

// A group of near.groups. Unknown costs count as 0.
struct near_sums {
    int64_t calls, users, features, systems, cost_nusd;
    struct first_call first;
    int64_t firsts_nusd;                     // of the first call of each question
    int64_t answers, answered, most_common;  // different answers (normal form), calls with one,
                                             // and with the most common one
    const struct asked *often[2];            // asked most; next to most, in other words, or NULL
};

// Only questions of matching requests are compared and counted.
struct near_calls {
    struct sketch_row *rows;
    uint32_t count;
    double share;  // of the database's different questions that a sketch is kept of
    struct near near;
    struct near_sums *sums;  // [near.group_count]
    int64_t unpriced;        // calls in groups
};

// *out lives in p->arena: 70 bytes a kept question, at most 2^19 of them; while it works as much
// again, and 34 bytes a user, feature and answer of a group.
MUST_USE bool near_calls_collect(struct profiling *p, struct near_calls *out, struct err *e);

// analysis.h - one question of the report: what it must have counted, and the tables it draws.
#pragma once

#include <stdbool.h>

#include "analyze/findings.h"
#include "analyze/question.h"
#include "base/err.h"
#include "model/table.h"

struct analysis {
    const char *name;     // what `toll report NAME` takes
    const char *summary;  // one line for help
    int rank;             // place in the report; lower is further up
    bool is_default;      // part of the report when no section is named
    bool needs_repetition;
    // Crossings it wants counted besides --by; NULL = none.
    const struct crossing *crossings;
    int crossing_count;
    // Adds tables and notes.
    bool (*run)(struct findings *f, struct answer *out, struct err *e);
};

extern const struct analysis *const analyses[];  // NULL-terminated, generated

// NULL when there is none of that name.
const struct analysis *analysis_find(struct str name);

// Answers a question: "toll" and "range" for programs, then each of its sections by rank, then the
// notes that every answer carries: period, zone, prices, completeness. *requests is how many
// requests the question matched.
MUST_USE bool analysis_answer(struct store *s, const struct question *q, struct answer *out,
                              int64_t *requests, struct err *e);

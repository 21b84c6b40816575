// trial_sample.h - requests to try another model on: a stratified sample, the same every time.
#pragma once

#include <stdint.h>

#include "analyze/question.h"
#include "base/err.h"
#include "model/table.h"
#include "store/store.h"

struct trial_sample {
    int64_t wanted;      // requests; all when there are fewer
    uint64_t seed;       // another seed, other requests
    struct crossing by;  // the strata
    // Filled in:
    int64_t matching;  // requests that the question matches
    int64_t eligible;  // of them: not failed, not answered by a gateway itself, content logged
    int64_t strata, strata_taken;
    struct table *table;  // without a key; in the order of the database
};

// Two scans. Of a stratum the requests with the lowest hashes of seed and id are taken. The table
// lives in `a`.
MUST_USE bool trial_sample_take(struct trial_sample *sample, struct store *s,
                                const struct question *q, struct arena *a, struct err *e);

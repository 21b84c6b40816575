// rolled.h - the roll-ups that a question matches, and what they do not tell exactly: when the
// first and the last of its requests were.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/attribution_filter.h"
#include "analyze/question.h"
#include "base/err.h"
#include "store/rollup.h"
#include "store/store.h"

// A quarter of an hour as roll-ups know it.
struct rolled_quarter {
    int64_t begin_us;
    int64_t before;  // requests of any kind in the roll-ups that were read before it
    int64_t wanted;  // its requests that the question matches
};

struct rolled {
    struct store *store;
    const struct question *question;
    struct attribution_filter filter;
    struct rollup_scan *scan;
    int64_t rows;                       // roll-ups stand for the requests up to this number
    int64_t seen, timeless;             // requests of any kind in the roll-ups read so far
    struct rolled_quarter now;          // that the scan is in
    struct rolled_quarter first, last;  // with requests that the question matches
};

// Whether roll-ups can tell what matches: the filter looks at attributions only, the period begins
// and ends where a roll-up does.
bool rolled_can_tell(const struct question *q);

// The roll-ups of the period and the filter, by time, attribution. `rows`: store_settled_rows().
MUST_USE bool rolled_open(struct rolled *r, struct store *s, const struct question *q, int64_t rows,
                          struct arena *a, struct err *e);
MUST_USE bool rolled_next(struct rolled *r, struct rollup *out, bool *has, struct err *e);
void rolled_close(struct rolled *r);

// After the last one: the exact times of the first and the last request that matched; UNKNOWN where
// none has a time, and where the question says it (since_us, until_us). Reads requests, few of them
// where the log is nearly in the order of time.
MUST_USE bool rolled_times(struct rolled *r, int64_t *first_us, int64_t *last_us, struct err *e);

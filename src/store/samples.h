// samples.h - a few texts of every stratum by their tokens: those with the lowest hashes.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/record.h"
#include "store/database.h"
#include "store/segments.h"

// There are at most STRATA_MAX strata: when there would be more, the upper half of them, by hash,
// is given up for good. What is kept depends on the set of (stratum, text) only, neither on its
// order nor on repeats. Memory holds hashes only, below 1 MB; the samples of short texts (200
// words) take up at most 7 MB of the file, those of long ones 34 MB.
enum { STRATA_MAX = 1 << 11 };
struct samples;

MUST_USE bool samples_open(struct store *s, struct samples **out, struct err *e);
void samples_close(struct samples *t);  // NULL is fine
// Where a sample was met.
struct sample_origin {
    enum role role;
    const struct shape *shape;
    int64_t shape_id;
};
// Writes the sample if it belongs to those that are kept. `texts` tells where its text is stored.
MUST_USE bool samples_put(struct samples *t, const struct sample *sample,
                          struct sample_origin origin, struct segments *texts, struct err *e);

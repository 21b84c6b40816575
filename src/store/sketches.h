// sketches.h - one sketch of every distinct question, or of those with the lowest fingerprints.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/prompt.h"
#include "store/database.h"

// Memory knows the fingerprints that are kept (8 MB at SKETCHES_MAX), the sketches are in sketch_t.
// When there are more than SKETCHES_MAX, the upper half by fingerprint is given up for good: what
// is kept depends on the set of questions only, neither on their order nor on repeats.
struct sketches;

MUST_USE bool sketches_open(struct store *s, struct sketches **out, struct err *e);
void sketches_close(struct sketches *t);  // forgets what was not flushed; NULL is fine
// question_fp is not 0.
MUST_USE bool sketches_put(struct sketches *t, uint64_t question_fp, const struct sketch *sketch,
                           struct err *e);
MUST_USE bool sketches_flush(struct sketches *t, struct err *e);

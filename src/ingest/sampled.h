// sampled.h - which texts are worth sampling: a few of each stratum, by their hashes.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "model/stratum.h"

// Remembers the lowest hashes of each stratum, direct-mapped: forgetting only means that a text is
// sampled again, which the store takes for nothing new.
struct sampled;
struct sampled *sampled_new(struct arena *a);
// True when a text may be among the SAMPLES_KEPT of its stratum and is not known to be; it is from
// now on. What it turns down the store would turn down as well.
bool sampled_take(struct sampled *s, uint64_t stratum, uint64_t segment);

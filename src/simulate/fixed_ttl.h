// fixed_ttl.h - what a cache would save whose entries live for a time from when they are written.
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "simulate/accesses.h"

// For each of `ttls` times, any order: a hit renews nothing; the first access after the end writes
// anew, at once. Unlike a sliding TTL's, its hits are no function of the gaps: each TTL is
// replayed. Returns [groups + 1][ttls] in `a`; the last group is all of them.
struct saving *fixed_ttl_savings(const struct accesses *x, const struct weights *w,
                                 const int64_t *ttl_us, int ttls, struct arena *a);

// curves.h - what a cache would save under every limit at once: every TTL, or every capacity.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "simulate/accesses.h"
#include "simulate/reuse.h"

// The accesses that hit under some limit, sorted by group and by the least limit under which they
// do: the gap or the stack distance. Lives in its arena; weights and reuse must stay.
struct curve {
    const struct weights *weights;
    const struct reuse *reuse;
    bool is_of_capacity;  // else of TTL
    uint32_t *access;     // [bucket[bucket_count].begin]
    // Limits by powers of two and 2^precision steps in each, a row of buckets for each group; the
    // last one has nothing but the end and the sums of all.
    struct curve_bucket *bucket;  // [bucket_count + 1]
    int64_t bucket_count, row;    // row = buckets of a group
    int precision;
};
struct curve_bucket {
    int64_t begin;         // in `access`
    struct saving before;  // sums of all buckets before
};
#define CURVE_ALL UINT32_MAX  // for a group: all of them

void curve_of_ttl(struct curve *out, const struct reuse *r, const struct weights *w,
                  struct arena *a);
void curve_of_capacity(struct curve *out, const struct reuse *r, const struct weights *w,
                       struct arena *a);

// What hits under a limit, exactly; a gap or distance equal to it hits. Adds up what is in one
// bucket of each group: microseconds.
struct saving curve_at(const struct curve *c, uint32_t group, int64_t limit);
// The next limit above this one at which more hits; UNKNOWN when there is none. From -1 on these
// are all the steps of the curve.
int64_t curve_next(const struct curve *c, uint32_t group, int64_t limit);

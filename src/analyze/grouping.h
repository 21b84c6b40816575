// grouping.h - sums and latencies per value of one dimension, or of two crossed.
#pragma once

#include <stdint.h>

#include "analyze/dimension.h"
#include "analyze/question.h"
#include "base/map.h"
#include "store/rollup.h"
#include "store/sort.h"

struct group {
    int64_t codes[2];  // lens_code() of each dimension
    int64_t first_us;  // earliest observation; of roll-ups their beginning; UNKNOWN without a time
    struct sums sums;
};

struct grouping {
    struct crossing crossing;
    struct lens lenses[2];
    struct arena *arena;
    struct group *groups;  // in order of first sight
    int64_t count, cap;
    int64_t *of_attribution;  // group + 1 by attribution, if all dimensions are of it
    size_t attribution_cap;
    struct map index;           // code, or pair of dense codes, to group
    struct map dense[2];        // code to dense number, when crossed
    struct map latencies;       // group << GROUP_SHIFT | bucket to count; 1 % buckets of latency.h
    struct pair *by_group;      // latencies sorted, after grouping_finish()
    struct latency_hist *hist;  // all zero between calls
};

// A dimension's groups take memory by their number: 400 bytes each and 40 a distinct latency.
void grouping_init(struct grouping *g, struct crossing crossing, struct arena *a);
// Of a request that is counted later: fetches what is looked up then, for groups by caller.
void grouping_ahead(const struct grouping *g, const struct request *r, bool is_far);
// Number of the group of an observation, made when new.
int64_t grouping_find(struct grouping *g, const struct observation *o);
void grouping_add_latency(struct grouping *g, int64_t group, int bucket, int64_t count);
// Before the first grouping_quantiles().
void grouping_finish(struct grouping *g);
// The latencies (µs) at the given shares of the calls of several groups together; UNKNOWN if none
// has a latency.
void grouping_quantiles(struct grouping *g, const int64_t *groups, int64_t group_count,
                        const double *shares, int share_count, int64_t *out_us);

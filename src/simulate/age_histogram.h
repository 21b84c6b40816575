// age_histogram.h - quantiles of ages in bounded memory, within 1 %.
#pragma once

#include <stdint.h>

// 128 buckets a doubling, each at most 1/128 wide; ages below 256 µs are exact.
enum { AGE_BITS = 7, AGE_BUCKETS = (64 - AGE_BITS) << AGE_BITS };

// Zero is a valid start.
struct age_histogram {
    int64_t count, max_us;
    int64_t counts[AGE_BUCKETS];
};
void age_add(struct age_histogram *h, int64_t age_us);  // not negative
// The age that `share` (0 … 1) of the ages do not exceed, at most 1/128 too high; UNKNOWN when
// empty.
int64_t age_quantile_us(const struct age_histogram *h, double share);

// latency.h - latency histograms in 1 % buckets: the one source of percentiles in every output.
#pragma once

#include <stdint.h>

#include "base/buf.h"
#include "base/str.h"

// 70 buckets a doubling (each 0.995 % wide), up to 2^42 us (50 days).
enum { LATENCY_PER_OCTAVE = 70, LATENCY_BUCKETS = 42 * LATENCY_PER_OCTAVE };

struct latency_hist {
    int64_t count;   // of known latencies
    int64_t sum_us;  // exact, for means
    int64_t counts[LATENCY_BUCKETS];
};

// Bucket of a latency; below 1 us the first, beyond the range the last.
int latency_bucket(int64_t us);
// The latency a bucket stands for (its geometric middle).
int64_t latency_bucket_us(int bucket);
void latency_add(struct latency_hist *h, int64_t us);  // UNKNOWN is ignored
// The latency below or at which `share` (0..1) of the calls are; UNKNOWN when empty.
int64_t latency_quantile_us(const struct latency_hist *h, double share);

// Sparse encoding of the non-zero buckets: varint gap, varint count, … (sum_us is not in it).
void latency_encode(const struct latency_hist *h, struct buf *out);
// Adds an encoded histogram's buckets and count; false when the bytes are torn.
MUST_USE bool latency_decode_add(struct str bytes, struct latency_hist *into);

// latency.c - see latency.h.
#include "store/latency.h"

#include <math.h>

#include "model/record.h"

#define TWO_BY_LN2 2.8853900817779268

// Where a latency of 2 us or more stands among the buckets, to 1e-3 of one: log2 by the first terms
// of the series of artanh, whose rest is below 2e-6.
static double near_position(int64_t us)
{
    int octave = 63 - __builtin_clzll((uint64_t)us);
    double m = (double)us / (double)(1ULL << octave);
    double t = (m - 1) / (m + 1);
    double t2 = t * t;
    double artanh = t * (1 + t2 * (1.0 / 3 + t2 * (1.0 / 5 + t2 * (1.0 / 7 + t2 * (1.0 / 9)))));
    return (octave + artanh * TWO_BY_LN2) * LATENCY_PER_OCTAVE;
}

int latency_bucket(int64_t us)
{
    if (us <= 1)
        return 0;
    double position = near_position(us);
    int bucket = (int)position;
    double beyond = position - bucket;
    // Near a border only the logarithm itself tells the side.
    if (beyond < 1e-3 || beyond > 1 - 1e-3)
        bucket = (int)(log2((double)us) * LATENCY_PER_OCTAVE);
    return bucket < LATENCY_BUCKETS ? bucket : LATENCY_BUCKETS - 1;
}

int64_t latency_bucket_us(int bucket)
{
    return llround(exp2((bucket + 0.5) / LATENCY_PER_OCTAVE));
}

void latency_add(struct latency_hist *h, int64_t us)
{
    if (us == UNKNOWN)
        return;
    h->count++;
    h->sum_us += us;
    h->counts[latency_bucket(us)]++;
}

int64_t latency_quantile_us(const struct latency_hist *h, double share)
{
    if (!h->count)
        return UNKNOWN;
    int64_t rank = (int64_t)ceil(share * (double)h->count);
    if (rank < 1)
        rank = 1;
    int64_t seen = 0;
    int bucket = 0;
    for (; bucket < LATENCY_BUCKETS - 1; bucket++) {
        seen += h->counts[bucket];
        if (seen >= rank)
            break;
    }
    return latency_bucket_us(bucket);
}

void latency_encode(const struct latency_hist *h, struct buf *out)
{
    int before = 0;
    for (int i = 0; i < LATENCY_BUCKETS; i++) {
        if (!h->counts[i])
            continue;
        buf_varint(out, (uint64_t)(i - before));
        buf_varint(out, (uint64_t)h->counts[i]);
        before = i;
    }
}

bool latency_decode_add(struct str bytes, struct latency_hist *into)
{
    uint64_t bucket = 0;
    while (bytes.len) {
        uint64_t gap = 0;
        uint64_t count = 0;
        if (!str_take_varint(&bytes, &gap) || !str_take_varint(&bytes, &count))
            return false;
        bucket += gap;
        if (bucket >= LATENCY_BUCKETS)
            return false;
        into->counts[bucket] += (int64_t)count;
        into->count += (int64_t)count;
    }
    return true;
}

// age_histogram.c - see age_histogram.h.
#include "simulate/age_histogram.h"

#include <math.h>

#include "model/record.h"

enum { WHOLE_BITS = AGE_BITS + 1 };

void age_add(struct age_histogram *h, int64_t age_us)
{
    int bits = age_us ? 64 - __builtin_clzll((unsigned long long)age_us) : 0;
    int shift = bits > WHOLE_BITS ? bits - WHOLE_BITS : 0;
    h->counts[(shift << AGE_BITS) + (age_us >> shift)]++;
    h->count++;
    if (age_us > h->max_us)
        h->max_us = age_us;
}

// The highest age of a bucket.
static int64_t bucket_end_us(int bucket)
{
    int shift = bucket < 1 << WHOLE_BITS ? 0 : (bucket >> AGE_BITS) - 1;
    int64_t head = bucket - ((int64_t)shift << AGE_BITS);
    return ((head + 1) << shift) - 1;
}

int64_t age_quantile_us(const struct age_histogram *h, double share)
{
    if (!h->count)
        return UNKNOWN;
    int64_t rank = (int64_t)ceil(share * (double)h->count);
    int64_t seen = h->counts[0];
    int bucket = 0;
    while (seen < rank && bucket < AGE_BUCKETS - 1)
        seen += h->counts[++bucket];
    int64_t end_us = bucket_end_us(bucket);
    return end_us < h->max_us ? end_us : h->max_us;
}

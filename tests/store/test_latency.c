// test_latency.c - the bucket of a latency is that of its logarithm, on both sides of every border.
#include "fake_stream.h"

#include <math.h>

#include "store/latency.h"

static int by_logarithm(int64_t us)
{
    int bucket = us <= 1 ? 0 : (int)(log2((double)us) * LATENCY_PER_OCTAVE);
    return bucket < LATENCY_BUCKETS ? bucket : LATENCY_BUCKETS - 1;
}

static void small_latencies_have_the_bucket_of_their_logarithm(void **state)
{
    (void)state;
    for (int64_t us = -3; us < 300000; us++)
        if (latency_bucket(us) != by_logarithm(us))
            fail_msg("%lld us: %d, not %d", (long long)us, latency_bucket(us), by_logarithm(us));
}

static void latencies_beside_a_border_have_the_bucket_of_their_logarithm(void **state)
{
    (void)state;
    for (int bucket = 1; bucket < LATENCY_BUCKETS + 200; bucket++) {
        int64_t border = (int64_t)exp2((double)bucket / LATENCY_PER_OCTAVE);
        for (int64_t us = border - 3; us <= border + 3; us++)
            if (latency_bucket(us) != by_logarithm(us))
                fail_msg("%lld us: %d, not %d", (long long)us, latency_bucket(us),
                         by_logarithm(us));
    }
    assert_int_equal(latency_bucket(INT64_MAX), LATENCY_BUCKETS - 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_latencies_have_the_bucket_of_their_logarithm),
        cmocka_unit_test(latencies_beside_a_border_have_the_bucket_of_their_logarithm),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

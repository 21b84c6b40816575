// test_prompt_sums.c - the cost of a request by parts: to the nano-dollar, cached tokens weigh
// less.
#include "fake_stream.h"

#include "store/prompts.h"

static struct request request_of(int64_t cost_nusd, int64_t output_nusd,
                                 const int64_t bytes[PART_COUNT], const int64_t tok[4])
{
    struct request r = {.ts_us = UNKNOWN,
                        .cost_nusd = cost_nusd,
                        .output_cost_nusd = output_nusd,
                        .tok_source = TOK_LOGGED};
    usage_init(&r.usage);
    for (int i = 0; i < PART_COUNT; i++)
        r.part_bytes[i] = bytes[i];
    for (int c = 0; c < TOK_OUTPUT; c++)
        r.usage.tok[c] = tok[c];
    r.usage.tok[TOK_OUTPUT] = 10;
    return r;
}

#define UN UNKNOWN
static const struct {
    const char *what;
    int64_t cost_nusd, output_nusd;
    int64_t bytes[PART_COUNT];
    int64_t tok[4];  // input, cache read, write 5m, write 1h
    int64_t want[PART_COUNT];
} cases[] = {
    {"by bytes",
     1000,
     400,
     {100, 200, 300, 0, 0, 50},
     {600, UN, UN, UN},
     {100, 200, 300, 0, 0, 400}},
    {"retrieved before question",
     500,
     0,
     {0, 0, 0, 300, 200, 9},
     {50, 0, 0, 0},
     {0, 0, 0, 300, 200, 0}},
    // 100 read tokens weigh 10, 100 fresh ones 100: the system prompt is the front half.
    {"the front is read",
     1100,
     0,
     {0, 400, 0, 0, 400, 0},
     {100, 100, 0, 0},
     {0, 100, 0, 0, 1000, 0}},
    // read 100 × 0.1, written 100 × 1.25 and 100 × 2, fresh 100: 10 + 125 + 200 + 100.
    {"all stretches",
     43500,
     0,
     {10, 10, 10, 0, 10, 0},
     {100, 100, 100, 100},
     {1000, 12500, 20000, 0, 10000, 0}},
    // The border lies inside a part: 150 tokens of each, 100 of them read.
    {"inside a part", 2100, 0, {0, 50, 0, 0, 50, 0}, {200, 100, 0, 0}, {0, 600, 0, 0, 1500, 0}},
    {"rounding", 100, 0, {1, 1, 1, 0, 0, 0}, {3, 0, 0, 0}, {33, 34, 33, 0, 0, 0}},
    {"a nano-dollar", 1, 0, {1, 1, 1, 1, 1, 1}, {5, 0, 0, 0}, {0, 0, 1, 0, 0, 0}},
    {"no tokens", 300, 0, {0, 100, 0, 0, 200, 0}, {UN, UN, UN, UN}, {0, 100, 0, 0, 200, 0}},
    {"no bytes", 300, 100, {UN, UN, UN, UN, UN, UN}, {9, 0, 0, 0}, {0, 0, 0, 0, 200, 100}},
    {"no price", UN, UN, {1, 1, 1, 1, 1, 1}, {9, 0, 0, 0}, {0, 0, 0, 0, 0, 0}},
    {"no cost of the output", 200, UN, {0, 10, 0, 0, 10, 7}, {9, 0, 0, 0}, {0, 100, 0, 0, 100, 0}},
    {"output above all", 200, 300, {0, 10, 0, 0, 10, 7}, {9, 0, 0, 0}, {0, 0, 0, 0, 0, 200}},
    {"huge",
     9000000000000000,
     0,
     {INT32_MAX, INT32_MAX, 0, 0, 0, 0},
     {INT32_MAX, 0, 0, 0},
     {4500000000000000, 4500000000000000, 0, 0, 0, 0}},
};

static void parts_get_what_they_cost(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct prompt_sums sums;
        struct request r =
            request_of(cases[i].cost_nusd, cases[i].output_nusd, cases[i].bytes, cases[i].tok);
        prompt_sums_init(&sums);
        prompt_sums_add_request(&sums, &r);
        for (int p = 0; p < PART_COUNT; p++)
            if (sums.part_nusd[p] != cases[i].want[p])
                fail_msg("%s: part %d has %lld, not %lld", cases[i].what, p,
                         (long long)sums.part_nusd[p], (long long)cases[i].want[p]);
    }
}

// Whatever the numbers are, nothing is lost and nothing is negative.
static void parts_add_up_to_the_cost(void **state)
{
    (void)state;
    struct prompt_sums sums;
    prompt_sums_init(&sums);
    uint64_t state64 = 1;
    for (int i = 0; i < 20000; i++) {
        int64_t v[PART_COUNT + 4 + 2];
        for (size_t n = 0; n < sizeof v / sizeof *v; n++) {
            state64 = hash_mix(state64, n);
            v[n] = (int64_t)(state64 % (1 << (state64 >> 32 & 15)));
        }
        struct request r = request_of(v[10] * 1000, v[11], v, v + PART_COUNT);
        struct prompt_sums one;
        prompt_sums_init(&one);
        prompt_sums_add_request(&one, &r);
        for (int p = 0; p < PART_COUNT; p++)
            assert_true(one.part_nusd[p] >= 0);
        prompt_sums_add(&sums, &one);
    }
    int64_t all_nusd = 0;
    for (int p = 0; p < PART_COUNT; p++)
        all_nusd += sums.part_nusd[p];
    assert_true(sums.cost_nusd > 0);
    assert_int_equal(all_nusd, sums.cost_nusd);
    assert_int_equal(sums.requests, 20000);
}

static void spans_and_counts_add_up(void **state)
{
    (void)state;
    static const int64_t bytes[PART_COUNT] = {1, UN, 3, 4, 5, 6};
    static const int64_t tok[4] = {7, UN, 8, 9};
    struct prompt_sums sums[2];
    for (int i = 0; i < 2; i++) {
        prompt_sums_init(&sums[i]);
        for (int n = 0; n < 3; n++) {
            struct request r = request_of(n ? 5 : UN, UN, bytes, tok);
            r.ts_us = n == 2 ? UN : 100 * (i + 1) + n;
            r.is_error = n == 1;
            r.tok_source = n == 2 ? TOK_ESTIMATED : TOK_LOGGED;
            prompt_sums_add_request(&sums[i], &r);
        }
    }
    prompt_sums_add(&sums[0], &sums[1]);
    assert_int_equal(sums[0].requests, 6);
    assert_int_equal(sums[0].errors, 2);
    assert_int_equal(sums[0].unpriced_requests, 2);
    assert_int_equal(sums[0].estimated_requests, 2);
    assert_int_equal(sums[0].tok[TOK_INPUT], 42);
    assert_int_equal(sums[0].tok[TOK_CACHE_READ], 0);
    assert_int_equal(sums[0].tok[TOK_OUTPUT], 60);
    assert_int_equal(sums[0].part_bytes[PART_SYSTEM], 0);
    assert_int_equal(sums[0].part_bytes[PART_RESPONSE], 36);
    assert_int_equal(sums[0].first_us, 100);
    assert_int_equal(sums[0].last_us, 201);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_get_what_they_cost),
        cmocka_unit_test(parts_add_up_to_the_cost),
        cmocka_unit_test(spans_and_counts_add_up),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// test_substitution.c - why a cost changed: causes that add up to the change, worked out by hand.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/substitution.h"

enum { PUSD = 1000 };  // pUSD in a nUSD

struct given {
    int64_t calls, fresh, read, output;          // tokens
    int64_t fresh_nusd, read_nusd, output_nusd;  // prices of a token
    int64_t extra_nusd;                          // that the list does not know
    int64_t errors, unpriced;
};

static struct spend spend_of(const struct given *g)
{
    const int64_t tok[SPEND_CLASSES] = {
        [TOK_INPUT] = g->fresh, [TOK_CACHE_READ] = g->read, [TOK_OUTPUT] = g->output};
    const int64_t nusd[SPEND_CLASSES] = {[TOK_INPUT] = g->fresh_nusd,
                                         [TOK_CACHE_READ] = g->read_nusd,
                                         [TOK_OUTPUT] = g->output_nusd};
    struct spend s = {0};
    s.sum.requests = g->calls + g->errors + g->unpriced;
    s.sum.errors = g->errors;
    s.sum.unpriced = g->unpriced;
    s.sum.cost_nusd = g->extra_nusd;
    for (int c = 0; c < SPEND_CLASSES; c++) {
        s.sum.tok[c] = tok[c];
        s.sum.cost_nusd += tok[c] * nusd[c];
        s.listed_pusd[c] = (spend_wide)tok[c] * nusd[c] * PUSD;
        s.price_pusd[c] = (spend_wide)s.sum.requests * nusd[c] * PUSD;
    }
    return s;
}

struct one_cause {
    const char *what;
    struct given pairs[2][2];  // model, side
    int64_t want[CAUSES];
};

static void each_cause_is_as_worked_out_by_hand(void **state)
{
    (void)state;
    static const struct one_cause cases[] = {
        {"nothing changed",
         {{{10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}, {10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}}},
         {0}},
        // 4500 → 9000.
        {"twice the calls",
         {{{10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}, {20, 2000, 0, 200, 3, 1, 15, 0, 0, 0}}},
         {[CAUSE_VOLUME] = 4500}},
        // 10 + 10 calls → 5 + 15: 10 × 1000 a call becomes 5, 10 × 100 becomes 15.
        {"more calls of the cheap model",
         {{{10, 0, 0, 1000, 0, 0, 10, 0, 0, 0}, {5, 0, 0, 500, 0, 0, 10, 0, 0, 0}},
          {{10, 0, 0, 1000, 0, 0, 1, 0, 0, 0}, {15, 0, 0, 1500, 0, 0, 1, 0, 0, 0}}},
         {[CAUSE_MIX] = 5000 + 1500 - 10000 - 1000}},
        {"longer prompts",
         {{{10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}, {10, 1500, 0, 100, 3, 1, 15, 0, 0, 0}}},
         {[CAUSE_PROMPT] = 1500}},
        {"shorter answers",
         {{{10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}, {10, 1000, 0, 60, 3, 1, 15, 0, 0, 0}}},
         {[CAUSE_OUTPUT] = -600}},
        {"half of the input from the cache, for the first time",
         {{{10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}, {10, 500, 500, 100, 3, 1, 15, 0, 0, 0}}},
         {[CAUSE_CACHE] = -1000}},
        {"a dearer output",
         {{{10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}, {10, 1000, 0, 100, 3, 1, 20, 0, 0, 0}}},
         {[CAUSE_PRICE] = 500}},
        {"a fee that no list has",
         {{{10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}, {10, 1000, 0, 100, 3, 1, 15, 250, 0, 0}}},
         {[CAUSE_REST] = 250}},
        // 4500 × 1.5; then 3 × (1800 - 1500), 15 × (120 - 150), 2 × 600 less, 1 × 120 more.
        {"all together",
         {{{10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}, {15, 1200, 600, 120, 3, 1, 16, 7, 0, 0}}},
         {2250, 0, 900, -450, -1200, 120, 7}},
        {"failed calls and those without a price are no volume",
         {{{10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}, {10, 1000, 0, 100, 3, 1, 15, 0, 50, 7}}},
         {0}},
        {"only before", {{{10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}, {0}}}, {[CAUSE_VOLUME] = -4500}},
        {"only after", {{{0}, {10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}}}, {[CAUSE_VOLUME] = 4500}},
        // 10 calls of one model became 10 of another.
        {"another model",
         {{{10, 0, 0, 1000, 0, 0, 10, 0, 0, 0}, {0}}, {{0}, {10, 0, 0, 1000, 0, 0, 1, 0, 0, 0}}},
         {[CAUSE_MIX] = -9000}},
        {"prompts without a token before",
         {{{10, 0, 0, 100, 3, 1, 15, 0, 0, 0}, {10, 1000, 0, 100, 3, 1, 15, 0, 0, 0}}},
         {[CAUSE_PROMPT] = 3000}},
        {"no list at all",
         {{{10, 1000, 0, 100, 0, 0, 0, 500, 0, 0}, {20, 9000, 0, 700, 0, 0, 0, 1300, 0, 0}}},
         {[CAUSE_VOLUME] = 500, [CAUSE_REST] = 300}},
        // Half the listed price (a tier): 2250 → 3000.
        {"half the price and longer prompts",
         {{{10, 1000, 0, 100, 3, 1, 15, -2250, 0, 0}, {10, 1500, 0, 100, 3, 1, 15, -3000, 0, 0}}},
         {[CAUSE_PROMPT] = 750}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct spend_pair pairs[2];
        int64_t got[CAUSES];
        for (int k = 0; k < 4; k++)
            pairs[k / 2].sides[k % 2] = spend_of(&cases[i].pairs[k / 2][k % 2]);
        substitution_explain(pairs, 2, got);
        for (int k = 0; k < CAUSES; k++)
            if (got[k] != cases[i].want[k])
                fail_msg("%s: cause %d is %lld, not %lld", cases[i].what, k, (long long)got[k],
                         (long long)cases[i].want[k]);
    }
}

static uint64_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005ULL + 1442695040888963407ULL;
    return *state >> 33;
}

// Any numbers, also such as no log has: list and cost that contradict each other, sides that lack.
static struct spend random_spend(uint64_t *state)
{
    struct spend s = {0};
    if (next_random(state) % 5 == 0)
        return s;
    uint64_t most = 1ULL << next_random(state) % 31;
    s.sum.requests = (int64_t)(next_random(state) % most) + 1;
    s.sum.errors = (int64_t)(next_random(state) % (uint64_t)s.sum.requests);
    s.sum.unpriced = (int64_t)(next_random(state) % (uint64_t)s.sum.requests);
    s.sum.cost_nusd = (int64_t)(next_random(state) * most / 64);
    for (int c = 0; c < SPEND_CLASSES; c++) {
        s.sum.tok[c] = next_random(state) % 4 ? (int64_t)(next_random(state) % most) : 0;
        uint64_t price = next_random(state) % 4 ? next_random(state) % 100000000 : 0;
        s.listed_pusd[c] = (spend_wide)price * s.sum.tok[c];
        s.price_pusd[c] = (spend_wide)price * s.sum.requests;
    }
    return s;
}

static void causes_add_up_to_the_change_whatever_the_numbers(void **state)
{
    (void)state;
    enum { TRIALS = 20000, PAIRS = 7 };
    uint64_t random = 1;
    for (int i = 0; i < TRIALS; i++) {
        struct spend_pair pairs[PAIRS];
        int64_t causes[CAUSES], change = 0, sum = 0;
        int64_t count = (int64_t)(next_random(&random) % (PAIRS + 1));
        for (int64_t k = 0; k < count; k++)
            for (int side = 0; side < 2; side++) {
                pairs[k].sides[side] = random_spend(&random);
                int64_t cost = pairs[k].sides[side].sum.cost_nusd;
                change += side ? cost : -cost;
            }
        substitution_explain(pairs, count, causes);
        for (int k = 0; k < CAUSES; k++)
            sum += causes[k];
        if (sum != change)
            fail_msg("trial %d: %lld, not %lld", i, (long long)sum, (long long)change);
    }
}

static void millions_of_dollars_do_not_overflow(void **state)
{
    (void)state;
    const struct given before = {4000000000, 4000000000000, 0, 400000000000, 3000, 1, 15000, 0, 0,
                                 0};
    const struct given after = {4000000000, 6000000000000, 0, 400000000000, 3000, 1, 15000, 0, 0,
                                0};
    struct spend_pair pair = {{spend_of(&before), spend_of(&after)}};
    int64_t causes[CAUSES];
    substitution_explain(&pair, 1, causes);
    assert_int_equal(causes[CAUSE_PROMPT], 2000000000000 * 3000);
    assert_int_equal(causes[CAUSE_VOLUME], 0);
    assert_int_equal(causes[CAUSE_REST], 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_cause_is_as_worked_out_by_hand),
        cmocka_unit_test(causes_add_up_to_the_change_whatever_the_numbers),
        cmocka_unit_test(millions_of_dollars_do_not_overflow),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

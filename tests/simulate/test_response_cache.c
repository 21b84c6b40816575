// test_response_cache.c - worked examples of a response cache and single flight.
#include "base/buf.h"
#include "response_kit.h"

static void add_at(struct kit *k, const double *ts_s, size_t count)
{
    for (size_t i = 0; i < count; i++)
        kit_add(k, (struct kit_call){.ts_s = ts_s[i], .request = 1});
}

static void e1_sliding_and_fixed_ttl_differ(void **state)
{
    (void)state;
    struct kit k = {0};
    add_at(&k, (const double[]){0, 4, 8, 14}, 4);
    assert_int_equal(hits_of(&k, CACHE "\"ttl\": \"5s\", \"refresh\": \"sliding\"" END), 2);
    assert_int_equal(hits_of(&k, CACHE "\"ttl\": \"5s\", \"refresh\": \"fixed\"" END), 1);
    assert_int_equal(hits_of(&k, CACHE "\"ttl\": \"6s\", \"refresh\": \"sliding\"" END), 3);
    assert_int_equal(hits_of(&k, CACHE "\"ttl\": \"6s\", \"refresh\": \"fixed\"" END), 2);
    kit_release(&k);
}

static void e2_a_gap_of_exactly_the_ttl_hits(void **state)
{
    (void)state;
    struct kit k = {0};
    kit_add(&k, (struct kit_call){.ts_s = 0, .latency_s = 2, .request = 1});
    kit_add(&k, (struct kit_call){.ts_s = 12, .request = 1});
    kit_add(&k, (struct kit_call){.ts_s = 0x1p-4 + 12, .request = 1});
    assert_int_equal(hits_of(&k, CACHE "\"ttl\": \"10s\"" END), 1);
    assert_int_equal(hits_of(&k, CACHE "\"ttl\": \"11s\"" END), 2);
    assert_int_equal(hits_of(&k, CACHE "\"ttl\": \"9s\"" END), 1);  // the third hits the second
    kit_release(&k);
}

static void e3_single_flight_joins_concurrent_calls(void **state)
{
    (void)state;
    struct kit k = {0};
    static const double ts_s[] = {0, 0.4, 0.9, 2.1};
    for (size_t i = 0; i < 4; i++)
        kit_add(&k, (struct kit_call){.ts_s = ts_s[i], .latency_s = 1, .request = 1});
    kit_run(&k, "{\"strategies\": [{\"strategy\": \"single_flight\"}]}");
    assert_int_equal(k.sim.outcomes[0].lookups, 4);
    assert_int_equal(k.sim.outcomes[0].hits, 2);
    // The second waits 0.6 s instead of 1, the third 0.1.
    assert_int_equal(k.sim.outcomes[0].saved_us, 400000 + 900000);

    kit_run(&k, CACHE "\"ttl\": \"60s\"}, {\"strategy\": \"single_flight\"" END);
    assert_int_equal(k.sim.outcomes[0].lookups, 4);
    assert_int_equal(k.sim.outcomes[0].hits, 1);
    assert_int_equal(k.sim.outcomes[1].lookups, 3);
    assert_int_equal(k.sim.outcomes[1].hits, 2);

    kit_run(&k, CACHE "\"ttl\": \"60s\"" END);
    assert_int_equal(k.sim.outcomes[0].hits, 1);
    assert_int_equal(risk(&k.sim.outcomes[0], "before_fill").i, 2);
    kit_release(&k);
}

static void e15_lru_and_fifo_hold_what_fits(void **state)
{
    (void)state;
    static const struct {
        const char *capacity, *evict;
        int64_t hits, evictions;
    } cases[] = {
        {"2", "lru", 0, 3},
        {"3", "lru", 2, 0},
        {"3", "fifo", 2, 0},
        {"2B", "lru", 0, 3},
    };
    struct kit k = {0};
    for (int i = 0; i < 5; i++)
        kit_add(&k, (struct kit_call){
                        .ts_s = i, .request = 1 + (uint64_t)i % 3, .part_bytes[PART_RESPONSE] = 1});
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct buf b = {.arena = &k.arena};
        buf_fmt(&b, CACHE "\"capacity\": \"%s\", \"evict\": \"%s\"" END, cases[i].capacity,
                cases[i].evict);
        assert_int_equal(hits_of(&k, str_cstr(buf_view(&b), &k.arena)), cases[i].hits);
        assert_int_equal(risk(&k.sim.outcomes[0], "evictions").i, cases[i].evictions);
    }
    kit_release(&k);
}

static void an_answer_is_there_at_the_very_instant_its_call_ends(void **state)
{
    (void)state;
    struct kit k = {0};
    kit_add(&k, (struct kit_call){.ts_s = 0, .latency_s = 5, .request = 1});
    kit_add(&k, (struct kit_call){.ts_s = 4.999, .latency_s = 100, .request = 1});
    kit_add(&k, (struct kit_call){.ts_s = 5, .latency_s = 1, .request = 1});
    assert_int_equal(hits_of(&k, CACHE "\"hit_latency\": \"250ms\"" END), 1);
    assert_int_equal(k.sim.fate[2], FATE_SERVED);
    assert_int_equal(k.sim.outcomes[0].saved_us, 750000);
    assert_int_equal(hits_of(&k, CACHE "\"fill\": \"instant\"" END), 2);
    kit_release(&k);
}

static void a_later_fill_replaces_answer_and_expiry(void **state)
{
    (void)state;
    struct kit k = {0};
    kit_add(&k, (struct kit_call){.ts_s = 0, .latency_s = 10, .request = 1, .output = 1});
    kit_add(&k, (struct kit_call){.ts_s = 1, .latency_s = 1, .request = 1, .output = 2});
    kit_add(&k, (struct kit_call){.ts_s = 9, .request = 1, .output = 2});
    kit_add(&k, (struct kit_call){.ts_s = 15, .request = 1, .output = 2});
    assert_int_equal(hits_of(&k, CACHE "\"ttl\": \"8s\"" END), 2);
    // The third got its own answer, aged 7 s, the fourth that of the first, aged 5 s.
    assert_true(risk(&k.sim.outcomes[0], "divergence").f == 0.5);
    assert_true(risk(&k.sim.outcomes[0], "staleness_max_s").f == 7);
    assert_int_equal(k.sim.fate[2] + k.sim.fate[3], 2 * FATE_SERVED);
    kit_release(&k);
}

static void who_waits_for_a_failed_call_calls_when_it_fails(void **state)
{
    (void)state;
    struct kit k = {0};
    kit_add(&k, (struct kit_call){.ts_s = 0, .latency_s = 2, .request = 1, .is_error = true});
    kit_add(&k, (struct kit_call){.ts_s = 1, .latency_s = 3, .request = 1});
    kit_add(&k, (struct kit_call){.ts_s = 1.5, .latency_s = 9, .request = 1});
    kit_add(&k, (struct kit_call){.ts_s = 5, .latency_s = 1, .request = 1});
    kit_add(&k, (struct kit_call){.ts_s = 5.5, .latency_s = 1, .request = 1});
    kit_run(&k, "{\"strategies\": [{\"strategy\": \"single_flight\"}]}");
    const struct outcome *o = &k.sim.outcomes[0];
    static const uint8_t fates[] = {FATE_CALLED, FATE_CALLED, FATE_SERVED, FATE_SERVED,
                                    FATE_CALLED};
    for (int i = 0; i < 5; i++)
        assert_int_equal(k.sim.fate[i], fates[i]);
    // The second calls at 2 and ends at 5, when the fourth joins it: 1 s lost, 9 - 3.5 and 1 won.
    assert_int_equal(o->saved_us, -1000000 + 5500000 + 1000000);
    assert_int_equal(risk(o, "failed_leads").i, 1);
    kit_release(&k);
}

static void a_failed_call_hits_and_keeps_a_sliding_answer_alive(void **state)
{
    (void)state;
    struct kit k = {0};
    kit_add(&k, (struct kit_call){.ts_s = 0, .request = 1});
    kit_add(&k, (struct kit_call){.ts_s = 4, .request = 1, .is_error = true});
    kit_add(&k, (struct kit_call){.ts_s = 8, .request = 1});
    assert_int_equal(hits_of(&k, CACHE "\"ttl\": \"5s\", \"refresh\": \"sliding\"" END), 2);
    kit_release(&k);
}

static void unknown_latency_is_the_median_of_the_model(void **state)
{
    (void)state;
    struct kit k = {0};
    for (int i = 0; i < 3; i++)
        kit_add(&k, (struct kit_call){.latency_s = 1 + i, .request = 100 + (uint64_t)i});
    kit_add(&k, (struct kit_call){.ts_s = 1, .latency_s = -1, .request = 1});
    kit_add(&k, (struct kit_call){.ts_s = 2.9, .latency_s = 5, .request = 1});
    kit_add(&k, (struct kit_call){.ts_s = 3, .latency_s = -1, .request = 1});
    assert_int_equal(hits_of(&k, CACHE "\"hit_latency\": \"10ms\"" END), 1);
    assert_int_equal(k.sim.outcomes[0].saved_us, 1990000);
    assert_true(has_note(&k.sim.outcomes[0], "1 calls have no latency"));
    kit_release(&k);
}

static void the_policy_of_a_side_project_does_what_it_says(void **state)
{
    (void)state;
    static const struct {
        double ts_s, temperature;
        unsigned words;
        uint64_t question, system;
        enum fate fate;
        int served_by;  // step; -1 = none
    } calls[] = {
        {0, 0, 0, 1, 1, FATE_CALLED, -1},
        {0.5, 0, 0, 1, 1, FATE_SERVED, 1},   // waits for the first
        {0.7, 1, 0, 1, 1, FATE_CALLED, -1},  // another temperature
        {0.8, 0, 0, 1, 2, FATE_CALLED, -1},  // another system prompt
        {10, 0, 1u << TIME_TODAY, 2, 1, FATE_CALLED, -1},
        {3600, 0, 1u << TIME_TODAY, 2, 1, FATE_SERVED, 0},
        {3612, 0, 1u << TIME_TODAY, 2, 1, FATE_CALLED, -1},  // an hour after its fill
        {86400 * 6.9, 0, 0, 1, 1, FATE_SERVED, 0},
        {86400 * 7.1, 0, 0, 1, 1, FATE_CALLED, -1},
    };
    struct kit k = {0};
    struct tokens tok = {.n = {[TOK_INPUT] = 1000}};
    int64_t served[2] = {0};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        kit_add(&k, (struct kit_call){.ts_s = calls[i].ts_s,
                                      .latency_s = 1,
                                      .temperature = calls[i].temperature,
                                      .time_words = calls[i].words,
                                      .question = calls[i].question,
                                      .system = calls[i].system,
                                      .tok = tok});
    kit_run(&k, CACHE "\"key\": [\"question\", \"system\", \"model\", \"temperature\"], "
                      "\"ttl\": \"7d\", \"max_ttl\": \"14d\"}, "
                      "{\"strategy\": \"single_flight\"" END);
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        assert_int_equal(k.sim.fate[i], calls[i].fate);
        if (calls[i].served_by >= 0)
            served[calls[i].served_by]++;
    }
    // gpt-4o: $2.50 for a million tokens of input.
    for (int step = 0; step < 2; step++) {
        assert_int_equal(k.sim.outcomes[step].hits, served[step]);
        assert_int_equal(k.sim.outcomes[step].saved_nusd, served[step] * 2500000);
    }
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(e1_sliding_and_fixed_ttl_differ),
        cmocka_unit_test(e2_a_gap_of_exactly_the_ttl_hits),
        cmocka_unit_test(e3_single_flight_joins_concurrent_calls),
        cmocka_unit_test(e15_lru_and_fifo_hold_what_fits),
        cmocka_unit_test(an_answer_is_there_at_the_very_instant_its_call_ends),
        cmocka_unit_test(a_later_fill_replaces_answer_and_expiry),
        cmocka_unit_test(who_waits_for_a_failed_call_calls_when_it_fails),
        cmocka_unit_test(a_failed_call_hits_and_keeps_a_sliding_answer_alive),
        cmocka_unit_test(unknown_latency_is_the_median_of_the_model),
        cmocka_unit_test(the_policy_of_a_side_project_does_what_it_says),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

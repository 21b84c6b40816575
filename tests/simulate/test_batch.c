// test_batch.c - what can wait: the tier's prices, cache reads that are lost, what stays.
#include "tests/simulate/call_kit.h"

static const char *const keeps_reads = "{\"strategies\":[{\"strategy\":\"batch\","
                                       "\"cache_hits\":1}]}";

static void e10_batch_and_cache_stack_at_anthropic_and_not_at_vertex(void **state)
{
    (void)state;
    static const struct {
        const char *provider, *model;
        const char *policy;
        int64_t want_nusd;
    } cases[] = {
        {"anthropic", "claude-sonnet-4-6", "\"auto\"", 15000000},
        {"anthropic", "claude-sonnet-4-6", "\"never\"", 30000000},
        {"anthropic", "claude-sonnet-4-6", "\"always\"", 15000000},
        {"vertex", "gemini-2.5-pro", "\"auto\"", 12500000},
        {"vertex", "gemini-2.5-pro", "\"never\"", 12500000},
        {"vertex", "gemini-2.5-pro", "\"always\"", 6250000},
    };
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct kit k = {0};
        struct str policy;
        kit_add(&k, (struct kit_call){.provider = cases[c].provider,
                                      .model = cases[c].model,
                                      .tok.n[TOK_CACHE_READ] = 100000});
        policy = str_fmt(&k.arena,
                         "{\"strategies\":[{\"strategy\":\"batch\",\"cache_hits\":1,"
                         "\"stacking\":%s}]}",
                         cases[c].policy);
        kit_run(&k, policy.ptr);
        assert_int_equal(k.sim.final_nusd, cases[c].want_nusd);
        kit_release(&k);
    }
}

// 30 % of the reads are read, the rest is written where writes are sold.
static void reads_that_a_batch_misses_are_written_or_fresh(void **state)
{
    (void)state;
    struct kit k = {0};
    kit_add(&k, (struct kit_call){.provider = "anthropic",
                                  .model = "claude-sonnet-4-6",
                                  .tok.n[TOK_CACHE_READ] = 10000});
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"batch\"}]}");
    // 3,000 × $0.15 and 7,000 × $1.875 a million.
    assert_int_equal(k.sim.final_nusd, 3000 * 150 + 7000 * 1875);
    assert_int_equal(figure(&k, "lost_read_tok").i, 7000);
    k.count = 0;
    kit_add(&k, (struct kit_call){.model = "gpt-4o", .tok.n[TOK_CACHE_READ] = 10000});
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"batch\"}]}");
    assert_int_equal(k.sim.columns->tok[0].n[TOK_CACHE_READ], 10000);
    assert_int_equal(sim_tokens(&k.sim, 0)->n[TOK_INPUT], 7000);
    assert_int_equal(sim_tokens(&k.sim, 0)->n[TOK_CACHE_WRITE_5M], 0);
    kit_release(&k);
}

// The same without the cache, call by call.
static int64_t batched_cost(const struct kit *k, int64_t *moved)
{
    int64_t total = 0;
    *moved = 0;
    for (int64_t i = 0; i < k->count; i++) {
        const struct kit_call *call = &k->calls[i];
        int64_t before = priced_as(k, i, &call->tok, call->provider, call->model, call->tier);
        int64_t after = priced_as(k, i, &call->tok, call->provider, call->model, TIER_BATCH);
        bool is_free = call->is_error && !tokens_input(&call->tok) && !call->tok.n[TOK_OUTPUT];
        bool stays = call->is_gateway_hit || is_free || call->tier == TIER_BATCH ||
                     call->tier == TIER_FLEX || after == UNKNOWN;
        *moved += !stays;
        total += before == UNKNOWN ? 0 : stays ? before : after;
    }
    return total;
}

static void batching_agrees_with_the_slow_twin_on_random_requests(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 4; seed++) {
        struct kit k = {0};
        int64_t moved = 0;
        add_random_calls(&k, seed, 1500);
        kit_run(&k, keeps_reads);
        assert_int_equal(k.sim.final_nusd, batched_cost(&k, &moved));
        assert_int_equal(k.sim.outcomes[0].hits, moved);
        assert_true(moved > 500);
        assert_true(figure(&k, "no_batch_price").i > 0);
        assert_true(figure(&k, "batch_already").i > 0);
        const struct table *t = outcome_table_of(&k, "batch_by_model");
        int64_t saved = 0;
        for (int64_t r = 0; r < t->row_count; r++) {
            struct cell cell = table_cell(t, r, "saved_usd");
            saved += cell.is_null ? 0 : cell.i;
        }
        assert_int_equal(saved, k.sim.outcomes[0].saved_nusd);
        kit_release(&k);
    }
}

static void more_cache_hits_never_cost_more(void **state)
{
    (void)state;
    struct kit k = {0};
    int64_t last = INT64_MAX;
    add_random_calls(&k, 5, 500);
    for (int percent = 0; percent <= 100; percent += 10) {
        struct str policy =
            str_fmt(&k.arena, "{\"strategies\":[{\"strategy\":\"batch\",\"cache_hits\":\"%d%%\"}]}",
                    percent);
        kit_run(&k, policy.ptr);
        assert_true(k.sim.final_nusd <= last);
        last = k.sim.final_nusd;
    }
    kit_release(&k);
}

static void a_session_that_goes_on_within_the_window_needed_its_answer(void **state)
{
    (void)state;
    struct kit k = {0};
    static const struct {
        double ts_s;
        const char *session;
    } calls[] = {{0, "a"}, {10, "b"}, {20, "a"}, {30, NULL}, {40, NULL}, {3700, "b"}, {7300, "b"}};
    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
        kit_add(&k, (struct kit_call){.ts_s = calls[i].ts_s,
                                      .session = calls[i].session,
                                      .tok.n[TOK_INPUT] = 1000});
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"batch\",\"window\":\"1h\"}]}");
    // a after 20 s, b after exactly an hour; the first b again only after 3,690 s.
    assert_int_equal(figure(&k, "needed_sooner").i, 2);
    assert_int_equal(figure(&k, "delayed_requests").i, 7);
    kit_release(&k);
}

// Nobody was billed for it, and nobody waits for it.
static void a_failed_call_that_was_not_billed_is_not_moved(void **state)
{
    (void)state;
    struct kit k = {0};
    (void)kit_add(&k, (struct kit_call){.is_error = true});
    (void)kit_add(
        &k, (struct kit_call){
                .ts_s = 1, .is_error = true, .provider = "deepseek", .model = "deepseek-chat"});
    (void)kit_add(&k, (struct kit_call){.ts_s = 2, .tok.n[TOK_INPUT] = 1000});
    (void)kit_add(&k, (struct kit_call){.ts_s = 3, .is_error = true, .tok.n[TOK_INPUT] = 1000});
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"batch\"}]}");
    assert_int_equal(k.sim.outcomes[0].lookups, 2);
    assert_int_equal(k.sim.outcomes[0].hits, 2);
    assert_int_equal(figure(&k, "delayed_requests").i, 2);
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(e10_batch_and_cache_stack_at_anthropic_and_not_at_vertex),
        cmocka_unit_test(reads_that_a_batch_misses_are_written_or_fresh),
        cmocka_unit_test(batching_agrees_with_the_slow_twin_on_random_requests),
        cmocka_unit_test(more_cache_hits_never_cost_more),
        cmocka_unit_test(a_session_that_goes_on_within_the_window_needed_its_answer),
        cmocka_unit_test(a_failed_call_that_was_not_billed_is_not_moved),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

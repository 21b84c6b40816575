// test_prompt_cache.c - the worked examples of prompt caches through the strategy, with the
// built-in prices, to the nano-dollar.
#include "chain_kit.h"

#define STEP(rest) "{\"strategies\": [{\"strategy\": \"prompt_cache\"" rest "}]}"

enum { USER_BYTES = 2000, OUTPUT_TOK = 300 };

// The requests of E4: a prefix of so many tokens, marked or not, then 500 tokens of their own.
struct series {
    const char *provider, *model;
    int count;
    double gap_s;
    uint32_t prefix_tok, user_bytes;
    enum cache_mark mark;
    enum tier tier;
};

static void add_series(struct kit *k, struct series s)
{
    for (int i = 0; i < s.count; i++) {
        struct kit_block blocks[] = {
            {ROLE_SYSTEM, 1, 4 * s.prefix_tok, s.mark},
            {ROLE_USER, 100 + (uint64_t)i, s.user_bytes, MARK_NONE},
            {0},
        };
        struct kit_call *call = kit_prompt(k, s.provider, s.model, s.gap_s * i, blocks);
        call->tok.n[TOK_OUTPUT] = OUTPUT_TOK;
        call->tier = s.tier;
    }
}

static struct series claude(int count, double gap_s)
{
    return (struct series){"anthropic", "claude-sonnet-4-6", count,   gap_s,
                           8000,        USER_BYTES,          MARK_5M, TIER_UNKNOWN};
}

static void e4_a_static_prefix_is_written_once_and_read_nine_times(void **state)
{
    (void)state;
    struct kit k = {0};
    add_series(&k, claude(10, 60));
    kit_run(&k, STEP());
    assert_int_equal(k.sim.baseline_nusd, 300000000);
    assert_int_equal(k.sim.final_nusd, 111600000);
    const struct outcome *o = &k.sim.outcomes[0];
    assert_int_equal(o->lookups, 10);
    assert_int_equal(o->hits, 9);
    assert_int_equal(o->hit_tok, 9 * 8000);
    assert_int_equal(o->saved_tok, 0);
    assert_int_equal(sim_tokens(&k.sim, 0)->n[TOK_CACHE_WRITE_5M], 8000);
    assert_int_equal(sim_tokens(&k.sim, 0)->n[TOK_INPUT], 500);
    assert_int_equal(sim_tokens(&k.sim, 9)->n[TOK_CACHE_READ], 8000);
    kit_run(&k, STEP(", \"ttl\": \"1h\""));
    assert_int_equal(k.sim.final_nusd, 84600000 + 45000000);
    assert_int_equal(sim_tokens(&k.sim, 0)->n[TOK_CACHE_WRITE_1H], 8000);
    kit_release(&k);
    // A second beyond the lifetime: every request writes, dearer than no cache; at it, all read.
    add_series(&k, claude(10, 301));
    kit_run(&k, STEP());
    assert_int_equal(k.sim.final_nusd, 315000000 + 45000000);
    assert_int_equal(k.sim.outcomes[0].saved_nusd, -60000000);
    kit_release(&k);
    add_series(&k, claude(10, 300));
    kit_run(&k, STEP());
    assert_int_equal(k.sim.final_nusd, 111600000);
    kit_release(&k);
}

static void e5_requests_at_once_all_write_until_a_response_begins(void **state)
{
    (void)state;
    struct kit k = {0};
    add_series(&k, claude(10, 0));
    kit_run(&k, STEP());
    assert_int_equal(k.sim.final_nusd, 315000000 + 45000000);
    assert_int_equal(k.sim.outcomes[0].hits, 0);
    kit_release(&k);
    // Their answers take a second: the request a second later reads.
    add_series(&k, claude(3, 0.5));
    kit_run(&k, STEP());
    assert_int_equal(k.sim.outcomes[0].hits, 1);
    kit_run(&k, STEP(", \"visible_after\": \"500ms\""));
    assert_int_equal(k.sim.outcomes[0].hits, 2);
    // Or half a second until the first token.
    k.calls[0].ttft_s = 0.5;
    kit_run(&k, STEP());
    assert_int_equal(k.sim.outcomes[0].hits, 2);
    kit_release(&k);
}

// What so many requests with one prefix of 8,000 tokens save.
static int64_t saved_nusd(const char *provider, const char *model, int requests, const char *policy)
{
    struct kit k = {0};
    struct series s = {provider, model, requests, 60, 8000, 0, MARK_5M, TIER_UNKNOWN};
    add_series(&k, s);
    kit_run(&k, policy);
    int64_t saved = k.sim.outcomes[0].saved_nusd;
    kit_release(&k);
    return saved;
}

static void e6_one_later_read_pays_for_five_minutes_two_for_an_hour(void **state)
{
    (void)state;
    static const char *const claude_name = "claude-sonnet-4-6";
    // 8,000 tokens of $3: $0.024; a read saves 0.9 of it, a write costs 0.25 or 1 more.
    assert_int_equal(saved_nusd("anthropic", claude_name, 1, STEP()), -6000000);
    assert_int_equal(saved_nusd("anthropic", claude_name, 2, STEP()), 21600000 - 6000000);
    const char *hour = STEP(", \"ttl\": \"1h\"");
    assert_int_equal(saved_nusd("anthropic", claude_name, 2, hour), 21600000 - 24000000);
    assert_int_equal(saved_nusd("anthropic", claude_name, 3, hour), 2 * 21600000 - 24000000);
    // OpenAI from 5.6 as five minutes: $0.016.
    assert_int_equal(saved_nusd("openai", "gpt-6-sol", 1, STEP()), -4000000);
    assert_int_equal(saved_nusd("openai", "gpt-6-sol", 2, STEP()), 14400000 - 4000000);
}

static void e7_below_the_minimum_nothing_happens(void **state)
{
    (void)state;
    struct kit k = {0};
    struct series s = {"anthropic", "claude-sonnet-4-6", 3, 60, 1000, 0, MARK_5M, TIER_UNKNOWN};
    add_series(&k, s);
    kit_run(&k, STEP());
    assert_int_equal(k.sim.outcomes[0].saved_nusd, 0);
    assert_int_equal(k.sim.outcomes[0].hits, 0);
    assert_int_equal(kit_risk(&k, "below_minimum").i, 3);
    assert_int_equal(sim_tokens(&k.sim, 2)->n[TOK_INPUT], 1000);
    kit_release(&k);
    s.model = "claude-opus-5-5";
    add_series(&k, s);
    kit_run(&k, STEP());
    assert_int_equal(k.sim.outcomes[0].hits, 2);
    assert_int_equal(k.sim.outcomes[0].hit_tok, 2000);
    assert_int_equal(kit_risk(&k, "below_minimum").i, 0);
    kit_release(&k);
}

static void e8_openai_before_5_6_reports_steps_of_128(void **state)
{
    (void)state;
    static const struct {
        uint32_t match_tok, read_tok;
    } cases[] = {{1023, 0}, {1024, 1024}, {1151, 1024}, {1152, 1152}, {2006, 1920}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kit k = {0};
        struct series s = {"openai",           "gpt-4o", 2,         60,
                           cases[i].match_tok, 4096,     MARK_NONE, TIER_UNKNOWN};
        add_series(&k, s);
        kit_run(&k, STEP());
        assert_int_equal(sim_tokens(&k.sim, 1)->n[TOK_CACHE_READ], cases[i].read_tok);
        assert_int_equal(sim_tokens(&k.sim, 1)->n[TOK_INPUT],
                         cases[i].match_tok + 1024 - cases[i].read_tok);
        assert_int_equal(sim_tokens(&k.sim, 0)->n[TOK_CACHE_WRITE_5M], 0);
        kit_release(&k);
    }
}

static void e10_batch_and_cache_stack_at_anthropic_not_at_google(void **state)
{
    (void)state;
    struct kit k = {0};
    struct series s = {"anthropic", "claude-sonnet-4-6", 2, 60, 10000, 0, MARK_5M, TIER_BATCH};
    add_series(&k, s);
    kit_run(&k, STEP());
    // 10,000 read at $0.15 and 300 out at $7.50.
    assert_int_equal(k.sim.cost_nusd[1], 1500000 + 2250000);
    kit_release(&k);
    s = (struct series){"vertex", "gemini-2.5-pro", 2, 60, 10000, 0, MARK_NONE, TIER_BATCH};
    add_series(&k, s);
    kit_run(&k, STEP());
    // 10,000 read at $0.125, not at half of it; 300 out at $5.
    assert_int_equal(sim_tokens(&k.sim, 1)->n[TOK_CACHE_READ], 10000);
    assert_int_equal(k.sim.cost_nusd[1], 1250000 + 1500000);
    kit_release(&k);
}

static void e11_storage_of_an_explicit_object_is_earned_by_four_reads(void **state)
{
    (void)state;
    for (int reads = 0; reads <= 5; reads++) {
        struct kit k = {0};
        struct series s = {"google", "gemini-2.5-pro", reads + 1,   600, 100000,
                           400,      MARK_NONE,        TIER_UNKNOWN};
        add_series(&k, s);
        kit_run(&k, STEP(", \"mode\": \"explicit\""));
        assert_int_equal(k.sim.outcomes[0].saved_nusd, 112500000 * reads - 450000000);
        assert_int_equal(kit_risk(&k, "storage_usd").i, 450000000);
        assert_int_equal(k.sim.outcomes[0].hits, reads);
        kit_release(&k);
    }
    // It lives an hour from when it was made, whatever reads it.
    struct kit k = {0};
    struct series s = {"google", "gemini-2.5-pro", 8, 600, 100000, 400, MARK_NONE, TIER_UNKNOWN};
    add_series(&k, s);
    kit_run(&k, STEP(", \"mode\": \"explicit\""));
    assert_int_equal(k.sim.outcomes[0].hits, 6);
    kit_run(&k, STEP(", \"mode\": \"explicit\", \"storage\": 1"));
    assert_int_equal(kit_risk(&k, "storage_usd").i, 200000000);
    // Kept alive by reads it costs until an hour after the last one.
    kit_run(&k, STEP(", \"mode\": \"explicit\", \"refresh\": \"sliding\", \"storage\": 1"));
    assert_int_equal(k.sim.outcomes[0].hits, 7);
    assert_int_equal(kit_risk(&k, "storage_usd").i, 100000000 + 7 * 16666667);
    kit_release(&k);
}

static void add_blocks(struct kit *k, double ts_s, uint64_t first, uint64_t second)
{
    struct chain_point *points = ARENA_ARRAY(&k->arena, struct chain_point, 2);
    points[0] = (struct chain_point){.hash = first, .size = 512};
    points[1] = (struct chain_point){.hash = second, .size = 512};
    uint32_t count = second ? 2 : 1;
    (void)kit_add(k, (struct kit_call){
                         .ts_s = ts_s,
                         .tok = {.n = {[TOK_INPUT] = 512 * count}},
                         .points = points,
                         .point_count = count,
                         .unit = CHAIN_BLOCKS,
                     });
}

static void e16_a_fixed_lifetime_makes_live_blocks_unreachable(void **state)
{
    (void)state;
    struct kit k = {0};
    add_blocks(&k, 0, 7, 0);
    add_blocks(&k, 3, 7, 8);
    add_blocks(&k, 6, 7, 8);
    kit_run(&k, STEP(", \"rules\": \"blocks\", \"match\": \"prefix\", \"ttl\": \"5s\", "
                     "\"refresh\": \"fixed\""));
    const struct outcome *o = &k.sim.outcomes[0];
    assert_string_equal(o->unit, "blocks");
    assert_int_equal(o->lookups, 5);
    assert_int_equal(o->hits, 1);
    assert_int_equal(sim_tokens(&k.sim, 2)->n[TOK_CACHE_READ], 0);
    // Both were rewritten: a request at 11 s finds both.
    add_blocks(&k, 11, 7, 8);
    kit_run(&k, STEP(", \"rules\": \"blocks\", \"match\": \"prefix\", \"ttl\": \"5s\", "
                     "\"refresh\": \"fixed\""));
    assert_int_equal(k.sim.outcomes[0].hits, 3);
    kit_run(&k, STEP(", \"rules\": \"blocks\", \"match\": \"prefix\", \"ttl\": \"5s\""));
    assert_int_equal(sim_tokens(&k.sim, 2)->n[TOK_CACHE_READ], 1024);
    // Each block by itself: the second is read although the first is dead.
    kit_run(&k, STEP(", \"rules\": \"blocks\", \"ttl\": \"5s\", \"refresh\": \"fixed\""));
    assert_int_equal(sim_tokens(&k.sim, 2)->n[TOK_CACHE_READ], 512);
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(e4_a_static_prefix_is_written_once_and_read_nine_times),
        cmocka_unit_test(e5_requests_at_once_all_write_until_a_response_begins),
        cmocka_unit_test(e6_one_later_read_pays_for_five_minutes_two_for_an_hour),
        cmocka_unit_test(e7_below_the_minimum_nothing_happens),
        cmocka_unit_test(e8_openai_before_5_6_reports_steps_of_128),
        cmocka_unit_test(e10_batch_and_cache_stack_at_anthropic_not_at_google),
        cmocka_unit_test(e11_storage_of_an_explicit_object_is_earned_by_four_reads),
        cmocka_unit_test(e16_a_fixed_lifetime_makes_live_blocks_unreachable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

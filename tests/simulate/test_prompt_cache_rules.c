// test_prompt_cache_rules.c - what the vendors document and what the settings ask for, request by
// request through the strategy.
#include "chain_kit.h"

#define STEP(rest) "{\"strategies\": [{\"strategy\": \"prompt_cache\"" rest "}]}"

enum { LONG = 8000 };  // bytes: 2,000 tokens

static uint32_t read_of(const struct kit *k, int64_t i)
{
    return sim_tokens(&k->sim, i)->n[TOK_CACHE_READ];
}

static uint32_t written_of(const struct kit *k, int64_t i)
{
    return sim_tokens(&k->sim, i)->n[TOK_CACHE_WRITE_5M];
}

static struct kit_block user(uint64_t text, uint32_t bytes)
{
    return (struct kit_block){ROLE_USER, text, bytes, MARK_NONE};
}

static struct kit_block assistant(uint64_t text)
{
    return (struct kit_block){ROLE_ASSISTANT, text, 400, MARK_NONE};
}

static const struct kit_block system_prompt = {ROLE_SYSTEM, 1, LONG, MARK_NONE};
static const struct kit_block marked_system = {ROLE_SYSTEM, 1, LONG, MARK_5M};

static void openai_misses_as_documented(void **state)
{
    (void)state;
    struct kit k = {0};
    // A static developer message, another user message: nothing ends where the other did.
    struct kit_block first[] = {system_prompt, user(2, 800), {0}};
    struct kit_block other[] = {system_prompt, user(3, 800), {0}};
    (void)kit_prompt(&k, "openai", "gpt-6-sol", 0, first);
    (void)kit_prompt(&k, "openai", "gpt-6-sol", 10, other);
    // The last message goes on.
    struct kit_block longer[] = {system_prompt, user(3, 800), user(4, 800), {0}};
    (void)kit_prompt(&k, "openai", "gpt-6-sol", 20, longer);
    // The conversation goes on: read up to the first user message.
    struct kit_block next[] = {system_prompt, user(2, 800), assistant(5), user(6, 400), {0}};
    (void)kit_prompt(&k, "openai", "gpt-6-sol", 30, next);
    kit_run(&k, STEP());
    for (int i = 0; i < 3; i++)
        assert_int_equal(read_of(&k, i), 0);
    assert_int_equal(written_of(&k, 1), 2200);
    assert_int_equal(read_of(&k, 3), 2200);
    assert_int_equal(written_of(&k, 3), 200);
    // Marked behind the developer message it is found whatever the user says.
    kit_run(&k, STEP(", \"breakpoints\": \"end_of_system\""));
    assert_int_equal(read_of(&k, 1), 2000);
    assert_int_equal(written_of(&k, 1), 200);
    kit_release(&k);
    // The first request implicit, the second with its own marks only.
    struct kit_block marked[] = {marked_system, user(2, 800), {0}};
    (void)kit_prompt(&k, "openai", "gpt-6-sol", 0, first);
    (void)kit_prompt(&k, "openai", "gpt-6-sol", 10, marked);
    kit_run(&k, STEP(", \"mode\": \"explicit\", \"breakpoints\": \"as_logged\""));
    assert_int_equal(read_of(&k, 1), 0);
    assert_int_equal(written_of(&k, 0), 0);
    assert_int_equal(written_of(&k, 1), 2000);
    kit_release(&k);
}

// A conversation of so many further blocks, marked at its end each time.
static uint32_t read_after(int blocks, enum role role)
{
    struct kit k = {0};
    struct kit_block all[KIT_BLOCKS] = {marked_system};
    (void)kit_prompt(&k, "anthropic", "claude-sonnet-4-6", 0, all);
    all[0].mark = MARK_NONE;
    for (int i = 1; i <= blocks; i++)
        all[i] = (struct kit_block){role, 10 + (uint64_t)i, 40, MARK_NONE};
    all[blocks].mark = MARK_5M;
    (void)kit_prompt(&k, "anthropic", "claude-sonnet-4-6", 60, all);
    kit_run(&k, STEP(", \"breakpoints\": \"as_logged\""));
    uint32_t read = read_of(&k, 1);
    kit_release(&k);
    return read;
}

static void anthropic_looks_back_twenty_positions(void **state)
{
    (void)state;
    assert_int_equal(read_after(19, ROLE_USER), 2000);
    assert_int_equal(read_after(20, ROLE_USER), 0);
    // A run of tool results is one position.
    assert_int_equal(read_after(20, ROLE_TOOL), 2000);
}

static void a_read_keeps_only_what_it_read_alive(void **state)
{
    (void)state;
    struct kit k = {0};
    struct kit_block all[] = {marked_system, {ROLE_USER, 2, LONG, MARK_5M}, {0}};
    struct kit_block other[] = {marked_system, user(3, 400), {0}};
    for (int i = 0; i < 3; i++)
        (void)kit_prompt(&k, "anthropic", "claude-sonnet-4-6", 200 * i, all);
    (void)kit_prompt(&k, "anthropic", "claude-sonnet-4-6", 450, other);
    kit_run(&k, STEP());
    assert_int_equal(read_of(&k, 2), 4000);
    assert_int_equal(read_of(&k, 3), 0);
    kit_run(&k, STEP(", \"refresh_shorter\": true"));
    assert_int_equal(read_of(&k, 3), 2000);
    kit_run(&k, STEP(", \"refresh\": \"fixed\""));
    assert_int_equal(read_of(&k, 2), 0);
    kit_release(&k);
}

static void deepseek_reads_whole_units_only(void **state)
{
    (void)state;
    struct kit k = {0};
    static const uint64_t last[] = {2, 3, 4};
    for (int i = 0; i < 3; i++) {
        struct kit_block blocks[] = {system_prompt, user(last[i], 800), {0}};
        (void)kit_prompt(&k, "deepseek", "deepseek-chat", 60 * i, blocks);
    }
    // A+B+C after A+B, its answer first.
    struct kit_block more[] = {system_prompt, user(2, 800), assistant(5), user(6, 800), {0}};
    (void)kit_prompt(&k, "deepseek", "deepseek-chat", 240, more);
    kit_run(&k, STEP());
    assert_int_equal(read_of(&k, 0), 0);
    assert_int_equal(read_of(&k, 1), 0);
    assert_int_equal(read_of(&k, 2), 2000 - 2000 % 64);
    assert_int_equal(read_of(&k, 3), 2300 - 2300 % 64);
    kit_release(&k);
}

// The input of each request is spread over its bytes, so that the same prefix comes out at another
// length in each: what is kept was long enough.
static void a_prefix_that_is_kept_is_read_however_long_it_seems(void **state)
{
    (void)state;
    static const struct {
        const char *provider, *model;
    } models[] = {{"anthropic", "claude-sonnet-4-6"}, {"openai", "gpt-6-sol"}};
    struct kit_block first[] = {{ROLE_SYSTEM, 1, 4100, MARK_5M}, user(2, 400), {0}};
    struct kit_block other[] = {{ROLE_SYSTEM, 1, 4100, MARK_5M}, user(3, 400), {0}};
    for (size_t n = 0; n < sizeof models / sizeof *models; n++) {
        struct kit k = {0};
        (void)kit_prompt(&k, models[n].provider, models[n].model, 0, first);
        struct kit_call *c = kit_prompt(&k, models[n].provider, models[n].model, 60, other);
        c->tok.n[TOK_INPUT] = 1100;  // 1,002 of them in the system prompt, 1,025 the first time
        kit_run(&k, STEP(", \"breakpoints\": \"as_logged\""));
        assert_int_equal(read_of(&k, 1), 1100 * 4100 / 4500);
        kit_release(&k);
    }
}

static void gpt_5_5_keeps_steps_of_2048(void **state)
{
    (void)state;
    struct kit k = {0};
    struct kit_block all[] = {{ROLE_SYSTEM, 1, 4 * 5000, MARK_NONE}, {0}};
    (void)kit_prompt(&k, "openai", "gpt-5.5", 0, all);
    (void)kit_prompt(&k, "openai", "gpt-5.5", 60, all);
    kit_run(&k, STEP());
    assert_int_equal(read_of(&k, 1), 4096);
    kit_release(&k);
}

static void rules_follow_the_date_unless_they_are_forced(void **state)
{
    (void)state;
    struct kit k = {0};
    struct kit_block all[] = {system_prompt, user(2, 400), {0}};
    // In July 2024 nobody cached prompts of gpt-4o.
    (void)kit_prompt(&k, "openai", "gpt-4o", -7e7, all);
    (void)kit_prompt(&k, "openai", "gpt-4o", -7e7 + 60, all);
    (void)kit_prompt(&k, "openai", "gpt-4o", 0, all);
    (void)kit_prompt(&k, "openai", "gpt-4o", 60, all);
    kit_run(&k, STEP());
    assert_int_equal(kit_risk(&k, "without_rules").i, 2);
    assert_int_equal(k.sim.outcomes[0].lookups, 2);
    assert_int_equal(read_of(&k, 1), 0);
    assert_int_equal(read_of(&k, 3), 2048);
    kit_run(&k, STEP(", \"rules\": \"openai\""));
    assert_int_equal(k.sim.outcomes[0].lookups, 4);
    assert_int_equal(read_of(&k, 1), 2100);
    kit_run(&k, STEP(", \"rules\": \"anthropic\", \"breakpoints\": \"end_of_system\""));
    assert_int_equal(read_of(&k, 3), 2000);
    kit_release(&k);
}

static void only_those_in_one_scope_share(void **state)
{
    (void)state;
    static const char *const users[] = {"ann", "bob", "ann"};
    struct kit k = {0};
    struct kit_block all[] = {system_prompt, {0}};
    for (int i = 0; i < 3; i++)
        kit_prompt(&k, "openai", "gpt-4o", 60 * i, all)->user = users[i];
    kit_prompt(&k, "openai", "gpt-4.1", 180, all)->user = "ann";
    kit_run(&k, STEP());
    assert_int_equal(k.sim.outcomes[0].hits, 2);
    kit_run(&k, STEP(", \"scope\": \"user\""));
    assert_int_equal(k.sim.outcomes[0].hits, 1);
    assert_int_equal(read_of(&k, 2), 1920);
    kit_release(&k);
}

static void static_parts_can_be_put_first(void **state)
{
    (void)state;
    static const char *const claude = "claude-sonnet-4-6";
    uint32_t statics[] = {0, LONG};
    struct kit k = {.statics = statics};
    for (int i = 0; i < 3; i++) {
        struct kit_block all[] = {
            {ROLE_SYSTEM, 100 + (uint64_t)i, LONG, MARK_NONE}, user(7, LONG), {0}};
        kit_prompt(&k, "anthropic", claude, 60 * i, all)->template_id = 42;
    }
    // The first of them goes on: what it shares already is not lost.
    struct kit_block more[] = {
        {ROLE_SYSTEM, 100, LONG, MARK_NONE}, user(7, LONG), assistant(8), user(9, LONG), {0}};
    kit_prompt(&k, "anthropic", claude, 180, more)->template_id = 42;
    kit_run(&k, STEP());
    assert_int_equal(k.sim.outcomes[0].hits, 1);
    assert_int_equal(read_of(&k, 3), 4000);
    kit_run(&k, STEP(", \"static_first\": true"));
    assert_int_equal(k.sim.outcomes[0].hits, 3);
    assert_int_equal(read_of(&k, 2), 2000);
    // 2,000 of 6,100 tokens in front, and of the rest as much as were the first 4,000 of all.
    assert_int_equal(read_of(&k, 3), 2000 + 4100 * 4000 / 6100);
    // OpenAI from 5.6 needs the mark behind them that comes with it.
    kit_run(&k, STEP(", \"static_first\": true, \"rules\": \"openai\""));
    assert_int_equal(read_of(&k, 2), 2000);
    kit_release(&k);
}

static void what_is_read_as_it_is_stays_where_it_is(void **state)
{
    (void)state;
    uint32_t statics[] = {0, LONG, LONG};
    struct kit k = {.statics = statics};
    struct kit_block turns[] = {system_prompt, user(2, LONG), assistant(3), user(4, LONG), {0}};
    struct kit_block first[] = {turns[0], turns[1], {0}};
    kit_prompt(&k, "anthropic", "claude-sonnet-4-6", 0, first)->template_id = 42;
    kit_prompt(&k, "anthropic", "claude-sonnet-4-6", 60, turns)->template_id = 43;
    kit_run(&k, STEP(", \"static_first\": true"));
    assert_int_equal(read_of(&k, 1), 4000);
    assert_int_equal(k.sim.outcomes[0].lookups, 2);
    kit_release(&k);
}

static void each_further_machine_misses_once_a_lifetime(void **state)
{
    (void)state;
    struct kit k = {0};
    struct kit_block all[] = {system_prompt, {0}};
    for (int i = 0; i < 10; i++)
        (void)kit_prompt(&k, "openai", "gpt-6-sol", 60 * i + (i >= 6 ? 7200 : 0), all);
    kit_run(&k, STEP(", \"machines\": 3"));
    assert_int_equal(kit_risk(&k, "overflow_misses").i, 4);
    assert_int_equal(k.sim.outcomes[0].hits, 10 - 2 - 4);
    assert_int_equal(written_of(&k, 1), 2000);
    kit_run(&k, STEP());
    assert_int_equal(k.sim.outcomes[0].hits, 8);
    kit_release(&k);
}

static void what_cannot_be_known_stays_as_billed(void **state)
{
    (void)state;
    struct kit k = {0};
    struct tokens tok = {.n = {[TOK_INPUT] = 1000, [TOK_CACHE_READ] = 1024}};
    (void)kit_add(&k, (struct kit_call){.tok = tok});
    (void)kit_add(&k, (struct kit_call){.tok = tok, .model = "no-such-model"});
    (void)kit_add(&k, (struct kit_call){.tok = tok, .is_gateway_hit = true});
    (void)kit_add(&k, (struct kit_call){.is_error = true});
    kit_run(&k, STEP());
    assert_int_equal(k.sim.outcomes[0].lookups, 0);
    assert_int_equal(k.sim.outcomes[0].saved_nusd, 0);
    assert_int_equal(kit_risk(&k, "without_chain").i, 1);
    assert_int_equal(kit_risk(&k, "without_rules").i, 1);
    assert_int_equal(read_of(&k, 0), 1024);
    assert_true(kit_risk(&k, "backtest_ratio").is_null);
    kit_release(&k);
}

static bool is_noted(const struct kit *k, const char *words)
{
    const struct outcome *o = &k->sim.outcomes[0];
    for (int i = 0; i < o->note_count; i++)
        if (str_contains(o->notes[i], str_of(words)))
            return true;
    return false;
}

static void the_backtest_compares_with_the_log(void **state)
{
    (void)state;
    static const uint32_t logged[] = {0, 1920, 1024, 1800};
    struct kit k = {0};
    struct kit_block all[] = {system_prompt, {0}};
    for (int i = 0; i < 4; i++) {
        struct kit_call *call = kit_prompt(&k, "openai", "gpt-4o", 60 * i, all);
        call->tok.n[TOK_INPUT] = 2000 - logged[i];
        call->tok.n[TOK_CACHE_READ] = logged[i];
    }
    // A model whose log shows no reads says nothing.
    (void)kit_prompt(&k, "openai", "gpt-4.1", 300, all);
    (void)kit_prompt(&k, "openai", "gpt-4.1", 310, all);
    kit_run(&k, STEP());
    assert_int_equal(kit_risk(&k, "backtest_requests").i, 4);
    assert_int_equal(kit_risk(&k, "backtest_logged_read_tok").i, 1920 + 1024 + 1800);
    assert_int_equal(kit_risk(&k, "backtest_simulated_read_tok").i, 3 * 1920);
    assert_true(fabs(kit_risk(&k, "backtest_ratio").f - 5760.0 / 4744) < 1e-12);
    assert_true(fabs(kit_risk(&k, "backtest_mean_error_tok").f - (896 + 120) / 4.0) < 1e-12);
    assert_true(fabs(kit_risk(&k, "backtest_within_10_percent").f - 0.75) < 1e-12);
    assert_false(is_noted(&k, "without these settings"));
    kit_run(&k, STEP(", \"breakpoints\": \"end_of_system\""));
    assert_true(is_noted(&k, "without these settings"));
    kit_release(&k);
}

static void a_routed_call_is_cached_by_its_new_model(void **state)
{
    (void)state;
    struct kit k = {0};
    struct kit_block all[] = {system_prompt, user(2, 400), {0}};
    for (int i = 0; i < 2; i++)
        (void)kit_prompt(&k, "openai", "gpt-4o", 60 * i, all);
    kit_run(&k, "{\"strategies\": [{\"strategy\": \"reprice\", \"model\": "
                "\"anthropic/claude-sonnet-4-6\"}, {\"strategy\": \"prompt_cache\"}]}");
    assert_int_equal(read_of(&k, 1), 2100);
    assert_int_equal(written_of(&k, 0), 2100);
    kit_release(&k);
}

static void too_many_prefixes_are_sampled_and_said_so(void **state)
{
    (void)state;
    struct kit k = {0};
    // 3,000 families of nine points, each asked twice.
    for (uint64_t i = 0; i < 6000; i++) {
        struct kit_block all[] = {{ROLE_SYSTEM, 1000 + i / 2 * 7, 4608, MARK_NONE}, {0}};
        kit_prompt(&k, "openai", "gpt-4o", (double)i / 100 + 2 * (double)(i % 2), all)->latency_s =
            0;
    }
    for (int64_t i = 1; i < k.count; i++)
        k.calls[i].ts_s = fmax(k.calls[i].ts_s, k.calls[i - 1].ts_s);
    kit_run(&k, STEP());
    int64_t exact = k.sim.outcomes[0].hit_tok;
    assert_int_equal(exact, 3000 * 1152);
    kit_run(&k, STEP(", \"memory\": \"700k\""));
    double share = kit_risk(&k, "followed_share").f;
    assert_true(share < 0.6 && share > 0.1);
    assert_true(fabs((double)k.sim.outcomes[0].hit_tok / (double)exact - 1) < 0.02);
    kit_release(&k);
}

static void what_makes_no_sense_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *policy, *says;
    } cases[] = {
        {STEP(", \"match\": \"blocks\""), "match"},
        {STEP(", \"rules\": \"blocks\", \"static_first\": true"), "static_first"},
        {STEP(", \"rules\": \"anthropc\""), "did you mean anthropic"},
        {STEP(", \"capacity\": 0"), "capacity"},
        {STEP(", \"machines\": 0"), "machines"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kit k = {0};
        assert_false(kit_policy(&k, cases[i].policy));
        assert_int_equal(k.err.code, ERR_USAGE);
        if (!str_contains(str_of(k.err.text), str_of(cases[i].says)))
            fail_msg("%s", k.err.text);
        kit_release(&k);
    }
}

// A what-if, and counted as one: Anthropic sells 5 minutes and an hour, OpenAI from 5.6 half an
// hour; how long earlier models are kept is not published.
static void a_lifetime_that_nobody_sells_is_counted(void **state)
{
    (void)state;
    static const struct {
        const char *provider, *model, *policy;
        int64_t unsold;
    } cases[] = {
        {"anthropic", "claude-sonnet-4-6", STEP(""), 0},
        {"anthropic", "claude-sonnet-4-6", STEP(", \"ttl\": \"5m\""), 0},
        {"anthropic", "claude-sonnet-4-6", STEP(", \"ttl\": \"1h\""), 0},
        {"anthropic", "claude-sonnet-4-6", STEP(", \"ttl\": \"3h\""), 1},
        {"openai", "gpt-5.6-sol", STEP(", \"ttl\": \"1h\""), 1},
        {"openai", "gpt-4o", STEP(", \"ttl\": \"1h\""), 0},
        {"anthropic", "claude-sonnet-4-6", STEP(", \"rules\": \"blocks\", \"ttl\": \"3h\""), 0},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kit k = {0};
        struct kit_block all[] = {marked_system, {0}};
        kit_prompt(&k, cases[i].provider, cases[i].model, 0, all);
        kit_run(&k, cases[i].policy);
        assert_int_equal(kit_risk(&k, "lifetime_not_sold").i, cases[i].unsold);
        kit_release(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(openai_misses_as_documented),
        cmocka_unit_test(anthropic_looks_back_twenty_positions),
        cmocka_unit_test(a_read_keeps_only_what_it_read_alive),
        cmocka_unit_test(deepseek_reads_whole_units_only),
        cmocka_unit_test(a_prefix_that_is_kept_is_read_however_long_it_seems),
        cmocka_unit_test(gpt_5_5_keeps_steps_of_2048),
        cmocka_unit_test(rules_follow_the_date_unless_they_are_forced),
        cmocka_unit_test(only_those_in_one_scope_share),
        cmocka_unit_test(static_parts_can_be_put_first),
        cmocka_unit_test(what_is_read_as_it_is_stays_where_it_is),
        cmocka_unit_test(each_further_machine_misses_once_a_lifetime),
        cmocka_unit_test(what_cannot_be_known_stays_as_billed),
        cmocka_unit_test(the_backtest_compares_with_the_log),
        cmocka_unit_test(a_routed_call_is_cached_by_its_new_model),
        cmocka_unit_test(too_many_prefixes_are_sampled_and_said_so),
        cmocka_unit_test(what_makes_no_sense_is_refused),
        cmocka_unit_test(a_lifetime_that_nobody_sells_is_counted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

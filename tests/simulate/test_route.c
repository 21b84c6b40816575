// test_route.c - other models: what is paid, what falls back, what labels tell.
#include <stdio.h>

#include "simulate/useful.h"
#include "tests/simulate/call_kit.h"

// gpt-6-sol and gpt-6-luna cost $2 and $0.10 a million: 10,000 tokens are 2 and 0.1 cents.
static void add_cascade(struct kit *k, int count)
{
    for (int i = 0; i < count; i++)
        kit_add(k, (struct kit_call){.ts_s = i,
                                     .latency_s = 2,
                                     .model = "gpt-6-sol",
                                     .task = TASK_CLASSIFICATION,
                                     .tok.n[TOK_INPUT] = 10000});
}

static void e12_cascade_with_a_quarter_falling_back_saves_70_percent(void **state)
{
    (void)state;
    struct kit k = {0};
    add_cascade(&k, 100);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-6-luna\","
                "\"fallback_rate\":0.25}]}");
    assert_int_equal(k.sim.baseline_nusd, 100 * 20000000LL);
    assert_int_equal(k.sim.final_nusd, 100 * 6000000LL);
    assert_near(figure(&k, "break_even_fallback_rate").f, 0.95, 1e-12);
    assert_int_equal(figure(&k, "cost_before_each_usd").i, 20000000);
    assert_int_equal(figure(&k, "cost_after_each_usd").i, 6000000);
    assert_near(figure(&k, "routed_share").f, 1, 0);
    assert_near(figure(&k, "fallback_wait_s").f, 0.25 * 100 * 2, 1e-9);
    assert_false(has_figure(&k, "ok_share"));
    kit_release(&k);
}

static void e12_at_the_break_even_rate_nothing_is_saved(void **state)
{
    (void)state;
    struct kit k = {0};
    add_cascade(&k, 100);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-6-luna\","
                "\"fallback_rate\":0.95}]}");
    assert_int_equal(k.sim.final_nusd, k.sim.baseline_nusd);
    kit_release(&k);
}

static void e12_a_perfect_verifier_escalates_what_the_cheap_model_got_wrong(void **state)
{
    (void)state;
    static const struct {
        int64_t ok, n;
        double escalated;
    } cases[] = {{739 + 94, 1307, 0.3627}, {8816 + 742, 14037, 0.3191}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct kit k = {0};
        add_cascade(&k, (int)cases[c].n);
        for (int64_t i = 0; i < k.count; i++)
            k.calls[i].label = i < cases[c].ok ? LABEL_OK : LABEL_FAILED;
        kit_run(&k, "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-6-luna\","
                    "\"labels\":\"trial.csv\"}]}");
        assert_near(figure(&k, "failed_share").f, cases[c].escalated, 5e-5);
        kit_release(&k);
    }
}

static void e13_a_fifth_of_paid_failures_costs_a_quarter_more_for_a_useful_result(void **state)
{
    (void)state;
    struct kit k = {0};
    add_cascade(&k, 100);
    for (int64_t i = 0; i < k.count; i++)
        k.calls[i].label = i % 5 ? LABEL_OK : LABEL_FAILED;
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-6-luna\","
                "\"labels\":\"trial.csv\"}]}");
    assert_near(figure(&k, "ok_share").f, 0.8, 1e-12);
    assert_int_equal(figure(&k, "cost_after_each_usd").i, 1000000);
    assert_int_equal(figure(&k, "cost_per_useful_usd").i, 1250000);
    assert_true(str_eq(k.wants.labels_path, S("trial.csv")) && k.wants.labels);
    const struct table *t = outcome_table_of(&k, "quality_by_task");
    assert_int_equal(t->row_count, 1);
    assert_int_equal(table_cell(t, 0, "failed").i, 20);
    kit_release(&k);
}

static void labels_of_other_requests_tell_nothing(void **state)
{
    (void)state;
    struct kit k = {0};
    add_cascade(&k, 3);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-6-luna\","
                "\"labels\":\"trial.csv\"}]}");
    assert_int_equal(figure(&k, "labelled").i, 0);
    assert_false(has_figure(&k, "ok_share"));
    assert_false(has_figure(&k, "cost_per_useful_usd"));
    kit_release(&k);
}

static void wilson_bounds_are_those_of_the_textbook(void **state)
{
    (void)state;
    static const struct {
        int64_t ok, n;
        double low, high;
    } cases[] = {{8, 10, 0.49016, 0.94332},
                 {0, 10, 0, 0.27753},
                 {10, 10, 0.72247, 1},
                 {500, 1000, 0.46907, 0.53093}};
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        struct interval w = wilson_95(cases[c].ok, cases[c].n);
        assert_near(w.low, cases[c].low, 1e-5);
        assert_near(w.high, cases[c].high, 1e-5);
    }
    assert_true(isnan(wilson_95(0, 0).low));
    assert_true(isnan(break_even_rate(1, 0, 0)));
    assert_int_equal(useful_result_nusd(100, 10, 0), UNKNOWN);
}

// The classifier is paid for every request, whatever becomes of it.
static void classifier_is_paid_on_every_call_that_is_considered(void **state)
{
    (void)state;
    struct kit k = {0};
    add_cascade(&k, 10);
    for (int i = 0; i < 5; i++)
        k.calls[i].task = TASK_CREATIVE;
    k.calls[9].is_gateway_hit = true;
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-6-luna\","
                "\"classifier\":\"gpt-6-luna\",\"classifier_tok\":1000,"
                "\"classifier_output_tok\":100}]}");
    // 1,000 × $0.10 and 100 × $0.50 a million.
    int64_t side = 100000 + 50000;
    assert_int_equal(k.sim.final_nusd, 5 * 20000000LL + 4 * 1000000LL + 9 * side);
    assert_int_equal(figure(&k, "classifier_usd").i, 9 * side);
    assert_int_equal(k.sim.outcomes[0].lookups, 9);
    assert_int_equal(k.sim.outcomes[0].hits, 4);
    assert_near(figure(&k, "break_even_fallback_rate").f,
                1 - (4 * 1e6 + 9.0 * (double)side) / (4 * 20e6), 1e-12);
    kit_release(&k);
}

// What the request becomes on another model, step by step as the rules say it.
static struct tokens moved(const struct kit_call *call, const struct priced_model *to)
{
    const struct priced_model *from = priced_model(call->model);
    struct tokens t = call->tok;
    int64_t cached = tokens_input(&t) - t.n[TOK_INPUT];
    bool is_kin = from && strcmp(from->provider, to->provider) == 0 &&
                  strcmp(from->family, to->family) == 0 && to->min_prefix_tok &&
                  cached >= to->min_prefix_tok;
    if (from == to || is_kin)
        return t;
    t.n[TOK_INPUT] = (uint32_t)tokens_input(&t);
    t.n[TOK_CACHE_READ] = t.n[TOK_CACHE_WRITE_5M] = t.n[TOK_CACHE_WRITE_1H] = 0;
    return t;
}

// What everything costs after routing, the slow way.
static int64_t routed_cost(const struct kit *k, const struct priced_model *to, unsigned tasks,
                           int64_t fallback_ppm)
{
    int64_t total = 0;
    for (int64_t i = 0; i < k->count; i++) {
        const struct kit_call *call = &k->calls[i];
        int64_t before = priced_as(k, i, &call->tok, call->provider, call->model, call->tier);
        if (before == UNKNOWN)
            continue;
        struct tokens tok = moved(call, to);
        int64_t after = priced_as(k, i, &tok, to->provider, to->model, call->tier);
        bool stays = call->is_gateway_hit || after == UNKNOWN || !(tasks >> call->task & 1) ||
                     strcmp(call->model, to->model) == 0;
        total += stays ? before : after + (before * fallback_ppm + 500000) / 1000000;
    }
    return total;
}

static void routing_agrees_with_the_slow_twin_on_random_requests(void **state)
{
    (void)state;
    for (int m = 0; m < PRICED_MODELS; m++) {
        const struct priced_model *to = &priced_models[m];
        struct kit k = {0};
        char policy[256];
        need_book(&k);
        add_random_calls(&k, 7 + (uint64_t)m, 1000);
        bool is_any = m % 2;
        (void)snprintf(policy, sizeof policy,
                       "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"%s/%s\","
                       "\"fallback_rate\":0.3%s}]}",
                       to->provider, to->model, is_any ? ",\"tasks\":\"any\"" : "");
        kit_run(&k, policy);
        unsigned easy = 1u << TASK_CLASSIFICATION | 1u << TASK_EXTRACTION | 1u << TASK_YES_NO;
        assert_int_equal(k.sim.final_nusd, routed_cost(&k, to, is_any ? UINT32_MAX : easy, 300000));
        assert_true(k.sim.outcomes[0].hits > 50);
        kit_release(&k);
    }
}

// Reads of gpt-4o are no reads of Claude; gpt-4o-mini keeps them.
static void another_family_pays_for_what_was_read_from_the_cache(void **state)
{
    (void)state;
    struct kit k = {0};
    need_book(&k);
    kit_add(&k, (struct kit_call){.task = TASK_YES_NO,
                                  .tok.n = {[TOK_INPUT] = 100, [TOK_CACHE_READ] = 2000}});
    kit_run(&k,
            "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"anthropic/claude-haiku-4-5\"}]}");
    assert_int_equal(figure(&k, "lost_read_tok").i, 2000);
    assert_int_equal(figure(&k, "lost_read_usd").i, 2000 * 900);
    assert_int_equal(k.sim.final_nusd, 2100 * 1000);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-4o-mini\"}]}");
    assert_int_equal(figure(&k, "lost_read_tok").i, 0);
    assert_int_equal(k.sim.final_nusd, 100 * 150 + 2000 * 75);
    kit_release(&k);
}

static void tokens_of_another_tokenizer_are_scaled(void **state)
{
    (void)state;
    struct kit k = {0};
    add_cascade(&k, 1);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-6-luna\","
                "\"token_factor\":1.35}]}");
    assert_int_equal(k.sim.final_nusd, 13500 * 100);
    kit_release(&k);
}

static void frontier_starts_with_what_saves_most_a_request_and_ends_with_all(void **state)
{
    (void)state;
    struct kit k = {0};
    need_book(&k);
    add_random_calls(&k, 99, 2000);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-4o-mini\","
                "\"tasks\":\"any\"}]}");
    static const char *const keys[] = {"frontier_by_task", "frontier_by_size",
                                       "frontier_by_template"};
    for (int n = 0; n < 3; n++) {
        const struct table *t = outcome_table_of(&k, keys[n]);
        int64_t saved = 0;
        assert_true(t->row_count > 2);
        for (int64_t r = 0; r < t->row_count; r++) {
            saved += table_cell(t, r, "saved_usd").i;
            struct str group = t->cells[r * t->column_count].s;
            assert_true(n != 2 || group.len == 16 || str_eq(group, S("(none)")));
            if (!r)
                continue;
            assert_true(table_cell(t, r, "saved_each_usd").i <=
                        table_cell(t, r - 1, "saved_each_usd").i);
            // Never worse than blindly.
            assert_true(table_cell(t, r, "cost_usd").i <=
                        table_cell(t, r, "random_cost_usd").i + 1);
        }
        assert_int_equal(saved, k.sim.outcomes[0].saved_nusd);
        assert_near(table_cell(t, t->row_count - 1, "routed_share").f, 1, 1e-12);
        assert_int_equal(table_cell(t, t->row_count - 1, "cost_usd").i,
                         table_cell(t, t->row_count - 1, "random_cost_usd").i);
    }
    kit_release(&k);
}

static void a_dated_name_of_the_target_is_there_already(void **state)
{
    (void)state;
    struct kit k = {0};
    kit_add(&k, (struct kit_call){.model = "gpt-4o-mini-2024-07-18",
                                  .task = TASK_YES_NO,
                                  .tok.n = {[TOK_INPUT] = 1000}});
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-4o-mini\","
                "\"fallback_rate\":0.5}]}");
    assert_int_equal(k.sim.outcomes[0].hits, 0);
    assert_int_equal(k.sim.final_nusd, k.sim.baseline_nusd);
    kit_release(&k);
}

static void wrong_settings_are_named(void **state)
{
    (void)state;
    struct kit k = {0};
    add_cascade(&k, 1);
    refused(&k, "{\"strategies\":[{\"strategy\":\"route\"}]}", "to: which model");
    refused(&k, "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-4o-mni\"}]}",
            "did you mean gpt-4o-mini?");
    refused(&k,
            "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-4o-mini\","
            "\"classifier\":\"qqqqqqqqqqqq\"}]}",
            "classifier: 'qqqqqqqqqqqq' has no price");
    refused(&k,
            "{\"strategies\":[{\"strategy\":\"route\",\"to\":\"gpt-4o-mini\","
            "\"tasks\":[\"clasification\"]}]}",
            "did you mean classification?");
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(e12_cascade_with_a_quarter_falling_back_saves_70_percent),
        cmocka_unit_test(e12_at_the_break_even_rate_nothing_is_saved),
        cmocka_unit_test(e12_a_perfect_verifier_escalates_what_the_cheap_model_got_wrong),
        cmocka_unit_test(e13_a_fifth_of_paid_failures_costs_a_quarter_more_for_a_useful_result),
        cmocka_unit_test(labels_of_other_requests_tell_nothing),
        cmocka_unit_test(wilson_bounds_are_those_of_the_textbook),
        cmocka_unit_test(classifier_is_paid_on_every_call_that_is_considered),
        cmocka_unit_test(routing_agrees_with_the_slow_twin_on_random_requests),
        cmocka_unit_test(another_family_pays_for_what_was_read_from_the_cache),
        cmocka_unit_test(tokens_of_another_tokenizer_are_scaled),
        cmocka_unit_test(frontier_starts_with_what_saves_most_a_request_and_ends_with_all),
        cmocka_unit_test(a_dated_name_of_the_target_is_there_already),
        cmocka_unit_test(wrong_settings_are_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// test_output_cap.c - limits of answers: what they save, and what they cut.
#include "tests/simulate/call_kit.h"

static int64_t default_cap(enum task task)
{
    static const int64_t caps[TASK_COUNT] = {
        [TASK_UNKNOWN] = 500,    [TASK_CLASSIFICATION] = 10, [TASK_YES_NO] = 5,
        [TASK_EXTRACTION] = 200, [TASK_SUMMARY] = 300,       [TASK_SHORT_ANSWER] = 150,
        [TASK_ANALYSIS] = 800,   [TASK_CODE] = 1500,         [TASK_CREATIVE] = 2000,
        [TASK_OTHER] = 500,
    };
    return caps[task];
}

static void saving_is_what_is_above_the_cap_times_the_price(void **state)
{
    (void)state;
    struct kit k = {0};
    kit_add(&k, (struct kit_call){.task = TASK_SUMMARY, .tok.n = {[TOK_OUTPUT] = 301}});
    kit_add(&k, (struct kit_call){.task = TASK_SUMMARY, .tok.n = {[TOK_OUTPUT] = 300}});
    kit_add(&k, (struct kit_call){.task = TASK_YES_NO, .max_tok = 50, .tok.n = {[TOK_OUTPUT] = 9}});
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"output_cap\"}]}");
    assert_int_equal(k.sim.outcomes[0].saved_nusd, (1 + 4) * 10000);
    assert_int_equal(k.sim.outcomes[0].hits, 2);
    assert_int_equal(figure(&k, "cut_answers").i, 2);
    assert_int_equal(figure(&k, "no_limit_set").i, 2);
    assert_near(figure(&k, "cut_share").f, 2.0 / 3, 1e-12);
    kit_release(&k);
}

static void capping_agrees_with_the_slow_twin_on_random_requests(void **state)
{
    (void)state;
    struct kit k = {0};
    add_random_calls(&k, 11, 4000);
    kit_run(&k, "{\"strategies\":[{\"strategy\":\"output_cap\",\"caps\":{\"code\":100}}]}");
    int64_t cost = 0, cut = 0, cut_tok = 0;
    for (int64_t i = 0; i < k.count; i++) {
        const struct kit_call *c = &k.calls[i];
        struct tokens tok = c->tok;
        int64_t cap = c->task == TASK_CODE ? 100 : default_cap(c->task);
        if (tok.n[TOK_OUTPUT] > cap && !c->is_gateway_hit) {
            cut++;
            cut_tok += tok.n[TOK_OUTPUT] - cap;
            tok.n[TOK_OUTPUT] = (uint32_t)cap;
            if (tok.n[TOK_REASONING] > cap)
                tok.n[TOK_REASONING] = (uint32_t)cap;
        }
        int64_t nusd = priced_as(&k, i, &tok, c->provider, c->model, c->tier);
        cost += nusd == UNKNOWN ? 0 : nusd;
    }
    assert_int_equal(k.sim.final_nusd, cost);
    assert_int_equal(k.sim.outcomes[0].hits, cut);
    assert_int_equal(k.sim.outcomes[0].saved_tok, cut_tok);
    const struct table *t = outcome_table_of(&k, "caps");
    int64_t saved = 0;
    for (int64_t r = 0; r < t->row_count; r++)
        saved += table_cell(t, r, "saved_usd").i;
    assert_int_equal(saved, k.sim.outcomes[0].saved_nusd);
    kit_release(&k);
}

static void a_higher_cap_never_saves_more(void **state)
{
    (void)state;
    struct kit k = {0};
    int64_t last = INT64_MAX, last_cut = INT64_MAX;
    add_random_calls(&k, 12, 1000);
    for (int cap = 0; cap <= 3200; cap += 400) {
        struct str policy = str_fmt(
            &k.arena, "{\"strategies\":[{\"strategy\":\"output_cap\",\"default\":%d}]}", cap);
        kit_run(&k, policy.ptr);
        assert_true(k.sim.outcomes[0].saved_nusd <= last && k.sim.outcomes[0].hits <= last_cut);
        last = k.sim.outcomes[0].saved_nusd;
        last_cut = k.sim.outcomes[0].hits;
        for (int64_t i = 0; i < k.count; i++)
            assert_true(sim_tokens(&k.sim, i)->n[TOK_REASONING] <=
                        sim_tokens(&k.sim, i)->n[TOK_OUTPUT]);
    }
    kit_release(&k);
}

static void an_unknown_task_is_named(void **state)
{
    (void)state;
    struct kit k = {0};
    refused(&k, "{\"strategies\":[{\"strategy\":\"output_cap\",\"caps\":{\"summry\":1}}]}",
            "did you mean summary?");
    refused(&k, "{\"strategies\":[{\"strategy\":\"output_cap\",\"caps\":{\"summary\":-1}}]}",
            "caps");
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(saving_is_what_is_above_the_cap_times_the_price),
        cmocka_unit_test(capping_agrees_with_the_slow_twin_on_random_requests),
        cmocka_unit_test(a_higher_cap_never_saves_more),
        cmocka_unit_test(an_unknown_task_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

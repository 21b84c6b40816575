// test_call_order.c - steps that touch different things of a call: their order changes nothing.
#include "tests/simulate/call_kit.h"

static int64_t final_nusd(struct kit *k, const char *first, const char *second)
{
    struct str policy =
        str_fmt(&k->arena, "{\"strategies\":[{\"strategy\":%s},{\"strategy\":%s}]}", first, second);
    kit_run(k, policy.ptr);
    return k->sim.final_nusd;
}

static void steps_that_change_different_things_commute(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"\"output_cap\"", "\"batch\",\"cache_hits\":1"},
        {"\"output_cap\"", "\"context_limit\",\"max_tokens\":1000"},
        {"\"output_cap\"", "\"route\",\"to\":\"gpt-4o-mini\""},
        {"\"output_cap\"", "\"coalesce\",\"window\":\"2s\""},
        {"\"batch\",\"cache_hits\":1,\"when\":\"feature=chat\"",
         "\"output_cap\",\"when\":\"feature=mail\""},
        {"\"route\",\"to\":\"gpt-4o\",\"when\":\"team=nobody\"",
         "\"reprice\",\"model\":\"gpt-4o-mini\",\"when\":\"feature=chat\""},
    };
    for (size_t p = 0; p < sizeof pairs / sizeof *pairs; p++) {
        struct kit k = {0};
        add_random_calls(&k, 51 + p, 1000);
        int64_t one = final_nusd(&k, pairs[p][0], pairs[p][1]);
        assert_true(one < k.sim.baseline_nusd);
        assert_int_equal(one, final_nusd(&k, pairs[p][1], pairs[p][0]));
        kit_release(&k);
    }
}

static void steps_touch_only_what_their_filter_takes(void **state)
{
    (void)state;
    static const char *const steps[] = {"\"route\",\"to\":\"gpt-4o-mini\",\"tasks\":\"any\"",
                                        "\"batch\"",
                                        "\"coalesce\",\"window\":\"5s\"",
                                        "\"output_cap\"",
                                        "\"context_limit\",\"max_tokens\":100",
                                        "\"reprice\",\"model\":\"gpt-4o-mini\""};
    for (size_t s = 0; s < sizeof steps / sizeof *steps; s++) {
        struct kit k = {0};
        add_random_calls(&k, 61 + s, 600);
        struct str policy = str_fmt(
            &k.arena, "{\"strategies\":[{\"strategy\":%s,\"when\":\"feature=mail\"}]}", steps[s]);
        kit_run(&k, policy.ptr);
        assert_true(k.sim.outcomes[0].hits > 0);
        for (int64_t i = 0; i < k.count; i++) {
            const char *feature = k.calls[i].feature;
            if (feature && strcmp(feature, "mail") == 0)
                continue;
            assert_int_equal(k.sim.cost_nusd[i], k.columns.cost_nusd[i]);
            assert_memory_equal(sim_tokens(&k.sim, i), &k.columns.tok[i], sizeof(struct tokens));
        }
        kit_release(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(steps_that_change_different_things_commute),
        cmocka_unit_test(steps_touch_only_what_their_filter_takes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// test_sim_curves.c - the curves of an answer: which calls count, which points are shown.
#include "sim_kit.h"

#include "base/time.h"
#include "simulate/curve_grid.h"
#include "simulate/sim_curves.h"

static const struct table *table_named(const struct answer *a, const char *key)
{
    for (int i = 0; i < a->table_count; i++)
        if (str_eq(a->tables[i]->key, str_of(key)))
            return a->tables[i];
    fail_msg("there is no table %s", key);
    return NULL;
}

static const struct cell *cell_of(const struct table *t, int64_t row, const char *column)
{
    int at = table_column(t, str_of(column));
    assert_true(row < t->row_count && at >= 0);
    return &t->cells[row * t->column_count + at];
}

static int64_t hits_at(const struct table *t, double ttl_s, const char *column)
{
    for (int64_t i = 0; i < t->row_count; i++)
        if (cell_of(t, i, "ttl_s")->f == ttl_s)
            return cell_of(t, i, column)->i;
    fail_msg("there is no TTL of %g s", ttl_s);
    return 0;
}

static struct kit_call call_of(double ts_s, uint64_t key)
{
    struct kit_call call = {.ts_s = ts_s, .request = key, .feature = "chat"};
    call.tok.n[TOK_INPUT] = 4000;
    return call;
}

// E1 once more, as curves: accesses at 0, 4, 8 and 14 s.
static void curves_tell_sliding_from_fixed_lifetimes(void **state)
{
    (void)state;
    static const double ts_s[] = {0, 4, 8, 14};
    static const struct {
        const char *ttl;
        double ttl_s;
        int64_t sliding, fixed;
    } cases[] = {{"5s", 5, 2, 1}, {"6s", 6, 3, 2}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kit k = {0};
        for (int n = 0; n < 4; n++)
            kit_add(&k, call_of(ts_s[n], 1));
        struct str json = str_fmt(&k.arena,
                                  "{\"strategies\": [{\"strategy\": \"response_cache\", \"fill\": "
                                  "\"instant\", \"ttl\": \"%s\"}]}",
                                  cases[i].ttl);
        kit_run(&k, json.ptr);
        struct answer out = {.arena = &k.arena};
        assert_true(sim_curves(&k.sim, &k.policy.steps[0], true, 0, &out, &k.err));
        const struct table *t = table_named(&out, "ttl_curve");
        assert_int_equal(hits_at(t, cases[i].ttl_s, "sliding_hits"), cases[i].sliding);
        assert_int_equal(hits_at(t, cases[i].ttl_s, "fixed_hits"), cases[i].fixed);
        assert_int_equal(hits_at(t, cases[i].ttl_s, "is_chosen"), 1);
        assert_int_equal(
            hits_at(table_named(&out, "ttl_curve_features"), cases[i].ttl_s, "sliding_hits"),
            cases[i].sliding);
        t = table_named(&out, "chosen_point");
        assert_int_equal(cell_of(t, 0, "hits")->i, cases[i].fixed);
        assert_int_equal(cell_of(t, 1, "hits")->i, cases[i].fixed);
        assert_int_equal(cell_of(t, 1, "saved_usd")->i, cases[i].fixed * 10000000);
        kit_release(&k);
    }
}

static void failed_calls_and_calls_without_a_key_are_on_no_curve(void **state)
{
    (void)state;
    struct kit k = {0};
    for (int i = 0; i < 8; i++) {
        struct kit_call call = call_of(i, (uint64_t)i % 2);
        call.is_error = i == 3;
        call.temperature = i == 5;
        kit_add(&k, call);
    }
    kit_run(&k, "{\"strategies\": [{\"strategy\": \"response_cache\", \"only_temperature_zero\": "
                "true}]}");
    struct answer out = {.arena = &k.arena};
    assert_true(sim_curves(&k.sim, &k.policy.steps[0], false, 0, &out, &k.err));
    // 1 and 7 of the calls 1, 3, 5, 7 that have a key.
    assert_int_equal(cell_of(table_named(&out, "chosen_point"), 1, "lookups")->i, 2);
    assert_int_equal(cell_of(table_named(&out, "chosen_point"), 1, "hits")->i, 1);
    kit_release(&k);
}

static void savings_of_calls_without_a_price_are_unknown_at_every_point(void **state)
{
    (void)state;
    for (int priced = 0; priced <= 1; priced++) {
        struct kit k = {0};
        for (int n = 0; n < 4; n++) {
            struct kit_call call = call_of(n * 10, 1);
            call.model = priced ? "gpt-4o" : "nobody-sells-this";
            kit_add(&k, call);
        }
        kit_run(&k, "{\"strategies\": [{\"strategy\": \"response_cache\", \"ttl\": \"1m\"}]}");
        struct answer out = {.arena = &k.arena};
        assert_true(sim_curves(&k.sim, &k.policy.steps[0], true, 0, &out, &k.err));
        const struct table *t = table_named(&out, "ttl_curve");
        assert_int_equal(cell_of(t, 0, "sliding_hits")->i, 0);
        assert_true(cell_of(t, t->row_count - 1, "sliding_hits")->i > 0);
        for (int64_t row = 0; row < t->row_count; row++)
            assert_int_equal(cell_of(t, row, "sliding_saved_usd")->is_null, !priced);
        kit_release(&k);
    }
}

static void only_caches_have_curves(void **state)
{
    (void)state;
    static const struct {
        const char *json;
        bool suits;
    } cases[] = {
        {"{\"strategies\": [{\"strategy\": \"response_cache\"}]}", true},
        {"{\"strategies\": [{\"strategy\": \"prompt_cache\", \"rules\": \"blocks\"}]}", true},
        {"{\"strategies\": [{\"strategy\": \"prompt_cache\"}]}", false},
        {"{\"strategies\": [{\"strategy\": \"single_flight\"}]}", false},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kit k = {0};
        assert_true(kit_policy(&k, cases[i].json));
        assert_int_equal(sim_curves_suit(&k.policy.steps[0]), cases[i].suits);
        kit_release(&k);
    }
}

static void a_grid_is_round_ascending_and_has_the_chosen_point(void **state)
{
    (void)state;
    static const struct {
        int64_t span_s, chosen_s;
        uint32_t distinct;
        int64_t capacity;
        int64_t first_ttl_s, last_ttl_s, last_capacity;
    } cases[] = {
        {3600, 420, 1000, 250, 1, 3600, 1000},
        {4000, 90000, 5, UNKNOWN, 1, 90000, 5},
        {0, UNKNOWN, 1, 7, 1, 1, 7},
        {400LL * 86400, UNKNOWN, 4000000, UNKNOWN, 1, 400LL * 86400, 4000000},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct curve_grid g;
        int64_t ts_us[] = {0, cases[i].span_s * US_PER_SECOND};
        struct accesses x = {.ts_us = ts_us, .count = 2, .distinct = cases[i].distinct};
        int64_t chosen_s = cases[i].chosen_s;
        struct curve_choice choice = {
            .ttl_us = chosen_s == UNKNOWN ? UNKNOWN : chosen_s * US_PER_SECOND,
            .capacity = cases[i].capacity,
        };
        curve_grid_of(&g, &choice, &x, &a);
        bool has_ttl = choice.ttl_us == UNKNOWN;
        bool has_capacity = choice.capacity == UNKNOWN;
        for (int n = 0; n < g.ttls; n++) {
            assert_true(!n || g.ttl_us[n] > g.ttl_us[n - 1]);
            has_ttl |= g.ttl_us[n] == choice.ttl_us;
        }
        for (int n = 0; n < g.capacities; n++) {
            assert_true(!n || g.capacity[n] > g.capacity[n - 1]);
            has_capacity |= g.capacity[n] == choice.capacity;
        }
        assert_true(has_ttl && has_capacity);
        assert_int_equal(g.ttl_us[0], cases[i].first_ttl_s * US_PER_SECOND);
        assert_int_equal(g.ttl_us[g.ttls - 1], cases[i].last_ttl_s * US_PER_SECOND);
        assert_int_equal(g.capacity[g.capacities - 1], cases[i].last_capacity);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(curves_tell_sliding_from_fixed_lifetimes),
        cmocka_unit_test(failed_calls_and_calls_without_a_key_are_on_no_curve),
        cmocka_unit_test(savings_of_calls_without_a_price_are_unknown_at_every_point),
        cmocka_unit_test(only_caches_have_curves),
        cmocka_unit_test(a_grid_is_round_ascending_and_has_the_chosen_point),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

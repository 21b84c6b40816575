// test_sim_answer.c - the answer of a simulation: sums, unknown money, tables of several steps.
#include "sim_kit.h"

#include "simulate/sim_answer.h"

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

static void add_calls(struct kit *k, const char *model)
{
    static const char *const features[] = {"chat", "search", NULL};
    for (int i = 0; i < 12; i++) {
        struct kit_call call = {.ts_s = i, .feature = features[i % 3], .team = "a", .model = model};
        call.tok.n[TOK_INPUT] = 4000;
        kit_add(k, call);
    }
}

static const char two_budgets[] =
    "{\"strategies\": [{\"strategy\": \"budget\", \"daily\": 0.1}, {\"strategy\": \"budget\", "
    "\"name\": \"features\", \"per\": \"feature\", \"daily\": 0.03, \"when\": \"feature=chat\"}]}";

static void the_waterfall_says_what_each_step_left(void **state)
{
    (void)state;
    struct kit k = {0};
    add_calls(&k, "gpt-4o");
    kit_run(&k, two_budgets);
    struct answer out = {.arena = &k.arena};
    sim_answer(&k.sim, 0, &out);
    const struct table *sums = table_named(&out, "");
    const struct table *steps = table_named(&out, "steps");
    assert_int_equal(cell_of(sums, 0, "baseline_usd")->i, 120000000);
    assert_int_equal(cell_of(sums, 0, "final_usd")->i, 90000000);
    // Of less than a day: at the pace of a day.
    assert_int_equal(cell_of(sums, 0, "saved_usd_month")->i, 30 * 30000000LL);
    assert_int_equal(steps->row_count, 2);
    assert_int_equal(cell_of(steps, 0, "saved_usd")->i, 20000000);
    assert_int_equal(cell_of(steps, 0, "remaining_usd")->i, 100000000);
    assert_int_equal(cell_of(steps, 1, "requests_in")->i, 4);
    assert_int_equal(cell_of(steps, 1, "remaining_usd")->i, 90000000);
    assert_true(cell_of(steps, 1, "hit_rate")->f == 0.25);
    assert_true(str_eq(cell_of(steps, 1, "name")->s, S("features")));
    assert_true(str_eq(cell_of(steps, 1, "strategy")->s, S("budget")));
    assert_true(str_eq(cell_of(steps, 1, "settings")->s,
                       S("per=feature daily=0.03 when=\"feature=chat\"")));
    const struct table *risk = cell_of(steps, 1, "risk")->table;
    assert_int_equal(cell_of(risk, 0, "calls_beyond")->i, 1);
    assert_int_equal(cell_of(cell_of(steps, 1, "assumptions")->table, 0, "daily")->i, 30000000);
    kit_release(&k);
}

static void features_stand_by_cost_with_their_steps(void **state)
{
    (void)state;
    struct kit k = {0};
    add_calls(&k, "gpt-4o");
    kit_add(&k, (struct kit_call){.ts_s = 20, .feature = "search", .tok.n = {4000}});
    kit_run(&k, two_budgets);
    struct answer out = {.arena = &k.arena};
    sim_answer(&k.sim, 2, &out);
    const struct table *by = table_named(&out, "by_feature");
    assert_int_equal(by->row_count, 2);
    assert_true(str_contains(by->notes[0], S("1 more")));
    assert_true(str_eq(cell_of(by, 0, "feature")->s, S("search")));
    assert_int_equal(cell_of(by, 0, "baseline_usd")->i, 50000000);
    const struct table *nested = cell_of(by, 1, "steps")->table;
    assert_int_equal(nested->row_count, 2);
    assert_int_equal(cell_of(nested, 1, "saved_usd")->i + cell_of(nested, 0, "saved_usd")->i,
                     cell_of(by, 1, "saved_usd")->i);
    kit_release(&k);
}

static void tables_of_one_name_get_the_number_of_their_step(void **state)
{
    (void)state;
    struct kit k = {0};
    add_calls(&k, "gpt-4o");
    kit_run(&k, two_budgets);
    struct answer out = {.arena = &k.arena};
    sim_answer(&k.sim, 0, &out);
    assert_true(str_starts(table_named(&out, "budgets")->title, S("budget: ")));
    assert_true(str_starts(table_named(&out, "budgets_2")->title, S("features: ")));
    kit_release(&k);
}

static void money_without_any_price_is_unknown(void **state)
{
    (void)state;
    struct kit k = {0};
    add_calls(&k, "a-model-nobody-sells");
    k.calls[0].is_error = true;
    k.calls[0].tok = (struct tokens){0};
    kit_run(&k, two_budgets);
    struct answer out = {.arena = &k.arena};
    sim_answer(&k.sim, 0, &out);
    assert_true(cell_of(table_named(&out, ""), 0, "baseline_usd")->is_null);
    assert_true(cell_of(table_named(&out, ""), 0, "saved_usd")->is_null);
    assert_int_equal(cell_of(table_named(&out, ""), 0, "unpriced_requests")->i, 11);
    assert_true(cell_of(table_named(&out, "steps"), 0, "saved_usd")->is_null);
    assert_true(cell_of(table_named(&out, "by_feature"), 0, "final_usd")->is_null);
    bool is_said = false;
    for (int i = 0; i < out.note_count; i++)
        is_said |= str_contains(out.notes[i], S("no call has a price"));
    assert_true(is_said);
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_waterfall_says_what_each_step_left),
        cmocka_unit_test(features_stand_by_cost_with_their_steps),
        cmocka_unit_test(tables_of_one_name_get_the_number_of_their_step),
        cmocka_unit_test(money_without_any_price_is_unknown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

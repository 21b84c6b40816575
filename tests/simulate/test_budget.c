// test_budget.c - budgets: which call is the first that is refused, periods, alerts, a naive twin.
#include "sim_kit.h"

#include <stdio.h>

#include "base/time.h"
#include "base/zone.h"

// gpt-4o: $2.50 a million input tokens, $10 output.
enum { TOKENS_OF_ONE_CENT = 4000 };
#define CENT_NUSD 10000000LL

static struct kit_call call_of_cents(double ts_s, uint32_t cents, const char *team)
{
    struct kit_call call = {.ts_s = ts_s, .team = team, .feature = team};
    call.tok.n[TOK_INPUT] = cents * TOKENS_OF_ONE_CENT;
    return call;
}

static int64_t risk(const struct outcome *o, const char *key)
{
    for (int i = 0; i < o->risk_count; i++)
        if (str_eq(str_of(o->risk[i].key), str_of(key)))
            return o->risk[i].value.is_null ? UNKNOWN : o->risk[i].value.i;
    fail_msg("there is no figure %s", key);
    return 0;
}

static const struct table *table_named(const struct outcome *o, const char *key)
{
    for (int i = 0; i < o->table_count; i++)
        if (str_eq(o->tables[i]->key, str_of(key)))
            return o->tables[i];
    return NULL;
}

static const struct cell *cell_of(const struct table *t, int64_t row, const char *column)
{
    assert_non_null(t);
    assert_true(row < t->row_count);
    return &t->cells[row * t->column_count + table_column(t, str_of(column))];
}

// E14: a cap of $10 a day. Of calls at $0.40 25 pass under either rule; of calls at $0.30 33 pass
// if no call may lead above the cap, 34 if a call is refused once it is reached.
static void e14_a_daily_cap_refuses_the_call_that_no_longer_fits(void **state)
{
    (void)state;
    static const struct {
        uint32_t cents;
        const char *rule;
        int64_t passed;
    } cases[] = {
        {40, "exceeds", 25},
        {40, "reached", 25},
        {30, "exceeds", 33},
        {30, "reached", 34},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kit k = {0};
        for (int n = 0; n < 50; n++)
            kit_add(&k, call_of_cents(n, cases[i].cents, "growth"));
        char json[200];
        (void)snprintf(json, sizeof json,
                       "{\"strategies\": [{\"strategy\": \"budget\", \"per\": \"team\", \"daily\": "
                       "10, \"rule\": \"%s\"}]}",
                       cases[i].rule);
        kit_run(&k, json);
        const struct outcome *o = &k.sim.outcomes[0];
        assert_int_equal(o->lookups, 50);
        assert_int_equal(o->hits, 50 - cases[i].passed);
        assert_int_equal(k.sim.final_nusd, cases[i].passed * cases[i].cents * CENT_NUSD);
        assert_int_equal(o->saved_nusd, o->hits * cases[i].cents * CENT_NUSD);
        assert_int_equal(risk(o, "calls_beyond"), o->hits);
        assert_int_equal(risk(o, "answers_refused"), o->hits);
        assert_int_equal(risk(o, "first_beyond"), KIT_START_US + cases[i].passed * US_PER_SECOND);
        for (int64_t n = 0; n < 50; n++)
            assert_int_equal(k.sim.fate[n], n < cases[i].passed ? FATE_CALLED : FATE_BLOCKED);
        kit_release(&k);
    }
}

static void a_smaller_call_still_fits_after_a_larger_one_was_refused(void **state)
{
    (void)state;
    struct kit k = {0};
    kit_add(&k, call_of_cents(0, 90, "a"));
    kit_add(&k, call_of_cents(1, 20, "a"));
    kit_add(&k, call_of_cents(2, 10, "a"));
    kit_run(&k, "{\"strategies\": [{\"strategy\": \"budget\", \"daily\": 1}]}");
    assert_int_equal(k.sim.fate[0], FATE_CALLED);
    assert_int_equal(k.sim.fate[1], FATE_BLOCKED);
    assert_int_equal(k.sim.fate[2], FATE_CALLED);
    kit_release(&k);
}

// 2026-09-21T14:13:20Z and its next midnight.
static const double midnight_s = 35200;

static void days_and_months_begin_at_midnight_of_the_zone(void **state)
{
    (void)state;
    static const struct {
        const char *zone;
        double ts_s[3];
        enum fate fate[3];
    } cases[] = {
        // The last second of a day, its next midnight.
        {"UTC", {0, midnight_s - 1, midnight_s}, {FATE_CALLED, FATE_BLOCKED, FATE_CALLED}},
        // Midnight of Berlin is 22:00 UTC.
        {"Europe/Berlin",
         {0, midnight_s - 2 * 3600 - 1, midnight_s - 2 * 3600},
         {FATE_CALLED, FATE_BLOCKED, FATE_CALLED}},
        {"UTC", {0, midnight_s + 9 * 86400 - 1, midnight_s + 9 * 86400}, {FATE_CALLED, 0, 0}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        bool is_month = i == 2;
        struct kit k = {0};
        assert_true(zone_set(str_of(cases[i].zone)));
        for (int n = 0; n < 3; n++)
            kit_add(&k, call_of_cents(cases[i].ts_s[n], 60, "a"));
        kit_run(&k, is_month ? "{\"strategies\": [{\"strategy\": \"budget\", \"monthly\": 1}]}"
                             : "{\"strategies\": [{\"strategy\": \"budget\", \"daily\": 1}]}");
        for (int n = 0; n < 3; n++)
            assert_int_equal(k.sim.fate[n], is_month && n == 1 ? FATE_BLOCKED : cases[i].fate[n]);
        kit_release(&k);
    }
    assert_true(zone_set(S("UTC")));
}

static void single_limits_stand_before_the_one_of_all(void **state)
{
    (void)state;
    struct kit k = {0};
    for (int i = 0; i < 4; i++) {
        kit_add(&k, call_of_cents(i, 30, "small"));
        kit_add(&k, call_of_cents(i, 30, "large"));
        kit_add(&k, call_of_cents(i, 30, NULL));
    }
    kit_run(&k, "{\"strategies\": [{\"strategy\": \"budget\", \"daily\": 0.5, \"daily_limits\": "
                "{\"large\": 1, \"nobody\": 1}}]}");
    const struct outcome *o = &k.sim.outcomes[0];
    int called[2] = {0};
    for (int i = 0; i < 12; i++)
        if (i % 3 < 2)
            called[i % 3] += k.sim.fate[i] == FATE_CALLED;
        else
            assert_int_equal(k.sim.fate[i], FATE_CALLED);
    assert_int_equal(called[0], 1);
    assert_int_equal(called[1], 3);
    assert_int_equal(o->lookups, 8);
    bool has_note = false;
    for (int i = 0; i < o->note_count; i++)
        has_note |= str_contains(o->notes[i], S("nobody"));
    assert_true(has_note);
    const struct table *t = table_named(o, "budgets");
    assert_int_equal(t->row_count, 2);
    assert_true(str_eq(cell_of(t, 0, "name")->s, S("small")));
    assert_int_equal(cell_of(t, 0, "calls_beyond")->i, 3);
    assert_int_equal(cell_of(t, 1, "limit_usd")->i, 100 * CENT_NUSD);
    kit_release(&k);
}

static void an_alert_budget_refuses_nothing_and_reports_the_overshoot(void **state)
{
    (void)state;
    struct kit k = {0};
    for (int i = 0; i < 10; i++)
        kit_add(&k, call_of_cents(i, 20, "a"));
    for (int i = 0; i < 6; i++)
        kit_add(&k, call_of_cents(midnight_s + i, 20, "a"));
    kit_run(&k, "{\"strategies\": [{\"strategy\": \"budget\", \"daily\": 1, \"hard\": false}]}");
    const struct outcome *o = &k.sim.outcomes[0];
    assert_int_equal(o->saved_nusd, 0);
    assert_int_equal(o->hits, 5 + 1);
    assert_int_equal(risk(o, "answers_refused"), 0);
    assert_int_equal(risk(o, "overshoot_usd"), (100 + 20) * CENT_NUSD);
    const struct table *t = table_named(o, "budgets");
    assert_int_equal(cell_of(t, 0, "worst_overshoot_usd")->i, 100 * CENT_NUSD);
    assert_int_equal(cell_of(t, 0, "periods_beyond")->i, 2);
    kit_release(&k);
}

static void each_threshold_alerts_once_a_period(void **state)
{
    (void)state;
    static const struct {
        double ts_s, threshold;
        bool is_critical;
    } wanted[] = {
        {4, 0.5, false},
        {8, 0.9, false},
        {9, 0.95, true},
        {9, 1, true},
        {midnight_s + 1, 0.5, false},
    };
    struct kit k = {0};
    for (int i = 0; i < 12; i++)
        kit_add(&k, call_of_cents(i, 10, "a"));
    kit_add(&k, call_of_cents(midnight_s, 40, "a"));
    kit_add(&k, call_of_cents(midnight_s + 1, 10, "a"));
    kit_run(&k, "{\"strategies\": [{\"strategy\": \"budget\", \"daily\": 1, \"thresholds\": "
                "[0.5, 0.9, 0.95, 1]}]}");
    const struct table *t = table_named(&k.sim.outcomes[0], "budget_alerts");
    assert_non_null(t);
    assert_int_equal(t->row_count, sizeof wanted / sizeof *wanted);
    for (int64_t i = 0; i < t->row_count; i++) {
        assert_int_equal(cell_of(t, i, "time")->i, KIT_START_US + (int64_t)(wanted[i].ts_s * 1e6));
        assert_true(cell_of(t, i, "threshold")->f == wanted[i].threshold);
        assert_int_equal(cell_of(t, i, "is_critical")->i, wanted[i].is_critical);
    }
    assert_int_equal(risk(&k.sim.outcomes[0], "critical_alerts"), 2);
    kit_release(&k);
}

static void the_use_of_each_budget_is_its_dearest_period_with_what_was_refused(void **state)
{
    (void)state;
    struct kit k = {0};
    for (int i = 0; i < 4; i++)
        kit_add(&k, call_of_cents(i, 20, "small"));
    for (int i = 0; i < 8; i++)
        kit_add(&k, call_of_cents(midnight_s + i, 20, "large"));
    kit_add(&k, call_of_cents(midnight_s + 10, 20, "small"));
    kit_run(&k, "{\"strategies\": [{\"strategy\": \"budget\", \"daily\": 1}]}");
    const struct table *t = table_named(&k.sim.outcomes[0], "budget_use");
    assert_non_null(t);
    assert_int_equal(t->row_count, 2);  // no month has a limit
    assert_true(str_eq(cell_of(t, 0, "name")->s, S("large")));
    assert_int_equal(cell_of(t, 0, "most_usd")->i, 160 * CENT_NUSD);
    assert_true(cell_of(t, 0, "most_share")->f == 1.6);
    assert_true(cell_of(t, 0, "threshold")->f == 1);
    assert_true(str_eq(cell_of(t, 1, "name")->s, S("small")));
    assert_int_equal(cell_of(t, 1, "most_usd")->i, 80 * CENT_NUSD);
    assert_true(cell_of(t, 1, "threshold")->f == 0.8);
    assert_true(cell_of(t, 1, "most_time")->i < cell_of(t, 0, "most_time")->i);
    kit_release(&k);
}

static void what_a_step_before_spared_does_not_count_as_spent(void **state)
{
    (void)state;
    struct kit k = {0};
    for (int i = 0; i < 6; i++)
        kit_add(&k, call_of_cents(i * 10, 30, "a"))->request = 7;
    kit_run(&k, "{\"strategies\": [{\"strategy\": \"response_cache\", \"fill\": \"instant\"}, "
                "{\"strategy\": \"budget\", \"daily\": 0.5}]}");
    assert_int_equal(k.sim.outcomes[0].hits, 5);
    assert_int_equal(k.sim.outcomes[1].lookups, 1);
    assert_int_equal(k.sim.outcomes[1].hits, 0);
    kit_release(&k);
}

static void wrong_budgets_are_refused_with_the_key(void **state)
{
    (void)state;
    static const struct {
        const char *settings, *message;
    } cases[] = {
        {"", "daily or monthly is needed"},
        {", \"daily\": -1", "daily: a budget is not negative"},
        {", \"monthly_limits\": {\"a\": -2}", "monthly_limits: a: a budget is not negative"},
        {", \"daily\": 1, \"per\": \"tema\"", "did you mean team"},
        {", \"daily\": 1, \"threshold\": 0.5", "did you mean thresholds"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct kit k = {0};
        char json[200];
        (void)snprintf(json, sizeof json, "{\"strategies\": [{\"strategy\": \"budget\"%s}]}",
                       cases[i].settings);
        assert_false(kit_policy(&k, json));
        assert_int_equal(k.err.code, ERR_USAGE);
        if (!str_contains(str_of(k.err.text), str_of(cases[i].message)))
            fail_msg("'%s' does not say '%s'", k.err.text, cases[i].message);
        kit_release(&k);
    }
}

// --- A slow twin: sums over all calls before, again for each call.

static const char *const teams[] = {"a", "b", "c", NULL};

static bool same_period(int64_t x_us, int64_t y_us, bool is_month)
{
    struct civil x = time_to_civil(x_us);
    struct civil y = time_to_civil(y_us);
    return x.year == y.year && x.month == y.month && (is_month || x.day == y.day);
}

static bool twin_refuses(const struct kit *k, const bool *is_refused, int64_t i, bool is_month,
                         int64_t limit_nusd, bool is_reached_rule)
{
    int64_t spent = 0;
    for (int64_t before = 0; before < i; before++)
        if (k->calls[before].team == k->calls[i].team && !is_refused[before] &&
            same_period(k->columns.ts_us[before], k->columns.ts_us[i], is_month))
            spent += k->columns.cost_nusd[before];
    return is_reached_rule ? spent >= limit_nusd : spent + k->columns.cost_nusd[i] > limit_nusd;
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005ULL + 1442695040888963407ULL;
    return *seed >> 33;
}

static void random_traces_agree_with_a_naive_twin(void **state)
{
    (void)state;
    enum { CALLS = 60, TRACES = 400 };
    uint64_t seed = 20261122;
    for (int trace = 0; trace < TRACES; trace++) {
        struct kit k = {0};
        double ts_s = 0;
        for (int i = 0; i < CALLS; i++) {
            ts_s += (double)(next_random(&seed) % 40000);
            kit_add(&k, call_of_cents(ts_s, (uint32_t)(next_random(&seed) % 50),
                                      teams[next_random(&seed) % 4]));
        }
        int64_t daily = (int64_t)(next_random(&seed) % 100);
        int64_t monthly = (int64_t)(next_random(&seed) % 600);
        bool is_reached_rule = next_random(&seed) % 2;
        bool is_hard = next_random(&seed) % 4 != 0;
        char json[300];
        (void)snprintf(json, sizeof json,
                       "{\"strategies\": [{\"strategy\": \"budget\", \"daily\": %g, \"monthly\": "
                       "%g, \"rule\": \"%s\", \"hard\": %s}]}",
                       (double)daily / 100, (double)monthly / 100,
                       is_reached_rule ? "reached" : "exceeds", is_hard ? "true" : "false");
        kit_run(&k, json);
        bool is_refused[CALLS] = {false};
        int64_t beyond = 0;
        for (int64_t i = 0; i < CALLS; i++) {
            bool is_beyond =
                k.calls[i].team &&
                (twin_refuses(&k, is_refused, i, false, daily * CENT_NUSD, is_reached_rule) ||
                 twin_refuses(&k, is_refused, i, true, monthly * CENT_NUSD, is_reached_rule));
            beyond += is_beyond;
            is_refused[i] = is_beyond && is_hard;
            assert_int_equal(k.sim.fate[i] == FATE_BLOCKED, is_refused[i]);
        }
        assert_int_equal(k.sim.outcomes[0].hits, beyond);
        kit_release(&k);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(e14_a_daily_cap_refuses_the_call_that_no_longer_fits),
        cmocka_unit_test(a_smaller_call_still_fits_after_a_larger_one_was_refused),
        cmocka_unit_test(days_and_months_begin_at_midnight_of_the_zone),
        cmocka_unit_test(single_limits_stand_before_the_one_of_all),
        cmocka_unit_test(an_alert_budget_refuses_nothing_and_reports_the_overshoot),
        cmocka_unit_test(each_threshold_alerts_once_a_period),
        cmocka_unit_test(the_use_of_each_budget_is_its_dearest_period_with_what_was_refused),
        cmocka_unit_test(what_a_step_before_spared_does_not_count_as_spent),
        cmocka_unit_test(wrong_budgets_are_refused_with_the_key),
        cmocka_unit_test(random_traces_agree_with_a_naive_twin),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

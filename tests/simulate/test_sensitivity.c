// test_sensitivity.c - assumed numbers over their range: the savings of runs with those numbers.
#include "sim_kit.h"
#include "simulate/sensitivity.h"
#include "simulate/setting_range.h"

static bool run_kit(void *self, const struct policy *p, struct simulation *out, struct err *e)
{
    struct kit *k = self;
    struct simulation_options options = {.book = k->book};
    return simulation_run(out, &k->columns, p, &options, &k->arena, e);
}

static void add_calls(struct kit *k)
{
    for (int i = 0; i < 50; i++)
        (void)kit_add(k, (struct kit_call){
                             .ts_s = 60 * (i / 2) + 0.5 * (i % 2),
                             .latency_s = 1,
                             .task = TASK_CLASSIFICATION,
                             .request = (uint64_t)(i / 2 % 7 + 1),
                             .output = (uint64_t)(i + 1),
                             .tok = {.n = {[TOK_INPUT] = 1000, [TOK_OUTPUT] = 100}},
                         });
}

// Runs the policy and sweeps it with at most `runs` further runs.
static struct sensitivity sweep(struct kit *k, const char *json, int runs)
{
    struct sensitivity out;
    struct runner runner = {.run = run_kit, .self = k};
    if (!k->count)
        add_calls(k);
    kit_run(k, json);  // loads prices
    simulation_release(&k->sim);
    policy_release(&k->policy);
    assert_true(kit_policy(k, json));
    assert_true(sensitivity_wants(&k->policy, &k->wants, &k->err));
    kit_columns(k);
    assert_true(run_kit(k, &k->policy, &k->sim, &k->err));
    if (!sensitivity_run(&out, &k->sim, &runner, runs, &k->arena, &k->err))
        fail_msg("%s", k->err.text);
    return out;
}

// gpt-4.1 costs four fifths of gpt-4o, input and output alike.
#define ROUTE(more) "{\"strategies\": [{\"strategy\": \"route\", \"to\": \"gpt-4.1\"" more "}]}"

static const struct sweep *find(const struct sensitivity *s, const struct policy *p,
                                const char *setting)
{
    for (int i = 0; i < s->count; i++)
        if (strcmp(p->steps[s->sweeps[i].step].strategy->settings[s->sweeps[i].setting].name,
                   setting) == 0)
            return &s->sweeps[i];
    fail_msg("%s was not swept", setting);
    return NULL;
}

static int64_t saved_by(const char *json)
{
    struct kit k = {0};
    add_calls(&k);
    kit_run(&k, json);
    int64_t saved = simulation_saved_nusd(&k.sim);
    kit_release(&k);
    return saved;
}

static void ends_are_what_runs_with_their_values_save(void **state)
{
    (void)state;
    struct kit k = {0};
    struct sensitivity s = sweep(&k, ROUTE(""), 100);
    const struct sweep *rate = find(&s, &k.policy, "fallback_rate");
    assert_true(str_eq(rate->value[0], S("0")));
    assert_true(str_eq(rate->value[4], S("0.5")));
    assert_int_equal(rate->saved_nusd[0], saved_by(ROUTE(", \"fallback_rate\": 0")));
    assert_int_equal(rate->saved_nusd[2], saved_by(ROUTE(", \"fallback_rate\": 0.25")));
    assert_int_equal(rate->saved_nusd[4], saved_by(ROUTE(", \"fallback_rate\": 0.5")));
    assert_true(rate->saved_nusd[0] > 0 && rate->saved_nusd[4] < 0);
    kit_release(&k);
}

static void break_even_is_where_the_saving_changes_its_sign(void **state)
{
    (void)state;
    struct kit k = {0};
    struct sensitivity s = sweep(&k, ROUTE(""), 100);
    double at = 0;
    assert_true(str_to_f64(find(&s, &k.policy, "fallback_rate")->break_even, &at));
    assert_true(fabs(at - 0.2) < 1e-6);
    kit_release(&k);
    // A sixteenth of the price: no half of fallbacks makes it dear.
    struct kit cheap = {0};
    s = sweep(&cheap, "{\"strategies\": [{\"strategy\": \"route\", \"to\": \"gpt-4o-mini\"}]}",
              100);
    assert_null(find(&s, &cheap.policy, "fallback_rate")->break_even.ptr);
    kit_release(&cheap);
}

static void what_the_user_gave_is_in_the_range(void **state)
{
    (void)state;
    struct kit k = {0};
    struct sensitivity s = sweep(&k, ROUTE(", \"fallback_rate\": 0.8"), 100);
    const struct sweep *rate = find(&s, &k.policy, "fallback_rate");
    assert_true(str_eq(rate->used, S("0.8")));
    assert_true(str_eq(rate->value[4], S("0.8")));
    assert_int_equal(rate->saved_nusd[4], saved_by(ROUTE(", \"fallback_rate\": 0.8")));
    kit_release(&k);
}

// Without a classifier its tokens do not matter.
static void assumptions_without_effect_are_counted(void **state)
{
    (void)state;
    struct kit k = {0};
    struct sensitivity s = sweep(&k, ROUTE(""), 100);
    assert_int_equal(s.count, 2);
    assert_int_equal(s.without_effect, 1);
    assert_int_equal(s.left_out, 0);
    kit_release(&k);
}

static void runs_are_bounded_and_what_is_left_out_is_said(void **state)
{
    (void)state;
    struct kit k = {0};
    struct sensitivity s = sweep(&k, ROUTE(""), 7);
    assert_true(s.runs <= 7);
    assert_int_equal(s.count, 1);
    assert_int_equal(s.left_out, 2);
    struct table *t = sensitivity_table(&s, &k.policy, &k.arena);
    assert_int_equal(t->row_count, 1);
    assert_true(str_contains(t->notes[t->note_count - 1], S("2 more were not tried")));
    kit_release(&k);
}

static void two_sweeps_are_alike(void **state)
{
    (void)state;
    struct kit a = {0}, b = {0};
    struct sensitivity x = sweep(&a, ROUTE(""), 100), y = sweep(&b, ROUTE(""), 100);
    assert_int_equal(x.count, y.count);
    for (int i = 0; i < x.count; i++) {
        assert_memory_equal(x.sweeps[i].saved_nusd, y.sweeps[i].saved_nusd,
                            sizeof x.sweeps[i].saved_nusd);
        assert_true(str_eq(x.sweeps[i].break_even, y.sweeps[i].break_even));
    }
    kit_release(&a);
    kit_release(&b);
}

// A step is judged with the partner that it runs with.
static void partners_count_as_one(void **state)
{
    (void)state;
    struct kit k = {0};
    struct sensitivity s = sweep(&k,
                                 "{\"strategies\": [{\"strategy\": \"response_cache\", \"cost\": "
                                 "1000000}, {\"strategy\": \"single_flight\"}]}",
                                 100);
    const struct sweep *cost = find(&s, &k.policy, "cost");
    assert_true(k.sim.outcomes[1].saved_nusd > 0);
    for (int i = 0; i < SWEEP_POINTS; i++)
        assert_int_equal(cost->step_nusd[i], cost->saved_nusd[i]);
    kit_release(&k);
}

static void values_are_read_back(void **state)
{
    static const struct {
        enum setting_type type;
        double number;
        const char *text;
    } cases[] = {
        {SETTING_COUNT, 12.4, "12"},         {SETTING_BYTES, 1024, "1024"},
        {SETTING_DURATION, 250000, "250ms"}, {SETTING_DURATION, 90e6, "90s"},
        {SETTING_DURATION, 3600e6, "1h"},    {SETTING_DURATION, 86400e6, "1d"},
        {SETTING_DURATION, 0, "0ms"},        {SETTING_DURATION, 59.9996e6, "1m"},
        {SETTING_USD, 250000000, "0.25"},    {SETTING_SHARE, 0.375, "0.375"},
        {SETTING_NUMBER, 1.35, "1.35"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct err e = {0};
        struct setting s = {.name = "x", .type = cases[i].type};
        struct setting_context context = {.arena = &a};
        struct setting_value v;
        struct str text = setting_text(s.type, cases[i].number, &a);
        assert_true(str_eq(text, str_of(cases[i].text)));
        assert_true(setting_parse(&s, text, &context, &v, &e));
        double back = setting_number(s.type, &v.one);
        assert_true(fabs(back - cases[i].number) <= fabs(cases[i].number) * 0.05);
        arena_release(&a);
    }
}

static void durations_are_spread_by_factors_and_shares_evenly(void **state)
{
    (void)state;
    assert_true(fabs(setting_between(SETTING_DURATION, 1e6, 100e6, 0.5) - 10e6) < 1);
    assert_true(fabs(setting_between(SETTING_SHARE, 0, 0.5, 0.5) - 0.25) < 1e-12);
    assert_true(fabs(setting_between(SETTING_USD, 0, 10, 0.5) - 5) < 1e-12);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_are_what_runs_with_their_values_save),
        cmocka_unit_test(break_even_is_where_the_saving_changes_its_sign),
        cmocka_unit_test(what_the_user_gave_is_in_the_range),
        cmocka_unit_test(assumptions_without_effect_are_counted),
        cmocka_unit_test(runs_are_bounded_and_what_is_left_out_is_said),
        cmocka_unit_test(two_sweeps_are_alike),
        cmocka_unit_test(partners_count_as_one),
        cmocka_unit_test(values_are_read_back),
        cmocka_unit_test(durations_are_spread_by_factors_and_shares_evenly),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

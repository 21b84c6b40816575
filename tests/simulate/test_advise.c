// test_advise.c - advice adds up, counts nothing twice, keeps out what is risky or assumed.
#include "advise_kit.h"

static void every_candidate_is_a_policy(void **state)
{
    (void)state;
    for (const struct candidate *c = candidates; c->name; c++) {
        struct arena a = {0};
        struct column_wants wants = {.arena = &a};
        struct policy p;
        struct err e = {0};
        for (int is_control = 0; is_control < (c->control[0].key ? 2 : 1); is_control++) {
            if (!candidate_policy(c, is_control, &a, 0, &p, &e) || !policy_prepare(&p, &wants, &e))
                fail_msg("%s", e.text);
            policy_release(&p);
        }
        assert_true(c->confidence != CONFIDENCE_LOW || c->assumes);
        arena_release(&a);
    }
}

static void steps_of_the_combination_sum_up_to_the_difference(void **state)
{
    (void)state;
    struct kit k = {0};
    struct advising v;
    struct advise_options options = defaults();
    options.with_assumed = true;
    options.divergence_max = 1;
    advise(&k, &v, &options);
    int64_t sum = 0, alone = 0;
    assert_true(v.best.step_count >= 3);
    for (int i = 0; i < v.best.step_count; i++) {
        sum += v.best_run.outcomes[i].saved_nusd;
        alone += find(&v, str_cstr(v.best.steps[i].name, &k.arena))->saved_nusd;
    }
    assert_int_equal(sum, best_saved(&v));
    // The cache and the calls in flight want the same calls.
    assert_true(sum < alone);
    for (int i = 0; i < v.count; i++)
        assert_true(v.list[i].verdict == VERDICT_RISKY || v.list[i].saved_nusd <= best_saved(&v));
    advising_release(&v);
    kit_release(&k);
}

static void the_written_policy_saves_the_same_to_the_nano_dollar(void **state)
{
    (void)state;
    struct kit k = {0};
    struct advising v;
    struct advise_options options = defaults();
    options.with_assumed = true;
    advise(&k, &v, &options);
    int64_t saved = best_saved(&v);
    assert_true(saved > 0);
    struct str json = policy_print(&v.best, &k.arena);
    advising_release(&v);
    kit_run(&k, str_cstr(json, &k.arena));
    assert_int_equal(simulation_saved_nusd(&k.sim), saved);
    kit_release(&k);
}

static const struct overlap *overlap_of(const struct advising *v, const char *x, const char *y)
{
    for (int i = 0; i < v->overlap_count; i++) {
        const char *a = v->list[v->overlaps[i].a].candidate->name;
        const char *b = v->list[v->overlaps[i].b].candidate->name;
        if ((strcmp(a, x) == 0 && strcmp(b, y) == 0) || (strcmp(a, y) == 0 && strcmp(b, x) == 0))
            return &v->overlaps[i];
    }
    fail_msg("%s and %s were not tried together", x, y);
    return NULL;
}

// Whichever of two stands first in the table of candidates.
static void overlaps_are_symmetric(void **state)
{
    (void)state;
    struct candidate flight = {
        .name = "flight", .title = "", .strategy = "single_flight", .kind = "flight"};
    struct candidate lists[2][3] = {{repeats, flight, {0}}, {flight, repeats, {0}}};
    int64_t overlap[2];
    for (int i = 0; i < 2; i++) {
        struct kit k = {0};
        struct advising v;
        struct advise_options options = defaults();
        options.candidates = lists[i];
        options.divergence_max = 1;
        advise(&k, &v, &options);
        const struct overlap *o = overlap_of(&v, "repeats", "flight");
        overlap[i] = o->overlap_nusd;
        assert_int_equal(o->overlap_nusd, find(&v, "repeats")->saved_nusd +
                                              find(&v, "flight")->saved_nusd - o->together_nusd);
        assert_int_equal(o->together_nusd, best_saved(&v));
        advising_release(&v);
        kit_release(&k);
    }
    assert_true(overlap[0] > 0);
    assert_int_equal(overlap[0], overlap[1]);
}

static void what_is_risky_is_shown_and_kept_out(void **state)
{
    (void)state;
    struct kit k = {0};
    struct advising v;
    struct candidate list[] = {repeats, {0}};
    struct advise_options options = defaults();
    options.candidates = list;
    advise(&k, &v, &options);
    const struct advice *a = find(&v, "repeats");
    assert_true(a->saved_nusd > 0);
    // All that repeats in the chat gets another answer.
    assert_true(a->risk_share > 0.3 && a->risk_share < 0.7);
    assert_int_equal(a->verdict, VERDICT_RISKY);
    assert_false(v.has_best);
    advising_release(&v);

    options.divergence_max = 0.9;
    advise(&k, &v, &options);
    assert_int_equal(find(&v, "repeats")->verdict, VERDICT_COMBINED);
    assert_int_equal(best_saved(&v), find(&v, "repeats")->saved_nusd);
    advising_release(&v);
    kit_release(&k);
}

static void what_is_assumed_is_combined_when_asked(void **state)
{
    (void)state;
    for (int with = 0; with < 2; with++) {
        struct kit k = {0};
        struct advising v;
        struct advise_options options = defaults();
        options.with_assumed = with;
        advise(&k, &v, &options);
        const struct advice *route = find(&v, "route_gpt-4.1");
        assert_true(route->saved_nusd > 0);
        assert_int_equal(route->verdict, with ? VERDICT_COMBINED : VERDICT_ASSUMED);
        assert_true(str_eq(route->policy.steps[0].when->text, S("provider=openai model=gpt-4.1")));
        // gpt-4o answers no easy task.
        for (int i = 0; i < v.count; i++)
            assert_string_not_equal(v.list[i].candidate->name, "route_gpt-4o");
        for (int i = 0; i < v.best.step_count && !with; i++)
            assert_string_not_equal(v.best.steps[i].strategy->name, "route");
        advising_release(&v);
        kit_release(&k);
    }
}

// What was tried of the cheaper model decides, not the assumption.
static void labels_take_the_place_of_the_assumption(void **state)
{
    (void)state;
    for (int ok = 0; ok < 2; ok++) {
        struct kit k = {0};
        struct advising v;
        struct advise_options options = defaults();
        options.labels_path = S("labels.csv");
        add_calls(&k);
        for (int64_t i = 0; i < k.count; i++)
            k.calls[i].label = i % 4 || ok ? LABEL_OK : LABEL_FAILED;
        advise(&k, &v, &options);
        const struct advice *route = find(&v, "route_gpt-4.1");
        assert_int_equal(route->confidence, CONFIDENCE_MEDIUM);
        assert_int_equal(route->verdict, ok ? VERDICT_COMBINED : VERDICT_RISKY);
        assert_true(ok ? route->risk_share == 0 : route->risk_share > 0.15);
        advising_release(&v);
        kit_release(&k);
    }
}

// Answers that were not logged cannot be compared.
static void a_risk_that_is_not_known_is_no_high_confidence(void **state)
{
    (void)state;
    struct kit k = {0};
    struct advising v;
    struct candidate list[] = {repeats, {0}};
    struct advise_options options = defaults();
    options.candidates = list;
    add_calls(&k);
    for (int64_t i = 0; i < k.count; i++)
        k.calls[i].output = k.calls[i].answer = 0;
    advise(&k, &v, &options);
    assert_null(find(&v, "repeats")->risk);
    assert_int_equal(find(&v, "repeats")->confidence, CONFIDENCE_MEDIUM);
    assert_int_equal(find(&v, "repeats")->verdict, VERDICT_COMBINED);
    advising_release(&v);
    kit_release(&k);
}

static void where_nothing_repeats_nothing_is_combined(void **state)
{
    (void)state;
    struct kit k = {0};
    struct advising v;
    struct candidate list[] = {repeats, {0}};
    struct advise_options options = defaults();
    options.candidates = list;
    for (int i = 0; i < 20; i++)
        (void)kit_add(&k, (struct kit_call){.ts_s = i,
                                            .request = (uint64_t)(i + 1),
                                            .tok = {.n = {[TOK_INPUT] = 100}}});
    advise(&k, &v, &options);
    assert_false(v.has_best);
    assert_int_equal(v.list[0].verdict, VERDICT_NOTHING);
    struct answer out = {.arena = &k.arena};
    advise_answer(&v, &out);
    for (int i = 0; i < out.table_count; i++)
        if (str_eq(out.tables[i]->key, S("combination"))) {
            assert_int_equal(out.tables[i]->row_count, 0);
            assert_true(str_starts(out.tables[i]->notes[0], S("nothing would save money")));
        }
    advising_release(&v);
    kit_release(&k);
}

// Unknown is not zero.
static void without_prices_no_dollars_are_named(void **state)
{
    (void)state;
    struct kit k = {0};
    struct advising v;
    struct candidate list[] = {repeats, {0}};
    struct advise_options options = defaults();
    options.candidates = list;
    for (int i = 0; i < 20; i++)
        (void)kit_add(&k, (struct kit_call){.ts_s = i,
                                            .model = "no-such-model",
                                            .request = 1,
                                            .tok = {.n = {[TOK_INPUT] = 100}}});
    advise(&k, &v, &options);
    struct answer out = {.arena = &k.arena};
    advise_answer(&v, &out);
    for (int i = 0; i < 4; i++)
        assert_true(out.tables[0]->cells[i].is_null);
    assert_true(str_starts(out.tables[2]->notes[0], S("no call has a price")));
    advising_release(&v);
    kit_release(&k);
}

// Of what the other serves anyway.
static void what_adds_nothing_to_the_others_stays_out(void **state)
{
    (void)state;
    struct kit k = {0};
    struct advising v;
    struct candidate zero = repeats;
    zero.name = zero.kind = "zero";
    zero.settings[1] = (struct candidate_setting){"only_temperature_zero", "true"};
    struct candidate list[] = {zero, repeats, {0}};
    struct advise_options options = defaults();
    options.candidates = list;
    options.divergence_max = 1;
    advise(&k, &v, &options);
    assert_true(find(&v, "zero")->saved_nusd > 0);
    assert_int_equal(find(&v, "zero")->verdict, VERDICT_LITTLE);
    assert_int_equal(v.best.step_count, 1);
    assert_int_equal(overlap_of(&v, "zero", "repeats")->overlap_nusd, find(&v, "zero")->saved_nusd);
    advising_release(&v);
    kit_release(&k);
}

// Of one kind the better one is in, and says so.
static void one_of_a_kind_is_combined(void **state)
{
    (void)state;
    struct kit k = {0};
    struct advising v;
    struct candidate all = repeats, zero = repeats;
    zero.name = "zero";
    zero.settings[1] = (struct candidate_setting){"only_temperature_zero", "true"};
    struct candidate list[] = {zero, all, {0}};
    struct advise_options options = defaults();
    options.candidates = list;
    options.divergence_max = 1;
    advise(&k, &v, &options);
    assert_int_equal(find(&v, "repeats")->verdict, VERDICT_COMBINED);
    assert_int_equal(find(&v, "zero")->verdict, VERDICT_KIND);
    assert_ptr_equal(find(&v, "zero")->rival, find(&v, "repeats"));
    assert_int_equal(v.best.step_count, 1);
    advising_release(&v);
    kit_release(&k);
}

static void assert_same_table(const struct table *a, const struct table *b)
{
    assert_int_equal(a->row_count, b->row_count);
    assert_int_equal(a->note_count, b->note_count);
    for (int64_t i = 0; i < a->row_count * a->column_count; i++) {
        assert_int_equal(a->cells[i].is_null, b->cells[i].is_null);
        assert_int_equal(a->cells[i].i, b->cells[i].i);
        assert_true(str_eq(a->cells[i].s, b->cells[i].s));
    }
}

static void the_same_calls_get_the_same_advice(void **state)
{
    (void)state;
    struct kit k[2] = {{.count = 0}, {.count = 0}};
    struct advising v[2];
    struct answer out[2] = {{.table_count = 0}, {.table_count = 0}};
    for (int i = 0; i < 2; i++) {
        struct advise_options options = defaults();
        options.with_assumed = true;
        advise(&k[i], &v[i], &options);
        out[i].arena = &k[i].arena;
        advise_answer(&v[i], &out[i]);
    }
    assert_int_equal(out[0].table_count, out[1].table_count);
    for (int i = 0; i < out[0].table_count; i++)
        assert_same_table(out[0].tables[i], out[1].tables[i]);
    for (int i = 0; i < 2; i++) {
        advising_release(&v[i]);
        kit_release(&k[i]);
    }
}

static void runs_are_bounded(void **state)
{
    (void)state;
    struct kit k = {0};
    struct advising v;
    struct advise_options options = defaults();
    options.with_assumed = true;
    options.runs_max = 1;
    advise(&k, &v, &options);
    // Each alone is always tried; the combination of the best one needs no further trial.
    assert_int_equal(v.best.step_count, 1);
    assert_int_equal(v.overlap_count, 0);
    assert_int_equal(v.sensitivity.runs, 0);
    advising_release(&v);
    kit_release(&k);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_candidate_is_a_policy),
        cmocka_unit_test(steps_of_the_combination_sum_up_to_the_difference),
        cmocka_unit_test(the_written_policy_saves_the_same_to_the_nano_dollar),
        cmocka_unit_test(overlaps_are_symmetric),
        cmocka_unit_test(what_is_risky_is_shown_and_kept_out),
        cmocka_unit_test(what_is_assumed_is_combined_when_asked),
        cmocka_unit_test(labels_take_the_place_of_the_assumption),
        cmocka_unit_test(a_risk_that_is_not_known_is_no_high_confidence),
        cmocka_unit_test(where_nothing_repeats_nothing_is_combined),
        cmocka_unit_test(without_prices_no_dollars_are_named),
        cmocka_unit_test(what_adds_nothing_to_the_others_stays_out),
        cmocka_unit_test(one_of_a_kind_is_combined),
        cmocka_unit_test(the_same_calls_get_the_same_advice),
        cmocka_unit_test(runs_are_bounded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

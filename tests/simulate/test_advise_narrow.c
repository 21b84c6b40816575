// test_advise_narrow.c - advice names the requests that bring most of it.
#include "advise_kit.h"
#include "simulate/advise_narrow.h"

// At temperature 0 only the help desk repeats.
static void most_of_a_saving_is_named_by_a_filter(void **state)
{
    (void)state;
    struct kit k = {0};
    struct advising v;
    struct advise_options options = defaults();
    advise(&k, &v, &options);
    const struct advice *a = find(&v, "repeats_at_zero");
    assert_true(str_eq(a->when, S("feature=desk")));
    assert_int_equal(a->when_nusd, a->saved_nusd);
    assert_int_equal(a->feature_count, 1);
    assert_int_equal(a->features[0].saved_nusd, a->saved_nusd);
    assert_true(str_eq(k.columns.features[a->features[0].feature], S("desk")));
    advising_release(&v);
    kit_release(&k);
}

// A route to a model that is dearer for long answers, for the features where they are short.
static void advice_that_only_costs_elsewhere_is_narrowed(void **state)
{
    (void)state;
    struct kit k = {0};
    struct advising v;
    struct candidate list[] = {{.name = "other",
                                .title = "",
                                .strategy = "route",
                                .settings = {{"to", "openai/gpt-5.1"}, {"tasks", "any"}},
                                .stage = STAGE_ROUTE,
                                .kind = "other"},
                               {0}};
    struct advise_options options = defaults();
    options.candidates = list;
    // gpt-5.1 takes $1.25 and $10, gpt-4.1 $2 and $8.
    for (int i = 0; i < 60; i++)
        (void)kit_add(
            &k,
            (struct kit_call){
                .ts_s = i,
                .model = "gpt-4.1",
                .feature = i % 2 ? "short" : "long",
                .tok = {.n = {[TOK_INPUT] = i % 2 ? 1000 : 10, [TOK_OUTPUT] = i % 2 ? 10 : 200}},
            });
    advise(&k, &v, &options);
    const struct advice *a = find(&v, "other");
    assert_true(a->is_narrowed);
    assert_true(str_eq(a->policy.steps[0].when->text, S("feature=short")));
    assert_int_equal(a->requests, 30);
    assert_int_equal(a->saved_nusd, a->when_nusd);
    assert_int_equal(best_saved(&v), a->saved_nusd);
    advising_release(&v);
    kit_release(&k);
}

// Of 60, 31, 6 and 3 hundredths the first two are nine tenths.
static void filters_take_the_fewest_features_for_nine_tenths(void **state)
{
    (void)state;
    struct kit k = {0};
    struct advising v;
    struct candidate list[] = {repeats, {0}};
    struct advise_options options = defaults();
    options.candidates = list;
    static const char *const features[] = {"c", "a", "d", "b"};
    static const int hits[] = {6, 60, 3, 31};
    for (int i = 0; i < 61 * 4; i++)
        if (i / 4 <= hits[i % 4])
            (void)kit_add(&k, (struct kit_call){.ts_s = i,
                                                .feature = features[i % 4],
                                                .request = (uint64_t)(i % 4 + 1),
                                                .tok = {.n = {[TOK_INPUT] = 1000}}});
    advise(&k, &v, &options);
    assert_true(str_eq(find(&v, "repeats")->when, S("feature=a,b")));
    assert_int_equal(find(&v, "repeats")->when_requests, 91);
    assert_int_equal(find(&v, "repeats")->requests, 100);
    advising_release(&v);
    kit_release(&k);
}

static void names_are_quoted_where_filters_need_it(void **state)
{
    static const struct {
        const char *name, *want;
    } cases[] = {
        {"desk", "desk"},       {"a b", "\"a b\""}, {"a,b", "\"a,b\""},
        {"gpt-4.1", "gpt-4.1"}, {"", "\"\""},       {"say \"x\\\"", "\"say \\\"x\\\\\\\"\""},
    };
    (void)state;
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_true(str_eq(narrow_value(str_of(cases[i].name), &a), str_of(cases[i].want)));
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(most_of_a_saving_is_named_by_a_filter),
        cmocka_unit_test(advice_that_only_costs_elsewhere_is_narrowed),
        cmocka_unit_test(filters_take_the_fewest_features_for_nine_tenths),
        cmocka_unit_test(names_are_quoted_where_filters_need_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

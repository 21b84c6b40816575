// test_duplicates.c - planted repeats at each level: who repeats, what it costs, do answers agree.
#include <math.h>
#include <stdlib.h>

#include "analyze/duplicate_details.h"
#include "analyze/duplicates.h"
#include "profiled.h"

// A call; fingerprints as small numbers, so that 1 is the same at no two levels.
struct planted {
    int request, content, normal, template, question;
    const char *user;
    int64_t at_s, cost_nusd;
    bool is_error, is_cold;
    int answer, normal_answer;  // 0 = none
    int64_t bytes;
};

static const struct planted calls[] = {
    // The same request by one user, by another, by nobody known.
    {1, 1, 1, 1, 1, "ann", 0, 100, false, true, 1, 1, 100},
    {1, 1, 1, 1, 1, "ann", 60, 200, false, false, 1, 1, 100},
    {1, 1, 1, 1, 1, "bob", 120, 300, false, true, 2, 1, 50},
    {1, 1, 1, 1, 1, NULL, 180, 400, false, false, 3, 3, 200},
    // A failure that was billed, its retry, the same question much later.
    {2, 2, 2, 2, 2, "ann", 0, 7, true, false, 0, 0, 0},
    {2, 2, 2, 2, 2, "ann", 30, 1000, false, false, 4, 4, 10},
    {2, 2, 2, 2, 2, "ann", 10030, 50, false, false, 4, 4, 10},
    // Alone: one failed and billed, one successful.
    {3, 3, 3, 3, 3, "ann", 0, 9, true, false, 0, 0, 0},
    {4, 4, 4, 4, 4, "ann", 0, 5000, false, false, 5, 5, 10},
    // Two models, one content.
    {5, 5, 5, 5, 5, "ann", 0, 10, false, false, 6, 6, 10},
    {6, 5, 5, 5, 5, "bob", 5, 20, false, false, 6, 6, 10},
    // Only the template is the same, and the question of a third.
    {7, 7, 7, 8, 7, "ann", 0, 11, false, false, 0, 0, 0},
    {8, 8, 8, 8, 8, "ann", 9, 12, false, false, 0, 0, 0},
    {9, 9, 9, 9, 7, "ann", 20, 13, false, false, 0, 0, 0},
    // Failed again too late to be a retry.
    {10, 10, 10, 10, 10, "eve", 0, 0, true, false, 0, 0, 0},
    {10, 10, 10, 10, 10, "eve", 601, 30, false, false, 7, 7, 10},
};
enum { CALLS = sizeof calls / sizeof *calls };

static uint64_t print_of(enum print p, int n)
{
    return n ? hash_words((uint64_t[]){(uint64_t)p, (uint64_t)n}, 2) : 0;
}

static void plant(struct profiled *p)
{
    struct ledger ledger;
    profiled_init(p);
    for (int i = 0; i < CALLS; i++) {
        const struct planted *c = &calls[i];
        struct record *r = fake_record(p->fake, str_fmt(&p->arena, "call-%d", i).ptr);
        r->ts_us = 1788220800000000LL + c->at_s * 1000000;
        r->cost_nusd = c->cost_nusd;
        r->is_error = c->is_error;
        r->temperature = c->is_cold ? 0 : 0.7;
        r->names[NAME_USER] = str_of(c->user);
        r->print[PRINT_REQUEST] = print_of(PRINT_REQUEST, c->request);
        r->print[PRINT_CONTENT] = print_of(PRINT_CONTENT, c->content);
        r->print[PRINT_NORMAL] = print_of(PRINT_NORMAL, c->normal);
        r->print[PRINT_TEMPLATE] = print_of(PRINT_TEMPLATE, c->template);
        r->print[PRINT_QUESTION] = print_of(PRINT_QUESTION, c->question);
        r->print[PRINT_OUTPUT] = print_of(PRINT_OUTPUT, c->answer);
        r->facts.answer_normal_fp = print_of(PRINT_OUTPUT, c->normal_answer * 100);
        r->part_bytes[PART_RESPONSE] = c->bytes;
    }
    profiled_open(p, "duplicates.db", &ledger);
    assert_int_equal(ledger.ends[END_RECORD], CALLS);
}

static const struct {
    enum level level;
    int cold;
    int64_t requests, distinct;
    int64_t repeats[REPEAT_KINDS], cost_nusd[REPEAT_KINDS];  // retry, unattributed, same, other
    int64_t compared, same, same_normal;
} levels[] = {
    {LEVEL_REQUEST, 0, 16, 10, {1, 1, 3, 1}, {7 + 9, 400, 200 + 50, 300}, 4, 2, 3},
    {LEVEL_CONTENT, 0, 16, 9, {1, 1, 3, 2}, {16, 400, 250, 320}, 5, 3, 4},
    {LEVEL_NORMAL, 0, 16, 9, {1, 1, 3, 2}, {16, 400, 250, 320}, 5, 3, 4},
    {LEVEL_TEMPLATE, 0, 16, 8, {1, 1, 4, 2}, {16, 400, 262, 320}, 5, 3, 4},
    {LEVEL_QUESTION, 0, 16, 8, {1, 1, 4, 2}, {16, 400, 263, 320}, 5, 3, 4},
    {LEVEL_REQUEST, 1, 2, 1, {0, 0, 0, 1}, {0, 0, 0, 300}, 1, 0, 1},
};

static void check_levels(const struct duplicates *d)
{
    for (size_t i = 0; i < sizeof levels / sizeof *levels; i++) {
        const struct level_totals *t = &d->totals[levels[i].level][levels[i].cold];
        assert_int_equal(t->requests, levels[i].requests);
        assert_int_equal(t->distinct, levels[i].distinct);
        for (int k = 0; k < REPEAT_KINDS; k++) {
            assert_int_equal(t->repeats[k], levels[i].repeats[k]);
            assert_int_equal(t->cost_nusd[k], levels[i].cost_nusd[k]);
        }
        assert_int_equal(t->compared, levels[i].compared);
        assert_int_equal(t->same, levels[i].same);
        assert_int_equal(t->same_normal, levels[i].same_normal);
    }
}

static void repeats_are_counted_by_level_and_by_who_repeats(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    struct duplicates_limits limits = {0};
    struct duplicates *d = NULL;
    plant(&p);
    OK(duplicates_collect(&p.profiling, &limits, &d, &e));
    check_levels(d);
    const struct level_totals *t = &d->totals[LEVEL_REQUEST][0];
    // 60, 60, 60, 30, 10000, 601 seconds.
    assert_int_equal(t->gaps.count, 6);
    assert_true(llabs(latency_quantile_us(&t->gaps, 0.5) - 60000000) < 600000);
    // 1, 0.5, 0.5, 1.
    assert_true(level_ratio_median(t) == 0.5);
    profiled_close(&p);
}

static void several_passes_count_the_same_as_one(void **state)
{
    (void)state;
    for (int64_t groups = 2; groups < 12; groups += 3) {
        struct err e = {0};
        struct profiled p;
        struct duplicates_limits limits = {.groups_a_pass = groups};
        struct duplicates *d = NULL;
        plant(&p);
        OK(duplicates_collect(&p.profiling, &limits, &d, &e));
        check_levels(d);
        assert_int_equal(d->group_count[LEVEL_REQUEST], 3);
        profiled_close(&p);
    }
}

static void groups_are_listed_where_they_join_finer_ones(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    struct duplicates_limits limits = {0};
    struct duplicates *d = NULL;
    plant(&p);
    OK(duplicates_collect(&p.profiling, &limits, &d, &e));
    static const int64_t counts[LEVEL_COUNT] = {3, 1, 0, 1, 1};
    for (int i = 0; i < LEVEL_COUNT; i++)
        assert_int_equal(d->group_count[i], counts[i]);
    const struct duplicate_group *first = &d->groups[LEVEL_REQUEST][0];
    assert_true(first->print == print_of(PRINT_REQUEST, 1));
    assert_int_equal(first->calls, 4);
    assert_int_equal(first->cost_nusd, 900);
    assert_int_equal(first->last_us - first->first_us, 180000000);
    assert_true(d->groups[LEVEL_REQUEST][1].print == print_of(PRINT_REQUEST, 2));
    assert_int_equal(d->groups[LEVEL_REQUEST][1].retries, 1);
    assert_int_equal(d->groups[LEVEL_REQUEST][1].cost_nusd, 57);
    assert_int_equal(d->groups[LEVEL_CONTENT][0].cost_nusd, 20);
    assert_int_equal(d->groups[LEVEL_TEMPLATE][0].cost_nusd, 12);
    assert_int_equal(d->groups[LEVEL_QUESTION][0].cost_nusd, 13);
    profiled_close(&p);
}

static void the_list_is_cut_at_the_dearest(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    struct duplicates_limits limits = {.top = 1};
    struct duplicates *d = NULL;
    plant(&p);
    OK(duplicates_collect(&p.profiling, &limits, &d, &e));
    assert_int_equal(d->group_count[LEVEL_REQUEST], 1);
    assert_int_equal(d->more[LEVEL_REQUEST], 2);
    assert_true(d->groups[LEVEL_REQUEST][0].print == print_of(PRINT_REQUEST, 1));
    profiled_close(&p);
}

static void details_describe_the_calls_of_a_group(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    struct duplicates_limits limits = {0};
    struct duplicates *d = NULL;
    struct duplicate_details details;
    plant(&p);
    OK(duplicates_collect(&p.profiling, &limits, &d, &e));
    OK(duplicate_details_collect(&p.profiling, d, &details, &e));
    assert_int_equal(details.cut, 0);
    const struct duplicate_detail *first = &details.of[LEVEL_REQUEST][0];
    assert_int_equal(first->calls, 4);
    assert_int_equal(first->users, 2);
    assert_int_equal(first->features, 1);
    assert_true(str_eq(first->feature, S("search")));
    assert_int_equal(first->cold, 2);
    assert_true(first->gap_p50_s == 60);
    assert_int_equal(first->answers, 3);
    assert_true(first->same_share == 0.5);
    assert_true(first->same_normal_share == 0.75);
    assert_true(first->length_ratio == 0.25);
    const struct duplicate_detail *content = &details.of[LEVEL_CONTENT][0];
    assert_int_equal(content->users, 2);
    assert_int_equal(content->answers, 1);
    assert_true(content->same_share == 1);
    const struct duplicate_detail *silent = &details.of[LEVEL_TEMPLATE][0];
    assert_int_equal(silent->answers, 0);
    assert_true(isnan(silent->same_share) && isnan(silent->length_ratio));
    profiled_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(repeats_are_counted_by_level_and_by_who_repeats),
        cmocka_unit_test(several_passes_count_the_same_as_one),
        cmocka_unit_test(groups_are_listed_where_they_join_finer_ones),
        cmocka_unit_test(the_list_is_cut_at_the_dearest),
        cmocka_unit_test(details_describe_the_calls_of_a_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

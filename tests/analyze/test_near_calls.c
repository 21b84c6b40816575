// test_near_calls.c - what the calls of near duplicates add up to, and the tables they are shown
// in.
#include "analyze/near_calls.h"
#include "profiled.h"

// A call: its question and how many minima of its sketch differ from the first one's; STRANGER =
// all.
enum { STRANGER = SKETCH_HASHES };

struct planted {
    int question, differ;
    const char *user;
    int64_t at_s, cost_nusd;
    bool is_error;
    int answer;  // 0 = none
};

static const struct planted calls[] = {
    {1, 0, "ann", 100, 10, false, 1},
    {1, 0, "ann", 200, 20, false, 1},
    // Earlier, but it failed: not the first answer.
    {2, 3, "bob", 50, 400, true, 0},
    {2, 3, "bob", 300, 3000, false, 1},
    // In the very words of the first.
    {3, 0, NULL, 400, 50000, false, 2},
    // Two strangers in the same words: no group.
    {4, STRANGER, "ann", 0, 600000, false, 1},
    {5, STRANGER, "bob", 10, 700000, false, 1},
};
enum { CALLS = sizeof calls / sizeof *calls };

static uint64_t question_print(int question)
{
    return hash_words((uint64_t[]){(uint64_t)question}, 1);
}

static void plant(struct profiled *p)
{
    struct ledger ledger;
    profiled_init(p);
    for (int i = 0; i < CALLS; i++) {
        const struct planted *c = &calls[i];
        struct record *r = fake_record(p->fake, str_fmt(&p->arena, "call-%d", i).ptr);
        struct sketch *sketch = ARENA_NEW(&p->arena, struct sketch);
        for (int k = 0; k < c->differ; k++)
            sketch->bits[k / 2] |= (uint8_t)(9 << k % 2 * SKETCH_BITS);
        r->sketch = sketch;
        r->ts_us = c->at_s * 1000000;
        r->cost_nusd = c->cost_nusd;
        r->is_error = c->is_error;
        r->names[NAME_USER] = str_of(c->user);
        r->print[PRINT_QUESTION] = question_print(c->question);
        r->facts.answer_normal_fp = (uint64_t)c->answer;
    }
    profiled_open(p, "near.db", &ledger);
    assert_int_equal(ledger.ends[END_RECORD], CALLS);
}

static void the_calls_of_a_group_are_added_up(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    struct near_calls c;
    plant(&p);
    OK(near_calls_collect(&p.profiling, &c, &e));
    assert_int_equal(c.count, 5);
    assert_true(c.share == 1);
    assert_int_equal(c.unpriced, 0);
    assert_int_equal(c.near.same_words, 2);
    assert_int_equal(c.near.group_count, 1);
    assert_int_equal(c.near.groups[0].count, 3);
    const struct near_sums *s = &c.sums[0];
    assert_int_equal(s->calls, 5);
    assert_int_equal(s->users, 2);
    assert_int_equal(s->features, 1);
    assert_int_equal(s->cost_nusd, 53430);
    assert_int_equal(s->first.cost_nusd, 10);
    assert_int_equal(s->firsts_nusd, 10 + 3000 + 50000);
    assert_int_equal(s->answers, 2);
    assert_int_equal(s->answered, 4);
    assert_int_equal(s->most_common, 3);
    // Questions 1 and 2 were asked twice each, 3 once.
    uint64_t often[2];
    for (int i = 0; i < 2; i++) {
        assert_non_null(s->often[i]);
        assert_int_equal(s->often[i]->calls, 2);
        often[i] = c.rows[s->often[i]->row].question_fp;
    }
    assert_true(often[0] != often[1] && often[0] != question_print(3) &&
                often[1] != question_print(3));
    profiled_close(&p);
}

static void only_questions_of_matching_requests_are_compared(void **state)
{
    (void)state;
    static const struct {
        int64_t since_s, until_s;
        uint32_t count, groups;
        int64_t calls, cost_nusd, firsts_nusd;
    } cases[] = {
        {0, 350, 4, 1, 4, 3430, 3010}, {60, 350, 2, 1, 3, 3030, 3010},
        {100, 300, 1, 0, 0, 0, 0},     {250, 500, 2, 1, 2, 53000, 53000},
        {500, 600, 0, 0, 0, 0, 0},
    };
    struct err e = {0};
    struct profiled p;
    plant(&p);
    p.profiling.is_filtered = true;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct near_calls c;
        p.question.since_us = cases[i].since_s * 1000000;
        p.question.until_us = cases[i].until_s * 1000000;
        OK(near_calls_collect(&p.profiling, &c, &e));
        assert_int_equal(c.count, cases[i].count);
        assert_int_equal(c.near.group_count, cases[i].groups);
        if (!cases[i].groups)
            continue;
        assert_int_equal(c.sums[0].calls, cases[i].calls);
        assert_int_equal(c.sums[0].cost_nusd, cases[i].cost_nusd);
        assert_int_equal(c.sums[0].firsts_nusd, cases[i].firsts_nusd);
    }
    profiled_close(&p);
}

static const struct cell *cell_of(const struct table *t, const char *key)
{
    int column = table_column(t, str_of(key));
    assert_true(column >= 0 && t->row_count > 0);
    return &t->cells[column];
}

static bool has_note(const struct table *t, struct str part)
{
    bool has = false;
    for (int i = 0; i < t->note_count; i++)
        has |= str_contains(t->notes[i], part);
    return has;
}

static void the_tables_say_what_may_be_saved_and_that_it_is_not_safe(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    plant(&p);
    struct answer out = {.arena = &p.arena};
    OK(profile_find(S("near"))->run(&p.profiling, &out, &e));
    assert_int_equal(out.table_count, 2);
    const struct table *totals = out.tables[0];
    const struct table *groups = out.tables[1];
    assert_true(str_eq(totals->key, S("near")) && str_eq(groups->key, S("near_groups")));
    for (int i = 0; i < 2; i++)
        assert_true(has_note(out.tables[i], S("not safe to serve")));
    assert_true(has_note(totals, S("of 0.5 in 58 %, of 0.8 in 99.98 %")));
    assert_int_equal(cell_of(totals, "sketched_questions")->i, 5);
    assert_int_equal(cell_of(totals, "questions")->i, 3);
    assert_int_equal(cell_of(totals, "potential_usd")->i, 53420);
    assert_int_equal(cell_of(totals, "beyond_repeats_usd")->i, 53000);
    assert_int_equal(groups->row_count, 1);
    assert_int_equal(cell_of(groups, "potential_usd")->i, 53420);
    assert_true(cell_of(groups, "same_normal_share")->f == 0.75);
    assert_true(cell_of(groups, "question")->is_null);  // no text is stored
    profiled_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_calls_of_a_group_are_added_up),
        cmocka_unit_test(only_questions_of_matching_requests_are_compared),
        cmocka_unit_test(the_tables_say_what_may_be_saved_and_that_it_is_not_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

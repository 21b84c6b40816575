// test_profile_tokens.c - bytes a token by model, and the input split over its parts.
#include "profiled.h"

static struct record *call(struct profiled *p, const char *model, int64_t input, int64_t output)
{
    int64_t number = p->fake->next_entry;
    struct record *r = fake_record(p->fake, str_fmt(&p->arena, "call-%lld", (long long)number).ptr);
    r->names[NAME_MODEL] = str_of(model);
    r->usage.tok[TOK_INPUT] = input;
    r->usage.tok[TOK_OUTPUT] = output;
    return r;
}

// Of each call: 100 bytes in each of five parts, 100 of the answer.
static void plant(struct profiled *p)
{
    struct ledger ledger;
    profiled_init(p);
    for (int i = 0; i < 20; i++)
        call(p, "even", 101, 50);
    call(p, "few", 250, 20)->names[NAME_FEATURE] = S("chat");
    call(p, "few", 150, 30)->names[NAME_FEATURE] = S("chat");
    struct record *r = call(p, "few", 1000, 10);  // failed: no calibration, but split
    r->is_error = true;
    r->names[NAME_FEATURE] = S("chat");
    r = call(p, "mute", 70, 10);  // no text
    for (int i = 0; i < PART_COUNT; i++)
        r->part_bytes[i] = UNKNOWN;
    profiled_open(p, "tokens.db", &ledger);
}

static const struct table *table_of(const struct answer *answer, const char *key)
{
    for (int i = 0; i < answer->table_count; i++)
        if (str_eq(answer->tables[i]->key, str_of(key)))
            return answer->tables[i];
    fail_msg("no table %s", key);
    return NULL;
}

static const struct cell *cell_of(const struct table *t, int64_t row, const char *column)
{
    int at = table_column(t, str_of(column));
    assert_true(at >= 0 && row < t->row_count);
    return &t->cells[row * t->column_count + at];
}

static void ratios_and_their_error_come_from_successful_calls_with_text(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    plant(&p);
    struct answer answer = {.arena = &p.arena};
    OK(profile_find(S("tokens"))->run(&p.profiling, &answer, &e));
    const struct table *t = table_of(&answer, "token_calibration");
    assert_int_equal(t->row_count, 2);
    assert_true(str_eq(cell_of(t, 0, "model")->s, S("even")));
    assert_int_equal(cell_of(t, 0, "calls")->i, 20);
    assert_true(cell_of(t, 0, "input_error")->f < 1e-6);
    assert_int_equal(cell_of(t, 0, "too_few")->i, 0);
    assert_true(cell_of(t, 0, "output_bytes_per_tok")->f == 2);
    // 1,000 bytes for 400 tokens: estimates of 200, off by 50 each.
    assert_int_equal(cell_of(t, 1, "calls")->i, 2);
    assert_true(cell_of(t, 1, "input_bytes_per_tok")->f == 2.5);
    double error = 50 * 1.4142135623730951 / 291.5475947422650;  // √(50² × 2 ÷ (250² + 150²))
    assert_true(cell_of(t, 1, "input_error")->f - error < 1e-9);
    assert_true(error - cell_of(t, 1, "input_error")->f < 1e-9);
    assert_int_equal(cell_of(t, 1, "too_few")->i, 1);
    profiled_close(&p);
}

static void parts_add_up_to_the_input(void **state)
{
    (void)state;
    static const char *const parts[] = {"tools_tok", "system_tok", "history_tok", "retrieved_tok",
                                        "question_tok"};
    struct err e = {0};
    struct profiled p;
    plant(&p);
    struct answer answer = {.arena = &p.arena};
    OK(profile_find(S("tokens"))->run(&p.profiling, &answer, &e));
    const struct table *t = table_of(&answer, "token_parts");
    assert_int_equal(t->row_count, 2);
    for (int64_t row = 0; row < 2; row++) {
        int64_t sum = 0;
        for (int i = 0; i < 5; i++)
            sum += cell_of(t, row, parts[i])->i;
        assert_int_equal(sum, cell_of(t, row, "input_tok")->i);
    }
    assert_int_equal(cell_of(t, 0, "input_tok")->i, 2020);
    // 101 ÷ 5, rounded where each part ends: 20, 40, 61, 81, 101.
    assert_int_equal(cell_of(t, 0, "system_tok")->i, 20 * 20);
    assert_int_equal(cell_of(t, 0, "history_tok")->i, 20 * 21);
    assert_int_equal(cell_of(t, 1, "input_tok")->i, 1400);
    assert_true(str_eq(cell_of(t, 1, "feature")->s, S("chat")));
    assert_true(cell_of(t, 1, "split_error")->is_null);
    assert_int_equal(t->note_count, 2);
    profiled_close(&p);
}

static void what_top_cuts_off_is_one_row(void **state)
{
    (void)state;
    struct err e = {0};
    struct profiled p;
    struct ledger ledger;
    profiled_init(&p);
    call(&p, "a", 300, 1);
    call(&p, "b", 200, 2);
    call(&p, "c", 100, 4);
    profiled_open(&p, "tokens.db", &ledger);
    p.question.top = 1;
    struct answer answer = {.arena = &p.arena};
    OK(profile_find(S("tokens"))->run(&p.profiling, &answer, &e));
    const struct table *t = table_of(&answer, "token_parts");
    assert_int_equal(t->row_count, 2);
    assert_true(str_eq(cell_of(t, 1, "model")->s, S("(other)")));
    assert_int_equal(cell_of(t, 1, "input_tok")->i, 300);
    assert_int_equal(cell_of(t, 1, "output_tok")->i, 6);
    profiled_close(&p);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ratios_and_their_error_come_from_successful_calls_with_text),
        cmocka_unit_test(parts_add_up_to_the_input),
        cmocka_unit_test(what_top_cuts_off_is_one_row),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

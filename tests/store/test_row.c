// test_row.c - rows: what is written is read back, whatever is packed where; what merging keeps.
#include "fake_stream.h"

#include "store/cursor.h"
#include "store/database.h"
#include "store/row.h"

static void facts_are_what_they_were(void **state)
{
    (void)state;
    uint64_t seed = 3;
    for (int i = 0; i < 20000; i++) {
        struct facts before = {.retrieved_chunks = UNKNOWN};
        struct facts after = {0};
        seed = hash_mix(seed, (uint64_t)i);
        before.task = (enum task)(seed % TASK_COUNT);
        before.wants_json = (enum tri)(seed >> 8 & 3) % 3;
        before.answer_is_json = (enum tri)(seed >> 10 & 3) % 3;
        before.pii = (uint32_t)(seed >> 12 & ((1 << PII_COUNT) - 1));
        before.time_words = (uint32_t)(seed >> 24 & ((1 << TIME_WORDS) - 1));
        if (i % 3)
            before.retrieved_chunks = (int64_t)(seed >> 40) >> (i % 24);
        facts_unpack(facts_pack(&before), &after);
        assert_memory_equal(&before, &after, sizeof before);
    }
    struct facts nothing = {.retrieved_chunks = UNKNOWN};
    assert_true(facts_pack(&nothing) == UNKNOWN);
    struct facts huge = {.retrieved_chunks = INT64_MAX};
    facts_unpack(facts_pack(&huge), &nothing);
    assert_true(nothing.retrieved_chunks > INT32_MAX / 2);
}

// A row in which everything that can be unknown is so now and then, and some values are large.
static struct row row_of(int64_t id)
{
    struct record r;
    struct row row;
    record_init(&r);
    r.has_request = id % 3 != 0;
    row_from_record(&row, &r);
    row.id = id;
    for (int c = 0; c < ROW_COLUMNS; c++) {
        uint64_t seed = hash_words((uint64_t[]){(uint64_t)id, (uint64_t)c}, 2);
        if (c != ROW_FLAGS)
            row.v[c] = seed % 4 == 0 ? UNKNOWN : (int64_t)(seed >> (seed % 64));
    }
    row.v[ROW_ATTRIBUTION] = 1;
    row.v[ROW_IDENTITY] = id;
    row.v[ROW_SOURCE] = 1;
    row.v[ROW_OFFSET] = id * 1000;
    row.v[ROW_ENTRY] = id + 100;
    for (int c = 0; c < EXTRA_COLUMNS; c++)
        row.extra[c] = id % 5 == 0 ? (id + c) % 3 - 1 : UNKNOWN;
    if (id % 5 == 0 && id % 2)
        row.error_message = S("too late");
    if (id % 2)
        row.chain = S("chain");
    return row;
}

enum { ROWS = 40000 };  // every one with a combination of its own: more than commons.c remembers

static void rows_are_read_as_they_were_written_before_they_are_in_the_table_and_after(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct row_table t = {0};
    struct store *s = open_store(scratch_file(&a, "rows.db"), STORE_WRITE);
    OK(store_begin(s, &e));
    OK(row_table_open(&t, s->db, &e));
    for (int64_t id = 1; id <= ROWS; id++) {
        struct row row = row_of(id);
        OK(row_append(&t, &row, &e));
    }
    for (int64_t i = 0; i < 2 * ROWS; i++) {
        struct row row;
        int64_t id = i * 7919 % ROWS + 1;
        if (i == ROWS) {
            row_flush(&t, s->image);
            OK(store_end(s, &e));
            OK(store_begin(s, &e));
        }
        struct row want = row_of(id);
        struct arena_mark mark = arena_mark(&a);
        OK(row_read(&t, id, &row, &a, &e));
        assert_true(row_equal(&row, &want));
        arena_rewind(&a, mark);
    }
    row_table_close(&t);
    OK(store_end(s, &e));
    store_close(s);
    arena_release(&a);
}

static void the_dictionary_goes_on_in_the_next_run(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    const char *path = scratch_file(&a, "common.db");
    for (int run = 0; run < 3; run++) {
        struct row_table t = {0};
        struct store *s = open_store(path, STORE_WRITE);
        OK(store_begin(s, &e));
        OK(row_table_open(&t, s->db, &e));
        for (int64_t i = 0; i < 100; i++) {
            struct row row = row_of(1 + i % 10);
            row.id = run * 100 + i + 1;
            row.has_stored_extra = false;
            OK(row_append(&t, &row, &e));
        }
        row_flush(&t, s->image);
        row_table_close(&t);
        OK(store_end(s, &e));
        assert_int_equal(query_int(s, "SELECT count(*) FROM common_t"), 10);
        store_close(s);
    }
    arena_release(&a);
}

static void a_cursor_gives_what_row_to_request_gives(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct row_table t = {0};
    struct cursor_options options;
    struct cursor *c = NULL;
    struct store *s = open_store(scratch_file(&a, "cursor.db"), STORE_WRITE);
    OK(store_begin(s, &e));
    OK(row_table_open(&t, s->db, &e));
    for (int64_t id = 1; id <= 500; id++) {
        struct row row = row_of(id);
        OK(row_append(&t, &row, &e));
    }
    row_flush(&t, s->image);
    row_table_close(&t);
    OK(store_end(s, &e));
    cursor_options_init(&options);
    options.want = CURSOR_PRINTS | CURSOR_PARTS | CURSOR_FACTS | CURSOR_ORIGIN;
    OK(cursor_open(s, &options, &c, &e));
    struct request got = {0};
    struct request want = {0};
    bool has = true;
    for (int64_t id = 1; id <= 500; id++) {
        struct row row = row_of(id);
        OK(cursor_next(c, &got, &has, &e));
        assert_true(has);
        row_to_request(&row, &want);
        if (want.temperature != want.temperature)
            want.temperature = got.temperature = 0;
        want.who = got.who;
        assert_memory_equal(&got, &want, sizeof got);
    }
    cursor_close(c);
    store_close(s);
    arena_release(&a);
}

static void a_cursor_by_time_gives_the_same_rows_and_a_lean_one_less_of_them(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct row_table t = {0};
    struct store *s = open_store(scratch_file(&a, "order.db"), STORE_WRITE);
    OK(store_begin(s, &e));
    OK(row_table_open(&t, s->db, &e));
    for (int64_t id = 1; id <= 300; id++) {
        struct row row = row_of(id);
        OK(row_append(&t, &row, &e));
    }
    row_flush(&t, s->image);
    row_table_close(&t);
    OK(store_end(s, &e));
    struct cursor_options options;
    struct cursor *by_time = NULL;
    struct cursor *lean = NULL;
    cursor_options_init(&options);
    options.want = CURSOR_PRINTS | CURSOR_ORIGIN;
    options.order = CURSOR_BY_TIME;
    OK(cursor_open(s, &options, &by_time, &e));
    options.order = CURSOR_BY_ROW;
    options.want |= CURSOR_LEAN;
    OK(cursor_open(s, &options, &lean, &e));
    int64_t before_us = INT64_MIN;
    for (int64_t id = 1; id <= 300; id++) {
        struct request r = {0};
        struct request want;
        bool has = false;
        OK(cursor_next(by_time, &r, &has, &e));
        assert_true(has && r.ts_us >= before_us);
        before_us = r.ts_us;
        struct row row = row_of(r.rowid);
        row_to_request(&row, &want);
        assert_int_equal(r.ts_us, want.ts_us);
        assert_int_equal(r.id, want.id);
        assert_memory_equal(r.print, want.print, sizeof r.print);
        assert_int_equal(r.offset, want.offset);
        OK(cursor_next(lean, &r, &has, &e));
        row = row_of(id);
        row_to_request(&row, &want);
        assert_true(has && r.rowid == id);
        assert_memory_equal(r.print, want.print, PRINT_OUTPUT * sizeof *r.print);
        assert_int_equal(r.latency_us, want.latency_us);
        assert_int_equal(r.offset, want.offset);
        assert_int_equal(r.entry, want.entry);
    }
    cursor_close(by_time);
    cursor_close(lean);
    store_close(s);
    arena_release(&a);
}

static struct row seen(bool has_request, bool has_answer, enum task task, enum tri is_json)
{
    struct record r;
    struct row row;
    record_init(&r);
    r.has_request = has_request;
    r.facts.task = task;
    r.facts.answer_is_json = is_json;
    if (has_request)
        r.facts.retrieved_chunks = 2;
    if (has_request)
        r.facts.watch = 5;
    if (has_answer)
        r.facts.answer_normal_fp = 77;
    row_from_record(&row, &r);
    if (has_request)
        row.v[ROW_SHAPE] = 9;
    return row;
}

static void facts_go_with_the_request_and_those_of_the_answer_with_the_winner(void **state)
{
    (void)state;
    for (int next_wins = 0; next_wins < 2; next_wins++)
        for (int answer_first = 0; answer_first < 2; answer_first++) {
            struct row ask = seen(true, false, TASK_CODE, TRI_UNKNOWN);
            struct row answer = seen(false, true, TASK_UNKNOWN, TRI_YES);
            struct row row = answer_first ? answer : ask;
            struct request r;
            row_merge(&row, answer_first ? &ask : &answer, next_wins, false);
            row_to_request(&row, &r);
            assert_int_equal(r.facts.task, TASK_CODE);
            assert_int_equal(r.facts.retrieved_chunks, 2);
            assert_int_equal(r.facts.watch, 5);
            assert_int_equal(r.shape_id, 9);
            assert_int_equal(r.facts.answer_is_json, TRI_YES);
            assert_int_equal(r.facts.answer_normal_fp, 77);
        }
    struct row row = seen(true, true, TASK_CODE, TRI_NO);
    struct row retry = seen(true, true, TASK_OTHER, TRI_YES);
    struct request r;
    row_merge(&row, &retry, true, false);
    row_to_request(&row, &r);
    assert_int_equal(r.facts.task, TASK_CODE);
    assert_int_equal(r.facts.answer_is_json, TRI_YES);
}

static void answers_of_parts_have_a_fingerprint_of_all(void **state)
{
    (void)state;
    struct row row = seen(true, true, TASK_CODE, TRI_NO);
    struct row part = seen(true, true, TASK_CODE, TRI_UNKNOWN);
    struct request r;
    row_merge(&row, &part, true, true);
    row_to_request(&row, &r);
    assert_true(r.facts.answer_normal_fp == hash_mix(77, 77));
    assert_int_equal(r.facts.answer_is_json, TRI_NO);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(facts_are_what_they_were),
        cmocka_unit_test(rows_are_read_as_they_were_written_before_they_are_in_the_table_and_after),
        cmocka_unit_test(the_dictionary_goes_on_in_the_next_run),
        cmocka_unit_test(a_cursor_gives_what_row_to_request_gives),
        cmocka_unit_test(a_cursor_by_time_gives_the_same_rows_and_a_lean_one_less_of_them),
        cmocka_unit_test(facts_go_with_the_request_and_those_of_the_answer_with_the_winner),
        cmocka_unit_test(answers_of_parts_have_a_fingerprint_of_all),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    remove_scratch();
    return failed;
}

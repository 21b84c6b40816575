// test_settle.c - what settle derives: roll-ups, users, distinct counts, estimates, prices again.
#include "fake_stream.h"

#include "store/cursor.h"
#include "store/estimate.h"
#include "store/rollup.h"

static struct fake fake;

// $1 per 1,000 tokens of input.
static void price(void *self, struct record *r)
{
    (void)self;
    int64_t tok = r->usage.tok[TOK_INPUT];
    r->cost_nusd = tok == UNKNOWN ? UNKNOWN : tok * 1000000;
    r->price_row = 1;
}

static int64_t bytes_per_ktok(void *self, struct str model)
{
    (void)self;
    (void)model;
    return 4000;
}

static const struct settle_hooks hooks = {.price = price, .bytes_per_ktok = bytes_per_ktok};

static void settle(struct store *s)
{
    struct err e = {0};
    bool is_settled = false;
    OK(store_settle(s, &hooks, &e));
    OK(store_is_settled(s, &is_settled, &e));
    assert_true(is_settled);
}

static void ingest(struct store *s, const char *path)
{
    struct ledger ledger = {0};
    struct ledger added = {0};
    fake_ingest(s, &fake, path, &ledger, &added);
}

// Sums over all roll-ups, and over a scan: they must be the same.
static struct sums rollup_sums(struct store *s, struct latency_hist *hist)
{
    struct err e = {0};
    struct rollup_scan *scan = NULL;
    struct rollup r;
    struct sums sums = {0};
    bool has = true;
    memset(hist, 0, sizeof *hist);
    OK(rollup_open(s, UNKNOWN, UNKNOWN, &scan, &e));
    for (;;) {
        OK(rollup_next(scan, &r, &has, &e));
        if (!has)
            break;
        sums_add(&sums, &r.sums);
        assert_true(latency_decode_add(r.latency, hist));
    }
    rollup_close(scan);
    return sums;
}

static struct sums scan_sums(struct store *s, struct latency_hist *hist)
{
    struct err e = {0};
    struct cursor_options options;
    struct cursor *c = NULL;
    struct request r;
    struct sums sums = {0};
    bool has = true;
    cursor_options_init(&options);
    options.want = CURSOR_PRINTS | CURSOR_PARTS | CURSOR_ORIGIN;
    memset(hist, 0, sizeof *hist);
    OK(cursor_open(s, &options, &c, &e));
    for (;;) {
        OK(cursor_next(c, &r, &has, &e));
        if (!has)
            break;
        sums_add_request(&sums, &r);
        latency_add(hist, r.latency_us);
    }
    cursor_close(c);
    return sums;
}

static void assert_rollups_agree_with_a_scan(struct store *s)
{
    static struct latency_hist by_rollup;
    static struct latency_hist by_scan;
    struct sums a = rollup_sums(s, &by_rollup);
    struct sums b = scan_sums(s, &by_scan);
    assert_memory_equal(&a, &b, sizeof a);
    by_scan.sum_us = 0;
    assert_memory_equal(&by_rollup, &by_scan, sizeof by_rollup);
}

static void fill(int first, int count)
{
    fake_init(&fake);
    fake.next_entry = first;
    for (int i = first; i < first + count; i++) {
        struct record *r = fake_record(&fake, "");
        r->latency_us = 1000 * (int64_t)(i % 50 + 1);
        r->names[NAME_FEATURE] = i % 3 ? S("search") : S("chat");
        r->names[NAME_USER] = i % 2 ? S("ann") : (struct str){0};
        if (i % 7 == 0)
            r->cost_nusd = UNKNOWN;
        if (i % 11 == 0)
            r->logged_cost_nusd = 999;
        if (i % 13 == 0)
            r->is_error = true;
        if (i % 17 == 0)
            r->usage.tok[TOK_AUDIO_IN] = 3;
        if (i % 19 == 0)
            r->ts_us = UNKNOWN;
        if (i % 5 == 0)
            r->names[NAME_MODEL] = S("other");
        r->usage.tok[TOK_INPUT] += i % 37;
        r->usage.tok[TOK_OUTPUT] += i % 6;
        r->part_bytes[PART_QUESTION] += i % 91;
        if (i % 23 == 0)
            r->part_bytes[PART_RESPONSE] = UNKNOWN;
        for (int p = 0; p < PRINT_COUNT; p++)
            r->print[p] = hash_words((uint64_t[]){(uint64_t)i % 100, (uint64_t)p}, 2);
    }
}

static void rollups_agree_with_a_scan_also_after_more(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "rollup.db"), STORE_WRITE);
    fill(0, 3000);
    ingest(s, "a.jsonl");
    settle(s);
    assert_rollups_agree_with_a_scan(s);
    fill(3000, 700);
    ingest(s, "b.jsonl");
    settle(s);
    assert_rollups_agree_with_a_scan(s);
    int64_t requests = query_int(s, "SELECT count(*) FROM requests");
    assert_int_equal(query_int(s, "SELECT sum(requests) FROM costs_hourly"), requests);
    assert_int_equal(query_int(s, "SELECT sum(cost_nusd) FROM costs_hourly"),
                     query_int(s, "SELECT sum(cost_nusd) FROM requests"));
    store_close(s);
    arena_release(&a);
}

static void adding_up_in_two_steps_gives_the_same_tables(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *all[2];
    for (int steps = 1; steps <= 2; steps++) {
        const char *path = scratch_file(&a, "steps.db");
        struct store *s = open_store(path, STORE_WRITE);
        for (int i = 0; i < 2; i++) {
            fill(i * 1000, 1000);
            ingest(s, i ? "b.jsonl" : "a.jsonl");
            if (steps == 1 && i == 0)
                continue;
            settle(s);
            store_close(s);
            s = open_store(path, STORE_WRITE);
        }
        all[steps - 1] =
            query_text(s,
                       "SELECT (SELECT group_concat(id || ' ' ||"
                       " requests || ' ' || hex(more), x'0a') FROM rollup_t) ||"
                       "(SELECT group_concat(id || ' ' || cost_nusd) FROM"
                       " user_day_t) || (SELECT group_concat(print || ' ' || requests || ' ' ||"
                       " distinct_prints) FROM distinct_t) || (SELECT group_concat(model || ' ' ||"
                       " calls || printf(' %d %!.17g %!.17g %!.17g %!.17g', input_calls,"
                       " input_bytes2, input_bytes_tok, input_tok2, input_error) || printf("
                       "' %d %!.17g %!.17g %!.17g %!.17g', output_calls, output_bytes2,"
                       " output_bytes_tok, output_tok2, output_error)) FROM calibration_t)",
                       &a);
        store_close(s);
    }
    assert_string_equal(all[0], all[1]);
    assert_non_null(strstr(all[0], "other 3"));
    assert_true(strlen(all[0]) > 100);
    arena_release(&a);
}

static void distinct_counts_and_the_cost_of_repeating_are_exact(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "distinct.db"), STORE_WRITE);
    fake_init(&fake);
    static const struct {
        uint64_t print;
        int64_t cost_nusd;
        bool is_error;
    } calls[] = {{5, 100, true},      {5, 200, false}, {5, 300, false}, {6, 1000, false},
                 {7, UNKNOWN, false}, {7, 50, false},  {0, 9999, false}};
    enum { CALLS = sizeof calls / sizeof *calls };
    for (int i = 0; i < CALLS; i++) {
        struct record *r = fake_record(&fake, "");
        r->print[PRINT_REQUEST] = calls[i].print << 60 | calls[i].print;
        r->print[PRINT_SYSTEM] = 1;
        r->cost_nusd = calls[i].cost_nusd;
        r->is_error = calls[i].is_error;
    }
    ingest(s, "a.jsonl");
    settle(s);
    struct store_totals t;
    OK(store_totals(s, &t, &e));
    assert_int_equal(t.requests, CALLS);
    assert_int_equal(t.with_print[PRINT_REQUEST], 6);
    assert_int_equal(t.distinct[PRINT_REQUEST], 3);
    assert_int_equal(t.distinct[PRINT_SYSTEM], 1);
    assert_int_equal(t.distinct[PRINT_CONTENT], CALLS);
    // The failed one, the second success of 5, the second of 7.
    assert_int_equal(t.duplicate_cost_nusd, 100 + 300 + 50);
    assert_int_equal(t.ledger.lines, CALLS);
    store_close(s);
    arena_release(&a);
}

static void changed_rows_are_added_up_again(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "changed.db"), STORE_WRITE);
    fake_init(&fake);
    fake_record(&fake, "call-000001");
    ingest(s, "a.jsonl");
    settle(s);
    fake_init(&fake);
    struct record *r = fake_record(&fake, "call-000001");
    r->keep = KEEP_LAST;
    r->cost_nusd = 777;
    ingest(s, "b.jsonl");
    settle(s);
    assert_rollups_agree_with_a_scan(s);
    assert_int_equal(query_int(s, "SELECT sum(cost_nusd) FROM costs_hourly"), 777);
    store_close(s);
    arena_release(&a);
}

static struct record *without_usage(const char *model, int64_t question_bytes)
{
    struct record *r = fake_record(&fake, "");
    r->names[NAME_MODEL] = str_of(model);
    usage_init(&r->usage);
    r->tok_source = TOK_ESTIMATED;
    r->cost_nusd = UNKNOWN;
    for (int i = 0; i < PART_COUNT; i++)
        r->part_bytes[i] = 0;
    r->part_bytes[PART_QUESTION] = question_bytes;
    return r;
}

static void missing_tokens_are_estimated_from_the_calls_that_have_them(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "estimate.db"), STORE_WRITE);
    // The estimate comes first in the log: arrival order does not matter.
    fake_init(&fake);
    without_usage("gpt-4o", 900);
    without_usage("llama", 8000);
    ingest(s, "a.jsonl");
    settle(s);
    assert_int_equal(query_int(s, "SELECT input_tok FROM requests WHERE model = 'llama'"), 2000);
    fake_init(&fake);
    fake.next_entry = 10;
    struct record *r = fake_record(&fake, "");
    r->usage.tok[TOK_INPUT] = 200;
    for (int i = 0; i < PART_RESPONSE; i++)
        r->part_bytes[i] = i == PART_QUESTION ? 600 : UNKNOWN;
    ingest(s, "b.jsonl");
    settle(s);
    assert_int_equal(query_int(s, "SELECT input_tok FROM requests WHERE tok_source = 'estimated'"
                                  " AND model = 'gpt-4o'"),
                     300);
    assert_int_equal(query_int(s, "SELECT cost_nusd FROM requests WHERE tok_source = 'estimated'"
                                  " AND model = 'gpt-4o'"),
                     300000000);
    assert_int_equal(query_int(s, "SELECT estimated_calls FROM calibration WHERE model='gpt-4o'"),
                     1);
    assert_int_equal(query_int(s, "SELECT input_bytes_per_tok = 3.0 AND input_error < 1e-6"
                                  " FROM calibration WHERE model = 'gpt-4o'"),
                     1);
    assert_rollups_agree_with_a_scan(s);
    store_close(s);
    arena_release(&a);
}

// Also without anything to estimate; `prompts tokens` measures by a scan.
static void every_model_with_logged_calls_is_calibrated(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "calibration.db"), STORE_WRITE);
    fill(0, 2000);
    fake_record(&fake, "mute")->names[NAME_MODEL] = S("mute");
    fake.records[2000].part_bytes[PART_RESPONSE] = UNKNOWN;
    for (int i = 0; i < PART_RESPONSE; i++)
        fake.records[2000].part_bytes[i] = UNKNOWN;
    fake_record(&fake, "failing")->names[NAME_MODEL] = S("failing");
    fake.records[2001].is_error = true;
    ingest(s, "a.jsonl");
    settle(s);
    assert_string_equal(query_text(s,
                                   "SELECT group_concat(model || ' ' || calls || ' ' || input_calls"
                                   " || ' ' || output_calls || ' ' || estimated_calls, ', ')"
                                   " FROM (SELECT * FROM calibration ORDER BY model)",
                                   &a),
                        "gpt-4o 1477 1477 1413 0, mute 1 0 0 0, other 369 369 353 0");
    struct calibration *c = calibration_new();
    struct cursor_options options;
    struct cursor *rows = NULL;
    cursor_options_init(&options);
    options.want = CURSOR_PARTS;
    OK(cursor_open(s, &options, &rows, &e));
    struct request r;
    for (bool has = true; has;) {
        OK(cursor_next(rows, &r, &has, &e));
        if (has)
            calibration_measure(c, &r);
    }
    cursor_close(rows);
    for (size_t i = 0; i < calibration_count(c); i++) {
        struct calibration_row m = calibration_row(c, i);
        struct str want = str_fmt(&a, "%lld %lld %.17g %lld %lld %.17g", (long long)m.input.bytes,
                                  (long long)m.input.tok, m.input.error, (long long)m.output.bytes,
                                  (long long)m.output.tok, m.output.error);
        if (!m.input.calls)
            continue;
        struct str sql = str_fmt(
            &a,
            "SELECT printf('%%lld %%lld %%!.17g %%lld %%lld %%!.17g', input_bytes, input_tok,"
            " input_error, output_bytes, output_tok, output_error)"
            " FROM calibration WHERE model = '%.*s'",
            STR_ARG(m.model));
        assert_string_equal(query_text(s, sql.ptr, &a), want.ptr);
    }
    calibration_free(c);
    store_close(s);
    arena_release(&a);
}

static void pricing_again_changes_cost_and_rollups(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct reprice_result result;
    struct store *s = open_store(scratch_file(&a, "reprice.db"), STORE_WRITE);
    fake_init(&fake);
    fake_record(&fake, "call-000001");
    fake_record(&fake, "call-000002")->cost_nusd = UNKNOWN;
    ingest(s, "a.jsonl");
    settle(s);
    OK(store_reprice(s, &hooks, &result, &e));
    assert_int_equal(result.requests, 2);
    assert_int_equal(result.changed, 2);
    assert_int_equal(result.unpriced, 0);
    assert_int_equal(result.before_nusd, 1000000);
    assert_int_equal(result.after_nusd, 2000000000);
    assert_int_equal(query_int(s, "SELECT sum(cost_nusd) FROM costs_hourly"), 2000000000);
    assert_string_equal(query_text(s, "SELECT group_concat(DISTINCT price_id) FROM requests", &a),
                        "openai/gpt-4o@2024");
    OK(store_reprice(s, &hooks, &result, &e));
    assert_int_equal(result.changed, 0);
    store_close(s);
    arena_release(&a);
}

static bool stop_at_once(void *self)
{
    (void)self;
    return true;
}

static void an_interrupted_settle_is_completed_later(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "interrupted.db"), STORE_WRITE);
    for (int i = 0; i < 5; i++) {
        fill(i * 4000, 4000);
        ingest(s, "a.jsonl");
    }
    struct settle_hooks impatient = hooks;
    impatient.stop = stop_at_once;
    bool is_settled = true;
    assert_false(store_settle(s, &impatient, &e));
    assert_int_equal(e.code, ERR_INTERRUPTED);
    e = (struct err){0};
    OK(store_is_settled(s, &is_settled, &e));
    assert_false(is_settled);
    settle(s);
    assert_rollups_agree_with_a_scan(s);
    store_close(s);
    arena_release(&a);
}

static void user_days_add_up(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct user_scan *scan = NULL;
    struct user_day day;
    bool has = true;
    int64_t ann = 0;
    int64_t nobody = 0;
    struct store *s = open_store(scratch_file(&a, "users.db"), STORE_WRITE);
    fill(0, 1000);
    ingest(s, "a.jsonl");
    settle(s);
    OK(user_scan_open(s, UNKNOWN, UNKNOWN, &scan, &e));
    for (;;) {
        struct str name = {0};
        OK(user_scan_next(scan, &day, &has, &e));
        if (!has)
            break;
        OK(store_name(s, day.user_id, &name, &a, &e));
        if (str_eq(name, S("ann")))
            ann += day.sums.requests;
        else
            nobody += day.sums.requests;
    }
    user_scan_close(scan);
    assert_int_equal(ann, 500);
    assert_int_equal(nobody, 500);
    store_close(s);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rollups_agree_with_a_scan_also_after_more),
        cmocka_unit_test(adding_up_in_two_steps_gives_the_same_tables),
        cmocka_unit_test(distinct_counts_and_the_cost_of_repeating_are_exact),
        cmocka_unit_test(changed_rows_are_added_up_again),
        cmocka_unit_test(missing_tokens_are_estimated_from_the_calls_that_have_them),
        cmocka_unit_test(every_model_with_logged_calls_is_calibrated),
        cmocka_unit_test(pricing_again_changes_cost_and_rollups),
        cmocka_unit_test(an_interrupted_settle_is_completed_later),
        cmocka_unit_test(user_days_add_up),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&fake.arena);
    remove_scratch();
    return failed;
}

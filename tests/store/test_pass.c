// test_pass.c - adding up while loading and reading all rows again give the same database.
#include "dump.h"
#include "fake_stream.h"

#include "store/database.h"
#include "store/loader.h"
#include "store/pass.h"

static struct fake fake;

// $1 per 1,000 tokens of input.
static void price(void *self, struct record *r)
{
    (void)self;
    int64_t tok = r->usage.tok[TOK_INPUT];
    r->cost_nusd = tok == UNKNOWN ? UNKNOWN : tok * 1000000;
    r->output_cost_nusd = r->cost_nusd == UNKNOWN ? UNKNOWN : 7;
    r->price_row = 1;
}

static int64_t bytes_per_ktok(void *self, struct str model)
{
    (void)self;
    return str_eq(model, S("llama")) ? 3000 : 4000;
}

// Templates of shapes whose questions begin with bytes that leave the same rest.
static void group_by_rest(const struct mined_shape *shapes, size_t count, size_t *template_of,
                          size_t groups)
{
    size_t first[3] = {count, count, count};
    for (size_t i = 0; i < count; i++) {
        size_t *group = &first[shapes[i].shape.head[0] % groups];
        if (*group == count)
            *group = i;
        template_of[i] = *group;
    }
}

static void mine(const struct mined_shape *shapes, size_t count, size_t *template_of)
{
    group_by_rest(shapes, count, template_of, 2);
}

// Others when there are more requests: two templates come apart.
static void mine_anew(const struct mined_shape *shapes, size_t count, size_t *template_of)
{
    int64_t requests = 0;
    for (size_t i = 0; i < count; i++)
        requests += shapes[i].requests;
    group_by_rest(shapes, count, template_of, requests > 900 ? 3 : 2);
}

static const struct settle_hooks hooks = {
    .price = price, .bytes_per_ktok = bytes_per_ktok, .mine = mine};

static void forget_usage(struct record *r, int64_t question_bytes)
{
    usage_init(&r->usage);
    r->tok_source = TOK_ESTIMATED;
    r->cost_nusd = r->output_cost_nusd = UNKNOWN;
    r->part_bytes[PART_QUESTION] = question_bytes;
}

// Calls of three models, some failed, without a time, a price or a user; fingerprints repeat.
static void fill_plain(int first, int count)
{
    fake_init(&fake);
    fake.next_entry = first;
    for (int i = first; i < first + count; i++) {
        struct record *r = fake_record(&fake, "");
        r->latency_us = i % 23 ? 1000 * (int64_t)(i % 50 + 1) : UNKNOWN;
        r->names[NAME_MODEL] = i % 3 ? S("gpt-4o") : i % 2 ? S("llama") : (struct str){0};
        r->names[NAME_USER] = i % 2 ? S("ann") : (struct str){0};
        r->usage.tok[TOK_INPUT] = 100 + i % 7;
        r->part_bytes[PART_HISTORY] = 10 * (i % 90);
        r->cost_nusd = i % 7 ? 1000 * (int64_t)i : UNKNOWN;
        r->is_error = i % 13 == 0;
        r->error_message = r->is_error ? S("overloaded") : (struct str){0};
        if (i % 17 == 0)
            r->usage.tok[TOK_AUDIO_IN] = i % 2 ? 3 : 0;
        if (i % 19 == 0)
            r->ts_us = UNKNOWN;
        r->output_cost_nusd = r->cost_nusd == UNKNOWN ? UNKNOWN : r->cost_nusd / 3;
        r->has_shape = i % 10 != 0;
        r->shape.head[0] = (uint8_t)(i % 100 % 40);
        for (int p = 0; p < PRINT_COUNT; p++)
            r->print[p] = i % 10 ? hash_words((uint64_t[]){(uint64_t)i % 100, (uint64_t)p}, 2) : 0;
    }
}

// Estimated calls, also failed ones, among logged calls of the same fingerprints.
static void fill_estimates(int first, int count)
{
    fill_plain(first, count);
    for (int i = 0; i < count; i += 3)
        forget_usage(&fake.records[i], 100 * (i % 40));
}

static void name_calls(int first, int count, int calls, enum keep_rule keep)
{
    fill_plain(first, count);
    for (int i = 0; i < count; i++) {
        fake.records[i].call_id = str_fmt(&fake.arena, "call-%06d", i % calls);
        fake.records[i].keep = keep;
    }
}

static void fill_duplicates(int first, int count)
{
    name_calls(first, count, count / 2, KEEP_FIRST);
    for (int i = 0; i < count; i++)
        fake.records[i] = fake.records[i % (count / 2)];
}

static void fill_improved(int first, int count)
{
    name_calls(first, count, count / 2, KEEP_LAST);
}

typedef void fill_fn(int first, int count);

static void ingest(struct store *s, const char *path, fill_fn *fill, int first)
{
    struct ledger ledger = {0};
    struct ledger added = {0};
    fill(first, 900);
    fake_ingest(s, &fake, path, &ledger, &added);
}

static void settle(struct store *s)
{
    struct err e = {0};
    bool is_settled = false;
    OK(store_settle(s, &hooks, &e));
    OK(store_is_settled(s, &is_settled, &e));
    assert_true(is_settled);
}

// Sums of shapes are those of their requests, however they were added up.
static void assert_agrees_with_requests(struct store *s)
{
    assert_int_equal(query_int(s, "SELECT count(*) FROM templates"), 2);
    static const char *const sums[][2] = {
        {"sum(calls)", "count(*)"},
        {"sum(errors)", "sum(error)"},
        {"sum(unpriced_calls)", "sum(cost_nusd IS NULL)"},
        {"sum(estimated_calls)", "sum(tok_source = 'estimated')"},
        {"sum(cost_nusd)", "sum(cost_nusd)"},
        {"sum(input_tok)", "sum(coalesce(input_tok, 0))"},
        {"sum(contents)", "count(DISTINCT content_fp)"},
        {"sum(history_bytes)", "sum(history_bytes)"},
        {"sum(tools_nusd + system_nusd + history_nusd + retrieved_nusd + question_nusd"
         " + response_nusd)",
         "sum(cost_nusd)"},
        {"sum(response_nusd)", "sum(output_cost_nusd)"},
        {"count(DISTINCT template)", "count(DISTINCT template)"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++) {
        int64_t got = query_int(s, str_fmt(&a, "SELECT %s FROM templates", sums[i][0]).ptr);
        int64_t want = query_int(
            s, str_fmt(&a, "SELECT %s FROM requests WHERE template IS NOT NULL", sums[i][1]).ptr);
        if (got != want)
            fail_msg("%s: %lld, requests have %lld", sums[i][0], (long long)got, (long long)want);
    }
    arena_release(&a);
}

static void both_ways_give_the_same_database(void **state)
{
    (void)state;
    // The files of two ingests, each settled at its end.
    static const struct {
        const char *what;
        fill_fn *first, *second;
        bool is_live[2];  // nothing has to be read again
    } cases[] = {
        {"plain", fill_plain, fill_plain, {true, true}},
        {"estimates", fill_estimates, fill_plain, {true, false}},
        {"estimates later", fill_plain, fill_estimates, {true, false}},
        {"duplicates", fill_duplicates, fill_plain, {true, true}},
        {"better duplicates", fill_duplicates, fill_duplicates, {true, false}},
        {"merged", fill_improved, fill_plain, {false, true}},
        {"merged later", fill_plain, fill_improved, {true, false}},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct str dumps[2][2];  // by way, after each ingest
        for (int again = 0; again < 2; again++) {
            struct store *s = open_store(scratch_file(&a, "ways.db"), STORE_WRITE);
            for (int n = 0; n < 2; n++) {
                ingest(s, n ? "b.jsonl" : "a.jsonl", n ? cases[i].second : cases[i].first, n * 900);
                struct pass *pass = again ? loader_take_pass(s->loader) : NULL;
                if (again && (pass != NULL) != cases[i].is_live[n])
                    fail_msg("%s, ingest %d: live is %d", cases[i].what, n, pass != NULL);
                pass_close(pass);
                settle(s);
                dumps[again][n] = dump(s, &a);
                assert_agrees_with_requests(s);
            }
            store_close(s);
        }
        for (int n = 0; n < 2; n++) {
            assert_true(dumps[0][n].len > 10000);
            if (!str_eq(dumps[0][n], dumps[1][n]))
                fail_msg("%s: databases differ after ingest %d", cases[i].what, n);
        }
        arena_release(&a);
    }
}

// Three ingests, each settled by adding to what is there, and all of it from nothing.
static void adding_to_sums_gives_what_a_full_settle_gives(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "additive.db"), STORE_WRITE);
    static const char *const paths[] = {"a.jsonl", "b.jsonl", "c.jsonl"};
    for (int i = 0; i < 3; i++) {
        ingest(s, paths[i], fill_plain, i * 900);
        settle(s);
    }
    struct str added = dump(s, &a);
    OK(store_meta_set(s, S("settle_all"), S("1"), &e));
    OK(store_meta_set(s, S("settled"), S("0"), &e));
    settle(s);
    assert_true(str_eq(added, dump(s, &a)));
    assert_agrees_with_requests(s);
    store_close(s);
    arena_release(&a);
}

static void what_was_added_up_is_forgotten_when_prices_change(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct reprice_result result;
    struct store *s = open_store(scratch_file(&a, "forgotten.db"), STORE_WRITE);
    ingest(s, "a.jsonl", fill_plain, 0);
    OK(store_reprice(s, &hooks, &result, &e));
    assert_int_equal(query_int(s, "SELECT sum(cost_nusd) FROM costs_hourly"),
                     query_int(s, "SELECT sum(cost_nusd) FROM requests"));
    assert_agrees_with_requests(s);
    store_close(s);
    arena_release(&a);
}

// 4,000 fingerprints of one partition: more than its buffer holds.
static void counts_are_exact_when_fingerprints_go_to_a_scratch_file(void **state)
{
    (void)state;
    enum { CALLS = 4000, DISTINCT = 1500, COST_NUSD = 10 };
    for (int again = 0; again < 2; again++) {
        struct arena a = {0};
        struct err e = {0};
        struct ledger ledger = {0};
        struct ledger added = {0};
        struct store_totals totals;
        struct store *s = open_store(scratch_file(&a, "spilled.db"), STORE_WRITE);
        fake_init(&fake);
        for (int i = 0; i < CALLS; i++) {
            struct record *r = fake_record(&fake, "");
            r->print[PRINT_REQUEST] = (uint64_t)(i % DISTINCT) + 1;
            r->cost_nusd = COST_NUSD;
        }
        fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
        if (again)
            pass_close(loader_take_pass(s->loader));
        settle(s);
        OK(store_totals(s, &totals, &e));
        assert_int_equal(totals.distinct[PRINT_REQUEST], DISTINCT);
        assert_int_equal(totals.with_print[PRINT_REQUEST], CALLS);
        assert_int_equal(totals.distinct[PRINT_CONTENT], CALLS);
        assert_int_equal(totals.duplicate_cost_nusd, (CALLS - DISTINCT) * COST_NUSD);
        store_close(s);
        arena_release(&a);
    }
}

// Sums of templates can be joined, not parted: then all requests are added up again.
static void a_template_may_come_apart(void **state)
{
    (void)state;
    static const struct settle_hooks anew = {
        .price = price, .bytes_per_ktok = bytes_per_ktok, .mine = mine_anew};
    struct arena a = {0};
    struct err e = {0};
    struct store *s = open_store(scratch_file(&a, "parted.db"), STORE_WRITE);
    ingest(s, "a.jsonl", fill_plain, 0);
    OK(store_settle(s, &anew, &e));
    assert_int_equal(query_int(s, "SELECT count(*) FROM templates"), 2);
    ingest(s, "b.jsonl", fill_plain, 900);
    OK(store_settle(s, &anew, &e));
    assert_int_equal(query_int(s, "SELECT count(*) FROM templates"), 3);
    assert_int_equal(query_int(s, "SELECT sum(calls) FROM templates"),
                     query_int(s, "SELECT count(template) FROM requests"));
    assert_int_equal(
        query_int(s, "SELECT sum(cost_nusd) FROM templates"),
        query_int(s, "SELECT sum(cost_nusd) FROM requests WHERE template IS NOT NULL"));
    struct str parted = dump(s, &a);
    OK(store_meta_set(s, S("settle_all"), S("1"), &e));
    OK(store_meta_set(s, S("settled"), S("0"), &e));
    OK(store_settle(s, &anew, &e));
    assert_true(str_eq(parted, dump(s, &a)));
    store_close(s);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_template_may_come_apart),
        cmocka_unit_test(both_ways_give_the_same_database),
        cmocka_unit_test(adding_to_sums_gives_what_a_full_settle_gives),
        cmocka_unit_test(counts_are_exact_when_fingerprints_go_to_a_scratch_file),
        cmocka_unit_test(what_was_added_up_is_forgotten_when_prices_change),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&fake.arena);
    remove_scratch();
    return failed;
}

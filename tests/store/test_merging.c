// test_merging.c - calls in several entries: parts, halves, duplicates, retries, and which of them
// counts.
#include "fake_stream.h"

static struct fake fake;

// Three rows of one message, the counts growing: one call with the last counts.
static void parts_of_a_call_merge_and_the_fullest_counts(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "parts.db"), STORE_WRITE);
    struct ledger ledger = {0};
    struct ledger added = {0};
    fake_init(&fake);
    static const int64_t output_tok[] = {1, 250, 3};
    for (int i = 0; i < 3; i++) {
        struct record *r = fake_record(&fake, "msg_0001/req_1");
        r->is_part = true;
        r->keep = KEEP_MOST_TOKENS;
        r->usage.tok[TOK_OUTPUT] = output_tok[i];
        r->cost_nusd = output_tok[i] * 1000;
        r->part_bytes[PART_RESPONSE] = 10;
        if (i != 0)
            r->has_request = false;
    }
    fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
    assert_ends(&ledger, (int64_t[]){1, 2, 0, 0, 0});
    assert_int_equal(query_int(s, "SELECT output_tok FROM requests"), 250);
    assert_int_equal(query_int(s, "SELECT cost_nusd FROM requests"), 250000);
    assert_int_equal(query_int(s, "SELECT response_bytes FROM requests"), 30);
    assert_int_equal(query_int(s, "SELECT entry FROM requests"), 0);
    assert_int_equal(query_int(s, "SELECT ts_us FROM requests"), 1788220800000000LL);
    store_close(s);
    arena_release(&a);
}

static const struct {
    const char *name;
    enum keep_rule keep;
    int64_t old_tok, next_tok;  // UNKNOWN = no usage
    bool old_failed, next_failed;
    int64_t want_tok;
} improvements[] = {
    {"first stays", KEEP_FIRST, 10, 20, false, false, 10},
    {"last replaces", KEEP_LAST, 10, 5, false, false, 5},
    {"last without usage does not", KEEP_LAST, 10, UNKNOWN, false, false, 10},
    {"most tokens", KEEP_MOST_TOKENS, 10, 20, false, false, 20},
    {"fewer tokens", KEEP_MOST_TOKENS, 20, 10, false, false, 20},
    {"first with tokens", KEEP_FIRST_WITH_TOKENS, UNKNOWN, 7, false, false, 7},
    {"usage improves under any rule", KEEP_FIRST, UNKNOWN, 7, false, false, 7},
    {"success replaces a failure", KEEP_FIRST, 10, 20, true, false, 20},
    {"a failure replaces no success", KEEP_LAST, 10, 20, false, true, 10},
};

static void a_duplicate_improves_the_row_by_its_rule(void **state)
{
    (void)state;
    struct arena a = {0};
    for (size_t i = 0; i < sizeof improvements / sizeof *improvements; i++) {
        struct store *s = open_store(scratch_file(&a, "keep.db"), STORE_WRITE);
        struct ledger ledger = {0};
        struct ledger added = {0};
        fake_init(&fake);
        for (int j = 0; j < 2; j++) {
            struct record *r = fake_record(&fake, "call-000001");
            r->keep = improvements[i].keep;
            r->usage.tok[TOK_INPUT] = UNKNOWN;
            r->usage.tok[TOK_OUTPUT] = j ? improvements[i].next_tok : improvements[i].old_tok;
            r->is_error = j ? improvements[i].next_failed : improvements[i].old_failed;
        }
        fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
        int64_t tok = query_int(s, "SELECT output_tok FROM requests");
        if (tok != improvements[i].want_tok)
            print_error("%s\n", improvements[i].name);
        assert_int_equal(tok, improvements[i].want_tok);
        assert_ends(&ledger, (int64_t[]){1, 0, 1, 0, 0});
        store_close(s);
    }
    arena_release(&a);
}

static void a_duplicate_fills_what_the_first_did_not_know(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "fill.db"), STORE_WRITE);
    struct ledger ledger = {0};
    struct ledger added = {0};
    fake_init(&fake);
    struct record *r = fake_record(&fake, "call-000001");
    r->latency_us = UNKNOWN;
    r->names[NAME_FEATURE] = (struct str){0};
    r->has_request = false;
    memset(r->print, 0, sizeof r->print);
    r = fake_record(&fake, "call-000001");
    r->names[NAME_TEAM] = S("core");
    r->names[NAME_TAGS] = S("{\"a\":\"b\"}");
    r->usage.tok[TOK_AUDIO_IN] = 5;
    fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
    assert_string_equal(query_text(s, "SELECT feature || team || tags FROM requests", &a),
                        "searchcore{\"a\":\"b\"}");
    assert_int_equal(query_int(s, "SELECT latency_us FROM requests"), 1500000);
    assert_int_equal(query_int(s, "SELECT request_fp IS NOT NULL FROM requests"), 1);
    // Usage stays whole: the first one's, which knows nothing of audio.
    assert_string_equal(query_text(s, "SELECT audio_in_tok FROM requests", &a), "(null)");
    store_close(s);
    arena_release(&a);
}

static void a_retry_that_succeeds_leaves_nothing_of_the_error(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "retry.db"), STORE_WRITE);
    struct ledger ledger = {0};
    struct ledger added = {0};
    fake_init(&fake);
    struct record *r = fake_record(&fake, "call-000001");
    r->is_error = true;
    r->status = 500;
    r->names[NAME_ERROR] = S("overloaded");
    r->error_message = S("try again");
    fake_record(&fake, "call-000001");
    fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
    assert_int_equal(query_int(s, "SELECT count(*) FROM requests WHERE status = 200 AND NOT error"
                                  " AND error_class IS NULL AND error_message IS NULL"),
                     1);
    store_close(s);
    arena_release(&a);
}

static struct record *half(bool is_request, const char *call_id, const char *key)
{
    struct record *r = fake_record(&fake, call_id);
    r->join_key = str_of(key);
    r->is_request_half = is_request;
    r->ts_us = UNKNOWN;
    r->has_request = is_request;
    if (is_request) {
        usage_init(&r->usage);
        r->cost_nusd = UNKNOWN;
        r->status = UNKNOWN;
        r->print[PRINT_OUTPUT] = 0;
    } else {
        memset(r->print, 0, sizeof r->print);
    }
    return r;
}

static void halves_join_in_either_order_but_never_two_of_a_side(void **state)
{
    (void)state;
    struct arena a = {0};
    for (int request_first = 0; request_first < 2; request_first++) {
        struct store *s = open_store(scratch_file(&a, "halves.db"), STORE_WRITE);
        struct ledger ledger = {0};
        struct ledger added = {0};
        fake_init(&fake);
        half(request_first, request_first ? "" : "resp-000001", "batch/1");
        half(request_first, request_first ? "" : "resp-000002", "batch/1");
        fake_ingest(s, &fake, "one.jsonl", &ledger, &added);
        assert_ends(&ledger, (int64_t[]){2, 0, 0, 0, 0});
        fake_init(&fake);
        half(!request_first, request_first ? "resp-000001" : "", "batch/1");
        fake_ingest(s, &fake, "two.jsonl", &ledger, &added);
        assert_ends(&ledger, (int64_t[]){0, 1, 0, 0, 0});
        assert_int_equal(query_int(s, "SELECT count(*) FROM requests"), 2);
        assert_int_equal(query_int(s, "SELECT count(*) FROM requests WHERE request_fp IS NOT NULL"
                                      " AND input_tok = 1000 AND cost_nusd = 1000000"),
                         1);
        assert_string_equal(
            query_text(s,
                       "SELECT group_concat(id) FROM requests WHERE"
                       " request_fp IS NOT NULL AND input_tok = 1000",
                       &a),
            str_fmt(&a, "%016llx", (unsigned long long)store_identity(S("resp-000001"))).ptr);
        // The joined call is known by the response's id from now on.
        fake_init(&fake);
        half(false, "resp-000001", "batch/1");
        fake_ingest(s, &fake, "three.jsonl", &ledger, &added);
        assert_ends(&ledger, (int64_t[]){0, 0, 1, 0, 0});
        store_close(s);
    }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts_of_a_call_merge_and_the_fullest_counts),
        cmocka_unit_test(a_duplicate_improves_the_row_by_its_rule),
        cmocka_unit_test(a_duplicate_fills_what_the_first_did_not_know),
        cmocka_unit_test(a_retry_that_succeeds_leaves_nothing_of_the_error),
        cmocka_unit_test(halves_join_in_either_order_but_never_two_of_a_side),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&fake.arena);
    remove_scratch();
    return failed;
}

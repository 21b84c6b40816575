// test_loader.c - the sink: ends, ledger, identities, resuming, committing.
#include "fake_stream.h"

#include <sys/stat.h>

static struct fake fake;

static void ends_are_counted_and_balance(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "ends.db"), STORE_WRITE);
    struct ledger ledger = {0};
    struct ledger added = {0};
    fake_init(&fake);
    fake_record(&fake, "call-000001");
    fake_record(&fake, "call-000002");
    fake_record(&fake, "call-000001");
    fake_entry(&fake, END_SKIPPED);
    fake_reject(&fake, REJECT_NOT_JSON);
    fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
    assert_ends(&ledger, (int64_t[]){2, 0, 1, 1, 1});
    assert_ends(&added, (int64_t[]){2, 0, 1, 1, 1});
    assert_int_equal(query_int(s, "SELECT count(*) FROM requests"), 2);
    assert_int_equal(query_int(s,
                               "SELECT lines = records + merged + duplicates + skipped + rejected"
                               " FROM sources"),
                     1);
    assert_string_equal(query_text(s, "SELECT reason FROM rejects", &a), "not_json");
    store_close(s);
    arena_release(&a);
}

static void the_same_calls_from_another_file_are_duplicates(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "twice.db"), STORE_WRITE);
    struct ledger ledger = {0};
    struct ledger added = {0};
    for (int i = 0; i < 2; i++) {
        fake_init(&fake);
        fake_record(&fake, "call-000001");
        fake_record(&fake, "call-000002");
        fake_ingest(s, &fake, i ? "b.jsonl" : "a.jsonl", &ledger, &added);
    }
    assert_ends(&ledger, (int64_t[]){0, 0, 2, 0, 0});
    assert_int_equal(query_int(s, "SELECT count(*) FROM requests"), 2);
    assert_int_equal(query_int(s, "SELECT sum(cost_nusd) FROM requests"), 2000000);
    store_close(s);
    arena_release(&a);
}

static void placeholder_ids_are_no_identity(void **state)
{
    (void)state;
    static const char *const ids[] = {
        "", "abc", "xxxxxxxxxxxx", "unknown", "UNDEFINED", "00000000-0000-0000-0000-000000000000"};
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        assert_true(store_identity(str_of(ids[i])) == 0);
    assert_true(store_identity(S("chatcmpl-1")) != 0);
    assert_true(store_identity(S("msg_01")) != 0);
}

static void equal_entries_without_id_stay_two_calls(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "ordinal.db"), STORE_WRITE);
    struct ledger ledger = {0};
    struct ledger added = {0};
    for (int i = 0; i < 2; i++) {
        fake_init(&fake);
        for (int j = 0; j < 3; j++) {
            fake_record(&fake, "")->ts_us = 1788220800000000LL;
            fake.entries[j].entry_hash = 42;
        }
        fake_ingest(s, &fake, i ? "copy.jsonl" : "a.jsonl", &ledger, &added);
        assert_ends(&added, i ? (int64_t[]){0, 0, 3, 0, 0} : (int64_t[]){3, 0, 0, 0, 0});
    }
    assert_int_equal(query_int(s, "SELECT count(*) FROM requests"), 3);
    assert_int_equal(query_int(s, "SELECT count(DISTINCT id) FROM requests"), 3);
    store_close(s);
    arena_release(&a);
}

static void entries_without_id_and_time_are_never_duplicates(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "timeless.db"), STORE_WRITE);
    struct ledger ledger = {0};
    struct ledger added = {0};
    fake_init(&fake);
    for (int j = 0; j < 3; j++) {
        fake_record(&fake, "")->ts_us = UNKNOWN;
        fake.entries[j].entry_hash = 42;
    }
    fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
    assert_ends(&ledger, (int64_t[]){3, 0, 0, 0, 0});
    assert_int_equal(query_int(s, "SELECT count(DISTINCT id) FROM requests"), 3);
    assert_string_equal(query_text(s, "SELECT time FROM requests", &a), "(null)");
    store_close(s);
    arena_release(&a);
}

static void write_more(struct store *s, const struct source_known *known, const char *path,
                       struct ledger *ledger, struct ledger *added)
{
    struct err e = {0};
    struct sink sink = store_sink(s);
    struct source_info info = fake_source(path);
    struct source_close how = {.is_complete = true};
    OK(sink.open_source(sink.self, &info, known, &e));
    if (fake.block.entry_count)
        OK(sink.write(sink.self, &fake.block, &e));
    OK(sink.close_source(sink.self, &how, ledger, added, &e));
}

static void a_grown_file_goes_on_where_it_stopped_and_its_torn_tail_is_taken_back(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *path = scratch_file(&a, "resume.db");
    struct store *s = open_store(path, STORE_WRITE);
    struct ledger ledger = {0};
    struct ledger added = {0};
    struct err e = {0};
    struct source_known known[4];
    int count = 0;
    fake_init(&fake);
    fake_record(&fake, "call-000001");
    fake_record(&fake, "call-000002");
    int64_t end = fake.block.end_offset;
    uint64_t prefix = fake.block.prefix_hash;
    fake_reject(&fake, REJECT_TORN);
    fake.block.end_offset = end;
    fake.block.prefix_hash = prefix;
    fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
    assert_ends(&ledger, (int64_t[]){2, 0, 0, 0, 1});
    store_close(s);

    s = open_store(path, STORE_WRITE);
    struct sink sink = store_sink(s);
    struct source_info info = fake_source("a.jsonl");
    info.path = S("renamed.jsonl");
    OK(sink.candidates(sink.self, &info, known, 4, &count, &e));
    assert_int_equal(count, 1);
    assert_int_equal(known[0].resume_offset, 2 * FAKE_BYTES);
    assert_int_equal(known[0].resume_entry, 2);
    assert_true(known[0].prefix_hash == prefix);

    // The same again, still torn: nothing is new.
    fake_init(&fake);
    fake.next_entry = 2;
    fake_reject(&fake, REJECT_TORN);
    fake.block.end_offset = end;
    fake.block.prefix_hash = prefix;
    write_more(s, &known[0], "renamed.jsonl", &ledger, &added);
    assert_ends(&ledger, (int64_t[]){2, 0, 0, 0, 1});
    assert_ends(&added, (int64_t[]){0, 0, 0, 0, 0});
    assert_int_equal(query_int(s, "SELECT count(*) FROM rejects"), 1);

    // Now the line is whole.
    fake_init(&fake);
    fake.next_entry = 2;
    fake_record(&fake, "call-000003");
    write_more(s, &known[0], "renamed.jsonl", &ledger, &added);
    assert_ends(&ledger, (int64_t[]){3, 0, 0, 0, 0});
    assert_int_equal(added.ends[END_RECORD], 1);
    assert_int_equal(query_int(s, "SELECT count(*) FROM rejects"), 0);
    assert_int_equal(query_int(s, "SELECT count(*) FROM sources"), 1);
    assert_int_equal(query_int(s, "SELECT rejected FROM sources"), 0);
    assert_string_equal(query_text(s, "SELECT source FROM sources", &a), "renamed.jsonl");
    store_close(s);
    arena_release(&a);
}

static void equal_entries_go_on_counting_in_a_grown_file(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *path = scratch_file(&a, "grown.db");
    struct ledger ledger = {0};
    struct ledger added = {0};
    struct err e = {0};
    struct source_known known = {0};
    int count = 0;
    for (int i = 0; i < 2; i++) {
        struct store *s = open_store(path, STORE_WRITE);
        struct sink sink = store_sink(s);
        struct source_info info = fake_source("a.jsonl");
        fake_init(&fake);
        fake.next_entry = i * 2;
        for (int j = 0; j < 2; j++) {
            fake_record(&fake, "")->ts_us = 1788220800000000LL;
            fake.entries[j].entry_hash = 42;
        }
        OK(sink.candidates(sink.self, &info, &known, 1, &count, &e));
        write_more(s, count ? &known : NULL, "a.jsonl", &ledger, &added);
        store_close(s);
    }
    assert_ends(&ledger, (int64_t[]){4, 0, 0, 0, 0});
    arena_release(&a);
}

static void what_was_not_committed_is_gone_together_with_its_resume_point(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *path = scratch_file(&a, "killed.db");
    struct err e = {0};
    struct store *s = NULL;
    struct store_access access = {.commit_rows = 10};
    OK(store_open(str_of(path), STORE_WRITE, &access, &s, &e));
    struct sink sink = store_sink(s);
    struct source_info info = fake_source("a.jsonl");
    OK(sink.open_source(sink.self, &info, NULL, &e));
    fake_init(&fake);
    for (int block = 0; block < 3; block++) {
        fake.block.entry_count = 0;
        for (int i = 0; i < 6; i++)
            fake_record(&fake, str_fmt(&a, "call-%06d", block * 6 + i).ptr);
        OK(sink.write(sink.self, &fake.block, &e));
    }
    store_close(s);  // as after a kill: without close_source

    s = open_store(path, STORE_WRITE);
    assert_int_equal(query_int(s, "SELECT count(*) FROM requests"), 12);
    assert_int_equal(query_int(s, "SELECT resume_offset FROM sources"), 12 * FAKE_BYTES);
    assert_int_equal(query_int(s, "SELECT records FROM sources"), 12);
    assert_int_equal(query_int(s, "SELECT is_complete FROM sources"), 0);
    struct source_known known = {0};
    struct ledger ledger = {0};
    struct ledger added = {0};
    int count = 0;
    sink = store_sink(s);
    OK(sink.candidates(sink.self, &info, &known, 1, &count, &e));
    write_more(s, &known, "a.jsonl", &ledger, &added);
    assert_ends(&ledger, (int64_t[]){18, 0, 0, 0, 0});
    assert_int_equal(query_int(s, "SELECT count(*) FROM requests"), 18);
    store_close(s);
    arena_release(&a);
}

static void rejects_beyond_a_thousand_are_counted_not_stored(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "rejects.db"), STORE_WRITE);
    struct ledger ledger = {0};
    struct ledger added = {0};
    fake_init(&fake);
    for (int i = 0; i < 1500; i++)
        fake_reject(&fake, REJECT_NOT_JSON);
    fake_reject(&fake, REJECT_TOO_DEEP);
    fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
    assert_ends(&ledger, (int64_t[]){0, 0, 0, 0, 1501});
    assert_int_equal(query_int(s, "SELECT count(*) FROM rejects"), 1001);
    assert_int_equal(
        query_int(s, "SELECT max(rejects_of_reason) FROM rejects WHERE reason = 'not_json'"), 1500);
    store_close(s);
    arena_release(&a);
}

static void a_full_disk_leaves_the_last_commit(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *path = scratch_file(&a, "full.db");
    struct err e = {0};
    struct store *s = NULL;
    struct store_access access = {.commit_rows = 500, .max_pages = 60};
    OK(store_open(str_of(path), STORE_WRITE, &access, &s, &e));
    struct sink sink = store_sink(s);
    struct source_info info = fake_source("a.jsonl");
    OK(sink.open_source(sink.self, &info, NULL, &e));
    bool ok = true;
    fake_init(&fake);
    for (int block = 0; ok && block < 20; block++) {
        fake.block.entry_count = 0;
        for (int i = 0; i < 500; i++)
            fake_record(&fake, str_fmt(&a, "call-%06d", block * 500 + i).ptr);
        ok = sink.write(sink.self, &fake.block, &e);
    }
    assert_false(ok);
    assert_int_equal(e.code, ERR_DB);
    assert_non_null(strstr(e.text, "disk is full"));
    assert_false(sink.write(sink.self, &fake.block, &e));
    store_close(s);

    s = open_store(path, STORE_READ);
    int64_t rows = query_int(s, "SELECT count(*) FROM requests");
    assert_true(rows > 0 && rows % 500 == 0);
    assert_int_equal(query_int(s, "SELECT records FROM sources"), rows);
    assert_string_equal(query_text(s, "PRAGMA integrity_check", &a), "ok");
    store_close(s);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(ends_are_counted_and_balance),
        cmocka_unit_test(the_same_calls_from_another_file_are_duplicates),
        cmocka_unit_test(placeholder_ids_are_no_identity),
        cmocka_unit_test(equal_entries_without_id_stay_two_calls),
        cmocka_unit_test(entries_without_id_and_time_are_never_duplicates),
        cmocka_unit_test(a_grown_file_goes_on_where_it_stopped_and_its_torn_tail_is_taken_back),
        cmocka_unit_test(equal_entries_go_on_counting_in_a_grown_file),
        cmocka_unit_test(what_was_not_committed_is_gone_together_with_its_resume_point),
        cmocka_unit_test(rejects_beyond_a_thousand_are_counted_not_stored),
        cmocka_unit_test(a_full_disk_leaves_the_last_commit),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&fake.arena);
    remove_scratch();
    return failed;
}

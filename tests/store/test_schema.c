// test_schema.c - files: creation, modes, versions, strangers, the ingest lock; every view answers.
#include "fake_stream.h"

#include <sqlite3.h>
#include <sys/stat.h>

static struct fake fake;

static void price(void *self, struct record *r)
{
    (void)self;
    r->cost_nusd = 1;
}

static int64_t bytes_per_ktok(void *self, struct str model)
{
    (void)self;
    (void)model;
    return 4000;
}

static const struct settle_hooks hooks = {.price = price, .bytes_per_ktok = bytes_per_ktok};

// What a worker hands in with a prompt that it has not met before.
static void learn(struct record *r)
{
    static const struct token tokens[] = {{1, 5, 0}};
    static struct tool tools[] = {{.name_hash = 1, .name = {"search", 6}, .bytes = 40},
                                  {.name_hash = 2, .name = {"fetch", 5}, .bytes = 50}};
    static struct trim_edit edits[] = {{TRIM_FILLER, 0, 3, UNKNOWN}};
    static const struct sample sample = {
        .segment = 77, .tokens = tokens, .token_count = 1, .gap_at = 1};
    static const struct sketch sketch = {{1, 2, 3}};
    static struct system_facts facts = {
        .tools_fp = 5,
        .tools_set = 6,
        .tools = tools,
        .tool_count = 2,
        .text_bytes = 4,
        .trim_bytes = {[TRIM_FILLER] = 3},
        .trim_count = {[TRIM_FILLER] = 1},
        .edits = edits,
        .edit_count = 1,
    };
    static const uint64_t called[] = {1, 1};
    facts.system_fp = r->print[PRINT_SYSTEM];
    r->has_shape = true;
    r->shape = (struct shape){.system = {1}, .head = {2}, .tail = {3}};
    r->system_sample = r->question_sample = &sample;
    r->sketch = &sketch;
    r->system = &facts;
    r->called = called;
    r->called_tool_count = 2;
    r->output_cost_nusd = 400000;
}

// One of everything: a full record, an error, a reject, segments, prices.
static void fill(struct store *s)
{
    struct err e = {0};
    struct ledger ledger = {0};
    struct ledger added = {0};
    fake_init(&fake);
    fake.segments[0] = (struct segment_text){
        .hash = 77, .role = ROLE_USER, .kind = SEG_TEXT, .bytes = 5, .text = S("hello")};
    fake.segments[1] = (struct segment_text){
        .hash = 78, .role = ROLE_SYSTEM, .kind = SEG_TEXT, .bytes = 4, .text = S("be ")};
    fake.segments[2] = (struct segment_text){.hash = 79, .bytes = 4};
    fake.block.segment_count = 3;
    struct record *r = fake_record(&fake, "call-000001");
    r->question_segment = 77;
    r->system_segment = 78;
    r->names[NAME_USER] = S("ann");
    r->names[NAME_SESSION] = S("s1");
    r->names[NAME_TAGS] = S("{\"a\":\"b\"}");
    r->names[NAME_FINISH_REASON] = S("stop");
    r->temperature = 0.7;
    r->tier = TIER_BATCH;
    r->stream = TRI_YES;
    r->n = 2;
    r->logged_cost_nusd = 1000001;
    learn(r);
    r = fake_record(&fake, "call-000002");
    r->is_error = true;
    r->status = 429;
    r->names[NAME_ERROR] = S("rate_limit_error");
    r->error_message = S("slow down");
    r->tok_source = TOK_ESTIMATED;
    fake_reject(&fake, REJECT_TOO_DEEP);
    fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
    OK(store_settle(s, &hooks, &e));
}

static const struct {
    const char *view;
    int64_t rows;
} views[] = {
    {"requests", 2},       {"prompts", 2}, {"contents", 2},    {"templates", 1},
    {"system_prompts", 2}, {"tools", 2},   {"segments", 2},    {"costs_hourly", 1},
    {"sources", 1},        {"rejects", 1}, {"prices_used", 1}, {"calibration", 1},
    {"meta", 5},
};

// Through a plain connection, as the sqlite3 program would: no functions of ours, no extension.
static void plain_sqlite_reads_every_view(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *path = scratch_file(&a, "views.db");
    struct store *s = open_store(path, STORE_WRITE);
    fill(s);
    store_close(s);
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open_v2(path, &db, SQLITE_OPEN_READONLY, NULL), SQLITE_OK);
    for (size_t i = 0; i < sizeof views / sizeof *views; i++) {
        sqlite3_stmt *t = NULL;
        const char *sql = str_fmt(&a, "SELECT * FROM %s", views[i].view).ptr;
        int64_t rows = 0;
        assert_int_equal(sqlite3_prepare_v2(db, sql, -1, &t, NULL), SQLITE_OK);
        while (sqlite3_step(t) == SQLITE_ROW)
            rows++;
        if (strcmp(views[i].view, "meta") != 0 && rows != views[i].rows)
            print_error("%s: %lld rows\n", views[i].view, (long long)rows);
        assert_true(strcmp(views[i].view, "meta") == 0 ? rows >= views[i].rows
                                                       : rows == views[i].rows);
        assert_int_equal(sqlite3_finalize(t), SQLITE_OK);
    }
    sqlite3_close(db);
    arena_release(&a);
}

static const struct {
    const char *column;
    const char *want;
} columns[] = {
    {"time", "2026-09-01T00:00:00.000Z"},
    {"ts_us", "1788220800000000"},
    {"user", "ann"},
    {"session", "s1"},
    {"tags", "{\"a\":\"b\"}"},
    {"finish_reason", "stop"},
    {"temperature", "0.7"},
    {"tier", "batch"},
    {"stream", "1"},
    {"n", "2"},
    {"status", "200"},
    {"error", "0"},
    {"tok_source", "logged"},
    {"cost_usd", "0.001"},
    {"logged_cost_usd", "0.001000001"},
    {"price_id", "openai/gpt-4o@2024"},
    {"source", "a.jsonl"},
    {"question", "hello"},
    {"system", "be "},
    {"gateway_hit", NULL},
    {"retrieved_chunks", NULL},
    {"time_words", NULL},
    {"task", NULL},
    {"pii", NULL},
    {"wants_json", NULL},
    {"answer_is_json", NULL},
    {"answer_normal_fp", NULL},
    {"length(request_fp)", "16"},
    {"length(id)", "16"},
};

static void a_request_shows_what_was_loaded(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "request.db"), STORE_WRITE);
    fill(s);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        const char *got = query_text(
            s, str_fmt(&a, "SELECT %s FROM requests WHERE user = 'ann'", columns[i].column).ptr,
            &a);
        const char *want = columns[i].want ? columns[i].want : "(null)";
        if (strcmp(got, want) != 0)
            print_error("%s\n", columns[i].column);
        assert_string_equal(got, want);
    }
    assert_string_equal(query_text(s,
                                   "SELECT error_class || ' ' || error_message || status || error"
                                   " FROM requests WHERE error",
                                   &a),
                        "rate_limit_error slow down4291");
    store_close(s);
    arena_release(&a);
}

static const struct {
    const char *sql, *want;
} prompts[] = {
    {"SELECT calls || ' ' || errors || ' ' || contents || ' ' || shapes FROM templates", "1 0 1 1"},
    {"SELECT first_time || ' ' || last_time FROM templates",
     "2026-09-01T00:00:00.000Z 2026-09-01T00:00:00.000Z"},
    {"SELECT cost_nusd || ' ' || response_nusd || ' ' || system_nusd FROM templates",
     "1000000 400000 120000"},
    {"SELECT question || system FROM templates", "hellobe "},
    {"SELECT template = (SELECT template FROM requests WHERE user = 'ann') FROM templates", "1"},
    {"SELECT tools || ' ' || tool_calls || ' ' || text_bytes || ' ' || filler_bytes || ' ' ||"
     " filler_count || ' ' || trim_edits FROM system_prompts WHERE system = 'be '",
     "2 2 4 3 1 [[2,0,3,null]]"},
    {"SELECT tools_fp || tools_set_fp FROM system_prompts WHERE system = 'be '",
     "00000000000000050000000000000006"},
    {"SELECT count(*) FROM system_prompts WHERE tools IS NULL OR tools = 0", "1"},
    {"SELECT group_concat(tool || bytes || '*' || calls) FROM (SELECT * FROM tools ORDER BY place)",
     "search40*2,fetch50*0"},
};

static void prompts_show_what_was_loaded(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = open_store(scratch_file(&a, "prompts.db"), STORE_WRITE);
    fill(s);
    for (size_t i = 0; i < sizeof prompts / sizeof *prompts; i++)
        assert_string_equal(query_text(s, prompts[i].sql, &a), prompts[i].want);
    store_close(s);
    arena_release(&a);
}

static void files_are_private_even_under_an_open_umask(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *path = scratch_file(&a, "mode.db");
    mode_t before = umask(0);
    struct store *s = open_store(path, STORE_WRITE);
    fill(s);
    static const char *const suffixes[] = {"", "-wal", "-shm", "-ingest"};
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++) {
        struct stat st;
        const char *name = str_fmt(&a, "%s%s", path, suffixes[i]).ptr;
        assert_int_equal(stat(name, &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
    store_close(s);
    umask(before);
    assert_int_not_equal(access(str_fmt(&a, "%s-ingest", path).ptr, F_OK), 0);
    arena_release(&a);
}

static void write_file(const char *path, const char *text)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    assert_true(fputs(text, f) >= 0);
    assert_int_equal(fclose(f), 0);
}

static void assert_refused(const char *path, enum store_mode mode, const char *message)
{
    struct err e = {0};
    struct store *s = NULL;
    assert_false(store_open(str_of(path), mode, NULL, &s, &e));
    assert_int_equal(e.code, ERR_DB);
    if (!strstr(e.text, message))
        print_error("%s\n", e.text);
    assert_non_null(strstr(e.text, message));
}

static void exec_on(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static void strangers_and_newer_versions_are_refused(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *path = scratch_file(&a, "stranger.db");
    assert_refused(path, STORE_READ, "No such file");
    write_file(path, "this is not a database, but it is longer than a header of SQLite would be; "
                     "one hundred bytes or so");
    assert_refused(path, STORE_READ, "not a database");
    assert_refused(path, STORE_WRITE, "not a database");
    assert_int_equal(unlink(path), 0);
    exec_on(path, "CREATE TABLE theirs (a)");
    assert_refused(path, STORE_READ, "not a database of toll");
    assert_refused(path, STORE_WRITE, "not a database of toll");

    path = scratch_file(&a, "newer.db");
    store_close(open_store(path, STORE_WRITE));
    exec_on(path, "PRAGMA user_version = 99");
    assert_refused(path, STORE_READ, "made by a newer toll (schema 99");
    assert_refused(path, STORE_WRITE, "made by a newer toll");
    arena_release(&a);
}

static void an_empty_file_becomes_a_database_and_opens_again(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *path = scratch_file(&a, "empty.db");
    write_file(path, "");
    assert_refused(path, STORE_READ, "not a database of toll");
    store_close(open_store(path, STORE_WRITE));
    struct store *s = open_store(path, STORE_READ);
    struct err e = {0};
    struct store_totals totals;
    OK(store_totals(s, &totals, &e));
    assert_int_equal(totals.requests, 0);
    assert_int_equal(query_int(s, "SELECT value FROM meta WHERE key = 'schema'"), STORE_SCHEMA);
    assert_int_equal(query_int(s, "PRAGMA user_version"), STORE_SCHEMA);
    store_close(s);
    arena_release(&a);
}

// Version 1 as it was written then; later versions must be able to open it for good.
static void a_database_of_version_1_opens(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *path = scratch_file(&a, "version1.db");
    FILE *f = fopen(SOURCE_DIR "/tests/store/version_1.sql", "r");
    assert_non_null(f);
    static char sql[262144];
    size_t n = fread(sql, 1, sizeof sql - 1, f);
    assert_int_equal(fclose(f), 0);
    sql[n] = 0;
    exec_on(path, sql);
    struct store *s = open_store(path, STORE_WRITE);
    assert_int_equal(query_int(s, "SELECT count(*) FROM requests"), 2);
    assert_string_equal(query_text(s, "SELECT user FROM requests WHERE user IS NOT NULL", &a),
                        "ann");
    assert_int_equal(query_int(s, "SELECT sum(cost_nusd) FROM costs_hourly"), 2000000);
    assert_string_equal(query_text(s, "SELECT name || calls FROM templates", &a), "greeting1");
    assert_string_equal(query_text(s, "SELECT tool || calls FROM tools WHERE calls > 0", &a),
                        "search2");
    store_close(s);
    arena_release(&a);
}

static void a_second_ingest_is_told_who_holds_the_database(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    const char *path = scratch_file(&a, "lock.db");
    struct store *first = NULL;
    struct store *second = NULL;
    struct store_access access_ = {.lock_holder = S("pid 4711 on snail")};
    OK(store_open(str_of(path), STORE_WRITE, &access_, &first, &e));
    struct store_access waiting = {.lock_wait_ms = 120};
    assert_false(store_open(str_of(path), STORE_WRITE, &waiting, &second, &e));
    assert_int_equal(e.code, ERR_DB);
    assert_non_null(strstr(e.text, "pid 4711 on snail"));
    // Readers are not held up.
    struct store *reader = open_store(path, STORE_READ);
    store_close(reader);
    store_close(first);
    e = (struct err){0};
    OK(store_open(str_of(path), STORE_WRITE, &waiting, &second, &e));
    store_close(second);
    arena_release(&a);
}

static void another_fingerprint_key_is_refused(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct str text = {0};
    struct store *s = open_store(scratch_file(&a, "key.db"), STORE_WRITE);
    struct ingest_options options = {.text_mode = S("none"), .fp_key_hash = 5};
    OK(store_set_options(s, &options, &e));
    OK(store_set_options(s, &options, &e));
    OK(store_meta_get(s, S("text_mode"), &text, &a, &e));
    assert_true(str_eq(text, S("none")));
    options.fp_key_hash = 0;
    assert_false(store_set_options(s, &options, &e));
    assert_int_equal(e.code, ERR_USAGE);
    store_close(s);
    arena_release(&a);
}

static void requests_are_found_by_id_prefix_and_log_id(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    int64_t rowids[2];
    int count = 0;
    struct store *s = open_store(scratch_file(&a, "find.db"), STORE_WRITE);
    fill(s);
    struct str id = str_fmt(&a, "%016llx", (unsigned long long)store_identity(S("call-000001")));
    OK(store_find(s, id, rowids, 2, &count, &e));
    assert_int_equal(count, 1);
    assert_int_equal(rowids[0], 1);
    OK(store_find(s, str_head(id, 6), rowids, 2, &count, &e));
    assert_int_equal(count, 1);
    OK(store_find(s, S("call-000002"), rowids, 2, &count, &e));
    assert_int_equal(count, 1);
    assert_int_equal(rowids[0], 2);
    OK(store_find(s, S("call-000003"), rowids, 2, &count, &e));
    assert_int_equal(count, 0);
    OK(store_find(s, S("zz"), rowids, 2, &count, &e));
    assert_int_equal(count, 0);
    store_close(s);
    arena_release(&a);
}

static void the_same_input_gives_the_same_dump(void **state)
{
    (void)state;
    struct arena a = {0};
    const char *dumps[2];
    for (int i = 0; i < 2; i++) {
        struct store *s = open_store(scratch_file(&a, "dump.db"), STORE_WRITE);
        fill(s);
        dumps[i] = query_text(
            s,
            "SELECT (SELECT group_concat(quote(id) || quote(ts) || quote(identity) || quote(chain))"
            " FROM request_t) || (SELECT group_concat(hex(data)) FROM key_t) ||"
            " (SELECT group_concat(key || value) FROM meta_t)",
            &a);
        store_close(s);
    }
    assert_string_equal(dumps[0], dumps[1]);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_sqlite_reads_every_view),
        cmocka_unit_test(a_request_shows_what_was_loaded),
        cmocka_unit_test(prompts_show_what_was_loaded),
        cmocka_unit_test(files_are_private_even_under_an_open_umask),
        cmocka_unit_test(strangers_and_newer_versions_are_refused),
        cmocka_unit_test(an_empty_file_becomes_a_database_and_opens_again),
        cmocka_unit_test(a_database_of_version_1_opens),
        cmocka_unit_test(a_second_ingest_is_told_who_holds_the_database),
        cmocka_unit_test(another_fingerprint_key_is_refused),
        cmocka_unit_test(requests_are_found_by_id_prefix_and_log_id),
        cmocka_unit_test(the_same_input_gives_the_same_dump),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&fake.arena);
    remove_scratch();
    return failed;
}

// test_anonymise.c - an anonymised copy has the same sums and nothing to recognise; what the script
// does not know is refused.
#include "fake_stream.h"

#include <sqlite3.h>
#include <sys/stat.h>

#include "store/anonymise.h"

static struct fake fake;

// Three calls: two equal requests of one user, another of a second; a reject; a tag; a message.
static const char *make_original(const char *name, struct arena *a)
{
    const char *path = scratch_file(a, name);
    struct store *s = open_store(path, STORE_WRITE);
    struct ledger ledger = {0}, added = {0};
    static const char *const users[] = {"planted-anna", "planted-anna", "planted-bert"};
    static const char *const models[] = {"gpt-4o", "gpt-4o", "planted-model"};
    fake_init(&fake);
    for (int i = 0; i < 3; i++) {
        struct record *r =
            fake_record(&fake, i ? i == 1 ? "call-000002" : "call-000003" : "call-1");
        r->names[NAME_USER] = str_of(users[i]);
        r->names[NAME_MODEL] = str_of(models[i]);
        r->names[NAME_TEAM] = S("planted-team");
        r->names[NAME_TAGS] = S("{\"planted-tag\":\"planted-value\"}");
        r->names[NAME_FINISH_REASON] = S("stop");
        r->price_row = i < 2;
        r->cost_nusd = i < 2 ? 1000000 : UNKNOWN;
        for (int p = 0; p < PRINT_COUNT && i < 2; p++)
            r->print[p] = 1000 + (uint64_t)p;
    }
    fake.records[2].is_error = true;
    fake.records[2].error_message = S("planted-message");
    fake_reject(&fake, REJECT_NOT_JSON);
    fake_ingest(s, &fake, "planted-path.jsonl", &ledger, &added);
    store_close(s);
    return path;
}

static bool copy(const char *from, const char *to, uint64_t key, struct err *e)
{
    struct anonymise_options o = {.to = str_of(to), .key = {key, 77}};
    return store_anonymise(str_of(from), &o, e);
}

static void change(const char *path, const char *sql)
{
    sqlite3 *db = NULL;
    assert_int_equal(sqlite3_open(path, &db), SQLITE_OK);
    assert_int_equal(sqlite3_exec(db, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(db);
}

static bool has_bytes(const char *path, const char *needle, struct arena *a)
{
    FILE *f = fopen(path, "rb");
    assert_non_null(f);
    struct stat st;
    assert_int_equal(fstat(fileno(f), &st), 0);
    char *bytes = arena_raw(a, (size_t)st.st_size);
    assert_int_equal(fread(bytes, 1, (size_t)st.st_size, f), st.st_size);
    (void)fclose(f);
    return str_contains((struct str){bytes, (size_t)st.st_size}, str_of(needle));
}

static void sums_and_duplicates_stay_and_names_go(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    const char *from = make_original("original.db", &a), *to = scratch_file(&a, "copy.db");
    OK(copy(from, to, 1, &e));
    struct store *s = open_store(to, STORE_READ);
    assert_int_equal(query_int(s, "SELECT count(*) FROM requests"), 3);
    assert_int_equal(query_int(s, "SELECT sum(cost_nusd) FROM requests"), 2000000);
    assert_int_equal(query_int(s, "SELECT count(DISTINCT request_fp) FROM requests"), 2);
    assert_int_equal(query_int(s, "SELECT count(DISTINCT user) FROM requests"), 2);
    assert_int_equal(query_int(s, "SELECT sum(model = 'gpt-4o') FROM requests"), 2);
    assert_int_equal(query_int(s, "SELECT sum(model GLOB 'model-*') FROM requests"), 1);
    assert_int_equal(query_int(s, "SELECT sum(provider = 'openai') FROM requests"), 3);
    assert_int_equal(query_int(s, "SELECT sum(finish_reason = 'stop') FROM requests"), 3);
    assert_int_equal(query_int(s, "SELECT sum(json_valid(tags)) FROM requests"), 3);
    assert_int_equal(query_int(s, "SELECT count(*) FROM rejects"), 1);
    assert_int_equal(query_int(s, "SELECT count(*) FROM requests WHERE request_fp ="
                                  " '00000000000003e8'"),
                     0);
    store_close(s);
    assert_true(has_bytes(from, "planted-anna", &a));
    assert_false(has_bytes(to, "planted", &a));
    struct stat st;
    assert_int_equal(stat(to, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    arena_release(&a);
}

static void another_key_gives_other_names_and_fingerprints(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    const char *from = make_original("original.db", &a);
    const char *first = scratch_file(&a, "first.db"), *second = scratch_file(&a, "second.db");
    OK(copy(from, first, 1, &e));
    OK(copy(from, second, 2, &e));
    struct store *s = open_store(first, STORE_READ), *t = open_store(second, STORE_READ);
    static const char *const columns[] = {"id",   "user",      "team",   "feature",   "request_fp",
                                          "tags", "normal_fp", "source", "output_fp", "system_fp"};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        const char *sql =
            str_fmt(&a, "SELECT %s FROM requests ORDER BY ts_us LIMIT 1", columns[i]).ptr;
        assert_string_not_equal(query_text(s, sql, &a), query_text(t, sql, &a));
    }
    store_close(s);
    store_close(t);
    arena_release(&a);
}

static void what_the_script_does_not_know_is_refused(void **state)
{
    (void)state;
    static const struct {
        const char *sql, *named;
    } cases[] = {
        {"ALTER TABLE request_t ADD COLUMN nickname TEXT", "request_t.nickname"},
        {"CREATE TABLE note_t (text TEXT)", "note_t.text"},
        {"INSERT INTO meta_t VALUES ('owner', 'planted')", "'owner' of meta"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct err e = {0};
        const char *from = make_original("original.db", &a), *to = scratch_file(&a, "copy.db");
        change(from, cases[i].sql);
        assert_false(copy(from, to, 1, &e));
        assert_true(str_contains(str_of(e.text), str_of(cases[i].named)));
        assert_int_not_equal(access(to, F_OK), 0);
    }
    arena_release(&a);
}

static void a_file_that_is_there_is_not_overwritten(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    const char *from = make_original("original.db", &a);
    assert_false(copy(from, from, 1, &e));
    assert_true(str_contains(str_of(e.text), S("not overwritten")));
    struct store *s = open_store(from, STORE_READ);
    assert_int_equal(query_int(s, "SELECT count(*) FROM requests"), 3);
    store_close(s);
    arena_release(&a);
}

static void names_of_models_lose_whose_they_are(void **state)
{
    (void)state;
    static const struct {
        const char *model, *want;  // * = a pseudonym
    } cases[] = {
        {"gpt-4o", "gpt-4o"},
        {"ft:gpt-4o-mini-2024-07-18:planted::9xYz", "ft:gpt-4o-mini-2024-07-18:*"},
        {"ft:gpt-4o", "ft:gpt-4o"},
        {"arn:aws:bedrock:us-east-1:123456789012:inference-profile/planted", "model-*"},
        {"projects/planted/locations/europe-west1/models/gemini-2.5-flash", "gemini-2.5-flash"},
    };
    struct arena a = {0};
    struct err e = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *from = make_original("original.db", &a), *to = scratch_file(&a, "copy.db");
        change(from, str_fmt(&a,
                             "UPDATE attribution_t SET model = '%s', model_requested = '%s'"
                             " WHERE model = 'gpt-4o'",
                             cases[i].model, cases[i].model)
                         .ptr);
        OK(copy(from, to, 1, &e));
        struct store *s = open_store(to, STORE_READ);
        const char *sql = str_fmt(&a,
                                  "SELECT count(*) FROM requests WHERE model GLOB '%s'"
                                  " AND model_requested = model",
                                  cases[i].want)
                              .ptr;
        assert_int_equal(query_int(s, sql), 2);
        store_close(s);
    }
    arena_release(&a);
}

static int group_teardown(void **state)
{
    (void)state;
    remove_scratch();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sums_and_duplicates_stay_and_names_go),
        cmocka_unit_test(another_key_gives_other_names_and_fingerprints),
        cmocka_unit_test(what_the_script_does_not_know_is_refused),
        cmocka_unit_test(a_file_that_is_there_is_not_overwritten),
        cmocka_unit_test(names_of_models_lose_whose_they_are),
    };
    return cmocka_run_group_tests(tests, NULL, group_teardown);
}

// test_guard.c - SQL of people: what is answered, what is refused, how answers get their units.
#include "fake_stream.h"

#include "store/sql.h"

static struct fake fake;

static struct store *small_store(struct arena *a, const char *name)
{
    const char *path = scratch_file(a, name);
    struct store *s = open_store(path, STORE_WRITE);
    struct ledger ledger = {0};
    struct ledger added = {0};
    fake_init(&fake);
    fake_record(&fake, "call-000001");
    fake_record(&fake, "call-000002");
    fake_ingest(s, &fake, "a.jsonl", &ledger, &added);
    store_close(s);
    return open_store(path, STORE_READ);
}

static const char *const refused[] = {
    "DELETE FROM request_t",
    "INSERT INTO meta_t VALUES ('a', 'b')",
    "UPDATE meta_t SET value = 1",
    "DROP TABLE request_t",
    "CREATE TABLE x (a)",
    "CREATE TEMP TABLE x (a)",
    "CREATE TEMP VIEW v AS SELECT 1",
    "ATTACH '/tmp/x.db' AS x",
    "DETACH main",
    "PRAGMA journal_mode = DELETE",
    "PRAGMA user_version",
    "SELECT * FROM pragma_table_info('request_t')",
    "VACUUM",
    "VACUUM INTO '/tmp/x.db'",
    "REINDEX",
    "ANALYZE",
    "BEGIN",
    "SAVEPOINT a",
    "SELECT load_extension('x')",
    "SELECT randomblob(1000)",
    "SELECT zeroblob(100000000)",
    "SELECT fts3_tokenizer('simple')",
    "SELECT 1; DELETE FROM request_t",
    "SELECT 1; SELECT 2",
    "SELEC 1",
    "SELECT nothing FROM requests",
    "",
    "-- only a comment",
    "SELECT sqlite_compileoption_get(1)",
    "WITH x AS (SELECT 1) DELETE FROM request_t",
    "EXPLAIN DELETE FROM request_t",
};

static void anything_but_reading_is_refused(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = small_store(&a, "guard.db");
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct err e = {0};
        struct table *t = NULL;
        struct sql_request q = {.sql = str_of(refused[i])};
        if (sql_run(s, &q, S("rows"), &t, &a, &e) || e.code != ERR_USAGE) {
            print_error("%s: %s\n", refused[i], e.text);
            fail();
        }
    }
    assert_int_equal(query_int(s, "SELECT count(*) FROM requests"), 2);
    store_close(s);
    arena_release(&a);
}

static const char *const answered[] = {
    "SELECT * FROM requests",
    "SELECT feature, sum(cost_usd) FROM requests GROUP BY 1 ORDER BY 1;",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n",
    "VALUES (1, 2)",
    "EXPLAIN QUERY PLAN SELECT * FROM requests",
    "SELECT strftime('%Y', time), json_extract('{\"a\":1}', '$.a'), upper(model) FROM requests",
    "SELECT row_number() OVER (ORDER BY ts_us) FROM requests -- the end",
    "SELECT name FROM sqlite_master",
};

static void reading_is_answered(void **state)
{
    (void)state;
    struct arena a = {0};
    struct store *s = small_store(&a, "answers.db");
    for (size_t i = 0; i < sizeof answered / sizeof *answered; i++) {
        struct err e = {0};
        struct table *t = NULL;
        struct sql_request q = {.sql = str_of(answered[i])};
        if (!sql_run(s, &q, S("rows"), &t, &a, &e)) {
            print_error("%s: %s\n", answered[i], e.text);
            fail();
        }
        assert_true(t->row_count > 0);
    }
    store_close(s);
    arena_release(&a);
}

static void columns_get_units_from_values_and_names(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct table *t = NULL;
    struct store *s = small_store(&a, "units.db");
    struct sql_request q = {
        .sql = S("SELECT sum(cost_usd) AS cost_usd, sum(input_tok) AS in_tok, 0.5 AS hit_share,"
                 " 3 AS calls, 'x' AS name, NULL AS empty, 1.5 AS x, 7 AS mixed, x'ff' AS b"
                 " FROM requests UNION ALL SELECT NULL, NULL, 1, NULL, NULL, NULL, 2, 'seven', 1")};
    static const enum unit want[] = {UNIT_NUSD, UNIT_TOKENS, UNIT_SHARE, UNIT_COUNT, UNIT_TEXT,
                                     UNIT_TEXT, UNIT_NUMBER, UNIT_TEXT,  UNIT_TEXT};
    OK(sql_run(s, &q, S("rows"), &t, &a, &e));
    for (int i = 0; i < t->column_count; i++)
        assert_int_equal(t->columns[i].unit, want[i]);
    assert_int_equal(t->row_count, 2);
    assert_int_equal(t->cells[0].i, 2000000);
    assert_true(t->cells[t->column_count].is_null);
    assert_true(str_eq(t->cells[7].s, S("7")));
    assert_true(str_eq(t->cells[8].s, S("ff")));
    assert_true(t->cells[t->column_count + 2].f == 1.0);
    store_close(s);
    arena_release(&a);
}

static void parameters_bind_by_name_and_unknown_ones_are_refused(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct table *t = NULL;
    struct store *s = small_store(&a, "params.db");
    struct sql_param params[] = {{.name = S("n"), .value = S("41")},
                                 {.name = S("name"), .value = S("gpt-4o")}};
    struct sql_request q = {.sql = S("SELECT :n + 1 AS n, count(*) AS c, :absent AS u FROM requests"
                                     " WHERE model = :name"),
                            .params = params,
                            .param_count = 2};
    OK(sql_run(s, &q, S("rows"), &t, &a, &e));
    assert_int_equal(t->cells[0].i, 42);
    assert_int_equal(t->cells[1].i, 2);
    assert_true(t->cells[2].is_null);
    params[0].name = S("m");
    assert_false(sql_run(s, &q, S("rows"), &t, &a, &e));
    assert_int_equal(e.code, ERR_USAGE);
    store_close(s);
    arena_release(&a);
}

static bool stop_soon(void *self)
{
    return ++*(int *)self > 3;
}

static void an_endless_query_is_stopped(void **state)
{
    (void)state;
    struct arena a = {0};
    struct err e = {0};
    struct table *t = NULL;
    int asked = 0;
    struct store *s = small_store(&a, "endless.db");
    struct sql_request q = {
        .sql = S("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n)"
                 " SELECT count(*) FROM n"),
        .stop = stop_soon,
        .stop_self = &asked,
    };
    assert_false(sql_run(s, &q, S("rows"), &t, &a, &e));
    assert_int_equal(e.code, ERR_INTERRUPTED);
    q = (struct sql_request){.sql = S("SELECT id FROM requests"), .max_rows = 1};
    e = (struct err){0};
    OK(sql_run(s, &q, S("rows"), &t, &a, &e));
    assert_int_equal(t->row_count, 1);
    assert_int_equal(t->note_count, 1);
    store_close(s);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(anything_but_reading_is_refused),
        cmocka_unit_test(reading_is_answered),
        cmocka_unit_test(columns_get_units_from_values_and_names),
        cmocka_unit_test(parameters_bind_by_name_and_unknown_ones_are_refused),
        cmocka_unit_test(an_endless_query_is_stopped),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    arena_release(&fake.arena);
    remove_scratch();
    return failed;
}

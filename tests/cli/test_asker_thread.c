// test_asker_thread.c - the dashboard's service: answers, cancelling, refusing, noticing changes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/time.h"
#include "cli/asker.h"
#include "cli/run.h"

#define ENDLESS                                                                                    \
    "sql 'WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n'"
enum { WAIT_MS = 20000, STEP_MS = 100 };

struct fixture {
    struct arena arena;
    char folder[64];
    struct cli cli;
    FILE *nowhere;
    struct asker *asker;
    struct service *service;
    struct snapshot snapshot;
};

static atomic_bool never;

static struct str path_in(struct fixture *f, const char *name)
{
    return str_fmt(&f->arena, "%s/%s", f->folder, name);
}

// As the shell would run it.
static void toll(struct fixture *f, const char *command)
{
    struct err e = {0};
    struct cli cli = f->cli;
    int count = 0;
    char **words = command_words(str_of(command), &f->arena, &count);
    char *argv[16] = {arena_cstr(&f->arena, "toll", 4), arena_cstr(&f->arena, "--db", 4),
                      arena_cstr(&f->arena, f->cli.db_path.ptr, f->cli.db_path.len)};
    assert_true(count < 12);
    memcpy(argv + 3, words, (size_t)count * sizeof *words);
    if (!cli_run(&cli, count + 3, argv, &e))
        fail_msg("toll %s: %s", command, e.text);
}

static void write_log(struct fixture *f, const char *name, int first, int count)
{
    FILE *log = fopen(path_in(f, name).ptr, "w");
    assert_non_null(log);
    for (int i = first; i < first + count; i++)
        fprintf(log,
                "{\"timestamp\":\"2026-09-01T10:%02d:%02dZ\",\"user\":\"u%d\",\"request\":{"
                "\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"question "
                "%d\"}]},\"response\":{\"id\":\"chatcmpl-asker-%06d\",\"object\":"
                "\"chat.completion\",\"model\":\"gpt-4o\",\"choices\":[{\"message\":{\"role\":"
                "\"assistant\",\"content\":\"ok\"}}],\"usage\":{\"prompt_tokens\":%d,"
                "\"completion_tokens\":20}}}\n",
                i / 60 % 60, i % 60, i % 3, i, i, 100 + i);
    assert_int_equal(fclose(log), 0);
}

static void ingest(struct fixture *f, const char *name)
{
    toll(f, str_fmt(&f->arena, "ingest %s", path_in(f, name).ptr).ptr);
}

static int open_fixture(void **state, bool is_synchronous)
{
    struct fixture *f = test_calloc(1, sizeof *f);
    struct err e = {0};
    snprintf(f->folder, sizeof f->folder, "/tmp/toll-asker-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    f->nowhere = fopen("/dev/null", "w");
    f->cli = (struct cli){
        .arena = &f->arena,
        .out = f->nowhere,
        .db_path = path_in(f, "toll.db"),
        .zone = S("UTC"),
        .now_us = 1790000000 * US_PER_SECOND,
        .is_interrupted = &never,
    };
    write_log(f, "a.jsonl", 0, 30);
    ingest(f, "a.jsonl");
    assert_true(asker_open(&f->cli, is_synchronous, &f->asker, &f->arena, &e));
    f->service = asker_service(f->asker);
    *state = f;
    return 0;
}

static int open_with_thread(void **state)
{
    return open_fixture(state, false);
}

static int open_synchronous(void **state)
{
    return open_fixture(state, true);
}

static int close_fixture(void **state)
{
    static const char *const names[] = {"a.jsonl",     "b.jsonl",      "toll.db", "toll.db-wal",
                                        "toll.db-shm", "toll.db-lock", "out.csv"};
    struct fixture *f = *state;
    assert_true(asker_close(f->asker));
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        (void)unlink(path_in(f, names[i]).ptr);
    (void)rmdir(f->folder);
    (void)fclose(f->nowhere);
    arena_release(&f->arena);
    test_free(f);
    return 0;
}

static void want(struct fixture *f, const char *command)
{
    struct str text = str_of(command);
    f->service->want(f->service->self, &text, 1);
}

static const struct reply *look(struct fixture *f, const char *command)
{
    (void)f->service->look(f->service->self, -1, STEP_MS, &f->snapshot);
    return snapshot_reply(&f->snapshot, str_of(command));
}

// Waits until the command has this status.
static const struct reply *wait_for(struct fixture *f, const char *command, enum reply_status want)
{
    const struct reply *r = NULL;
    for (int ms = 0; ms < WAIT_MS; ms += STEP_MS) {
        r = look(f, command);
        if (r->status == want)
            return r;
    }
    fail_msg("'%s' has the status %d: %.*s", command, r->status, STR_ARG(r->message));
    return r;
}

static int64_t requests(struct fixture *f, const char *command)
{
    const struct table *t = snapshot_table(&f->snapshot, str_of(command), S("totals"), 0);
    assert_non_null(t);
    int column = table_column(t, S("requests"));
    assert_true(column >= 0);
    return t->cells[column].i;
}

static void a_command_is_answered_with_its_tables(void **state)
{
    struct fixture *f = *state;
    want(f, "report summary --by user");
    const struct reply *r = wait_for(f, "report summary --by user", REPLY_READY);
    assert_int_equal(requests(f, "report summary --by user"), 30);
    const struct table *by = snapshot_table(&f->snapshot, r->command, S("by"), 0);
    assert_non_null(by);
    assert_int_equal(by->row_count, 3);
    assert_string_equal(f->snapshot.database.ptr, f->cli.db_path.ptr);
}

static void what_a_command_says_is_its_message(void **state)
{
    struct fixture *f = *state;
    want(f, "report --where user=nobody");
    const struct reply *r = wait_for(f, "report --where user=nobody", REPLY_READY);
    assert_true(str_starts(r->message, S("no request matches")));
    want(f, "report nonsense");
    r = wait_for(f, "report nonsense", REPLY_FAILED);
    assert_true(str_contains(r->message, S("nonsense")));
}

static void what_is_not_for_the_dashboard_is_refused(void **state)
{
    static const char *const commands[] = {
        "ingest a.jsonl",
        "tui",
        "demo",
        "reprice",
        "prices import x.json",
        "report --db x.db",
        "report --tz UTC",
        "sql -",
        "a.jsonl",
        "nothing",
        "'",
        "--version",
    };
    struct fixture *f = *state;
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++) {
        want(f, commands[i]);
        assert_true(wait_for(f, commands[i], REPLY_FAILED)->message.len > 0);
    }
}

static void what_is_not_wanted_any_more_is_cancelled(void **state)
{
    struct fixture *f = *state;
    want(f, ENDLESS);
    assert_int_equal(look(f, ENDLESS)->status, REPLY_PENDING);
    want(f, "sources");
    wait_for(f, "sources", REPLY_READY);
    assert_int_equal(look(f, ENDLESS)->status, REPLY_NONE);
}

static void what_the_person_stops_fails_until_a_refresh(void **state)
{
    struct fixture *f = *state;
    want(f, ENDLESS);
    assert_int_equal(look(f, ENDLESS)->status, REPLY_PENDING);
    f->service->want(f->service->self, NULL, 0);
    want(f, ENDLESS);
    const struct reply *r = wait_for(f, ENDLESS, REPLY_FAILED);
    assert_true(str_contains(r->message, S("stopped")));
    f->service->refresh(f->service->self);
    wait_for(f, ENDLESS, REPLY_PENDING);
}

static void closing_does_not_wait_for_what_runs(void **state)
{
    struct fixture *f = *state;
    want(f, ENDLESS);
    assert_int_equal(look(f, ENDLESS)->status, REPLY_PENDING);
    // close_fixture() ends it: the test fails by its time limit otherwise.
}

static void a_change_of_the_database_is_noticed(void **state)
{
    struct fixture *f = *state;
    const char *command = "report summary";
    want(f, command);
    wait_for(f, command, REPLY_READY);
    assert_int_equal(requests(f, command), 30);
    write_log(f, "b.jsonl", 100, 12);
    ingest(f, "b.jsonl");
    for (int ms = 0; ms < WAIT_MS && requests(f, command) == 30; ms += STEP_MS) {
        want(f, command);
        (void)look(f, command);
    }
    assert_int_equal(requests(f, command), 42);
}

static void a_file_is_written_each_time_it_is_asked_for(void **state)
{
    struct fixture *f = *state;
    struct str path = path_in(f, "out.csv");
    struct str command = str_fmt(&f->arena, "report --by user -o %s", path.ptr);
    for (int i = 0; i < 2; i++) {
        want(f, command.ptr);
        wait_for(f, command.ptr, REPLY_READY);
        assert_int_equal(unlink(path.ptr), 0);
        want(f, "sources");
        wait_for(f, "sources", REPLY_READY);
    }
}

static void more_answers_than_are_kept_are_asked_again(void **state)
{
    struct fixture *f = *state;
    for (int i = 0; i < 150; i++) {
        struct str command = str_fmt(&f->arena, "sql 'SELECT %d AS n'", i);
        want(f, command.ptr);
        wait_for(f, command.ptr, REPLY_READY);
    }
    assert_true(f->snapshot.count <= 64);
    want(f, "sql 'SELECT 0 AS n'");
    wait_for(f, "sql 'SELECT 0 AS n'", REPLY_READY);
}

static void without_a_thread_a_look_answers_all(void **state)
{
    struct fixture *f = *state;
    const struct str commands[] = {S("report summary"), S("sources"), S("prompts duplicates")};
    f->service->want(f->service->self, commands, 3);
    assert_true(f->service->look(f->service->self, -1, -1, &f->snapshot));
    for (int i = 0; i < 3; i++)
        assert_int_equal(snapshot_reply(&f->snapshot, commands[i])->status, REPLY_READY);
    assert_false(f->service->look(f->service->self, -1, -1, &f->snapshot));
}

#define WITH_THREAD(test) cmocka_unit_test_setup_teardown(test, open_with_thread, close_fixture)

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_THREAD(a_command_is_answered_with_its_tables),
        WITH_THREAD(what_a_command_says_is_its_message),
        WITH_THREAD(what_is_not_for_the_dashboard_is_refused),
        WITH_THREAD(what_is_not_wanted_any_more_is_cancelled),
        WITH_THREAD(what_the_person_stops_fails_until_a_refresh),
        WITH_THREAD(closing_does_not_wait_for_what_runs),
        WITH_THREAD(a_change_of_the_database_is_noticed),
        WITH_THREAD(a_file_is_written_each_time_it_is_asked_for),
        WITH_THREAD(more_answers_than_are_kept_are_asked_again),
        cmocka_unit_test_setup_teardown(without_a_thread_a_look_answers_all, open_synchronous,
                                        close_fixture),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

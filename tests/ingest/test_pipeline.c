// test_pipeline.c - the threads of an ingest: order, resume points, failures; with a sink that
// notes.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/hash.h"
#include "ingest/ingest.h"

// Notes all that reaches it as text, so that two runs can be compared.
struct notes {
    struct arena arena;
    struct buf text;
    struct ledger ledger;
    struct source_known known;  // offered as the only candidate when known.resume_offset > 0
    int64_t last_end_offset;
    uint64_t last_prefix_hash;
    int64_t fail_at_write, writes;
};

static bool candidates(void *self, const struct source_info *info, struct source_known *out,
                       int cap, int *count, struct err *e)
{
    struct notes *n = self;
    (void)info;
    (void)e;
    *count = n->known.resume_offset > 0 && cap > 0;
    if (*count)
        out[0] = n->known;
    return true;
}

static bool open_source(void *self, const struct source_info *info,
                        const struct source_known *known, struct err *e)
{
    struct notes *n = self;
    (void)e;
    n->ledger = known ? known->ledger : (struct ledger){0};
    buf_fmt(&n->text, "open %.*s %s\n", STR_ARG(info->format), known ? "known" : "new");
    return true;
}

static bool write_block(void *self, const struct block *block, struct err *e)
{
    struct notes *n = self;
    if (++n->writes == n->fail_at_write)
        return err_set(e, ERR_DB, "disk full");
    for (int64_t i = 0; i < block->entry_count; i++) {
        const struct block_entry *b = &block->entries[i];
        n->ledger.lines++;
        n->ledger.ends[b->end]++;
        buf_fmt(&n->text, "%lld %lld %lld %d %llx %d\n", (long long)b->entry, (long long)b->offset,
                (long long)b->bytes, (int)b->end,
                (unsigned long long)(b->record ? b->record->print[PRINT_REQUEST] : 0),
                (int)b->is_repaired);
    }
    n->last_end_offset = block->end_offset;
    n->last_prefix_hash = block->prefix_hash;
    return true;
}

static bool close_source(void *self, const struct source_close *how, struct ledger *ledger,
                         struct ledger *added, struct err *e)
{
    struct notes *n = self;
    (void)e;
    buf_fmt(&n->text, "close %d %d\n", how->is_complete, how->is_torn);
    *ledger = *added = n->ledger;
    return true;
}

static struct sink sink_of(struct notes *n)
{
    n->text.arena = &n->arena;
    return (struct sink){n, candidates, open_source, write_block, close_source};
}

// A call of the generic pair form, a few hundred bytes to 20 KB long.
static void put_call(struct buf *b, int i)
{
    buf_fmt(b,
            "{\"timestamp\":\"2026-09-01T12:%02d:%02dZ\",\"user\":\"u%d\",\"request\":{\"model\":"
            "\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"question %d",
            i / 60 % 60, i % 60, i % 7, i % 50);
    for (int k = 0; k < i % 400; k++)
        buf_str(b, S(" lorem ipsum dolor sit amet consectetur elit"));
    buf_fmt(b,
            "\"}]},\"response\":{\"id\":\"chatcmpl-%08d\",\"object\":\"chat.completion\",\"model\":"
            "\"gpt-4o-2024-08-06\",\"choices\":[{\"message\":{\"content\":\"yes\"}}],\"usage\":"
            "{\"prompt_tokens\":10,\"completion_tokens\":2}}}\n",
            i);
}

static const char *write_file(struct arena *a, struct str bytes)
{
    char *path = arena_cstr(a, "/tmp/toll-test-XXXXXX", 21);
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    FILE *f = fdopen(fd, "w");
    assert_non_null(f);
    assert_int_equal(fwrite(bytes.ptr, 1, bytes.len, f), bytes.len);
    assert_int_equal(fclose(f), 0);
    return path;
}

static bool run(struct notes *n, const char *path, int jobs, struct ingest_result *result,
                struct err *e)
{
    struct path_item item = {.path = path, .bytes = UNKNOWN};
    struct ingest_setup setup = {
        .paths = &item, .path_count = 1, .jobs = jobs, .text = TEXT_PREVIEW};
    struct sink sink = sink_of(n);
    return ingest(&setup, &sink, result, &n->arena, e);
}

static void the_sink_hears_the_same_whatever_the_number_of_jobs(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf log = {.arena = &a};
    for (int i = 0; i < 800; i++) {
        put_call(&log, i);
        if (i % 100 == 50)
            buf_str(&log, S("{\"torn\": \n\n[1]\n{\"unknown\":1}{\"unknown\":2}\n"));
    }
    const char *path = write_file(&a, buf_view(&log));
    static const int jobs[] = {1, 2, 8};
    struct notes n[3] = {0};
    struct err e = {0};
    for (int i = 0; i < 3; i++) {
        struct ingest_result result;
        assert_true(run(&n[i], path, jobs[i], &result, &e));
        assert_int_equal(result.added.lines, 800 + 8 * 4);
        assert_int_equal(result.added.ends[END_RECORD], 800);
        assert_int_equal(result.added.ends[END_REJECTED], 8 * 4);
        assert_true(str_eq(buf_view(&n[i].text), buf_view(&n[0].text)));
        assert_int_equal(n[i].last_end_offset, log.len);
        assert_true(n[i].last_prefix_hash == hash_bytes(log.ptr, log.len));
    }
    for (int i = 0; i < 3; i++)
        arena_release(&n[i].arena);
    unlink(path);
    arena_release(&a);
}

static void a_grown_file_goes_on_where_it_ended(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf log = {.arena = &a};
    for (int i = 0; i < 30; i++)
        put_call(&log, i);
    size_t first = log.len;
    put_call(&log, 30);
    size_t torn = first + 100;
    const char *path = write_file(&a, (struct str){log.ptr, torn});
    struct err e = {0};
    struct ingest_result result;
    struct notes one = {0};
    assert_true(run(&one, path, 2, &result, &e));
    // The line that is cut off is a reject, and the resume point stands before it.
    assert_int_equal(result.added.ends[END_RECORD], 30);
    assert_int_equal(result.added.ends[END_REJECTED], 1);
    assert_int_equal(one.last_end_offset, first);
    assert_true(one.last_prefix_hash == hash_bytes(log.ptr, first));
    unlink(path);
    path = write_file(&a, buf_view(&log));
    struct notes two = {.known = {.resume_offset = (int64_t)first,
                                  .resume_entry = 30,
                                  .prefix_hash = one.last_prefix_hash}};
    assert_true(run(&two, path, 2, &result, &e));
    assert_true(result.sources[0].is_known);
    assert_int_equal(two.ledger.ends[END_RECORD], 1);
    assert_true(str_contains(buf_view(&two.text), S("open pair known\n30 ")));
    // Another beginning: everything is new.
    struct notes three = {.known = {.resume_offset = (int64_t)first, .prefix_hash = 1}};
    assert_true(run(&three, path, 2, &result, &e));
    assert_int_equal(three.ledger.ends[END_RECORD], 31);
    unlink(path);
    arena_release(&one.arena);
    arena_release(&two.arena);
    arena_release(&three.arena);
    arena_release(&a);
}

static void an_entry_longer_than_a_block_passes_and_one_above_the_limit_does_not(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf log = {.arena = &a};
    put_call(&log, 1);
    for (int copy = 0; copy < 2; copy++) {
        buf_str(&log,
                S("{\"request\":{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\""));
        size_t n = copy ? 9000000 : 3000000;
        memset(buf_reserve(&log, n), 'x', n);
        log.len += n;
        buf_str(&log, S("\"}]},\"response\":{\"object\":\"chat.completion\"}}\n"));
        put_call(&log, 2 + copy);
    }
    const char *path = write_file(&a, buf_view(&log));
    struct notes n = {0};
    struct sink sink = sink_of(&n);
    struct path_item item = {.path = path, .bytes = UNKNOWN};
    struct ingest_setup setup = {
        .paths = &item, .path_count = 1, .jobs = 2, .text = TEXT_NONE, .max_line_bytes = 4 << 20};
    struct ingest_result result;
    struct err e = {0};
    assert_true(ingest(&setup, &sink, &result, &n.arena, &e));
    assert_int_equal(result.added.ends[END_RECORD], 4);
    assert_int_equal(result.added.ends[END_REJECTED], 1);
    assert_int_equal(n.last_end_offset, log.len);
    unlink(path);
    arena_release(&n.arena);
    arena_release(&a);
}

static void a_failing_sink_ends_the_run_with_its_message(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf log = {.arena = &a};
    for (int i = 0; i < 2000; i++)
        put_call(&log, i);
    const char *path = write_file(&a, buf_view(&log));
    for (int at = 1; at <= 3; at++) {
        struct notes n = {.fail_at_write = at};
        struct ingest_result result;
        struct err e = {0};
        assert_false(run(&n, path, 3, &result, &e));
        assert_string_equal(e.text, "disk full");
        arena_release(&n.arena);
    }
    unlink(path);
    arena_release(&a);
}

static void an_interrupt_stops_between_blocks(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf log = {.arena = &a};
    for (int i = 0; i < 2000; i++)
        put_call(&log, i);
    const char *path = write_file(&a, buf_view(&log));
    static const atomic_bool interrupted = true;
    struct notes n = {0};
    struct sink sink = sink_of(&n);
    struct path_item item = {.path = path, .bytes = UNKNOWN};
    struct ingest_setup setup = {
        .paths = &item, .path_count = 1, .jobs = 2, .is_interrupted = &interrupted};
    struct ingest_result result;
    struct err e = {0};
    assert_true(ingest(&setup, &sink, &result, &n.arena, &e));
    assert_true(result.is_interrupted);
    assert_true(result.added.lines < 2000);
    assert_true(str_ends(buf_view(&n.text), S("close 0 0\n")));
    unlink(path);
    arena_release(&n.arena);
    arena_release(&a);
}

static void a_missing_file_is_reported_and_the_others_are_read(void **state)
{
    (void)state;
    struct arena a = {0};
    struct buf log = {.arena = &a};
    put_call(&log, 1);
    const char *path = write_file(&a, buf_view(&log));
    struct path_item items[] = {{.path = "/nonexistent/x", .bytes = UNKNOWN},
                                {.path = path, .bytes = UNKNOWN}};
    struct notes n = {0};
    struct sink sink = sink_of(&n);
    struct ingest_setup setup = {.paths = items, .path_count = 2, .jobs = 1};
    struct ingest_result result;
    struct err e = {0};
    assert_true(ingest(&setup, &sink, &result, &n.arena, &e));
    assert_int_equal(result.sources[0].code, ERR_IO);
    assert_true(str_contains(result.sources[0].message, S("/nonexistent/x")));
    assert_int_equal(result.sources[1].code, ERR_NONE);
    assert_int_equal(result.added.ends[END_RECORD], 1);
    unlink(path);
    arena_release(&n.arena);
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_sink_hears_the_same_whatever_the_number_of_jobs),
        cmocka_unit_test(a_grown_file_goes_on_where_it_ended),
        cmocka_unit_test(an_entry_longer_than_a_block_passes_and_one_above_the_limit_does_not),
        cmocka_unit_test(a_failing_sink_ends_the_run_with_its_message),
        cmocka_unit_test(an_interrupt_stops_between_blocks),
        cmocka_unit_test(a_missing_file_is_reported_and_the_others_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// test_samples.c - every file of sample-logs gives the records that tests/ingest/samples lists.
#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "ingest/ingest.h"
#include "tests/parsers/outcome_line.h"

#define SAMPLES  SOURCE_DIR "/sample-logs"
#define EXPECTED SOURCE_DIR "/tests/ingest/samples"

// A sink that writes what it is given as lines of text.
struct listing {
    struct arena arena;
    struct buf text;
    struct ledger ledger;
};

static bool candidates(void *self, const struct source_info *info, struct source_known *out,
                       int cap, int *count, struct err *e)
{
    (void)self, (void)info, (void)out, (void)cap, (void)e;
    *count = 0;
    return true;
}

static bool open_source(void *self, const struct source_info *info,
                        const struct source_known *known, struct err *e)
{
    struct listing *l = self;
    (void)known, (void)e;
    buf_fmt(&l->text, "%.*s, mostly %.*s\n", STR_ARG(info->compression), STR_ARG(info->format));
    return true;
}

static bool write_block(void *self, const struct block *block, struct err *e)
{
    struct listing *l = self;
    (void)e;
    for (int64_t i = 0; i < block->entry_count; i++) {
        const struct block_entry *b = &block->entries[i];
        struct outcome out = {
            .end = b->end,
            .record = b->record,
            .reason = b->reason,
            .detail = b->detail,
        };
        l->ledger.lines++;
        l->ledger.ends[b->end]++;
        buf_str(&l->text, outcome_line(&out, &l->arena));
        buf_byte(&l->text, '\n');
    }
    return true;
}

static bool close_source(void *self, const struct source_close *how, struct ledger *ledger,
                         struct ledger *added, struct err *e)
{
    struct listing *l = self;
    (void)e;
    buf_str(&l->text, how->is_complete && !how->is_torn ? S("complete\n") : S("torn\n"));
    *ledger = *added = l->ledger;
    return true;
}

static struct str read_text(const char *path, struct arena *a)
{
    struct buf b = {.arena = a};
    FILE *f = fopen(path, "rb");
    if (!f)
        return (struct str){0};
    size_t n = 0;
    do {
        n = fread(buf_reserve(&b, 65536), 1, 65536, f);
        b.len += n;
    } while (n > 0);
    fclose(f);
    return buf_view(&b);
}

// The first line that differs, for the message of a failure.
static void show_difference(struct str want, struct str got)
{
    while (want.len || got.len) {
        struct str_cut w = str_cut(want, '\n');
        struct str_cut g = str_cut(got, '\n');
        if (!str_eq(w.head, g.head)) {
            print_error("wanted %.*s\ngot    %.*s\n", STR_ARG(w.head), STR_ARG(g.head));
            return;
        }
        want = w.tail;
        got = g.tail;
    }
}

// `name` is that of a compressed file: "pair.jsonl.zst" gives what "pair.jsonl.expected" says.
static bool check_sample(struct str name)
{
    struct listing l = {0};
    struct err e = {0};
    struct ingest_result result;
    l.text.arena = &l.arena;
    struct str stem = str_cut_last(name, '.').head;
    const char *path = str_cstr(str_fmt(&l.arena, SAMPLES "/%.*s", STR_ARG(name)), &l.arena);
    const char *expected =
        str_cstr(str_fmt(&l.arena, EXPECTED "/%.*s.expected", STR_ARG(stem)), &l.arena);
    struct path_item item = {.path = path, .bytes = UNKNOWN};
    struct ingest_setup setup = {.paths = &item, .path_count = 1, .jobs = 1, .text = TEXT_PREVIEW};
    struct sink sink = {&l, candidates, open_source, write_block, close_source};
    bool ok = ingest(&setup, &sink, &result, &l.arena, &e);
    struct str want = read_text(expected, &l.arena);
    struct str got = buf_view(&l.text);
    ok = ok && result.sources[0].code == ERR_NONE && str_eq(want, got);
    if (!ok) {
        print_error("%s: %s\n", path, want.ptr ? e.text : "nothing is expected of it");
        show_difference(want, got);
    }
    arena_release(&l.arena);
    return ok;
}

static void every_sample_gives_the_records_that_are_expected(void **state)
{
    (void)state;
    int count = 0;
    int failures = 0;
    DIR *dir = opendir(SAMPLES);
    assert_non_null(dir);
    for (struct dirent *d = readdir(dir); d; d = readdir(dir)) {
        struct str name = str_of(d->d_name);
        if (!str_ends(name, S(".zst")) && !str_ends(name, S(".gz")))
            continue;
        count++;
        failures += !check_sample(name);
    }
    closedir(dir);
    assert_int_equal(failures, 0);
    assert_true(count >= 10);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_sample_gives_the_records_that_are_expected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

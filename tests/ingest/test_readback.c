// test_readback.c - entries read again: every compression and framing, logs that moved, grew,
// changed or broke.
#include "ingest/readback.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zstd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "base/hash.h"
#include "ingest/source.h"
#include "packed.h"

// Parts of a log that are frames of their own: their beginnings are noted 1 MiB apart.
enum { LINES = 6000, FRAMES = 4, LONG_LINE = 3500, LONG_BYTES = 2 << 20 };

struct room {
    struct arena arena;
    char path[64];
    struct str text;  // decompressed
    struct readback_known known;
};

static int enter(void **state)
{
    static struct room room;
    room = (struct room){.path = "/tmp/toll_readback_XXXXXX"};
    int fd = mkstemp(room.path);
    if (fd < 0)
        return -1;
    *state = &room;
    return close(fd);
}

static int leave(void **state)
{
    struct room *room = *state;
    arena_release(&room->arena);
    return unlink(room->path);
}

static struct str pack(struct str text, const char *kind, struct arena *a)
{
    if (str_eq(str_of(kind), S("none")))
        return text;
    if (!str_eq(str_of(kind), S("zstd")))
        return packed(text, kind, a);
    size_t cap = ZSTD_compressBound(text.len);
    char *out = arena_raw(a, cap);
    return (struct str){out, ZSTD_compress(out, cap, text.ptr, text.len, 3)};
}

// Writes the log in some frames, and learns of it what an ingest does.
static void write_log(struct room *room, struct str text, const char *kind, int frames)
{
    struct buf file = {.arena = &room->arena};
    struct source source;
    struct err e = {0};
    for (int i = 0; i < frames; i++) {
        size_t from = text.len / (size_t)frames * (size_t)i;
        size_t to = i + 1 == frames ? text.len : text.len / (size_t)frames * (size_t)(i + 1);
        buf_str(&file, pack((struct str){text.ptr + from, to - from}, kind, &room->arena));
    }
    write_file(room->path, buf_view(&file));
    room->text = text;
    assert_true(source_open(&source, room->path, NULL, &room->arena, &e));
    char *bytes = arena_raw(&room->arena, 1 << 20);
    for (size_t n = 1; n;)
        assert_true(source_read(&source, bytes, 1 << 20, &n, &e));
    size_t head = text.len < 4096 ? text.len : 4096;
    room->known = (struct readback_known){
        .compression = str_of(source.compression),
        .head_hash = hash_bytes(text.ptr, head),
        .head_bytes = (int64_t)head,
        .frames = source.frames,
        .frame_count = source.frame_count,
    };
    source_close(&source);
}

// Lines that differ; one of them is long. *starts are their offsets, and behind the last the end.
static struct str log_of_lines(struct arena *a, int64_t **starts)
{
    enum { POOL_BYTES = 8192, TEXT_BYTES = 600 };
    struct buf pool = {.arena = a};
    struct buf b = {.arena = a};
    uint64_t random = 7;
    while (pool.len < POOL_BYTES) {
        random = random * 6364136223846793005ULL + 1442695040888963407ULL;
        buf_fmt(&pool, "%016llx", (unsigned long long)random);
    }
    *starts = ARENA_ARRAY(a, int64_t, LINES + 1);
    for (int i = 0; i < LINES; i++) {
        (*starts)[i] = (int64_t)b.len;
        buf_fmt(&b, "{\"id\":\"call-%06d\",\"model\":\"m\",\"text\":\"", i);
        int times = i == LONG_LINE ? LONG_BYTES / TEXT_BYTES : 1;
        for (int n = 0; n < times; n++)
            buf_str(&b, (struct str){pool.ptr + (i + n) * 37 % 7000, TEXT_BYTES});
        buf_str(&b, S("\"}\n"));
    }
    (*starts)[LINES] = (int64_t)b.len;
    return buf_view(&b);
}

static struct readback *open_log(const struct room *room)
{
    struct readback *r = NULL;
    struct err e = {0};
    if (!readback_open(room->path, &room->known, &r, &e))
        fail_msg("%s", e.text);
    return r;
}

static void is_read_back(const struct room *room, int64_t from, int64_t to)
{
    struct readback *r = open_log(room);
    struct readback_entry entry;
    struct err e = {0};
    bool has = false;
    if (!readback_at(r, from, &entry, &has, &e))
        fail_msg("%s", e.text);
    assert_true(has);
    assert_int_equal(entry.offset, from);
    assert_int_equal(entry.text.len, to - from);
    assert_memory_equal(entry.text.ptr, room->text.ptr + from, entry.text.len);
    readback_close(r);
}

static void lines_of_every_compression_are_read_back(void **state)
{
    struct room *room = *state;
    static const struct {
        const char *kind;
        int frames;
    } cases[] = {{"none", 1},      {"zstd", 1}, {"zstd", FRAMES}, {"gzip", 1},
                 {"gzip", FRAMES}, {"xz", 1},   {"bzip2", 1}};
    static const int lines[] = {LINES - 1, LONG_LINE, 0, 2500, LONG_LINE + 1};
    int64_t *starts = NULL;
    struct str text = log_of_lines(&room->arena, &starts);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        write_log(room, text, cases[i].kind, cases[i].frames);
        size_t count = i < 5 ? sizeof lines / sizeof *lines : 2;
        for (size_t k = 0; k < count; k++)
            is_read_back(room, starts[lines[k]], starts[lines[k] + 1] - 1);
        // Where a frame begins, and just before.
        for (int64_t k = 0; k < room->known.frame_count; k++)
            for (int line = 1; line < LINES; line++)
                if (starts[line] <= room->known.frames[k].offset &&
                    starts[line + 1] > room->known.frames[k].offset) {
                    is_read_back(room, starts[line], starts[line + 1] - 1);
                    is_read_back(room, starts[line + 1], starts[line + 2] - 1);
                }
    }
}

static void what_is_read_says_the_same_as_when_it_was_ingested(void **state)
{
    struct room *room = *state;
    struct readback_entry entry;
    struct err e = {0};
    bool has = false;
    const char *line = "{\"id\":\"chatcmpl-000017\",\"model\":\"gpt-4o\",\"object\":"
                       "\"chat.completion\",\"choices\":[],\"usage\":{\"prompt_tokens\":5,"
                       "\"completion_tokens\":3}}\n";
    write_log(room, str_of(line), "zstd", 1);
    struct readback *r = open_log(room);
    assert_true(readback_at(r, 0, &entry, &has, &e) && has);
    assert_int_equal(entry.value_count, 1);
    assert_true(str_eq(entry.values[0].record->call_id, S("chatcmpl-000017")));
    assert_int_equal(entry.values[0].record->usage.tok[TOK_INPUT], 5);
    assert_null(entry.names.ptr);
    readback_close(r);
}

static void entries_that_are_no_lines_are_read_back_whole(void **state)
{
    struct room *room = *state;
    static const struct {
        const char *text, *entry;
    } cases[] = {
        {"[\n  {\n    \"id\": 1\n  },\n  {\n    \"id\": 2,\n    \"a\": \"}\"\n  }\n]\n",
         "{\n    \"id\": 2,\n    \"a\": \"}\"\n  }"},
        {"{\"id\":1}{\"id\":2}\n{\"id\":3}", "{\"id\":2}"},
        {"model,prompt_tokens\ngpt-4o,1\n\"gpt\n4o\",2\ngpt-4o,3\n", "\"gpt\n4o\",2"},
        {"event: message_start\ndata: {\"type\":\"message_start\"}\n\n",
         "event: message_start\ndata: {\"type\":\"message_start\"}\n\n"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str text = str_of(cases[i].text);
        size_t from = str_find(text, str_of(cases[i].entry));
        size_t len = str_of(cases[i].entry).len;
        write_log(room, text, "zstd", 1);
        is_read_back(room, (int64_t)from, (int64_t)(from + len));
    }
}

static void csv_entries_bring_the_names_of_their_columns(void **state)
{
    struct room *room = *state;
    struct readback_entry entry;
    struct err e = {0};
    bool has = false;
    write_log(room, S("model,prompt_tokens\ngpt-4o,1\ngpt-4o,22\n"), "none", 1);
    struct readback *r = open_log(room);
    assert_true(readback_at(r, 29, &entry, &has, &e) && has);
    assert_true(str_eq(entry.text, S("gpt-4o,22")));
    assert_true(str_eq(str_trim(entry.names), S("model,prompt_tokens")));
    readback_close(r);
}

static void a_later_frame_is_read_without_those_before_it(void **state)
{
    struct room *room = *state;
    int64_t *starts = NULL;
    struct str text = log_of_lines(&room->arena, &starts);
    static const char *const kinds[] = {"zstd", "gzip"};
    for (int i = 0; i < 2; i++) {
        write_log(room, text, kinds[i], FRAMES);
        assert_true(room->known.frame_count >= 3);
        struct buf file = {.arena = &room->arena};
        FILE *f = fopen(room->path, "rb");
        assert_non_null(f);
        file.len = fread(buf_reserve(&file, 64 << 20), 1, 64 << 20, f);
        assert_int_equal(fclose(f), 0);
        // The second frame is broken, of which nothing is wanted.
        memset(file.ptr + room->known.frames[1].compressed_offset + 40, 0, 4000);
        write_file(room->path, buf_view(&file));
        is_read_back(room, starts[LINES - 10], starts[LINES - 9] - 1);
        // What lies in it is an error, not another line.
        struct readback *r = open_log(room);
        struct readback_entry entry;
        struct err e = {0};
        bool has = true;
        int64_t at = room->known.frames[1].offset + 300000;
        assert_false(readback_at(r, at, &entry, &has, &e));
        assert_int_equal(e.code, ERR_DATA);
        readback_close(r);
    }
}

static void a_log_packed_anew_is_read_from_its_beginning(void **state)
{
    struct room *room = *state;
    int64_t *starts = NULL;
    struct str text = log_of_lines(&room->arena, &starts);
    write_log(room, text, "zstd", FRAMES);
    struct readback_known before = room->known;
    write_log(room, text, "gzip", 1);
    room->known = before;
    is_read_back(room, starts[4500], starts[4501] - 1);
}

static void another_file_and_one_cut_short_are_refused(void **state)
{
    struct room *room = *state;
    int64_t *starts = NULL;
    struct readback *r = NULL;
    struct err e = {0};
    struct str text = log_of_lines(&room->arena, &starts);
    write_log(room, text, "none", 1);
    char *changed = arena_cstr(&room->arena, text.ptr, text.len);
    changed[20] ^= 1;
    write_file(room->path, (struct str){changed, text.len});
    assert_false(readback_open(room->path, &room->known, &r, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_true(str_contains(str_of(e.text), S("another file")));
    write_file(room->path, str_head(text, 4000));
    assert_false(readback_open(room->path, &room->known, &r, &e));
    assert_int_equal(e.code, ERR_DATA);
    assert_true(str_contains(str_of(e.text), S("cut short")));
    assert_int_equal(unlink(room->path), 0);
    assert_false(readback_open(room->path, &room->known, &r, &e));
    assert_int_equal(e.code, ERR_IO);
    write_file(room->path, text);
}

static void where_no_entry_begins_none_is_given(void **state)
{
    struct room *room = *state;
    int64_t *starts = NULL;
    struct str text = log_of_lines(&room->arena, &starts);
    static const char *const kinds[] = {"none", "zstd", "gzip"};
    for (int i = 0; i < 3; i++) {
        write_log(room, str_head(text, (size_t)starts[4500]), kinds[i], 1);
        const int64_t places[] = {starts[2500] - 1, starts[4500], starts[5500]};
        for (int k = 0; k < 3; k++) {
            struct readback *r = open_log(room);
            struct readback_entry entry;
            struct err e = {0};
            bool has = true;
            assert_true(readback_at(r, places[k], &entry, &has, &e));
            assert_false(has);
            readback_close(r);
        }
        // The rest of a line is no call.
        struct readback *r = open_log(room);
        struct readback_entry entry;
        struct err e = {0};
        bool has = false;
        assert_true(readback_at(r, starts[2500] + 50, &entry, &has, &e));
        assert_true(!has || !entry.value_count || !entry.values[0].record);
        readback_close(r);
    }
}

static void a_log_that_has_grown_is_the_same(void **state)
{
    struct room *room = *state;
    int64_t *starts = NULL;
    struct str text = log_of_lines(&room->arena, &starts);
    write_log(room, str_head(text, 700), "none", 1);
    struct readback_known before = room->known;
    write_log(room, text, "none", 1);
    room->known = before;
    is_read_back(room, starts[0], starts[1] - 1);
}

static void further_entries_with_some_bytes_are_found(void **state)
{
    struct room *room = *state;
    struct buf b = {.arena = &room->arena};
    struct readback_entry entry;
    struct err e = {0};
    bool has = false;
    int seen = 0;
    // Longer than a head; and a shorter one below.
    for (int i = 0; i < 60000; i++)
        buf_fmt(&b, "{\"id\":\"%s\",\"n\":%d,\"text\":\"the same words again and again\"}\n",
                i % 20000 == 17 ? "needle" : "straw", i);
    write_log(room, buf_view(&b), "zstd", 1);
    struct readback *r = open_log(room);
    assert_true(readback_at(r, 0, &entry, &has, &e) && has);
    for (;; seen++) {
        assert_true(readback_next(r, S("needle"), &entry, &has, &e));
        if (!has)
            break;
        struct str n = str_fmt(&room->arena, "{\"id\":\"needle\",\"n\":%d,", seen * 20000 + 17);
        assert_true(str_starts(entry.text, n));
        assert_memory_equal(entry.text.ptr, room->text.ptr + entry.offset, entry.text.len);
    }
    assert_int_equal(seen, 3);
    readback_close(r);
    size_t end = str_find(room->text, S(",\"n\":5000,"));
    write_log(room, str_head(room->text, end), "none", 1);
    r = open_log(room);
    assert_true(readback_at(r, 0, &entry, &has, &e) && has);
    size_t bytes = entry.text.len + 1;
    for (seen = 0; has; seen++) {
        assert_true(readback_next(r, (struct str){0}, &entry, &has, &e));
        bytes += has ? entry.text.len + 1 : 0;
    }
    assert_int_equal(seen, 5001);
    assert_int_equal(bytes, end + 1);
    readback_close(r);
    // Without a place to begin at, from the first.
    r = open_log(room);
    assert_true(readback_next(r, S("straw"), &entry, &has, &e) && has);
    assert_int_equal(entry.offset, 0);
    readback_close(r);
}

static void it_stops_when_it_is_told_to(void **state)
{
    struct room *room = *state;
    atomic_bool is_interrupted = false;
    struct readback_entry entry;
    struct err e = {0};
    bool has = false, is_same = false;
    int64_t *starts = NULL;
    write_log(room, log_of_lines(&room->arena, &starts), "zstd", 1);
    room->known.is_interrupted = &is_interrupted;
    struct readback *r = open_log(room);
    is_interrupted = true;
    assert_false(readback_at(r, starts[LINES - 1], &entry, &has, &e));
    assert_int_equal(e.code, ERR_INTERRUPTED);
    readback_close(r);
    assert_false(readback_compare(room->path, 1000, 0, &is_interrupted, &is_same, &e));
    assert_int_equal(e.code, ERR_INTERRUPTED);
}

static void the_whole_of_what_was_ingested_is_compared(void **state)
{
    struct room *room = *state;
    struct err e = {0};
    bool is_same = false;
    int64_t *starts = NULL;
    struct str text = log_of_lines(&room->arena, &starts);
    write_log(room, text, "gzip", 1);
    int64_t bytes = starts[4000];
    uint64_t hash = hash_bytes(text.ptr, (size_t)bytes);
    assert_true(readback_compare(room->path, bytes, hash, NULL, &is_same, &e) && is_same);
    char *changed = arena_cstr(&room->arena, text.ptr, text.len);
    changed[starts[3999] + 60] ^= 1;
    write_log(room, (struct str){changed, text.len}, "gzip", 1);
    assert_true(readback_compare(room->path, bytes, hash, NULL, &is_same, &e) && !is_same);
    write_log(room, str_head(text, (size_t)starts[3600]), "gzip", 1);
    assert_true(readback_compare(room->path, bytes, hash, NULL, &is_same, &e) && !is_same);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, enter, leave)
int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(lines_of_every_compression_are_read_back),
        TEST(what_is_read_says_the_same_as_when_it_was_ingested),
        TEST(entries_that_are_no_lines_are_read_back_whole),
        TEST(csv_entries_bring_the_names_of_their_columns),
        TEST(a_later_frame_is_read_without_those_before_it),
        TEST(a_log_packed_anew_is_read_from_its_beginning),
        TEST(another_file_and_one_cut_short_are_refused),
        TEST(where_no_entry_begins_none_is_given),
        TEST(a_log_that_has_grown_is_the_same),
        TEST(further_entries_with_some_bytes_are_found),
        TEST(it_stops_when_it_is_told_to),
        TEST(the_whole_of_what_was_ingested_is_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

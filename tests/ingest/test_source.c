// test_source.c - every compression whole, cut at every byte, damaged; what is no log; the paths.
#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buf.h"
#include "ingest/paths.h"
#include "model/record.h"
#include "packed.h"

// A folder of its own for each test, and an arena.
struct room {
    struct arena arena;
    const char *path;  // of the file that tests write
    char folder[64];
};

static int enter(void **state)
{
    static struct room room;
    room = (struct room){.folder = "/tmp/toll_source_XXXXXX"};
    if (!mkdtemp(room.folder))
        return -1;
    room.path = str_fmt(&room.arena, "%s/log", room.folder).ptr;
    *state = &room;
    return 0;
}

static int leave(void **state)
{
    struct room *room = *state;
    size_t count = 0;
    const char *folder = room->folder;
    struct path_item *items = paths_expand(&folder, 1, &room->arena, &count);
    for (size_t i = 0; i < count; i++)
        (void)unlink(items[i].path);
    (void)rmdir(str_fmt(&room->arena, "%s/sub", folder).ptr);
    (void)rmdir(folder);
    arena_release(&room->arena);
    return 0;
}

// A log whose lines differ, so that a wrong byte shows.
static struct str log_text(int64_t lines, struct arena *a)
{
    struct buf b = {.arena = a};
    uint64_t random = 1;
    for (int64_t i = 0; i < lines; i++) {
        random = random * 6364136223846793005ULL + 1442695040888963407ULL;
        buf_fmt(&b, "{\"id\":%lld,\"text\":\"%llx the same words again and again\"}\n",
                (long long)i, (unsigned long long)random);
    }
    return buf_view(&b);
}

struct read_result {
    struct str text;
    enum source_end end;
    struct err error;
};

// Reads a source to its end in parts of `cap` bytes.
static struct read_result read_all(struct source *s, size_t cap, struct arena *a)
{
    struct read_result r = {0};
    struct buf b = {.arena = a};
    size_t n = 1;
    bool ok = true;
    while (ok && n > 0) {
        char *room = buf_reserve(&b, cap);
        n = 0;
        ok = source_read(s, room, cap, &n, &r.error);
        b.len += n;
    }
    r.text = buf_view(&b);
    r.end = s->end;
    assert_int_equal(s->offset, r.text.len);
    return r;
}

static struct read_result read_bytes(struct room *room, struct str bytes, size_t cap)
{
    struct source s;
    struct err e = {0};
    write_file(room->path, bytes);
    if (!source_open(&s, room->path, NULL, &room->arena, &e))
        return (struct read_result){.text = {"", 0}, .end = SOURCE_FAILED, .error = e};
    struct read_result r = read_all(&s, cap, &room->arena);
    source_close(&s);
    return r;
}

static void check_whole(struct room *room, struct str bytes, struct str want)
{
    static const size_t caps[] = {1, 100, 5000, 1 << 20};
    for (size_t i = want.len > 100000; i < sizeof caps / sizeof *caps; i++) {
        struct arena_mark mark = arena_mark(&room->arena);
        struct read_result r = read_bytes(room, bytes, caps[i]);
        assert_string_equal(r.error.text, "");
        assert_int_equal(r.end, SOURCE_COMPLETE);
        assert_int_equal(r.text.len, want.len);
        assert_true(str_eq(r.text, want));
        arena_rewind(&room->arena, mark);
    }
}

static void check_fails(struct room *room, struct str bytes, enum err_code code, const char *part)
{
    struct read_result r = read_bytes(room, bytes, 1 << 16);
    assert_int_equal(r.error.code, code);
    assert_true(str_contains(str_of(r.error.text), str_of(room->path)));
    if (!str_contains(str_of(r.error.text), str_of(part)))
        assert_string_equal(r.error.text, part);
}

static void every_compression_gives_the_same_bytes(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct str small = log_text(20, a);
    struct str large = log_text(30000, a);
    struct str texts[] = {small, large};
    for (size_t i = 0; i < 2; i++) {
        check_whole(room, texts[i], texts[i]);
        check_whole(room, zstd_frame(texts[i], 0, a), texts[i]);
        check_whole(room, gzip_member(texts[i], a), texts[i]);
        check_whole(room, packed(texts[i], "xz", a), texts[i]);
        check_whole(room, packed(texts[i], "bzip2", a), texts[i]);
        check_whole(room, packed(texts[i], "lz4", a), texts[i]);
    }
}

static void empty_files_are_complete(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct str none = S("");
    check_whole(room, none, none);
    check_whole(room, zstd_frame(none, 0, a), none);
    check_whole(room, gzip_member(none, a), none);
    check_whole(room, packed(none, "xz", a), none);
    check_whole(room, packed(none, "bzip2", a), none);
    check_whole(room, S("\x04\x22\x4d\x18\x64\x40\xa7\0\0\0\0\x05\x5d\xcc\x02"), none);
}

static void frames_and_members_follow_one_another(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct str x = log_text(3, a);
    struct str y = log_text(7000, a);
    struct str none = S("");
    struct str skip = {"\x5a\x2a\x4d\x18\x05\0\0\0hello", 13};
    struct str both = str_join(x, y, a);
    struct str zstd = str_join(skip, zstd_frame(x, 0, a), a);
    zstd = str_join(zstd, zstd_frame(none, 0, a), a);
    zstd = str_join(zstd, skip, a);
    zstd = str_join(zstd, zstd_frame(y, 0, a), a);
    check_whole(room, zstd, both);
    check_whole(room, str_join(zstd, skip, a), both);
    struct str gzip = str_join(gzip_member(x, a), gzip_member(none, a), a);
    gzip = str_join(gzip, gzip_member(y, a), a);
    check_whole(room, gzip, both);
    struct str padding = {"\0\0\0\0\0\0\0", 7};
    check_whole(room, str_join(gzip, padding, a), both);
    check_whole(room, str_join(packed(x, "xz", a), packed(y, "xz", a), a), both);
    check_whole(room, str_join(packed(x, "bzip2", a), packed(y, "bzip2", a), a), both);
}

static void starts_of_frames_are_where_reading_can_begin(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct str text = log_text(30000, a);
    struct str frame = zstd_frame(text, 0, a);
    struct str member = gzip_member(text, a);
    struct str files[] = {str_join(frame, frame, a), str_join(member, member, a)};
    struct str parts[] = {frame, member};
    for (size_t i = 0; i < 2; i++) {
        struct source s;
        struct err e = {0};
        write_file(room->path, files[i]);
        assert_true(source_open(&s, room->path, NULL, a, &e));
        assert_int_equal(s.file_bytes, files[i].len);
        struct read_result r = read_all(&s, 1 << 20, a);
        assert_int_equal(r.end, SOURCE_COMPLETE);
        assert_int_equal(s.read_bytes, files[i].len);
        assert_int_equal(s.frame_count, 2);
        assert_int_equal(s.frames[0].compressed_offset, 0);
        assert_int_equal(s.frames[1].compressed_offset, parts[i].len);
        assert_int_equal(s.frames[1].offset, text.len);
        source_close(&s);
    }
}

// Every head of a file gives a head of its text, then says that it is torn; but where the first of
// two frames ends, and before the format can be told.
static void check_heads(struct room *room, struct str bytes, struct str text, size_t frame_bytes)
{
    enum { TOLD_BYTES = 11 };
    for (size_t n = TOLD_BYTES; n < bytes.len; n++) {
        struct arena_mark mark = arena_mark(&room->arena);
        struct read_result r = read_bytes(room, str_head(bytes, n), 700);
        assert_int_equal(r.error.code, n == frame_bytes ? ERR_NONE : ERR_DATA);
        assert_true(n == frame_bytes || str_contains(str_of(r.error.text), str_of(room->path)));
        assert_true(str_starts(text, r.text));
        arena_rewind(&room->arena, mark);
    }
}

static void a_file_cut_at_any_byte_gives_what_was_whole(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct str x = log_text(6, a);
    struct str both = str_join(x, x, a);
    struct str zstd = zstd_frame(x, 0, a);
    struct str gzip = gzip_member(x, a);
    check_heads(room, str_join(zstd, zstd, a), both, zstd.len);
    check_heads(room, str_join(gzip, gzip, a), both, gzip.len);
    check_heads(room, packed(x, "xz", a), x, 0);
    check_heads(room, packed(x, "bzip2", a), x, 0);
    check_heads(room, packed(x, "lz4", a), x, 0);
}

// Cuts and damages a large file in its second half: the first must come out.
static void most_of_a_large_torn_file_is_delivered(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct str text = log_text(60000, a);
    struct str files[] = {zstd_frame(text, 0, a), gzip_member(text, a)};
    for (size_t i = 0; i < 2; i++) {
        size_t at = files[i].len * 3 / 4;
        struct read_result cut = read_bytes(room, str_head(files[i], at), 1 << 20);
        assert_int_equal(cut.end, SOURCE_TORN);
        assert_int_equal(cut.error.code, ERR_DATA);
        assert_true(str_contains(str_of(cut.error.text), S("ends in the middle")));
        assert_true(str_contains(str_of(cut.error.text), str_fmt(a, "byte %zu", at)));
        assert_true(str_starts(text, cut.text));
        assert_true(cut.text.len > text.len / 2);

        char *damaged = arena_cstr(a, files[i].ptr, files[i].len);
        memset(damaged + at, 0xff, 64);
        struct read_result bad = read_bytes(room, (struct str){damaged, files[i].len}, 1 << 20);
        assert_int_equal(bad.end, SOURCE_TORN);
        assert_true(str_contains(str_of(bad.error.text), S("corrupt")));
        assert_true(bad.text.len > text.len / 2);
        assert_true(str_starts(text, str_head(bad.text, text.len / 2)));
    }
}

static void an_error_comes_back_on_every_read(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct str file = zstd_frame(log_text(30, a), 0, a);
    struct source s;
    struct err e = {0};
    write_file(room->path, str_head(file, file.len - 3));
    assert_true(source_open(&s, room->path, NULL, a, &e));
    struct read_result r = read_all(&s, 100, a);
    assert_int_equal(r.error.code, ERR_DATA);
    char byte = 0;
    size_t n = 0;
    assert_false(source_read(&s, &byte, 1, &n, &e));
    assert_string_equal(e.text, r.error.text);
    source_close(&s);
}

static void checksums_are_checked(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct str text = log_text(30, a);
    struct str gzip = gzip_member(text, a);
    char *damaged = arena_cstr(a, gzip.ptr, gzip.len);
    damaged[gzip.len - 8] ^= 1;
    check_fails(room, (struct str){damaged, gzip.len}, ERR_DATA, "checksum");
    struct str zstd = zstd_frame(text, 0, a);
    damaged = arena_cstr(a, zstd.ptr, zstd.len);
    damaged[zstd.len - 1] ^= 1;
    check_fails(room, (struct str){damaged, zstd.len}, ERR_DATA, "checksum");
}

static void garbage_behind_the_last_frame_is_reported(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct str text = log_text(30, a);
    struct str garbage = S("garbage and more");
    struct str zstd = zstd_frame(text, 0, a);
    struct str gzip = gzip_member(text, a);
    const char *at_zstd = str_fmt(a, "byte %zu: expected a zstd frame", zstd.len).ptr;
    const char *at_gzip = str_fmt(a, "byte %zu: expected a gzip member", gzip.len).ptr;
    check_fails(room, str_join(zstd, garbage, a), ERR_DATA, at_zstd);
    check_fails(room, str_join(gzip, garbage, a), ERR_DATA, at_gzip);
    struct read_result r = read_bytes(room, str_join(gzip, garbage, a), 1 << 20);
    assert_true(str_eq(r.text, text));
}

static void long_windows_need_leave(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct str text = log_text(10, a);
    struct str file = zstd_frame(text, 27, a);
    check_whole(room, zstd_frame(text, 23, a), text);
    check_fails(room, file, ERR_DATA, "allow it with --max-window 128Mi");
    check_fails(room, zstd_frame(text, 28, a), ERR_DATA, "more than the 128 MiB");
    struct source s;
    struct err e = {0};
    struct source_limits limits = {.max_window_bytes = 128 << 20};
    write_file(room->path, file);
    assert_true(source_open(&s, room->path, &limits, a, &e));
    struct read_result r = read_all(&s, 1000, a);
    assert_int_equal(r.end, SOURCE_COMPLETE);
    assert_true(str_eq(r.text, text));
    assert_int_equal(s.window_bytes, 128 << 20);
    source_close(&s);
    // What stands before the frame is delivered.
    r = read_bytes(room, str_join(zstd_frame(text, 0, a), file, a), 1000);
    assert_int_equal(r.end, SOURCE_TORN);
    assert_true(str_eq(r.text, text));
}

static void what_is_no_log_says_what_it_is(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct str text = log_text(10, a);
    char tar[600] = "logs/a.jsonl";
    for (size_t i = 0; i < 5; i++)
        tar[257 + i] = "ustar"[i];
    struct buf noise = {.arena = a};
    uint64_t random = 1;
    for (int i = 0; i < 100; i++) {
        random = random * 6364136223846793005ULL + 1442695040888963407ULL;
        buf_u64(&noise, random ^ random >> 32);
    }
    struct {
        struct str bytes;
        const char *part;
    } cases[] = {
        {S("PAR1\x15\x04\x15"), "Parquet"},
        {S("SQLite format 3\0\x10\0\x01\x01"), "SQLite"},
        {S("\xff\xfe{\0\"\0"), "UTF-16"},
        {S("{\0\"\0a\0\"\0"), "UTF-16"},
        {S("PK\x03\x04\x14\0\0\0"), "zip archive: unpack it first"},
        {{tar, sizeof tar}, "tar archive: unpack it first"},
        {gzip_member((struct str){tar, sizeof tar}, a), "tar archive: unpack it first"},
        {str_join(S("\0\0\1\2"), zstd_frame(text, 0, a), a), "length-prefixed zstd"},
        {gzip_member(zstd_frame(text, 0, a), a), "zstd inside gzip"},
        {zstd_frame(zstd_frame(text, 0, a), 0, a), "zstd inside zstd"},
        {buf_view(&noise), "binary data"},
        {S("\x7f"
           "ELF\2\1\1\0\0\0\0\0\0\0\0\0\3\0>\0\1\0\0\0"),
         "binary data"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        check_fails(room, cases[i].bytes, ERR_DATA, cases[i].part);
    // These look odd and are logs.
    check_whole(room, S("\0\0\0\0{\"a\":1}\n"), S("\0\0\0\0{\"a\":1}\n"));
    check_whole(room, S("\xef\xbb\xbf{}\n"), S("\xef\xbb\xbf{}\n"));
    check_whole(room, S("\x1b[32mINFO\x1b[0m {\"a\":1}\n"), S("\x1b[32mINFO\x1b[0m {\"a\":1}\n"));
    check_whole(room, S("BZ"), S("BZ"));
}

static void what_cannot_be_opened_says_why(void **state)
{
    struct room *room = *state;
    struct source s;
    struct err e = {0};
    assert_false(source_open(&s, "/nowhere/log", NULL, &room->arena, &e));
    assert_int_equal(e.code, ERR_IO);
    assert_string_equal(e.text, "/nowhere/log: No such file or directory");
    assert_false(source_open(&s, room->folder, NULL, &room->arena, &e));
    assert_int_equal(e.code, ERR_IO);
    assert_true(str_contains(str_of(e.text), S("directory")));
    write_file(room->path, S("{}\n"));
    assert_int_equal(chmod(room->path, 0), 0);
    if (geteuid() == 0)
        return;  // root may read everything
    assert_false(source_open(&s, room->path, NULL, &room->arena, &e));
    assert_int_equal(e.code, ERR_IO);
}

static void a_pipe_is_a_source_of_unknown_size(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct str text = log_text(300, a);
    struct str file = zstd_frame(text, 0, a);
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(write(ends[1], file.ptr, file.len), file.len);
    assert_int_equal(close(ends[1]), 0);
    struct source s;
    struct err e = {0};
    const char *path = str_fmt(a, "/dev/fd/%d", ends[0]).ptr;
    assert_true(source_open(&s, path, NULL, a, &e));
    assert_int_equal(s.file_bytes, UNKNOWN);
    struct read_result r = read_all(&s, 1000, a);
    assert_int_equal(r.end, SOURCE_COMPLETE);
    assert_true(str_eq(r.text, text));
    source_close(&s);
    assert_int_equal(close(ends[0]), 0);
}

static void a_file_that_shrinks_is_torn(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    struct source s;
    struct err e = {0};
    write_file(room->path, log_text(30000, a));
    assert_true(source_open(&s, room->path, NULL, a, &e));
    assert_int_equal(truncate(room->path, 400000), 0);
    struct read_result r = read_all(&s, 1 << 20, a);
    assert_int_equal(r.end, SOURCE_TORN);
    assert_int_equal(r.text.len, 400000);
    source_close(&s);
}

static void paths_come_sorted_and_once(void **state)
{
    struct room *room = *state;
    struct arena *a = &room->arena;
    const char *folder = room->folder;
    const char *names[] = {"b", "a.zst", "sub/c", "z", ".hidden"};
    assert_int_equal(mkdir(str_fmt(a, "%s/sub", folder).ptr, 0700), 0);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        write_file(str_fmt(a, "%s/%s", folder, names[i]).ptr, S("12345"));
    const char *again = str_fmt(a, "%s/again", folder).ptr;
    assert_int_equal(symlink(str_fmt(a, "%s/z", folder).ptr, again), 0);
    const char *arguments[] = {
        str_fmt(a, "%s/z", folder).ptr,       "/nowhere", "-",
        str_fmt(a, "%s/", folder).ptr,        "-",        str_fmt(a, "%s/sub/../b", folder).ptr,
        str_fmt(a, "%s/.hidden", folder).ptr,
    };
    size_t count = 0;
    struct path_item *items =
        paths_expand(arguments, sizeof arguments / sizeof *arguments, a, &count);
    const char *want[] = {"z", "/nowhere", "-", "a.zst", "b", "sub/c", ".hidden"};
    assert_int_equal(count, sizeof want / sizeof *want);
    for (size_t i = 0; i < count; i++) {
        assert_true(str_ends(str_of(items[i].path), str_of(want[i])));
        bool is_file = want[i][0] != '-' && want[i][0] != '/';
        assert_int_equal(items[i].bytes, is_file ? 5 : UNKNOWN);
        assert_int_equal(items[i].error != NULL, want[i][0] == '/');
    }
    assert_int_equal(items[1].error->code, ERR_IO);
    const char *pattern = str_fmt(a, "%s/*[az]*", folder).ptr;
    items = paths_expand(&pattern, 1, a, &count);
    assert_int_equal(count, 2);
    assert_true(str_ends(str_of(items[0].path), S("/a.zst")));
    assert_true(str_ends(str_of(items[1].path), S("/again")));
    (void)unlink(again);
    (void)unlink(arguments[6]);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, enter, leave)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(every_compression_gives_the_same_bytes),
        TEST(empty_files_are_complete),
        TEST(frames_and_members_follow_one_another),
        TEST(starts_of_frames_are_where_reading_can_begin),
        TEST(a_file_cut_at_any_byte_gives_what_was_whole),
        TEST(most_of_a_large_torn_file_is_delivered),
        TEST(an_error_comes_back_on_every_read),
        TEST(checksums_are_checked),
        TEST(garbage_behind_the_last_frame_is_reported),
        TEST(long_windows_need_leave),
        TEST(what_is_no_log_says_what_it_is),
        TEST(what_cannot_be_opened_says_why),
        TEST(a_pipe_is_a_source_of_unknown_size),
        TEST(a_file_that_shrinks_is_torn),
        TEST(paths_come_sorted_and_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

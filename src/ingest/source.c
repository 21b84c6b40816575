// source.c - opens a log, tells its compression by the first bytes, reads it to its end.
#include "ingest/source.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ingest/decompressor.h"
#include "model/record.h"

enum {
    INPUT_BYTES = 256 * 1024,
    PEEK_BYTES = 512,  // a tar header is told by bytes 257 to 261
};
// Starts of frames are kept this far apart in the decompressed stream: a log of one frame a line
// must not fill the memory with them.
#define FRAME_SPACING_BYTES (1LL << 20)

// What is no log. Told from the decompressed bytes, so it is found inside archives too.
// Magic numbers: Parquet, ORC, Avro, Arrow: their format specifications; tar: POSIX.1-1988 ustar;
// zip: APPNOTE 4.3; read 2026-11-22.
static const struct {
    size_t at, bytes;
    const char *magic;
    const char *what;
} refused[] = {
    {0, 4, "PAR1",
     "a Parquet file: export it as JSON lines (DuckDB: COPY (FROM 'FILE') TO 'x.jsonl')"},
    {0, 15, "SQLite format 3", "a SQLite database, not a log: export its rows as JSON lines"},
    {0, 4, "Obj\x01", "an Avro file: export it as JSON lines (avro-tools tojson)"},
    {0, 3, "ORC", "an ORC file: export it as JSON lines"},
    {0, 6, "ARROW1", "an Arrow file: export it as JSON lines"},
    {0, 2, "\xff\xfe", "UTF-16 text: convert it first (iconv -f UTF-16 -t UTF-8)"},
    {0, 2, "\xfe\xff", "UTF-16 text: convert it first (iconv -f UTF-16 -t UTF-8)"},
    {0, 2, "{\0", "UTF-16 text: convert it first (iconv -f UTF-16LE -t UTF-8)"},
    {0, 2, "[\0", "UTF-16 text: convert it first (iconv -f UTF-16LE -t UTF-8)"},
    {0, 4, "PK\x03\x04", "a zip archive: unpack it first"},
    {0, 4, "PK\x05\x06", "a zip archive: unpack it first"},
    {257, 5, "ustar", "a tar archive: unpack it first"},
    {4, 4, "\x28\xb5\x2f\xfd",
     "length-prefixed zstd messages (OpenTelemetry Collector file exporter): write it without "
     "compression and compress the file as a whole"},
};

int64_t source_position(const struct source *s)
{
    return s->input_offset + (int64_t)s->input_at;
}

bool source_torn(const struct source *s, struct err *e, const char *format, ...)
{
    char text[ERR_TEXT_BYTES / 2];
    va_list args;
    va_start(args, format);
    if (vsnprintf(text, sizeof text, format, args) < 0)
        text[0] = 0;
    va_end(args);
    return err_set(e, ERR_DATA, "%s: byte %lld: %s", s->path, (long long)source_position(s), text);
}

void source_note_frame(struct source *s, size_t n)
{
    int64_t offset = s->offset + (int64_t)n;
    if (s->frame_count && offset - s->frames[s->frame_count - 1].offset < FRAME_SPACING_BYTES)
        return;
    if (s->frame_count == s->frame_cap) {
        int64_t cap = s->frame_cap ? s->frame_cap * 2 : 64;
        s->frames = arena_grow(s->arena, s->frames, (size_t)s->frame_cap * sizeof *s->frames,
                               (size_t)cap * sizeof *s->frames);
        s->frame_cap = cap;
    }
    s->frames[s->frame_count++] = (struct source_frame){source_position(s), offset};
}

static bool read_fd(struct source *s, void *dst, size_t cap, size_t *n, struct err *e)
{
    ssize_t got = read(s->fd, dst, cap);
    if (got < 0 && errno == EINTR)
        return err_set(e, ERR_INTERRUPTED, "%s: interrupted", s->path);
    if (got < 0)
        return err_set(e, ERR_IO, "%s: byte %lld: %s", s->path, (long long)source_position(s),
                       strerror(errno));
    *n = (size_t)got;
    s->is_at_eof = got == 0;
    return true;
}

bool source_fill(struct source *s, size_t want, struct err *e)
{
    size_t left = s->input_len - s->input_at;
    if (left >= want || s->is_at_eof)
        return true;
    memmove(s->input, s->input + s->input_at, left);
    s->input_offset += (int64_t)s->input_at;
    s->input_at = 0;
    s->input_len = left;
    while (s->input_len < want && !s->is_at_eof) {
        size_t n = 0;
        if (!read_fd(s, s->input + s->input_len, INPUT_BYTES - s->input_len, &n, e))
            return false;
        s->input_len += n;
    }
    return true;
}

bool source_read_file(struct source *s, char *dst, size_t cap, size_t *n, struct err *e)
{
    s->input_offset += (int64_t)s->input_len;
    s->input_at = s->input_len = 0;
    if (!read_fd(s, dst, cap, n, e))
        return false;
    s->input_offset += (int64_t)*n;
    return true;
}

// Takes what was peeked, then decompresses. *n counts what came before an error.
static bool read_on(struct source *s, char *dst, size_t cap, size_t *n, struct err *e)
{
    size_t held = s->peeked_len - s->peeked_at;
    size_t take = held < cap ? held : cap;
    if (take)
        memcpy(dst, s->peeked + s->peeked_at, take);
    s->peeked_at += take;
    *n = take;
    if (s->end == SOURCE_TORN || s->end == SOURCE_FAILED) {
        *e = s->why;
        return false;
    }
    bool ok = s->is_done || *n == cap || s->decompressor->read(s, dst, cap, n, e);
    s->read_bytes = source_position(s);
    if (!ok && e->code != ERR_INTERRUPTED) {
        s->end = e->code == ERR_DATA ? SOURCE_TORN : SOURCE_FAILED;
        s->why = *e;
    }
    return ok;
}

bool source_read(struct source *s, char *dst, size_t cap, size_t *n, struct err *e)
{
    size_t got = 0;
    struct err why = {0};
    bool ok = read_on(s, dst, cap, &got, &why);
    s->offset += (int64_t)got;
    if (!ok && got == 0) {
        *e = why;
        return false;
    }
    if (ok && s->is_done && s->peeked_at == s->peeked_len)
        s->end = SOURCE_COMPLETE;
    *n = got;
    return true;
}

static bool is_refused(struct source *s, struct str head, struct err *e)
{
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++)
        if (str_starts(str_skip(head, refused[i].at),
                       (struct str){refused[i].magic, refused[i].bytes}))
            return !err_set(e, ERR_DATA, "%s: this is %s", s->path, refused[i].what);
    for (size_t i = 0; decompressors[i]; i++) {
        const char *inner = decompressors[i]->detect(head);
        if (inner && strcmp(inner, "none") != 0)
            return !err_set(e, ERR_DATA, "%s: %s inside %s: unpack it first", s->path, inner,
                            s->compression);
    }
    // Text has hardly any control characters (NULs excepted: a log rotated by copying and
    // truncating begins with them); of random bytes they are a tenth.
    size_t controls = 0;
    size_t others = 0;
    for (size_t i = 0; i < head.len; i++) {
        unsigned char c = (unsigned char)head.ptr[i];
        controls += (c && c < '\t') || (c > '\r' && c < ' ' && c != 0x1b);
        others += c != 0;
    }
    if (controls * 16 > others)
        return !err_set(e, ERR_DATA, "%s: this is binary data, not a log", s->path);
    return false;
}

static const struct decompressor *decompressor_of(struct source *s)
{
    const struct decompressor *found = &source_plain;
    for (size_t i = 0; decompressors[i]; i++) {
        const char *name = decompressors[i]->detect(source_input(s));
        if (!name || strcmp(s->compression, "none") != 0)
            continue;
        s->compression = name;
        found = decompressors[i];
    }
    return found;
}

static bool open_file(struct source *s, struct err *e)
{
    bool is_stdin = strcmp(s->path, "-") == 0;
    s->fd = is_stdin ? STDIN_FILENO : open(s->path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    struct stat st;
    if (s->fd < 0 || fstat(s->fd, &st) != 0)
        return err_set(e, ERR_IO, "%s: %s", s->path, strerror(errno));
    if (S_ISDIR(st.st_mode))
        return err_set(e, ERR_IO, "%s: this is a directory", s->path);
    s->file_bytes = S_ISREG(st.st_mode) ? (int64_t)st.st_size : UNKNOWN;
    if (S_ISREG(st.st_mode)) {
        // Advice only: nothing depends on whether the system takes it.
        (void)posix_fadvise(s->fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    }
    return true;
}

static bool look_inside(struct source *s, struct err *e)
{
    s->input = arena_raw(s->arena, INPUT_BYTES);
    s->peeked = arena_raw(s->arena, PEEK_BYTES);
    if (!source_fill(s, SOURCE_WANT_MAX, e))
        return false;
    s->decompressor = decompressor_of(s);
    if (!s->decompressor->open(s, e))
        return false;
    // An error here is the first read's: what came before it is given out first.
    struct err later = {0};
    size_t n = 0;
    if (!read_on(s, s->peeked, PEEK_BYTES, &n, &later) && later.code == ERR_INTERRUPTED) {
        *e = later;
        return false;
    }
    s->peeked_len = n;
    return !is_refused(s, (struct str){s->peeked, n}, e);
}

bool source_open(struct source *s, const char *path, const struct source_limits *limits,
                 struct arena *a, struct err *e)
{
    *s = (struct source){.path = path, .compression = "none", .arena = a, .fd = -1};
    s->max_window_bytes =
        limits && limits->max_window_bytes ? limits->max_window_bytes : SOURCE_WINDOW_BYTES;
    if (open_file(s, e) && look_inside(s, e))
        return true;
    source_close(s);
    return false;
}

bool source_jump(struct source *s, struct source_frame to, struct err *e)
{
    if (lseek(s->fd, (off_t)to.compressed_offset, SEEK_SET) < 0)
        return err_set(e, ERR_IO, "%s: byte %lld: %s", s->path, (long long)to.compressed_offset,
                       strerror(errno));
    if (s->decompressor->close)
        s->decompressor->close(s);
    s->state = NULL;
    s->input_at = s->input_len = 0;
    s->input_offset = to.compressed_offset;
    s->is_at_eof = s->is_done = false;
    s->peeked_at = s->peeked_len;
    s->offset = to.offset;
    s->frame_count = 0;
    s->end = SOURCE_MORE;
    s->why = (struct err){0};
    return s->decompressor->open(s, e);
}

void source_close(struct source *s)
{
    if (s->decompressor && s->decompressor->close)
        s->decompressor->close(s);
    // Only read from: close() has no news to tell.
    if (s->fd > STDIN_FILENO)
        (void)close(s->fd);
    s->decompressor = NULL;
    s->fd = -1;
}

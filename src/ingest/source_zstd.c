// source_zstd.c - zstd: frames one after another, skippable frames, windows up to a limit.
#include <string.h>
#include <zstd.h>

#include "ingest/decompressor.h"

// RFC 8878 §3.1.1 and §3.1.2.
enum { HEADER_BYTES_MAX = 18, BLOCK_HEADER_BYTES = 3, SKIPPABLE_FIRST = 0x50 };

struct zstd_state {
    ZSTD_DCtx *context;
    bool is_in_frame;
    int64_t frame_at;  // in the file
    size_t hint;       // bytes libzstd wants next, as it says
};

static bool is_frame(struct str head)
{
    return str_starts(head, S("\x28\xb5\x2f\xfd"));
}

static bool is_skippable(struct str head)
{
    return head.len >= 4 && ((unsigned char)head.ptr[0] & 0xf0) == SKIPPABLE_FIRST &&
           memcmp(head.ptr + 1, "\x2a\x4d\x18", 3) == 0;
}

static const char *zstd_detect(struct str head)
{
    return is_frame(head) || is_skippable(head) ? "zstd" : NULL;
}

static bool zstd_open(struct source *s, struct err *e)
{
    struct zstd_state *z = ARENA_NEW(s->arena, struct zstd_state);
    s->state = z;
    z->context = ZSTD_createDCtx();
    return z->context || err_set(e, ERR_IO, "%s: out of memory for zstd", s->path);
}

static void zstd_close(struct source *s)
{
    struct zstd_state *z = s->state;
    if (z)
        ZSTD_freeDCtx(z->context);
}

static uint64_t little_endian(const unsigned char *p, size_t bytes)
{
    uint64_t n = 0;
    for (size_t i = bytes; i-- > 0;)
        n = n << 8 | p[i];
    return n;
}

// Memory that the frame asks for (RFC 8878 §3.1.1.1); 0 when the header is cut off.
static uint64_t window_of(struct str header)
{
    static const size_t id_bytes[] = {0, 1, 2, 4};
    static const size_t size_bytes[] = {1, 2, 4, 8};
    const unsigned char *p = (const unsigned char *)header.ptr;
    if (header.len < 6)
        return 0;
    unsigned descriptor = p[4];
    bool is_single_segment = descriptor >> 5 & 1;
    if (!is_single_segment) {
        uint64_t base = 1ULL << (10 + (p[5] >> 3));
        return base + base / 8 * (p[5] & 7);
    }
    size_t at = 5 + id_bytes[descriptor & 3];
    size_t bytes = size_bytes[descriptor >> 6];
    if (at + bytes > header.len)
        return 0;
    uint64_t size = little_endian(p + at, bytes);
    return bytes == 2 ? size + 256 : size;
}

static bool check_window(struct source *s, struct str header, struct err *e)
{
    uint64_t window = window_of(header);
    uint64_t mebibytes = (window + (1 << 20) - 1) >> 20;
    if (window > (uint64_t)SOURCE_WINDOW_MAX_BYTES)
        return source_torn(
            s, e,
            "this zstd frame needs a window of %llu MiB, more than the %lld MiB that "
            "--max-window can allow: compress it again without --long",
            (unsigned long long)mebibytes, SOURCE_WINDOW_MAX_BYTES >> 20);
    if (window > (uint64_t)s->max_window_bytes)
        return source_torn(
            s, e, "this zstd frame needs a window of %llu MiB: allow it with --max-window %lluMi",
            (unsigned long long)mebibytes, (unsigned long long)mebibytes);
    if ((int64_t)window > s->window_bytes)
        s->window_bytes = (int64_t)window;
    return true;
}

// At the first byte behind a frame. Sets is_done at the end of the file.
static bool begin_frame(struct source *s, size_t n, struct err *e)
{
    struct zstd_state *z = s->state;
    if (!source_fill(s, HEADER_BYTES_MAX, e))
        return false;
    struct str head = source_input(s);
    if (head.len == 0) {
        s->is_done = true;
        return true;
    }
    if (!is_frame(head) && !is_skippable(head))
        return source_torn(s, e,
                           head.len < 4 ? "the file ends in the middle of a zstd frame"
                                        : "expected a zstd frame, found something else");
    if (is_frame(head)) {
        if (!check_window(s, head, e))
            return false;
        source_note_frame(s, n);
    }
    z->is_in_frame = true;
    z->frame_at = source_position(s);
    z->hint = ZSTD_initDStream(z->context);
    return true;
}

// One step of libzstd: a block, or a block's header. Never both: when libzstd fails it does not say
// what it wrote before, and so nothing is written before.
static bool step(struct source *s, void *dst, size_t cap, size_t *n, struct err *e)
{
    struct zstd_state *z = s->state;
    size_t feed = z->hint > BLOCK_HEADER_BYTES ? z->hint - BLOCK_HEADER_BYTES : z->hint;
    struct str input = str_head(source_input(s), feed);
    ZSTD_inBuffer in = {input.ptr, input.len, 0};
    ZSTD_outBuffer out = {dst, cap, *n};
    size_t hint = ZSTD_decompressStream(z->context, &out, &in);
    if (ZSTD_isError(hint))
        return source_torn(s, e, "the zstd frame that begins at byte %lld is corrupt: %s",
                           (long long)z->frame_at, ZSTD_getErrorName(hint));
    bool is_stuck = s->is_at_eof && in.size == 0 && out.pos == *n;
    s->input_at += in.pos;
    *n = out.pos;
    z->hint = hint;
    z->is_in_frame = hint != 0;
    if (is_stuck && z->is_in_frame)
        return source_torn(s, e,
                           "the file ends in the middle of the zstd frame that begins at byte %lld",
                           (long long)z->frame_at);
    return true;
}

static bool zstd_read(struct source *s, char *dst, size_t cap, size_t *n, struct err *e)
{
    struct zstd_state *z = s->state;
    while (*n < cap) {
        if (!z->is_in_frame && !begin_frame(s, *n, e))
            return false;
        if (s->is_done)
            return true;
        if (!source_fill(s, 1, e) || !step(s, dst, cap, n, e))
            return false;
    }
    return true;
}

const struct decompressor source_zstd = {
    .detect = zstd_detect,
    .open = zstd_open,
    .read = zstd_read,
    .close = zstd_close,
};

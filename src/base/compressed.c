// compressed.c - see compressed.h; libzstd at its default level.
#include "base/compressed.h"

#include <zstd.h>

struct compressor {
    ZSTD_CCtx *context;  // tables that are the same for all texts
};

struct compressor *compressor_new(struct arena *a)
{
    struct compressor *c = ARENA_NEW(a, struct compressor);
    c->context = ZSTD_createCCtx();
    if (!c->context)
        out_of_memory();
    return c;
}

void compressor_release(struct compressor *c)
{
    if (c)
        ZSTD_freeCCtx(c->context);
}

struct str compress_text(struct compressor *c, struct str text, struct arena *a)
{
    size_t room = ZSTD_compressBound(text.len);
    char *frame = arena_raw(a, room);
    size_t n = ZSTD_compressCCtx(c->context, frame, room, text.ptr, text.len, ZSTD_CLEVEL_DEFAULT);
    if (ZSTD_isError(n))  // there is room for any text
        out_of_memory();
    return (struct str){frame, n};
}

bool decompress_text(struct str frame, size_t max_bytes, struct str *out, struct arena *a)
{
    unsigned long long bytes = ZSTD_getFrameContentSize(frame.ptr, frame.len);
    if (bytes == ZSTD_CONTENTSIZE_UNKNOWN || bytes == ZSTD_CONTENTSIZE_ERROR || bytes > max_bytes)
        return false;
    char *text = arena_raw(a, (size_t)bytes + 1);
    size_t n = ZSTD_decompress(text, (size_t)bytes, frame.ptr, frame.len);
    if (n != bytes)
        return false;
    text[n] = 0;
    *out = (struct str){text, n};
    return true;
}

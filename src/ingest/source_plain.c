// source_plain.c - a file that is not compressed: read straight into the caller's buffer.
#include <string.h>

#include "ingest/decompressor.h"
#include "model/record.h"

static const char *plain_detect(struct str head)
{
    (void)head;
    return "none";
}

static bool plain_open(struct source *s, struct err *e)
{
    (void)s;
    (void)e;
    return true;
}

static bool plain_read(struct source *s, char *dst, size_t cap, size_t *n, struct err *e)
{
    struct str held = str_head(source_input(s), cap - *n);
    if (held.len)
        memcpy(dst + *n, held.ptr, held.len);
    s->input_at += held.len;
    *n += held.len;
    while (*n < cap && !s->is_at_eof) {
        size_t got = 0;
        if (!source_read_file(s, dst + *n, cap - *n, &got, e))
            return false;
        *n += got;
    }
    if (*n == cap)
        return true;
    if (s->file_bytes != UNKNOWN && source_position(s) < s->file_bytes)
        return source_torn(s, e, "the file had %lld bytes when it was opened and now ends here",
                           (long long)s->file_bytes);
    s->is_done = true;
    return true;
}

const struct decompressor source_plain = {
    .detect = plain_detect,
    .open = plain_open,
    .read = plain_read,
};

// chunked.h - splits a text into entries as the reader and the workers do, in buffers of any size.
#pragma once

#include <string.h>

#include "ingest/frame.h"

struct chunked {
    struct entry *entries;
    size_t count, cap;
    size_t most_held;  // largest buffer that was needed
};

static inline void chunked_add(struct chunked *c, struct entry entry, struct arena *a)
{
    if (c->count == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 16;
        c->entries = (struct entry *)arena_grow(a, c->entries, c->cap * sizeof *c->entries,
                                                cap * sizeof *c->entries);
        c->cap = cap;
    }
    c->entries[c->count++] = entry;
}

// Splits text[from..] by a framer that read its head from `text`. Buffers take `chunk` more bytes
// at a time and have no byte more than they hold.
static inline struct chunked chunked_split(struct framer *f, struct str text, size_t from,
                                           size_t chunk, struct arena *a)
{
    struct chunked c = {0};
    struct str carry = {"", 0};
    size_t at = from;
    bool at_end = false;
    framer_seek(f, (int64_t)from);
    while (!at_end) {
        size_t more = text.len - at < chunk ? text.len - at : chunk;
        char *bytes = (char *)arena_raw(a, carry.len + more);
        if (carry.len)
            memcpy(bytes, carry.ptr, carry.len);
        if (more)
            memcpy(bytes + carry.len, text.ptr + at, more);
        struct str buffer = {bytes, carry.len + more};
        at += more;
        at_end = at == text.len;
        if (buffer.len > c.most_held)
            c.most_held = buffer.len;
        struct frame_cut cut = framer_cut(f, buffer, at_end, a);
        if (!cut.is_dropped) {
            size_t n = 0;
            struct entry *entries = frame_entries(&cut, str_head(buffer, cut.take), a, &n);
            for (size_t i = 0; i < n; i++)
                chunked_add(&c, entries[i], a);
        }
        carry = str_skip(buffer, cut.take);
    }
    return c;
}

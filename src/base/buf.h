// buf.h - bytes that grow, in an arena.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/attr.h"
#include "base/str.h"

// Initialise with the arena that pays: struct buf b = {.arena = a}. Growth never fails (arena.h).
struct buf {
    struct arena *arena;
    char *ptr;
    size_t len, cap;
};

// Makes room for `more` bytes behind len and returns where they start; the caller adds to len.
char *buf_reserve(struct buf *b, size_t more);
void buf_str(struct buf *b, struct str s);
void buf_byte(struct buf *b, char c);
void buf_fmt(struct buf *b, const char *format, ...) PRINTF(2, 3);
// Little-endian base-128, 1 to 10 bytes.
void buf_varint(struct buf *b, uint64_t n);
// Eight bytes, little-endian.
void buf_u64(struct buf *b, uint64_t n);

static inline struct str buf_view(const struct buf *b)
{
    return (struct str){b->ptr ? b->ptr : "", b->len};
}

// Reads what buf_varint wrote; advances s. False at a torn end.
MUST_USE bool str_take_varint(struct str *s, uint64_t *out);
MUST_USE bool str_take_u64(struct str *s, uint64_t *out);

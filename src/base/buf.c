// buf.c - see buf.h.
#include "base/buf.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

char *buf_reserve(struct buf *b, size_t more)
{
    if (b->cap - b->len < more) {
        size_t cap = b->cap ? b->cap * 2 : 256;
        while (cap - b->len < more)
            cap *= 2;
        b->ptr = arena_grow(b->arena, b->ptr, b->cap, cap);
        b->cap = cap;
    }
    return b->ptr + b->len;
}

void buf_str(struct buf *b, struct str s)
{
    if (!s.len)
        return;
    memcpy(buf_reserve(b, s.len), s.ptr, s.len);
    b->len += s.len;
}

void buf_byte(struct buf *b, char c)
{
    *buf_reserve(b, 1) = c;
    b->len++;
}

void buf_fmt(struct buf *b, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n <= 0)
        return;
    char *p = buf_reserve(b, (size_t)n + 1);
    va_start(args, format);
    n = vsnprintf(p, (size_t)n + 1, format, args);
    va_end(args);
    b->len += (size_t)n;
}

void buf_varint(struct buf *b, uint64_t n)
{
    char *p = buf_reserve(b, 10);
    size_t i = 0;
    while (n >= 0x80) {
        p[i++] = (char)(n | 0x80);
        n >>= 7;
    }
    p[i++] = (char)n;
    b->len += i;
}

void buf_u64(struct buf *b, uint64_t n)
{
    char *p = buf_reserve(b, 8);
    for (int i = 0; i < 8; i++)
        p[i] = (char)(n >> (8 * i));
    b->len += 8;
}

bool str_take_varint(struct str *s, uint64_t *out)
{
    uint64_t n = 0;
    for (size_t i = 0; i < s->len && i < 10; i++) {
        n |= (uint64_t)((unsigned char)s->ptr[i] & 0x7f) << (7 * i);
        if (!((unsigned char)s->ptr[i] & 0x80)) {
            *s = str_skip(*s, i + 1);
            *out = n;
            return true;
        }
    }
    return false;
}

bool str_take_u64(struct str *s, uint64_t *out)
{
    if (s->len < 8)
        return false;
    uint64_t n = 0;
    for (int i = 7; i >= 0; i--)
        n = n << 8 | (unsigned char)s->ptr[i];
    *s = str_skip(*s, 8);
    *out = n;
    return true;
}

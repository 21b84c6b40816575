// utf8.c - decoding by hand, tables by utf8proc.
#include "base/utf8.h"

#include <stdlib.h>
#include <utf8proc.h>

enum { REPLACEMENT = 0xfffd };

static bool is_continuation(char c)
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

size_t utf8_take(struct str s, uint32_t *code_point)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)s.ptr[0];
    *code_point = first;
    if (first < 0x80)
        return 1;
    size_t n = first >= 0xf0 && first < 0xf8 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 0;
    *code_point = REPLACEMENT;
    if (n == 0 || n > s.len || first >= 0xf8)
        return 1;
    uint32_t c = first & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if (!is_continuation(s.ptr[i]))
            return 1;
        c = c << 6 | ((unsigned char)s.ptr[i] & 0x3f);
    }
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c < 0xe000))
        return 1;
    *code_point = c;
    return n;
}

void utf8_put(struct buf *b, uint32_t c)
{
    char *p = buf_reserve(b, 4);
    if (c < 0x80) {
        p[0] = (char)c;
        b->len += 1;
    } else if (c < 0x800) {
        p[0] = (char)(0xc0 | c >> 6);
        p[1] = (char)(0x80 | (c & 0x3f));
        b->len += 2;
    } else if (c < 0x10000) {
        p[0] = (char)(0xe0 | c >> 12);
        p[1] = (char)(0x80 | (c >> 6 & 0x3f));
        p[2] = (char)(0x80 | (c & 0x3f));
        b->len += 3;
    } else {
        p[0] = (char)(0xf0 | c >> 18);
        p[1] = (char)(0x80 | (c >> 12 & 0x3f));
        p[2] = (char)(0x80 | (c >> 6 & 0x3f));
        p[3] = (char)(0x80 | (c & 0x3f));
        b->len += 4;
    }
}

bool utf8_is_valid(struct str s)
{
    while (s.len) {
        uint32_t c = 0;
        size_t n = utf8_take(s, &c);
        if (c == REPLACEMENT && n == 1)
            return false;
        s = str_skip(s, n);
    }
    return true;
}

struct str utf8_repair(struct str s, struct arena *a)
{
    struct buf b = {.arena = a};
    while (s.len) {
        uint32_t c = 0;
        size_t n = utf8_take(s, &c);
        utf8_put(&b, c);
        s = str_skip(s, n);
    }
    return buf_view(&b);
}

struct str utf8_head(struct str s, size_t max_bytes)
{
    if (s.len <= max_bytes)
        return s;
    size_t n = max_bytes;
    while (n > 0 && is_continuation(s.ptr[n]))
        n--;
    return (struct str){s.ptr, n};
}

struct str utf8_fold(struct str s, struct arena *a)
{
    utf8proc_uint8_t *folded = NULL;
    const utf8proc_option_t options =
        UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD;
    utf8proc_ssize_t n =
        utf8proc_map((const utf8proc_uint8_t *)s.ptr, (utf8proc_ssize_t)s.len, &folded, options);
    if (n < 0)
        return str_copy(s, a);
    struct str out = str_copy((struct str){(const char *)folded, (size_t)n}, a);
    free(folded);
    return out;
}

int utf8_width(struct str s)
{
    int width = 0;
    while (s.len) {
        uint32_t c = 0;
        s = str_skip(s, utf8_take(s, &c));
        width += utf8proc_charwidth((utf8proc_int32_t)c);
    }
    return width;
}

// Characters that change how a terminal shows or orders others.
static bool is_treacherous(uint32_t c)
{
    return (c >= 0x80 && c < 0xa0) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
           (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe0fff);
}

struct str utf8_printable(struct str s, struct arena *a)
{
    struct buf b = {.arena = a};
    while (s.len) {
        uint32_t c = 0;
        s = str_skip(s, utf8_take(s, &c));
        if (c < 0x20)
            utf8_put(&b, 0x2400 + c);  // the control pictures: U+241B for ESC
        else if (c == 0x7f)
            utf8_put(&b, 0x2421);
        else if (is_treacherous(c))
            buf_fmt(&b, "<U+%04X>", c);
        else
            utf8_put(&b, c);
    }
    return buf_view(&b);
}

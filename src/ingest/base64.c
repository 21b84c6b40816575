// base64.c - see base64.h.
#include "ingest/base64.h"

// -1: no digit.
static int base64_digit(char c)
{
    if (c >= 'A' && c <= 'Z')
        return c - 'A';
    if (c >= 'a' && c <= 'z')
        return c - 'a' + 26;
    if (c >= '0' && c <= '9')
        return c - '0' + 52;
    if (c == '+' || c == '-')
        return 62;
    return c == '/' || c == '_' ? 63 : -1;
}

struct str base64_decode(struct str s, struct arena *a)
{
    char *to = arena_raw(a, s.len / 4 * 3 + 4);
    size_t n = 0;
    unsigned bits = 0;
    int have = 0;
    for (size_t i = 0; i < s.len; i++) {
        int digit = base64_digit(s.ptr[i]);
        if (digit < 0)
            continue;
        bits = (bits << 6 | (unsigned)digit) & 0xffffff;
        have += 6;
        if (have >= 8) {
            have -= 8;
            to[n++] = (char)(bits >> have);
        }
    }
    return (struct str){to, n};
}

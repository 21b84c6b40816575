// str.c - the functions of str.h that are too long to inline.
#include "base/str.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

static unsigned char lower(char c)
{
    unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? (unsigned char)(u + 32) : u;
}

static bool is_space(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

struct str_cut str_cut(struct str s, char separator)
{
    const char *p = s.len ? memchr(s.ptr, separator, s.len) : NULL;
    if (!p)
        return (struct str_cut){s, {s.ptr ? s.ptr + s.len : NULL, 0}, false};
    size_t n = (size_t)(p - s.ptr);
    return (struct str_cut){{s.ptr, n}, {p + 1, s.len - n - 1}, true};
}

struct str_cut str_cut_last(struct str s, char separator)
{
    for (size_t i = s.len; i > 0; i--)
        if (s.ptr[i - 1] == separator)
            return (struct str_cut){{s.ptr, i - 1}, {s.ptr + i, s.len - i}, true};
    return (struct str_cut){s, {s.ptr ? s.ptr + s.len : NULL, 0}, false};
}

bool str_starts_nocase(struct str s, struct str prefix)
{
    if (s.len < prefix.len)
        return false;
    for (size_t i = 0; i < prefix.len; i++)
        if (lower(s.ptr[i]) != lower(prefix.ptr[i]))
            return false;
    return true;
}

bool str_eq_nocase(struct str a, struct str b)
{
    return a.len == b.len && str_starts_nocase(a, b);
}

int str_cmp(struct str a, struct str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n ? memcmp(a.ptr, b.ptr, n) : 0;
    if (order != 0)
        return order;
    return a.len < b.len ? -1 : a.len > b.len;
}

size_t str_find(struct str s, struct str needle)
{
    if (needle.len == 0)
        return 0;
    size_t at = 0;
    while (at + needle.len <= s.len) {
        const char *p = memchr(s.ptr + at, needle.ptr[0], s.len - at - needle.len + 1);
        if (!p)
            return s.len;
        if (memcmp(p, needle.ptr, needle.len) == 0)
            return (size_t)(p - s.ptr);
        at = (size_t)(p - s.ptr) + 1;
    }
    return s.len;
}

bool str_contains(struct str s, struct str needle)
{
    return needle.len == 0 || str_find(s, needle) < s.len;
}

bool str_contains_nocase(struct str s, struct str needle)
{
    for (size_t i = 0; i + needle.len <= s.len; i++)
        if (str_starts_nocase(str_skip(s, i), needle))
            return true;
    return needle.len == 0;
}

struct str str_trim(struct str s)
{
    while (s.len && is_space(s.ptr[0]))
        s = str_skip(s, 1);
    while (s.len && is_space(s.ptr[s.len - 1]))
        s.len--;
    return s;
}

struct str str_copy(struct str s, struct arena *a)
{
    if (!s.ptr)
        return s;
    return (struct str){arena_cstr(a, s.ptr, s.len), s.len};
}

struct str str_lower(struct str s, struct arena *a)
{
    if (!s.ptr)
        return s;
    char *p = arena_cstr(a, s.ptr, s.len);
    for (size_t i = 0; i < s.len; i++)
        p[i] = (char)lower(p[i]);
    return (struct str){p, s.len};
}

struct str str_join(struct str x, struct str y, struct arena *a)
{
    char *p = arena_raw(a, x.len + y.len + 1);
    if (x.len)
        memcpy(p, x.ptr, x.len);
    if (y.len)
        memcpy(p + x.len, y.ptr, y.len);
    p[x.len + y.len] = 0;
    return (struct str){p, x.len + y.len};
}

const char *str_cstr(struct str s, struct arena *a)
{
    return arena_cstr(a, s.ptr, s.len);
}

struct str str_fmt(struct arena *a, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (n < 0)
        return S("");
    char *p = arena_raw(a, (size_t)n + 1);
    va_start(args, format);
    n = vsnprintf(p, (size_t)n + 1, format, args);
    va_end(args);
    return (struct str){p, (size_t)n};
}

bool str_to_u64(struct str s, uint64_t *out)
{
    uint64_t n = 0;
    if (s.len == 0)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        uint64_t digit = (uint64_t)(s.ptr[i] - '0');
        if (n > (UINT64_MAX - digit) / 10)
            return false;
        n = n * 10 + digit;
    }
    *out = n;
    return true;
}

bool str_to_i64(struct str s, int64_t *out)
{
    bool is_negative = s.len && s.ptr[0] == '-';
    uint64_t n = 0;
    if (!str_to_u64(is_negative ? str_skip(s, 1) : s, &n))
        return false;
    if (n > (uint64_t)INT64_MAX + (is_negative ? 1 : 0))
        return false;
    *out = is_negative ? (int64_t)(0 - n) : (int64_t)n;
    return true;
}

bool str_to_hex64(struct str s, uint64_t *out)
{
    uint64_t n = 0;
    if (s.len == 0 || s.len > 16)
        return false;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = lower(s.ptr[i]);
        if (c >= '0' && c <= '9')
            n = n << 4 | (uint64_t)(c - '0');
        else if (c >= 'a' && c <= 'f')
            n = n << 4 | (uint64_t)(c - 'a' + 10);
        else
            return false;
    }
    *out = n;
    return true;
}

bool str_to_f64(struct str s, double *out)
{
    char text[64];
    if (s.len == 0 || s.len >= sizeof text || is_space(s.ptr[0]))
        return false;
    memcpy(text, s.ptr, s.len);
    text[s.len] = 0;
    // No hexadecimal, no "inf", no "nan": only what JSON and CSV writers mean by a number.
    if (strspn(text, "+-0123456789.eE") != s.len)
        return false;
    char *end = NULL;
    double x = strtod(text, &end);
    if (end != text + s.len)
        return false;
    *out = x;
    return true;
}

// Splits "-12.5e-3" into sign, digits and a decimal exponent. The point is dropped from the digits.
static bool decimal_parts(struct str s, bool *is_negative, struct str *mantissa, int64_t *exponent)
{
    *is_negative = s.len && s.ptr[0] == '-';
    if (s.len && (s.ptr[0] == '-' || s.ptr[0] == '+'))
        s = str_skip(s, 1);
    size_t e = 0;
    while (e < s.len && s.ptr[e] != 'e' && s.ptr[e] != 'E')
        e++;
    *mantissa = str_head(s, e);
    *exponent = 0;
    if (e == s.len)
        return mantissa->len > 0;
    struct str exp = str_skip(s, e + 1);
    if (exp.len && exp.ptr[0] == '+')
        exp = str_skip(exp, 1);
    return mantissa->len > 0 && str_to_i64(exp, exponent) && *exponent > -400 && *exponent < 400;
}

// n * 10 + digit, false above INT64_MAX.
static bool add_digit(uint64_t *n, uint64_t digit)
{
    if (*n > (INT64_MAX - digit) / 10)
        return false;
    *n = *n * 10 + digit;
    return true;
}

// The digits of "12.5" down to the place 10^0 when its first one stands at 10^place.
static bool scaled_digits(struct str mantissa, int64_t place, uint64_t *n)
{
    size_t points = 0;
    bool rounds_up = false;
    for (size_t i = 0; i < mantissa.len; i++) {
        char c = mantissa.ptr[i];
        points += c == '.';
        if (c == '.')
            continue;
        if (c < '0' || c > '9' || (place >= 0 && !add_digit(n, (uint64_t)(c - '0'))))
            return false;
        rounds_up |= place == -1 && c >= '5';
        place--;
    }
    for (; place >= 0; place--)
        if (!add_digit(n, 0))
            return false;
    *n += rounds_up ? 1 : 0;
    return points <= 1 && *n <= INT64_MAX;
}

bool str_to_scaled(struct str s, int scale, int64_t *out)
{
    bool is_negative = false;
    struct str mantissa = {0};
    int64_t exponent = 0;
    uint64_t n = 0;
    if (!decimal_parts(s, &is_negative, &mantissa, &exponent) || str_eq(mantissa, S(".")))
        return false;
    int64_t place = (int64_t)str_cut(mantissa, '.').head.len - 1 + exponent + scale;
    if (!scaled_digits(mantissa, place, &n))
        return false;
    *out = is_negative ? -(int64_t)n : (int64_t)n;
    return true;
}

bool str_to_size(struct str s, int64_t *out)
{
    static const struct {
        struct str suffix;
        int64_t factor;
    } units[] = {
        {{"Ki", 2}, 1LL << 10}, {{"Mi", 2}, 1LL << 20},    {{"Gi", 2}, 1LL << 30},
        {{"k", 1}, 1000},       {{"K", 1}, 1000},          {{"M", 1}, 1000000},
        {{"G", 1}, 1000000000}, {{"T", 1}, 1000000000000},
    };
    if (s.len > 1 && s.ptr[s.len - 1] == 'B')
        s.len--;
    int64_t factor = 1;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (str_ends(s, units[i].suffix)) {
            factor = units[i].factor;
            s.len -= units[i].suffix.len;
            break;
        }
    int64_t n = 0;
    if (!str_to_i64(s, &n) || n < 0 || n > INT64_MAX / factor)
        return false;
    *out = n * factor;
    return true;
}

// str.h - a string is a pointer and a length; it owns nothing and ends where it says.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/attr.h"

// {NULL, 0} means "unknown / none"; {"", 0} is an empty string that is present.
struct str {
    const char *ptr;
    size_t len;
};

// A literal as a struct str.
#define S(literal) ((struct str){("" literal), sizeof(literal) - 1})
// For printf: ("%.*s", STR_ARG(s)).
#define STR_ARG(s) (int)((s).len > 2147483647 ? 2147483647 : (s).len), ((s).ptr ? (s).ptr : "")

static inline struct str str_of(const char *cstr)
{
    return (struct str){cstr, cstr ? strlen(cstr) : 0};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

static inline bool str_starts(struct str s, struct str prefix)
{
    return s.len >= prefix.len && (prefix.len == 0 || memcmp(s.ptr, prefix.ptr, prefix.len) == 0);
}

static inline bool str_ends(struct str s, struct str suffix)
{
    return s.len >= suffix.len &&
           (suffix.len == 0 || memcmp(s.ptr + s.len - suffix.len, suffix.ptr, suffix.len) == 0);
}

// Without the first n bytes (n is clamped).
static inline struct str str_skip(struct str s, size_t n)
{
    if (n > s.len)
        n = s.len;
    return (struct str){s.ptr ? s.ptr + n : NULL, s.len - n};
}

// The first n bytes (n is clamped).
static inline struct str str_head(struct str s, size_t n)
{
    return (struct str){s.ptr, n < s.len ? n : s.len};
}

// Head and tail around the first separator; ok is false, head the whole and tail empty, without
// one.
struct str_cut {
    struct str head, tail;
    bool ok;
};
struct str_cut str_cut(struct str s, char separator);
// The same around the last separator.
struct str_cut str_cut_last(struct str s, char separator);

// ASCII comparisons without regard to case; other bytes are compared as they are.
bool str_eq_nocase(struct str a, struct str b);
bool str_starts_nocase(struct str s, struct str prefix);
// Byte-wise order: <0, 0, >0.
int str_cmp(struct str a, struct str b);
// Position of the first occurrence, or s.len when there is none.
size_t str_find(struct str s, struct str needle);
bool str_contains(struct str s, struct str needle);
bool str_contains_nocase(struct str s, struct str needle);
// Without ASCII white space at both ends.
struct str str_trim(struct str s);

// A copy in the arena (with a NUL behind it, not counted). Unknown stays unknown.
struct str str_copy(struct str s, struct arena *a);
// ASCII lower case copy.
struct str str_lower(struct str s, struct arena *a);
struct str str_join(struct str x, struct str y, struct arena *a);
// NUL-terminated, for the borders (file names, SQLite, messages). Embedded NULs cut it short there.
const char *str_cstr(struct str s, struct arena *a);
struct str str_fmt(struct arena *a, const char *format, ...) PRINTF(2, 3);

// Numbers take the whole string or fail (false, output untouched). No white space, no sign but '-'.
MUST_USE bool str_to_i64(struct str s, int64_t *out);
MUST_USE bool str_to_u64(struct str s, uint64_t *out);
MUST_USE bool str_to_f64(struct str s, double *out);
// Hexadecimal digits only, 1 to 16 of them.
MUST_USE bool str_to_hex64(struct str s, uint64_t *out);
// A decimal number ("0.0000015", "3e-06", "-2.5") times 10^scale as an exact integer; digits beyond
// are rounded half away from zero. Fails on overflow or syntax.
MUST_USE bool str_to_scaled(struct str s, int scale, int64_t *out);
// A size with an optional k, M, G, T suffix (powers of 1000) or Ki, Mi, Gi (1024), optional B.
MUST_USE bool str_to_size(struct str s, int64_t *out);

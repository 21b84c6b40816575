// json.c - look-ups and conversions on the tape.
#include "base/json.h"

// The key whose word is `word`.
static inline struct str key_of(const unsigned char *strings, uint64_t word)
{
    uint32_t len;
    const unsigned char *p = strings + (word & 0x00ffffffffffffffULL);
    memcpy(&len, p, sizeof len);
    return (struct str){(const char *)p + sizeof len, len};
}

uint64_t json_mark_keys(uint64_t *tape, const unsigned char *strings, size_t object_at)
{
    size_t end = json_skip(tape[object_at], object_at) - 1;
    uint64_t marks = 0;
    uint64_t twice = 0;
    for (size_t at = object_at + 1; at < end;) {
        uint64_t mark = json_mark_of(key_of(strings, tape[at++]));
        twice |= marks & mark;
        marks |= mark;
        at = json_skip(tape[at], at);
    }
    marks |= twice ? JSON_MARKED : JSON_MARKED | JSON_UNIQUE;
    tape[object_at] = (tape[object_at] & ~(0xffffffULL << 32)) | (marks & 0xffffff) << 32;
    tape[end] = (tape[end] & ~(0xffffffULL << 32)) | (marks >> 24) << 32;
    return marks;
}

size_t json_find(const uint64_t *tape, const unsigned char *strings, size_t object_at,
                 struct str key, bool is_unique)
{
    size_t end = json_skip(tape[object_at], object_at) - 1;
    size_t found_at = 0;
    for (size_t at = object_at + 1; at < end;) {
        struct str name = key_of(strings, tape[at++]);
        if (name.len == key.len && (key.len == 0 || json_key_is(name, key.ptr, key.len))) {
            found_at = at;
            if (is_unique)
                break;
        }
        at = json_skip(tape[at], at);
    }
    return found_at;
}

// Takes one key from the front of a path; `end` of the path is a NUL or '|'.
static struct str take_key(const char **path)
{
    const char *begin = *path;
    const char *p = begin;
    while (*p && *p != '.' && *p != '|')
        p++;
    *path = *p == '.' ? p + 1 : p;
    return (struct str){begin, (size_t)(p - begin)};
}

static struct json path_get(struct json v, const char **path)
{
    while (**path && **path != '|') {
        struct str key = take_key(path);
        if (v.tape)
            v = json_get(v, key);
    }
    return v;
}

struct json json_at(struct json v, const char *path)
{
    return path_get(v, &path);
}

struct json json_any(struct json v, const char *paths)
{
    while (*paths && json_is_object(v)) {
        struct json found = path_get(v, &paths);
        if (json_is_set(found))
            return found;
        paths += *paths == '|';
    }
    return (struct json){0};
}

struct json json_index(struct json v, int64_t index)
{
    if (json_type(v) != JSON_ARRAY)
        return (struct json){0};
    if (index < 0)
        index += (int64_t)json_len(v);
    struct json_iter it = json_iter(v);
    for (int64_t i = 0; index >= 0 && json_next(&it); i++)
        if (i == index)
            return it.value;
    return (struct json){0};
}

size_t json_len(struct json v)
{
    size_t n = 0;
    struct json_iter it = json_iter(v);
    while (json_next(&it))
        n++;
    return n;
}

static bool double_to_i64(double x, int64_t *out)
{
    // 2^63 is the first double that does not fit.
    if (!(x >= -9223372036854775808.0 && x < 9223372036854775808.0) || x != floor(x))
        return false;
    *out = (int64_t)x;
    return true;
}

static double raw_double(struct json v)
{
    double x;
    memcpy(&x, &v.tape[v.at + 1], sizeof x);
    return x;
}

bool json_to_i64(struct json v, int64_t *out)
{
    double x = 0;
    struct str text;
    switch (json_type(v)) {
    case JSON_INT:
        *out = (int64_t)v.tape[v.at + 1];
        return true;
    case JSON_DOUBLE:
        return double_to_i64(raw_double(v), out);
    case JSON_STRING:
        text = str_trim(json_str(v));
        return str_to_i64(text, out) || (str_to_f64(text, &x) && double_to_i64(x, out));
    case JSON_MISSING:
    case JSON_NULL:
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_UINT:
    case JSON_ARRAY:
    case JSON_OBJECT:
        return false;
    }
    return false;
}

bool json_to_f64(struct json v, double *out)
{
    switch (json_type(v)) {
    case JSON_INT:
        *out = (double)(int64_t)v.tape[v.at + 1];
        return true;
    case JSON_UINT:
        *out = (double)v.tape[v.at + 1];
        return true;
    case JSON_DOUBLE:
        *out = raw_double(v);
        return true;
    case JSON_STRING:
        return str_to_f64(str_trim(json_str(v)), out) && isfinite(*out);
    case JSON_MISSING:
    case JSON_NULL:
    case JSON_TRUE:
    case JSON_FALSE:
    case JSON_ARRAY:
    case JSON_OBJECT:
        return false;
    }
    return false;
}

bool json_to_bool(struct json v, bool *out)
{
    int64_t n = 0;
    struct str text = {0};
    if (!json_is_set(v))
        return false;
    if (json_is_string(v))
        text = str_trim(json_str(v));
    bool is_true = json_type(v) == JSON_TRUE || str_eq_nocase(text, S("true"));
    bool is_false = json_type(v) == JSON_FALSE || str_eq_nocase(text, S("false"));
    if (!is_true && !is_false && (!json_to_i64(v, &n) || (n != 0 && n != 1)))
        return false;
    *out = is_true || n == 1;
    return true;
}

const char *json_error_text(enum json_error error)
{
    static const char *const text[] = {
        [JSON_OK] = "valid JSON",
        [JSON_ERROR_EMPTY] = "empty",
        [JSON_ERROR_SYNTAX] = "not valid JSON (torn or malformed)",
        [JSON_ERROR_UTF8] = "invalid UTF-8",
        [JSON_ERROR_STRING] = "malformed string",
        [JSON_ERROR_NUMBER] = "malformed number",
        [JSON_ERROR_DEPTH] = "nested deeper than 512",
        [JSON_ERROR_MEMORY] = "out of memory",
    };
    return text[error];
}

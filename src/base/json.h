// json.h - read-only JSON: a C view of simdjson's parsed document, values passed by value.
#pragma once

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"

enum {
    JSON_PADDING = 64,     // readable bytes wanted behind a text that is parsed in place
    JSON_MAX_DEPTH = 512,  // deeper nesting is JSON_ERROR_DEPTH
};

// Why a text was refused. Repairs (ingest/repair.h) look at nothing but "refused or not".
enum json_error {
    JSON_OK,
    JSON_ERROR_EMPTY,
    JSON_ERROR_SYNTAX,  // torn, glued, trailing bytes, bad literal
    JSON_ERROR_UTF8,
    JSON_ERROR_STRING,  // raw control character, bad escape, lone surrogate
    JSON_ERROR_NUMBER,  // malformed or beyond 64 bits
    JSON_ERROR_DEPTH,
    JSON_ERROR_MEMORY,
};
const char *json_error_text(enum json_error error);

// A value inside a parsed document, valid until its parser parses again or is freed. The
// representation is simdjson's tape (doc/tape.md of simdjson 3.0): words of type << 56 | payload.
// {0} is the missing value: every function accepts it, and look-ups that find nothing return it.
// Look-ups leave notes on the tape (json_marks), so a document is read by one thread at a time.
struct json {
    uint64_t *tape;
    const unsigned char *strings;
    size_t at;  // index of the value's first word
};

enum json_type {
    JSON_MISSING = 0,
    JSON_NULL = 'n',
    JSON_TRUE = 't',
    JSON_FALSE = 'f',
    JSON_INT = 'l',   // fits int64_t
    JSON_UINT = 'u',  // above INT64_MAX, fits uint64_t
    JSON_DOUBLE = 'd',
    JSON_STRING = '"',
    JSON_ARRAY = '[',
    JSON_OBJECT = '{',
};

// A reusable parser and the one document it holds. Not thread-safe.
struct json_parser;
struct json_parser *json_parser_new(void);  // NULL when out of memory
void json_parser_free(struct json_parser *p);
// Parses one value. `slack` = readable bytes (of any content) behind text.len; below JSON_PADDING
// the text is copied first.
enum json_error json_parse(struct json_parser *p, struct str text, size_t slack, struct json *out);
// Bytes held; json_parser_trim() gives back what a huge text made it take.
size_t json_parser_bytes(const struct json_parser *p);
void json_parser_trim(struct json_parser *p, size_t keep_text_bytes);

static inline enum json_type json_type(struct json v)
{
    return v.tape ? (enum json_type)(v.tape[v.at] >> 56) : JSON_MISSING;
}

static inline bool json_is_object(struct json v)
{
    return json_type(v) == JSON_OBJECT;
}

static inline bool json_is_array(struct json v)
{
    return json_type(v) == JSON_ARRAY;
}

static inline bool json_is_string(struct json v)
{
    return json_type(v) == JSON_STRING;
}

// Neither missing nor null.
static inline bool json_is_set(struct json v)
{
    return v.tape && json_type(v) != JSON_NULL;
}

// The string of a value that is one, else unknown ({NULL, 0}).
static inline struct str json_str(struct json v)
{
    if (json_type(v) != JSON_STRING)
        return (struct str){NULL, 0};
    const unsigned char *p = v.strings + (v.tape[v.at] & 0x00ffffffffffffffULL);
    uint32_t len;
    memcpy(&len, p, sizeof len);
    return (struct str){(const char *)p + sizeof len, len};
}

// Index of the word behind a value that begins with `word` at `at`. Strings first: they are what
// most values are.
static inline size_t json_skip(uint64_t word, size_t at)
{
    unsigned type = (unsigned)(word >> 56);
    if (type == '"')
        return at + 1;
    if (type == '{' || type == '[')
        return (size_t)(word & 0xffffffffULL);
    return at + (type == 'l' || type == 'u' || type == 'd' ? 2 : 1);
}

// Index of the word behind the value.
static inline size_t json_after(struct json v)
{
    return json_skip(v.tape[v.at], v.at);
}

// Walks an array or object; anything else has no elements.
//     struct json_iter it = json_iter(v);
//     while (json_next(&it))
//         use(it.key, it.value);       // key is unknown for arrays
struct json_iter {
    struct str key;
    struct json value;
    size_t next, end;
    bool has_keys;
};

static inline struct json_iter json_iter(struct json v)
{
    enum json_type type = json_type(v);
    struct json_iter it = {.value = v, .has_keys = type == JSON_OBJECT};
    if (type == JSON_OBJECT || type == JSON_ARRAY) {
        it.next = v.at + 1;
        it.end = json_after(v) - 1;
    }
    return it;
}

static inline bool json_next(struct json_iter *it)
{
    if (it->next >= it->end)
        return false;
    it->value.at = it->next;
    if (it->has_keys) {
        it->key = json_str(it->value);
        it->value.at++;
    }
    it->next = json_after(it->value);
    return true;
}

// The keys of an object as a Bloom filter of 46 bits, a bit that says no two keys have the same
// one, and a bit that says all this was filled in: by the first look-up, into the spare bits 32 to
// 55 of the words of its braces. (simdjson counts the members in the first, which nobody reads.)
#define JSON_MARKED (1ULL << 47)
#define JSON_UNIQUE (1ULL << 46)
uint64_t json_mark_keys(uint64_t *tape, const unsigned char *strings, size_t object_at);

static inline uint64_t json_marks(struct json object)
{
    uint64_t open = object.tape[object.at];
    uint64_t close = object.tape[(open & 0xffffffffULL) - 1];
    uint64_t marks = (open >> 32 & 0xffffff) | (close >> 8 & 0xffffff000000ULL);
    return marks & JSON_MARKED ? marks : json_mark_keys(object.tape, object.strings, object.at);
}

static inline uint64_t json_mark_of(struct str key)
{
    if (key.len == 0)
        return 1;
    unsigned mix = (unsigned)(unsigned char)key.ptr[0] * 5 +
                   (unsigned)(unsigned char)key.ptr[key.len - 1] * 11 + (unsigned)key.len * 29;
    return 1ULL << ((mix & 0xff) * 46 >> 8);
}

// True when a key is `other`, which is not empty. Keys are short: most are compared without a call,
// by their first and last bytes, which overlap.
static inline bool json_key_is(struct str key, const char *other, size_t len)
{
    if (key.len != len || key.ptr[0] != other[0])
        return false;
    if (len >= 8 && len <= 16) {
        uint64_t a[2];
        uint64_t b[2];
        memcpy(&a[0], key.ptr, 8);
        memcpy(&b[0], other, 8);
        memcpy(&a[1], key.ptr + len - 8, 8);
        memcpy(&b[1], other + len - 8, 8);
        return ((a[0] ^ b[0]) | (a[1] ^ b[1])) == 0;
    }
    if (len >= 4 && len < 8) {
        uint32_t a[2];
        uint32_t b[2];
        memcpy(&a[0], key.ptr, 4);
        memcpy(&b[0], other, 4);
        memcpy(&a[1], key.ptr + len - 4, 4);
        memcpy(&b[1], other + len - 4, 4);
        return ((a[0] ^ b[0]) | (a[1] ^ b[1])) == 0;
    }
    return memcmp(key.ptr, other, len) == 0;
}

// The member of an object; with duplicate keys the last one. Missing if v is no object. A log line
// costs hundreds of look-ups, most of them in vain: those end at the marks, and with a literal as
// the key the compiler knows its mark.
// The plain search: index of the member's first word, 0 for none.
size_t json_find(const uint64_t *tape, const unsigned char *strings, size_t object_at,
                 struct str key, bool is_unique);

static inline struct json json_get(struct json v, struct str key)
{
    if (!json_is_object(v))
        return (struct json){0};
    uint64_t marks = json_marks(v);
    if (!(marks & json_mark_of(key)))
        return (struct json){0};
    size_t at = json_find(v.tape, v.strings, v.at, key, (marks & JSON_UNIQUE) != 0);
    return at ? (struct json){v.tape, v.strings, at} : (struct json){0};
}

// The first of two that is set; look-ups are cheap enough to be made in advance.
static inline struct json json_or(struct json a, struct json b)
{
    return json_is_set(a) ? a : json_is_set(b) ? b : (struct json){0};
}

// Nested members by a dotted path of plain keys: json_at(v, "usage.prompt_tokens").
struct json json_at(struct json v, const char *path);
// The first that is set of up to 8 dotted paths separated by '|'.
struct json json_any(struct json v, const char *paths);
// Element of an array; negative counts from the end.
struct json json_index(struct json v, int64_t index);
// Number of elements or members.
size_t json_len(struct json v);

// Numbers, also written as strings ("1200", " 42 "), and doubles without a fraction. False and
// untouched when the value is none, is not finite or does not fit.
MUST_USE bool json_to_i64(struct json v, int64_t *out);
MUST_USE bool json_to_f64(struct json v, double *out);
// true/false, also as the strings "true", "True", "false", "False", and the numbers 1 and 0.
MUST_USE bool json_to_bool(struct json v, bool *out);

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
struct json {
    const uint64_t *tape;
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

// Index of the word behind the value.
static inline size_t json_after(struct json v)
{
    uint64_t word = v.tape[v.at];
    unsigned type = (unsigned)(word >> 56);
    if (type == '{' || type == '[')
        return (size_t)(word & 0xffffffffULL);
    return v.at + (type == 'l' || type == 'u' || type == 'd' ? 2 : 1);
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

// The member of an object; with duplicate keys the last one. Missing if v is no object.
struct json json_get(struct json v, struct str key);
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

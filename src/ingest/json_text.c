// json_text.c - see json_text.h. The check keeps nothing but a bit a level.
#include "ingest/json_text.h"

#include "base/json.h"
#include "base/lanes.h"
#include "ingest/ascii.h"
#include "ingest/phrase.h"
#include "ingest/spots.h"

enum { LOOK_BACK_BYTES = 80 };

// What must stand around "json"; `mark` at 0 of both words means the place of it.
static const struct ask {
    struct str before, behind;
    bool needs_verb;
} asks[] = {
    {{"valid ", 6}, {"", 0}, false},     {{"in ", 3}, {" format", 7}, false},
    {{"as ", 3}, {" format", 7}, false}, {{"", 0}, {" only", 5}, false},
    {{"only ", 5}, {"", 0}, false},      {{"strict ", 7}, {"", 0}, true},
    {{"raw ", 4}, {"", 0}, true},        {{"pure ", 5}, {"", 0}, true},
    {{"in ", 3}, {"", 0}, true},         {{"as ", 3}, {"", 0}, true},
    {{"with ", 5}, {"", 0}, true},       {{"a ", 2}, {"", 0}, true},
    {{"", 0}, {" object", 7}, true},     {{"", 0}, {" array", 6}, true},
    {{"", 0}, {" list", 5}, true},       {{"", 0}, {" schema", 7}, true},
    {{"", 0}, {" format", 7}, true},     {{"", 0}, {" with", 5}, true},
};

// "the JSON file below", "a JSON parser": no answer is meant.
static const struct str subjects[] = {
    {" file", 5},  {" parser", 7}, {" parsing", 8}, {" path", 5},  {" body", 5},   {" payload", 8},
    {" below", 6}, {" above", 6},  {" string", 7},  {" error", 6}, {" decode", 7}, {" web", 4},
};

static const struct str verbs[] = {
    {"respond", 7}, {"response", 8}, {"reply", 5},     {"answer", 6},  {"return", 6},
    {"output", 6},  {"produce", 7},  {"generate", 8},  {"provide", 7}, {"give", 4},
    {"emit", 4},    {"format", 6},   {"formatted", 9}, {"write", 5},   {"print", 5},
    {"send", 4},    {"result", 6},   {"results", 7},   {"returns", 7}, {"outputs", 7},
    {"answers", 7}, {"responds", 8},
};

// True when the words stand before `at`, whole.
static bool stands_before(struct str text, size_t at, struct str words)
{
    size_t begin = at >= words.len ? at - words.len : at;
    return words.len == 0 ||
           (phrase_length((struct str){text.ptr + begin, at - begin}, words) > 0 &&
            phrase_border(text, begin));
}

static bool has_verb(struct str text, size_t at)
{
    size_t begin = at > LOOK_BACK_BYTES ? at - LOOK_BACK_BYTES : 0;
    struct str before = {text.ptr + begin, at - begin};
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (phrase_find(before, 0, verbs[i]) < before.len)
            return true;
    return false;
}

static bool asks_at(struct str text, size_t at)
{
    struct str behind = str_skip(text, at + 4);
    for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
        if (phrase_length(behind, subjects[i]))
            return false;
    for (size_t i = 0; i < sizeof asks / sizeof *asks; i++) {
        bool fits = stands_before(text, at, asks[i].before) &&
                    (asks[i].behind.len == 0 || phrase_length(behind, asks[i].behind));
        if (fits && (!asks[i].needs_verb || has_verb(text, at)))
            return true;
    }
    return false;
}

static bool is_word_json(struct str text, size_t at)
{
    return phrase_length(str_skip(text, at), S("json")) && phrase_border(text, at) &&
           phrase_border(text, at + 4);
}

bool json_is_asked_for(struct str text)
{
    struct spots pairs;
    spots_begin(&pairs, text, SPOT_JSON);
    for (size_t at = spots_next(&pairs, 0); at < text.len; at = spots_next(&pairs, at + 1))
        if (is_word_json(text, at) && asks_at(text, at))
            return true;
    return false;
}

// A value and how far it was read. Every step returns false at what is no JSON.
struct scan {
    struct str text;
    size_t at;
    unsigned depth;
    uint64_t is_object[JSON_MAX_DEPTH / 64];  // a bit a level
};

static void skip_space(struct scan *s)
{
    const char *p = s->text.ptr;
    while (s->at < s->text.len &&
           (p[s->at] == ' ' || p[s->at] == '\n' || p[s->at] == '\r' || p[s->at] == '\t'))
        s->at++;
}

static bool take(struct scan *s, char c)
{
    if (s->at == s->text.len || s->text.ptr[s->at] != c)
        return false;
    s->at++;
    return true;
}

static bool take_word(struct scan *s, struct str word)
{
    if (!str_starts(str_skip(s->text, s->at), word))
        return false;
    s->at += word.len;
    return true;
}

// Behind the backslash.
static bool take_escape(struct scan *s)
{
    if (s->at == s->text.len)
        return false;
    char c = s->text.ptr[s->at++];
    if (c != 'u')
        return c && strchr("\"\\/bfnrt", c) != NULL;
    for (int i = 0; i < 4; i++, s->at++)
        if (s->at == s->text.len || !ascii_is_hex(s->text.ptr[s->at]))
            return false;
    return true;
}

static size_t plain_bytes(struct str s)
{
    size_t i = 0;
    for (; i + 16 <= s.len; i += 16) {
        lanes v = lanes_load(s.ptr + i);
        size_t n = lanes_first((lanes)(v == '"') | (lanes)(v == '\\') | (lanes)(v < 0x20));
        if (n < 16)
            return i + n;
    }
    while (i < s.len && s.ptr[i] != '"' && s.ptr[i] != '\\' && (unsigned char)s.ptr[i] >= 0x20)
        i++;
    return i;
}

static bool take_string(struct scan *s)
{
    if (!take(s, '"'))
        return false;
    for (;;) {
        s->at += plain_bytes(str_skip(s->text, s->at));
        if (take(s, '"'))
            return true;
        if (!take(s, '\\') || !take_escape(s))
            return false;
    }
}

static bool take_digits(struct scan *s)
{
    size_t first = s->at;
    while (s->at < s->text.len && ascii_is_digit(s->text.ptr[s->at]))
        s->at++;
    return s->at > first;
}

static bool take_number(struct scan *s)
{
    take(s, '-');
    if (!take(s, '0') && !take_digits(s))
        return false;
    if (take(s, '.') && !take_digits(s))
        return false;
    if (!take(s, 'e') && !take(s, 'E'))
        return true;
    if (!take(s, '+'))
        take(s, '-');
    return take_digits(s);
}

static bool take_scalar(struct scan *s)
{
    switch (s->at < s->text.len ? s->text.ptr[s->at] : 0) {
    case '"':
        return take_string(s);
    case 't':
        return take_word(s, S("true"));
    case 'f':
        return take_word(s, S("false"));
    case 'n':
        return take_word(s, S("null"));
    default:
        return take_number(s);
    }
}

static bool in_object(const struct scan *s)
{
    return (s->is_object[(s->depth - 1) / 64] >> ((s->depth - 1) % 64) & 1) != 0;
}

static bool take_key(struct scan *s)
{
    skip_space(s);
    if (!take_string(s))
        return false;
    skip_space(s);
    return take(s, ':');
}

// Opens the array or object at hand; *is_empty: it is closed again.
static bool open_level(struct scan *s, bool *is_empty)
{
    bool is_object = s->text.ptr[s->at++] == '{';
    if (s->depth == JSON_MAX_DEPTH)
        return false;
    uint64_t bit = UINT64_C(1) << (s->depth % 64);
    uint64_t *word = &s->is_object[s->depth++ / 64];
    *word = is_object ? *word | bit : *word & ~bit;
    skip_space(s);
    *is_empty = take(s, is_object ? '}' : ']');
    s->depth -= *is_empty;
    return *is_empty || !is_object || take_key(s);
}

// Behind a value: closes levels until one goes on with a comma, or the outermost is closed.
static bool go_on(struct scan *s)
{
    while (s->depth > 0) {
        skip_space(s);
        if (take(s, ','))
            return !in_object(s) || take_key(s);
        if (!take(s, in_object(s) ? '}' : ']'))
            return false;
        s->depth--;
    }
    return true;
}

static bool is_container(struct str text)
{
    struct scan s = {.text = text};
    if (!text.len || (text.ptr[0] != '{' && text.ptr[0] != '['))
        return false;
    do {
        bool is_closed = true;
        skip_space(&s);
        char c = (char)(s.at < text.len ? text.ptr[s.at] : 0);
        if (c == '{' || c == '[' ? !open_level(&s, &is_closed) : !take_scalar(&s))
            return false;
        if (is_closed && !go_on(&s))
            return false;
    } while (s.depth > 0);
    return s.at == text.len;
}

// What is inside the fence, if the text is one.
static struct str unfenced(struct str text)
{
    static const struct str fence = {"```", 3};
    struct str_cut first = str_cut(text, '\n');
    if (!str_starts(text, fence) || !first.ok || !str_ends(first.tail, fence))
        return text;
    return str_trim(str_head(first.tail, first.tail.len - fence.len));
}

bool json_is_whole(struct str text)
{
    return is_container(unfenced(str_trim(text)));
}

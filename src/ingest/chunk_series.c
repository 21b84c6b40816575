// chunk_series.c - see chunk_series.h.
#include "ingest/chunk_series.h"

#include "ingest/ascii.h"
#include "ingest/phrase.h"
#include "ingest/spots.h"

static const struct str headings[] = {
    {"document", 8},       {"doc", 3},     {"passage", 7},   {"chunk", 5},
    {"source", 6},         {"excerpt", 7}, {"snippet", 7},   {"context", 7},
    {"search result", 13}, {"result", 6},  {"reference", 9},
};

// Lines that end a context.
static const struct str ends[] = {
    {"question:", 9},          {"user question:", 14},  {"query:", 6},
    {"user query:", 11},       {"helpful answer:", 15}, {"answer:", 7},
    {"given the context", 17},
};

static const struct str origins[] = {{"source:", 7}, {"url:", 4}, {"title:", 6}};

static size_t skip_blanks(struct str text, size_t at)
{
    while (at < text.len && (text.ptr[at] == ' ' || text.ptr[at] == '\t'))
        at++;
    return at;
}

bool chunk_series_ends_at(struct str line)
{
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (phrase_length(line, ends[i]))
            return true;
    return false;
}

struct str chunk_series_unindented(struct str line)
{
    return str_skip(line, skip_blanks(line, 0));
}

size_t chunk_series_line_end(struct str text, size_t at)
{
    const char *p = memchr(text.ptr + at, '\n', text.len - at);
    return p ? (size_t)(p - text.ptr) : text.len;
}

// A number of one to three digits at `at`, in [ ] if it is in brackets; returns the length, 0 if
// there is none.
static size_t read_ordinal(struct str text, size_t at, bool *in_brackets, int *out)
{
    size_t i = at;
    *in_brackets = i < text.len && text.ptr[i] == '[';
    i += *in_brackets;
    size_t first = i;
    *out = 0;
    while (i < text.len && i - first < 3 && ascii_is_digit(text.ptr[i]))
        *out = *out * 10 + (text.ptr[i++] - '0');
    if (i == first || (*in_brackets && (i >= text.len || text.ptr[i] != ']')))
        return 0;
    return i - at + *in_brackets;
}

// By the low five bits of the first byte of a line, those of the second that may follow it in a
// heading, a context, "[1", "##", "# " or "**". Other bytes have the same five bits: no proof.
#define NEXT(c) (1u << ((c)&31))
static const uint32_t beginnings[32] = {
    ['d' & 31] = NEXT('o'),
    ['c' & 31] = NEXT('o') | NEXT('h') | NEXT('#') | NEXT(' '),  // and #
    ['s' & 31] = NEXT('o') | NEXT('n') | NEXT('e'),
    ['r' & 31] = NEXT('e'),
    ['p' & 31] = NEXT('a'),
    ['e' & 31] = NEXT('x'),
    ['*' & 31] = NEXT('*'),
    ['-' & 31] = NEXT(' '),
    ['[' & 31] = NEXT('0') | NEXT('1'),
};

static bool may_be_heading(struct str s)
{
    return s.len > 1 && (beginnings[s.ptr[0] & 31] >> (s.ptr[1] & 31) & 1) != 0;
}

static bool ends_ordinal(struct str s)
{
    char c = (char)(s.len ? s.ptr[0] : 0);
    return c == ':' || c == '\n' || c == '*' || c == ')' || str_eq(s, S(" ("));
}

bool chunk_series_may_begin(struct str text, size_t at)
{
    return may_be_heading(str_skip(text, skip_blanks(text, at)));
}

bool chunk_series_is_in(struct str text)
{
    struct spots ordinals;
    spots_begin(&ordinals, text, SPOT_ORDINAL);
    return spots_next(&ordinals, 0) < text.len;
}

// What kind of line numbers a chunk: 0 none, 1 "[n]", 2 + i "headings[i] n".
static int ordinal_line(struct str text, size_t at, int *number)
{
    bool in_brackets = false;
    at = skip_blanks(text, at);
    if (at < text.len && text.ptr[at] == '[')
        return read_ordinal(text, at, &in_brackets, number) > 0;
    while (at < text.len && (text.ptr[at] == '#' || text.ptr[at] == '*' || text.ptr[at] == '-'))
        at++;
    at = skip_blanks(text, at);
    bool may_be = may_be_heading(str_skip(text, at));
    for (size_t i = 0; may_be && i < sizeof headings / sizeof *headings; i++) {
        size_t n = phrase_length(str_skip(text, at), headings[i]);
        size_t first = skip_blanks(text, at + n);
        size_t digits = n && first > at + n ? read_ordinal(text, first, &in_brackets, number) : 0;
        struct str behind = str_head(str_skip(text, first + digits), 2);
        if (digits && ends_ordinal(behind))
            return 2 + (int)i;
    }
    return 0;
}

struct series {
    int kind;    // of ordinal_line(); 0 = none begins here
    int number;  // of the chunk at hand
    bool has_origin;
    size_t blank;  // the first empty line in it, 0 = none yet
    int64_t chunks;
    size_t end;  // of the last that counts
};

static bool close_chunk(struct series *s, size_t end)
{
    bool counts = s->kind > 1 || s->has_origin;
    s->chunks += counts;
    s->end = counts ? end : s->end;
    s->has_origin = false;
    s->blank = 0;
    return counts;
}

static bool has_origin(struct str line)
{
    for (size_t i = 0; i < sizeof origins / sizeof *origins; i++)
        if (phrase_find(line, 0, origins[i]) < line.len)
            return true;
    return false;
}

// Takes a line behind the first. False: the series is over.
static bool take_line(struct series *s, struct str text, size_t at, struct str line)
{
    int number = 0;
    bool is_ordinal = ordinal_line(text, at, &number) == s->kind;
    bool is_next = is_ordinal && number == s->number + 1;
    if ((is_ordinal && !is_next) || chunk_series_ends_at(line)) {
        close_chunk(s, s->blank ? s->blank : at);
        return false;
    }
    if (is_next && !close_chunk(s, at))
        return false;
    s->number += is_next;
    s->has_origin |= !s->blank && has_origin(line);
    s->blank = !s->blank && !line.len ? at : s->blank;
    return true;
}

static struct series read_series(struct str text, size_t at)
{
    struct series s = {.end = at};
    s.kind = ordinal_line(text, at, &s.number);
    if (s.kind == 0 || s.number > 1 || (s.kind == 1 && s.number == 0))
        return s;
    size_t end = chunk_series_line_end(text, at);
    s.has_origin = has_origin((struct str){text.ptr + at, end - at});
    for (size_t line = end + 1; line < text.len; line = end + 1) {
        end = chunk_series_line_end(text, line);
        if (!take_line(&s, text, line, str_trim((struct str){text.ptr + line, end - line})))
            return s;
    }
    close_chunk(&s, s.blank ? s.blank : text.len);
    return s;
}

struct chunk_series chunk_series_read(struct str text, size_t at)
{
    struct series s = read_series(text, at);
    return (struct chunk_series){s.chunks, s.end};
}

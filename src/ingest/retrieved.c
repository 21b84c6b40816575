// retrieved.c - see retrieved.h. Skips to < and line feeds, and reads what begins there.
#include "ingest/retrieved.h"

#include "ingest/ascii.h"
#include "ingest/chunk_series.h"
#include "ingest/phrase.h"
#include "ingest/spots.h"
#include "ingest/word.h"

enum { ELEMENT_MIN_BYTES = 20 };

static const struct element {
    struct str name;
    bool holds_chunks;
} elements[] = {
    {{"document", 8}, false},
    {{"doc", 3}, false},
    {{"chunk", 5}, false},
    {{"passage", 7}, false},
    {{"snippet", 7}, false},
    {{"excerpt", 7}, false},
    {{"search_result", 13}, false},
    {{"source", 6}, false},
    {{"context", 7}, true},
    {{"documents", 9}, true},
    {{"sources", 7}, true},
    {{"chunks", 6}, true},
    {{"search_results", 14}, true},
    {{"passages", 8}, true},
    {{"retrieved_context", 17}, true},
    {{"retrieved_documents", 19}, true},
    {{"knowledge_base", 14}, true},
};
enum { ELEMENTS = sizeof elements / sizeof *elements };

struct search {
    struct str text;
    struct retrieved found;
    // What was looked for in vain up to the end of the text is not looked for again.
    uint32_t has_no_end;  // bits of elements[]
    bool has_no_question;
    struct spots marks;  // < and, if a line may begin a series or a context, line feeds
};

// Which element the tag at `at` (a <) opens; *end is behind the tag. -1: none.
static int open_tag(struct str text, size_t at, size_t *end)
{
    size_t n = at + 1;
    while (n < text.len && (ascii_is_word(text.ptr[n]) || text.ptr[n] == '-'))
        n++;
    struct str name = {text.ptr + at + 1, n - at - 1};
    if (name.len < 3 || n == text.len || (text.ptr[n] != '>' && !is_space(text.ptr[n])))
        return -1;
    for (int i = 0; i < ELEMENTS; i++) {
        if (!str_eq_nocase(name, elements[i].name))
            continue;
        const char *close = memchr(text.ptr + n, '>', str_head(str_skip(text, n), 512).len);
        if (!close || close[-1] == '/')
            return -1;
        *end = (size_t)(close - text.ptr) + 1;
        return i;
    }
    return -1;
}

// Where the end tag of an element begins at or behind `at`, or the length.
static size_t find_end_tag(struct str text, size_t at, struct str name)
{
    while (at < text.len) {
        const char *p = memchr(text.ptr + at, '<', text.len - at);
        at = p ? (size_t)(p - text.ptr) : text.len;
        struct str rest = str_skip(text, at + 2);
        if (at + 1 < text.len && text.ptr[at + 1] == '/' && str_starts_nocase(rest, name) &&
            rest.len > name.len && rest.ptr[name.len] == '>')
            return at;
        at++;
    }
    return text.len;
}

static bool has_words(struct str s)
{
    s = str_trim(s);
    if (s.len < ELEMENT_MIN_BYTES)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (is_space(s.ptr[i]))
            return true;
    return false;
}

// The element that begins at `at`: *inner is what it holds. Returns where it ends, 0 if there is
// none.
static size_t read_element(struct search *s, size_t at, int *which, struct str *inner)
{
    size_t begin = 0;
    *which = open_tag(s->text, at, &begin);
    if (*which < 0 || (s->has_no_end >> *which & 1))
        return 0;
    struct str name = elements[*which].name;
    size_t end = find_end_tag(s->text, begin, name);
    if (end == s->text.len) {
        s->has_no_end |= UINT32_C(1) << *which;
        return 0;
    }
    *inner = (struct str){s->text.ptr + begin, end - begin};
    return has_words(*inner) ? end + name.len + 3 : 0;
}

// What begins at `at` (a < or the start of a line) and is a chunk or several. Returns its end, or
// 0.
static size_t read_chunks(struct search *s, size_t at, bool is_line, int64_t *chunks)
{
    int which = -1;
    struct str inner;
    if (is_line) {
        if (!chunk_series_may_begin(s->text, at))
            return 0;
        struct chunk_series series = chunk_series_read(s->text, at);
        *chunks = series.chunks;
        return series.chunks ? series.end : 0;
    }
    size_t end = read_element(s, at, &which, &inner);
    *chunks = 1;
    return end && !elements[which].holds_chunks ? end : 0;
}

// Walks the places where something may begin: false at the end.
static bool next_place(struct search *s, size_t *at, bool *is_line)
{
    struct str text = s->text;
    for (;;) {
        size_t mark = spots_next(&s->marks, *at);
        if (mark == text.len)
            return false;
        *is_line = text.ptr[mark] == '\n';
        *at = mark + *is_line;
        if (!*is_line || chunk_series_may_begin(text, *at))
            return true;
    }
}

static int64_t chunks_inside(struct str text)
{
    struct search s = {.text = text};
    spots_begin(&s.marks, text, SPOT_LINE);
    int64_t total = 0;
    bool is_line = true;
    size_t at = 0;
    do {
        int64_t chunks = 0;
        size_t end = read_chunks(&s, at, is_line, &chunks);
        total += end ? chunks : 0;
        at = end ? end : at + !is_line;
    } while (next_place(&s, &at, &is_line));
    return total ? total : 1;
}

// False when no line of a text begins a context.
static bool has_context(struct str text)
{
    struct spots pairs;
    spots_begin(&pairs, text, SPOT_CONTEXT);
    for (size_t at = spots_next(&pairs, 5); at < text.len; at = spots_next(&pairs, at + 1))
        if (phrase_length(str_skip(text, at - 5), S("context")))
            return true;
    return false;
}

static bool begins_context(struct str line)
{
    line = chunk_series_unindented(line);
    return phrase_length(line, S("context:")) ||
           phrase_length(line, S("context information is below"));
}

// The context whose first line is at `at`; returns where the line begins that ends it, or 0.
static size_t context_end(struct search *s, size_t at)
{
    struct str text = s->text;
    if (s->has_no_question || !begins_context(str_skip(text, at)))
        return 0;
    for (size_t line = chunk_series_line_end(text, at) + 1; line < text.len;
         line = chunk_series_line_end(text, line) + 1)
        if (chunk_series_ends_at(chunk_series_unindented(str_skip(text, line))))
            return line;
    s->has_no_question = true;
    return 0;
}

// Takes what begins at `at`; returns its end, or 0.
static size_t take(struct search *s, size_t at, bool is_line)
{
    int which = -1;
    struct str inner = {0};
    int64_t chunks = 0;
    if (is_line && !chunk_series_may_begin(s->text, at))
        return 0;
    size_t end = is_line ? context_end(s, at) : read_element(s, at, &which, &inner);
    if (end && is_line)
        chunks = chunks_inside(str_head(str_skip(s->text, chunk_series_line_end(s->text, at)),
                                        end - chunk_series_line_end(s->text, at)));
    else if (end)
        chunks = elements[which].holds_chunks ? chunks_inside(inner) : 1;
    else if (is_line)
        end = read_chunks(s, at, true, &chunks);
    if (!end)
        return 0;
    s->found.begin = s->found.chunks ? s->found.begin : at;
    s->found.end = end;
    s->found.chunks += chunks;
    s->found.bytes += (int64_t)(end - at);
    return end;
}

static struct retrieved in_text(struct str text)
{
    struct search s = {.text = text};
    bool has_lines = chunk_series_is_in(text) || has_context(text);
    spots_begin(&s.marks, text, has_lines ? SPOT_LINE : SPOT_TAG);
    bool is_line = has_lines;
    size_t at = 0;
    bool has_place = has_lines || next_place(&s, &at, &is_line);
    while (has_place) {
        size_t end = take(&s, at, is_line);
        at = end ? end : at + !is_line;
        has_place = next_place(&s, &at, &is_line);
    }
    return s.found;
}

static struct retrieved in_json(struct str bytes)
{
    static const struct str types[] = {{"document\"", 9},
                                       {"search_result\"", 14},
                                       {"web_search_result\"", 18},
                                       {"file_search_result\"", 19}};
    static const struct str key = {"\"type\":\"", 8};
    struct retrieved found = {0};
    for (size_t at = phrase_pair(bytes, 1, "ty"); at < bytes.len;
         at = phrase_pair(bytes, at + 1, "ty")) {
        struct str rest = str_skip(bytes, at - 1);
        for (size_t i = 0; str_starts(rest, key) && i < sizeof types / sizeof *types; i++)
            found.chunks += str_starts(str_skip(rest, key.len), types[i]);
    }
    found.end = found.chunks ? bytes.len : 0;
    found.bytes = (int64_t)found.end;
    return found;
}

struct retrieved retrieved_in(const struct segment *s, struct str bytes)
{
    bool may_hold = s->role == ROLE_SYSTEM || s->role == ROLE_USER || s->role == ROLE_TOOL;
    if (!may_hold || s->kind == SEG_MEDIA || s->kind == SEG_TOOL_CALL || !bytes.len)
        return (struct retrieved){0};
    if (!s->text.ptr)
        return in_json(bytes);
    if (s->role == ROLE_TOOL && s->kind == SEG_TEXT)
        return (struct retrieved){1, (int64_t)bytes.len, 0, bytes.len};
    return in_text(bytes);
}

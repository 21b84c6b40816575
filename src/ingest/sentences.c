// sentences.c - see sentences.h.
#include "ingest/sentences.h"

#include "base/lanes.h"

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static bool is_one_of(char c, const char *set)
{
    return c && strchr(set, c);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// The character of a line of three or more ` or ~ (what follows an opening fence is its language).
static char fence_of(struct str line)
{
    while (line.len && is_blank(*line.ptr))
        line = str_skip(line, 1);
    bool is_fence = str_starts(line, S("```")) || str_starts(line, S("~~~"));
    if (!is_fence)
        return 0;
    return *line.ptr;
}

bool lines_next(struct lines *l, struct line *out)
{
    struct str rest = str_skip(l->text, l->at);
    if (!rest.len)
        return false;
    struct str_cut cut = str_cut(rest, '\n');
    out->from = l->at;
    out->to = l->at + cut.head.len;
    out->next = out->to + cut.ok;
    if (out->to > out->from && l->text.ptr[out->to - 1] == '\r')
        out->to--;
    char fence = fence_of(cut.head);
    out->is_code = l->fence || fence;
    if (!l->fence)
        l->fence = fence;
    else if (fence == l->fence)
        l->fence = 0;
    l->at = out->next;
    return true;
}

struct splitter {
    struct str text;
    struct arena *arena;
    struct sentence *all;
    int64_t count, cap, max;
};

static void add_sentence(struct splitter *s, size_t from, size_t to)
{
    if (s->count == s->cap) {
        int64_t cap = s->cap ? s->cap * 2 : 64;
        s->all = arena_grow(s->arena, s->all, (size_t)s->cap * sizeof *s->all,
                            (size_t)cap * sizeof *s->all);
        s->cap = cap;
    }
    s->all[s->count++] = (struct sentence){from, to, from, to};
}

// Where the first sentence of a line begins: behind blanks, quotes ("> "), headings ("## "), list
// marks ("- ", "* ", "1. ", "12) ") and bold marks.
static size_t skip_marks(struct str text, size_t at, size_t end)
{
    while (at < end && (is_blank(text.ptr[at]) || is_one_of(text.ptr[at], ">#*+-")))
        at++;
    size_t digits = at;
    while (digits < end && is_digit(text.ptr[digits]))
        digits++;
    bool is_number = digits > at && digits + 1 < end && is_one_of(text.ptr[digits], ".)") &&
                     is_blank(text.ptr[digits + 1]);
    if (!is_number)
        return at;
    at = digits + 1;
    while (at < end && is_blank(text.ptr[at]))
        at++;
    return at;
}

static bool is_end(char c)
{
    enum { FIRST = '!', LAST = '?' };
    static const uint32_t ends = 1u << ('!' - FIRST) | 1u << ('.' - FIRST) | 1u << ('?' - FIRST);
    unsigned char at = (unsigned char)(c - FIRST);
    return at <= LAST - FIRST && (ends >> at & 1);
}

// The next mark that may end a sentence, or `end`.
static size_t next_end(struct str text, size_t at, size_t end)
{
    for (; at + 16 <= end; at += 16) {
        lanes v = lanes_load(text.ptr + at);
        size_t n = lanes_first((lanes)(v == '.') | (lanes)(v == '!') | (lanes)(v == '?'));
        if (n < 16)
            return at + n;
    }
    while (at < end && !is_end(text.ptr[at]))
        at++;
    return at;
}

// Behind the mark that ends the sentence at `at` and the quotes and brackets that close with it.
static size_t sentence_end(struct str text, size_t at, size_t end)
{
    for (at = next_end(text, at, end); at < end; at = next_end(text, at + 1, end)) {
        size_t after = at + 1;
        while (after < end && is_one_of(text.ptr[after], ".!?\"')]*"))
            after++;
        if (after == end || is_blank(text.ptr[after]))
            return after;
    }
    return end;
}

static void split_line(struct splitter *s, const struct line *line)
{
    int64_t before = s->count;
    size_t end = line->to;
    while (end > line->from && is_blank(s->text.ptr[end - 1]))
        end--;
    size_t at = skip_marks(s->text, line->from, end);
    while (at < end && s->count < s->max) {
        size_t to = sentence_end(s->text, at, end);
        add_sentence(s, at, to);
        at = to;
        while (at < end && is_blank(s->text.ptr[at]))
            at++;
        s->all[s->count - 1].cut_to = at;
    }
    if (s->count == before + 1 && s->all[before].to == end) {
        s->all[before].cut_from = line->from;
        s->all[before].cut_to = line->next;
    }
}

struct sentence *sentences_of(struct str text, int64_t max, int64_t *count, struct arena *a)
{
    struct splitter s = {.text = text, .arena = a, .max = max};
    struct lines lines = {.text = text};
    struct line line;
    while (s.count < max && lines_next(&lines, &line))
        if (!line.is_code)
            split_line(&s, &line);
    *count = s.count;
    return s.all;
}

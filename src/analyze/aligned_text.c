// aligned_text.c - a stored text whose offsets are made to agree with its tokens.
#include "analyze/align.h"
#include "base/buf.h"

// Where the first mark of a redacted text begins; its length without one.
static size_t find_mark(struct str stored)
{
    static const char *const marks[] = {"[email]", "[phone]", "[card]", "[key]", "[address]"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        stored = str_head(stored, str_find(stored, str_of(marks[i])));
    return stored.len;
}

struct token_walk {
    const struct sample *sample;
    int32_t at;
    int64_t begin;  // of token `at`
};

// Bytes of the e-mail address that begins at an offset of the text; 0 if none does. Offsets only
// grow from call to call.
static size_t email_at(struct token_walk *w, size_t offset)
{
    const struct sample *s = w->sample;
    while (w->at < s->gap_at && w->begin + s->tokens[w->at].bytes <= (int64_t)offset)
        w->begin += s->tokens[w->at++].bytes;
    if (w->at >= s->gap_at || token_kind(s->tokens[w->at]) != TOKEN_EMAIL)
        return 0;
    // One of 255 bytes may go on in the next token.
    int64_t bytes = s->tokens[w->at].bytes;
    return bytes < UINT8_MAX ? (size_t)(w->begin + bytes) - offset : 0;
}

struct aligned_text aligned_text(const struct sample *sample, struct str stored, struct arena *a)
{
    struct buf b = {.arena = a};
    struct token_walk walk = {.sample = sample};
    struct str rest = stored, mark = S("[email]");
    size_t at = find_mark(rest), bytes = 0;
    while (str_starts(str_skip(rest, at), mark) && (bytes = email_at(&walk, b.len + at)) > 0) {
        buf_str(&b, str_head(rest, at));
        buf_str(&b, str_head(mark, bytes));
        for (size_t i = mark.len; i < bytes; i++)
            buf_byte(&b, '\0');
        rest = str_skip(rest, at + mark.len);
        at = find_mark(rest);
    }
    if (!b.len)
        return (struct aligned_text){sample, str_head(stored, at), stored};
    size_t front = b.len + at;
    buf_str(&b, rest);
    struct str text = buf_view(&b);
    return (struct aligned_text){sample, str_head(text, front), text};
}

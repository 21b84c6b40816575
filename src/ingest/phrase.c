// phrase.c - see phrase.h.
#include "ingest/phrase.h"

#include "base/lanes.h"
#include "ingest/ascii.h"
#include "ingest/word.h"

size_t phrase_length(struct str s, struct str phrase)
{
    size_t at = 0;
    for (size_t i = 0; i < phrase.len; i++) {
        if (at == s.len)
            return 0;
        if (phrase.ptr[i] == ' ' && is_space(s.ptr[at])) {
            while (at < s.len && is_space(s.ptr[at]))
                at++;
        } else if (ascii_lower(s.ptr[at]) == phrase.ptr[i]) {
            at++;
        } else {
            return 0;
        }
    }
    return at;
}

bool phrase_border(struct str text, size_t at)
{
    return at == 0 || at >= text.len || !ascii_is_word(text.ptr[at - 1]) ||
           !ascii_is_word(text.ptr[at]);
}

static lanes same_letter(lanes v, char c)
{
    return ascii_is_letter(c) ? (lanes)((v | 32) == (unsigned char)c)
                              : (lanes)(v == (unsigned char)c);
}

size_t phrase_pair(struct str text, size_t from, const char pair[2])
{
    size_t i = from;
    for (; i + 17 <= text.len; i += 16) {
        lanes first = same_letter(lanes_load(text.ptr + i), pair[0]);
        size_t n = lanes_first(first & same_letter(lanes_load(text.ptr + i + 1), pair[1]));
        if (n < 16)
            return i + n;
    }
    for (; i + 1 < text.len; i++)
        if (ascii_lower(text.ptr[i]) == pair[0] && ascii_lower(text.ptr[i + 1]) == pair[1])
            return i;
    return text.len;
}

static size_t find_byte(struct str text, size_t from, char c)
{
    while (from < text.len && ascii_lower(text.ptr[from]) != c)
        from++;
    return from;
}

size_t phrase_find(struct str text, size_t from, struct str phrase)
{
    // The pair must be there to the letter: not a space, which stands for more.
    bool has_pair = phrase.len > 1 && phrase.ptr[1] != ' ';
    while (phrase.len && from < text.len) {
        size_t at =
            has_pair ? phrase_pair(text, from, phrase.ptr) : find_byte(text, from, phrase.ptr[0]);
        size_t n = phrase_length(str_skip(text, at), phrase);
        if (n && phrase_border(text, at) && phrase_border(text, at + n))
            return at;
        from = at + 1;
    }
    return text.len;
}

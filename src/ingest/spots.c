// spots.c - see spots.h.
#include "ingest/spots.h"

enum { FIRST_WORDS = 4 };

void spots_begin(struct spots *s, struct str text, enum spot_kind kind)
{
    s->text = text;
    s->kind = kind;
    s->from = s->to = 0;
    s->next_words = FIRST_WORDS;
}

// Makes the chunk that begins with the word of `at`, which is in the text.
static void load(struct spots *s, size_t at)
{
    const struct sweeps *fast = sweeps();
    s->from = at / SWEEP_WORD * SWEEP_WORD;
    struct str rest = str_skip(s->text, s->from);
    // Words that can be read where they are. Those at the end are copied, with zeroes behind them.
    size_t words = rest.len < SWEEP_BEHIND ? 0 : (rest.len - SWEEP_BEHIND) / SWEEP_WORD;
    size_t copied = 0;
    if (words >= s->next_words) {
        words = s->next_words;
        s->next_words = words < SPOT_WORDS_MAX ? 2 * words : words;
    } else {
        char last[2 * SWEEP_WORD + SWEEP_BEHIND] = {0};
        struct str tail = str_skip(rest, words * SWEEP_WORD);
        copied = (tail.len + SWEEP_WORD - 1) / SWEEP_WORD;
        memcpy(last, tail.ptr, tail.len);
        fast->spots(s->kind, s->bits + words, last, copied);
    }
    if (words)
        fast->spots(s->kind, s->bits, rest.ptr, words);
    s->to = s->from + (words + copied) * SWEEP_WORD;
}

size_t spots_seek(struct spots *s, size_t at)
{
    while (at < s->text.len) {
        if (at < s->from || at >= s->to)
            load(s, at);
        const uint64_t *word = s->bits + (at - s->from) / SWEEP_WORD;
        uint64_t bits = *word >> at % SWEEP_WORD << at % SWEEP_WORD;
        const uint64_t *last = s->bits + (s->to - s->from) / SWEEP_WORD - 1;
        while (!bits && word < last)
            bits = *++word;
        if (bits)
            return s->from + (size_t)(word - s->bits) * SWEEP_WORD + (size_t)__builtin_ctzll(bits);
        at = s->to;
    }
    return s->text.len;
}

// spots.h - where in a text something rare may be: found as bits, a chunk of the text at a time, so
// that a rule goes from spot to spot and reads nothing else. A spot is a place to look at, not a
// finding.
#pragma once

#include "ingest/sweeps.h"

enum { SPOT_WORDS_MAX = 64 };  // of a chunk: 4 KiB of text

struct spots {
    struct str text;
    enum spot_kind kind;
    size_t from, to;    // the chunk; from is a multiple of SWEEP_WORD
    size_t next_words;  // of the next one: few at first, for those who stop soon
    uint64_t bits[SPOT_WORDS_MAX + 1];
};

void spots_begin(struct spots *s, struct str text, enum spot_kind kind);
// The first spot at or behind `at`, or the length of the text.
size_t spots_seek(struct spots *s, size_t at);

// The same; most are in the word that the last one was in.
static inline size_t spots_next(struct spots *s, size_t at)
{
    if (at >= s->from && at < s->to) {
        uint64_t bits = s->bits[(at - s->from) / SWEEP_WORD] >> at % SWEEP_WORD;
        if (bits)
            return at + (size_t)__builtin_ctzll(bits);
        at = (at | (SWEEP_WORD - 1)) + 1;
    }
    return spots_seek(s, at);
}

// word.h - where words end in a text, for tokens and sketches.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/lanes.h"
#include "base/str.h"

// White space of ASCII.
static inline bool is_space(char ch)
{
    unsigned char c = (unsigned char)ch;
    return c == ' ' || (c >= '\t' && c <= '\r');
}

// Lanes that are ASCII letters, digits or _.
static inline lanes word_lanes(lanes v)
{
    return (lanes)((v | 32) - 'a' < 26) | (lanes)(v - '0' < 10) | (lanes)(v == '_');
}

// A word or else a character, with the white space before it. A word is letters, digits, _ and
// characters beyond ASCII of scripts that put spaces between words, or one character of another
// script (Chinese, Thai…).
struct word {
    uint64_t hash;   // of its bytes: seeded and cheap, for sets of words, not against malice
    uint32_t gap;    // bytes of white space before it
    uint32_t bytes;  // its own; 0: there is only white space up to the limit
    uint8_t lines;   // ends of lines in the gap: 0, 1, or 2 for more
    bool is_word;    // else punctuation, a symbol, an invalid byte
};

// Takes at least one word from the front of s, none beyond `limit` (1 … s.len, below 2^32) bytes:
// what reaches further is cut there. The result is the same however a text is taken, in one go or
// in several. Returns how many.
enum { WORDS_BATCH = 64 };
size_t words_take(struct str s, size_t limit, uint64_t seed, struct word out[WORDS_BATCH]);

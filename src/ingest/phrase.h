// phrase.h - finds words and phrases in a text: whole words, in any case.
//
// A phrase is in lower case. Only ASCII letters are compared without regard to case; a space of the
// phrase stands for one or more white-space bytes. Words are made of ASCII letters, digits and _:
// anything else, also a byte above 0x7f, ends them.
#pragma once

#include <stdbool.h>

#include "base/str.h"

// Bytes that the phrase takes at the front of a text; 0 = it is not there. Words may go on behind.
size_t phrase_length(struct str s, struct str phrase);
// True when no word goes on from the byte before `at` to the byte at `at`.
bool phrase_border(struct str text, size_t at);
// Where the phrase begins at or behind `from`, as whole words, or text.len.
size_t phrase_find(struct str text, size_t from, struct str phrase);
// Where the two characters (lower-case letters match both cases) stand side by side at or behind
// `from`, or text.len.
size_t phrase_pair(struct str text, size_t from, const char pair[2]);

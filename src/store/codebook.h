// codebook.h - writes short texts in codes of words that were met before, so that SQL reads them.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "base/str.h"

// A coded text is a row of characters. One of U+0001 … U+001F says that so many characters follow
// as they are; any other stands for the text of word_t with that id (the view segment_texts
// decodes). A word that was met WORD_TIMES gets the next id from CODE_FIRST on, two or more words
// that were met PHRASE_TIMES one after the other too; at CODE_LAST, the character before the
// surrogates, the book is full. Rare ones may be forgotten before they have an id. What gets one
// depends on the texts and their order, and on where an ingest was broken off.
enum {
    CODE_FIRST = 0x20,
    CODE_LAST = 0xd7ff,
    CODE_LITERAL_MAX = CODE_FIRST - 1,
    WORD_TIMES = 4,
    PHRASE_TIMES = 16,
};

struct codebook;
struct store;

struct codebook *codebook_new(struct store *s);
void codebook_free(struct codebook *b);  // NULL is fine
// *coded lives until the next call; unknown where the text is not longer as it is, or cannot be
// coded (it is not UTF-8, or holds a NUL). Learns from the text; what it learns goes into the image
// of the store (image.h).
MUST_USE bool codebook_encode(struct codebook *b, struct str text, struct str *coded,
                              struct err *e);

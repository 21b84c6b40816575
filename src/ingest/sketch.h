// sketch.h - MinHash of a text (Broder 1997): near duplicates share most of it.
#pragma once

#include "base/buf.h"
#include "base/str.h"
#include "model/prompt.h"

enum { SKETCH_WORDS_MAX = 512, SKETCH_TEXT_BYTES = 3072 };

// Appends what a sketch is made of: the normal form (ingest/normal.h) of a text (valid UTF-8), of
// one of more than SKETCH_TEXT_BYTES that of its two ends, half of them each. `normal` is the
// normal form of the text where it is at hand, or unknown.
void sketch_text(struct buf *to, struct str text, struct str normal);
// Of the set of words (ingest/word.h) and pairs of neighbouring words of what sketch_text() made;
// if that is of more than SKETCH_TEXT_BYTES the words of its two ends, at most half of
// SKETCH_WORDS_MAX each. `seed` as for fingerprints. False when the text has no word.
bool sketch_of(struct sketch *out, struct str normal, uint64_t seed);

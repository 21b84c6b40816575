// sketch.h - MinHash of a text (Broder 1997): near duplicates share most of it.
#pragma once

#include "base/str.h"
#include "model/prompt.h"

// Of the set of words (ingest/word.h) and pairs of neighbouring words of a normal form
// (ingest/normal.h); of a text of more than SKETCH_TEXT_BYTES the words of its two ends, at most
// half of SKETCH_WORDS_MAX each. `seed` as for fingerprints. False when the text has no word.
enum { SKETCH_WORDS_MAX = 512, SKETCH_TEXT_BYTES = 3072 };
bool sketch_of(struct sketch *out, struct str normal, uint64_t seed);

// tokens.h - a text as masked words, for shapes and samples (model/prompt.h).
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "model/prompt.h"

// The tokens of a text (valid UTF-8), at most SAMPLE_TOKENS: words (ingest/word.h) as one token
// each, punctuation and other characters one by one, spans that mask_text() (ingest/normal.h) masks
// as one token of their kind, hashed as they are written. The first token begins a line and a
// paragraph; only A-Z are capitals. White space at the end is a TOKEN_REST. `seed` as for
// fingerprints. In the arena; `segment` is left 0.
void tokens_of(struct sample *out, struct str text, uint64_t seed, struct arena *a);

// Fills the shape as if the text were system prompt and question: its first tokens and its last;
// masked spans count by their kind alone.
// Reads no more of it than that. TOKEN_REST does not count.
void shape_of_text(struct shape *shape, struct str text, uint64_t seed);
void shape_set_tools(struct shape *shape, uint64_t tools_set);  // without a system text

// prompt_span.h - the input of a request as places: cache reads stand first, then writes, then the
// rest.
#pragma once

#include <stdint.h>

#include "model/columns.h"

// Places are tokens from the beginning of the prompt. What a provider read from its cache is the
// beginning; what it wrote follows (1h before 5m: longer lifetimes must stand first); the rest is
// fresh.

// Tokens that `bytes` of `all_bytes` take of `input_tok`, rounded down; 0 when all_bytes is 0.
int64_t prompt_tok_of_bytes(int64_t input_tok, int64_t bytes, int64_t all_bytes);
// Bytes of the request, the answer left out.
int64_t prompt_bytes(const uint32_t part_bytes[PART_COUNT]);

// Takes the places [begin, end) out; both are clamped to the prompt.
void prompt_cut(struct tokens *t, int64_t begin, int64_t end);
// What is cached no longer reaches beyond `begin`: reads from there on become fresh. Returns how
// many tokens.
int64_t prompt_break(struct tokens *t, int64_t begin);
// Takes `tok` tokens out of the first `span` places, evenly over them.
void prompt_thin(struct tokens *t, int64_t span, int64_t tok);

// common_tokens.h - the longest sequence of tokens that several texts have in common.
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "model/prompt.h"

enum { COMMON_TEXTS = 8 };

// A token that all texts have: where it is in each.
struct common_token {
    int32_t at[COMMON_TEXTS];
};

// Masked tokens of one kind are the same whatever they say. One text after the other is compared
// with what the ones before it have in common, which is not always the longest possible. Returns
// how many tokens there are. At most COMMON_TEXTS texts.
int32_t common_tokens(const struct sample *const *texts, int count, struct common_token **out,
                      struct arena *a);

// slot_kind.h - what stands in a slot: told from the kinds of its tokens.
#pragma once

#include "analyze/common_tokens.h"

enum slot_kind {
    SLOT_TIMESTAMP,
    SLOT_NUMBER,
    SLOT_ID,
    SLOT_EMAIL,
    SLOT_URL,
    SLOT_NAME,       // a few words with capital letters
    SLOT_RETRIEVED,  // long, of several lines, between instructions and question
    SLOT_TEXT,       // anything else in a system prompt
    SLOT_USER_TEXT,  // anything else in a question
    SLOT_KINDS,
};
extern const char *const slot_kind_name[SLOT_KINDS];  // "timestamp"

// Tokens [begin, end) of each text.
struct token_stretch {
    int32_t begin[COMMON_TEXTS], end[COMMON_TEXTS];
};

// `bytes`: its size if it stands where retrieved text can stand, else 0. Never SLOT_USER_TEXT.
enum slot_kind slot_kind_of(const struct sample *const *texts, const struct token_stretch *s,
                            int count, int64_t bytes);

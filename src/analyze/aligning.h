// aligning.h - inside of align: texts side by side while static runs are found in them.
#pragma once

#include <stdbool.h>

#include "analyze/align.h"

// Consecutive static tokens.
struct run {
    int32_t begin[COMMON_TEXTS];
    int32_t count;
};

struct aligning {
    const struct aligned_text *texts;
    int count;
    enum role role;
    // [text][token] where it begins and ends in bytes; behind the last token the end of the text.
    int64_t *begins[COMMON_TEXTS], *ends[COMMON_TEXTS];
    struct common_token *common;
    int32_t common_count;
    struct run *runs;
    int run_count;
    struct arena *arena;
};

// Finds what is common and static: al->runs. Needs texts, count and the measures of their tokens.
void aligning_find_runs(struct aligning *al);

static inline const struct sample *aligning_sample(const struct aligning *al, int text)
{
    return al->texts[text].sample;
}

// What is stored of the bytes [begin, end) of a text; unknown if not all of it.
static inline struct str aligning_stored(const struct aligning *al, int text, int64_t begin,
                                         int64_t end)
{
    struct str front = al->texts[text].front;
    if (!front.ptr || end > (int64_t)front.len)
        return (struct str){NULL, 0};
    return (struct str){front.ptr + begin, (size_t)(end - begin)};
}

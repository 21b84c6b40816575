// tokens.c - bytes per token where a log has no counts.
#include "price/model_names.h"
#include "price/price.h"

// Bytes of UTF-8 per thousand tokens of the visible answers (text, without tools and reasoning) of
// real recorded calls, computed on 2026-11-22 over all of a family: sum of bytes ÷ sum of tokens.
// English prose and code; other languages and JSON take more tokens, so settle() prefers the ratio
// of the log's own calls.
static const struct {
    const char *globs;  // of bare names, separated by '|'
    int64_t bytes_per_ktok;
} families[] = {
    // o200k: 59 calls, 16,470 bytes, 4,128 tokens
    {"gpt-4o*|chatgpt-*|gpt-4.1*|gpt-4.5*|gpt-5*|gpt-6*|gpt-oss*|o1|o1-*|o3|o3-*|o4-*|codex-*",
     3990},
    // cl100k: 31 calls, 10,353 bytes, 2,181 tokens
    {"gpt-3*|gpt-4*|text-embedding-*|gpt-35-*", 4747},
    // 16 calls, 8,731 bytes, 2,013 tokens
    {"claude*", 4337},
    // 10 calls, 3,343 bytes, 965 tokens
    {"gemini*|gemma*|learnlm*", 3464},
    // 6 calls, 1,229 bytes, 305 tokens
    {"llama*|meta-llama*", 4030},
};

// All families above together: 40,126 bytes, 9,592 tokens.
enum { BYTES_PER_KTOK = 4183 };

int64_t price_bytes_per_ktok(struct str model)
{
    struct model_names n;
    if (!model_names_init(&n, (struct str){NULL, 0}, model))
        return BYTES_PER_KTOK;
    for (size_t i = 0; i < sizeof families / sizeof *families; i++) {
        if (glob_list_holds(families[i].globs, n.bare))
            return families[i].bytes_per_ktok;
    }
    return BYTES_PER_KTOK;
}

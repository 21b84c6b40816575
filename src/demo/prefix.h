// prefix.h - what of a prompt a provider's cache holds: five minutes, never less than 1,024 tokens.
#pragma once

#include <stdint.h>

#include "demo/call.h"

// OpenAI and Claude Sonnet 4.6: shorter prefixes are not cached.
enum { CACHE_MIN_TOK = 1024 };

// When a prompt prefix that many conversations share is in the provider's cache.
struct prefix {
    int64_t from_us, until_us;
};

// Longest prefix in the cache: the conversation's own, else the one all of them share. What is
// found lives on; what is written is there when the answer begins.
int64_t prefix_cached_tok(struct prefix *shared, struct call *c, int64_t shared_tok,
                          int64_t begins_us);

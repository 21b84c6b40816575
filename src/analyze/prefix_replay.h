// prefix_replay.h - what a static prefix would have been worth in a provider's prompt cache.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/record.h"
#include "price/cache_rules.h"

// The one entry that the static prefix of a template has with a model. Zero is a valid start.
struct prefix_entry {
    bool is_written;
    int64_t ready_us, expires_us;
};

// A call as it would have been billed with `static_tok` cacheable tokens at its front; calls come
// in the order of time. It reads them if an earlier call of the same model and template was
// answered and at most the rule's lifetime ago was the last, else it writes them. What was read
// already stays; tokens that were written for nothing are read first, then fresh ones. True for a
// hit.
bool prefix_replay(struct prefix_entry *entry, const struct cache_rule *rule, int64_t static_tok,
                   int64_t ts_us, int64_t answer_us, struct usage *usage);

// cache_rules.h - how providers cache prompts: from how many tokens, for how long, who asks for it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"

// Rules of one family of models during a span of time. What a hit and a write cost is the price
// book's.
struct cache_rule {
    const char *providers;    // canonical names and globs separated by '|'
    const char *models;       // bare names, '-' for '.', likewise
    const char *from;         // first day, "2024-10-01"; NULL = always
    int64_t min_prefix_tok;   // shorter prefixes are never cached
    int64_t granularity_tok;  // what is read is a multiple of this
    int64_t lifetime_s;       // since the last write or use
    int64_t long_lifetime_s;  // that is sold, too, at the price of a 1h write; 0 = none
    bool is_automatic;        // else only up to breakpoints that the caller sets
    bool assumes_min;         // the provider does not publish it
    bool assumes_lifetime;    // likewise; or it may be evicted earlier, or live longer
    const char *source;       // and the date it was read
};

// The rule for a call to `model` of `provider` at an instant (UNKNOWN = the newest); NULL when
// prompts are not cached or nothing is known. A gateway has the rules of the model's maker.
const struct cache_rule *cache_rule_find(struct str provider, struct str model, int64_t ts_us);

// Tokens that are read when `prefix_tok` of a prompt are as before.
int64_t cache_rule_readable_tok(const struct cache_rule *rule, int64_t prefix_tok);

// For tests and lists: NULL beyond the last.
const struct cache_rule *cache_rule_at(int i);

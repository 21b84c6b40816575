// cache_rules.h - how providers cache prompts: from how many tokens, for how long, who asks for it,
// where they look.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/str.h"
#include "price/price_span.h"

// What a provider keeps of a prompt, and where it looks for it.
enum cache_kind {
    CACHE_BREAKPOINTS,  // up to marked blocks; looks at them and at some positions before each
    CACHE_AUTOMATIC,    // any prefix, in steps
    CACHE_MESSAGES,     // up to the end of the newest message and marked blocks
    CACHE_UNITS,        // what requests ended with and what several have in common, only as a whole
};

// Rules of one family of models during a span of time. What a hit and a write cost is the price
// book's.
struct cache_rule {
    const char *family;  // whose rules: "anthropic", "openai", "gemini"…
    enum cache_kind kind;
    const char *providers;      // canonical names and globs separated by '|'
    const char *models;         // bare names, '-' for '.', likewise
    const char *from;           // first day, "2024-10-01"; NULL = always
    int64_t min_prefix_tok;     // shorter prefixes are never cached
    int64_t granularity_tok;    // what is read is a multiple of this
    int64_t lifetime_s;         // since the last write or use
    int64_t long_lifetime_s;    // that is sold, too, at the price of a 1h write; 0 = none
    bool is_automatic;          // else only up to breakpoints that the caller sets
    bool bills_writes;          // as a class of their own; else what is written counts as fresh
    int look_back;              // positions: of a breakpoint, itself included; of CACHE_MESSAGES,
                                // earlier ends of messages
    int64_t step_tok;           // prefixes are kept at multiples of this; 0 = of granularity_tok
    int64_t object_lifetime_s;  // of an explicit cache object, since it was made; 0 = not sold
    int64_t storage_nusd;       // for a million tokens of it and an hour
    bool assumes_min;           // the provider does not publish it
    bool assumes_lifetime;      // likewise; or it may be evicted earlier, or live longer
    const char *source;         // and the date it was read
};

// The rule for a call to `model` of `provider` at an instant (UNKNOWN = the newest); NULL when
// prompts are not cached or nothing is known. A gateway has the rules of the model's maker.
const struct cache_rule *cache_rule_find(struct str provider, struct str model, int64_t ts_us);
// The same; cuts the span (may be NULL) to where the answer is the same, not for ts_us UNKNOWN.
const struct cache_rule *cache_rule_find_for(struct str provider, struct str model, int64_t ts_us,
                                             struct price_span *span);

// The rule when those of a vendor are forced: "openai", "anthropic", "gemini", "deepseek",
// "bedrock", "xai". The model's own if the vendor has one for it at that instant, else that of the
// vendor's newest models; NULL for another name.
const struct cache_rule *cache_rule_forced(struct str vendor, struct str model, int64_t ts_us);

// Tokens that are read when `prefix_tok` of a prompt are as before.
int64_t cache_rule_readable_tok(const struct cache_rule *rule, int64_t prefix_tok);

// For tests and lists: NULL beyond the last.
const struct cache_rule *cache_rule_at(int i);

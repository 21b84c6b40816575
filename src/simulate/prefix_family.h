// prefix_family.h - a request as a prompt cache sees it, and the seam behind which each family of
// rules replays it.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/record.h"
#include "price/cache_rules.h"
#include "simulate/prefix_store.h"

// A place in a prompt up to which something may be kept.
struct prefix_point {
    uint64_t key;        // of all up to here, or of the block that ends here
    int64_t tok;         // input up to here
    unsigned char role;  // enum role
    unsigned char mark;  // enum cache_mark: a breakpoint
    bool ends_segment;   // a content block
    bool ends_message;   // the next block has another role, or there is none
};

struct prefix_family;
// The rules that hold for a request: those of its model and time, with the settings put over them.
struct prefix_terms {
    const struct prefix_family *family;
    const struct cache_rule *rule;  // NULL = blocks
    int64_t min_tok, granularity_tok, step_tok;
    int64_t life_us[MARK_1H + 1];  // by enum cache_mark; INT64_MAX = for ever
    enum cache_mark write_as;      // what a write without a mark is billed as
    int look_back;
    bool is_sliding;         // a read begins the lifetime anew
    bool refreshes_shorter;  // … of the shorter prefixes on the way, too
    bool bills_writes;
    bool is_explicit;       // only marked blocks
    bool matches_prefix;    // of blocks: nothing behind the first one that is not alive
    bool is_deepest_first;  // touches the end of a prefix before its beginning
    bool assumes_lifetime;
    bool is_not_sold;      // the lifetime that was asked for is none that the provider sells
    int64_t storage_nusd;  // of an explicit object, a million tokens and hour
};

struct prefix_call {
    int64_t ts_us;
    int64_t ready_us;  // from when on others can read what it writes
    int64_t input_tok;
    const struct prefix_point *points;  // [count] from the beginning on
    int64_t count;
    uint8_t level;  // of its family, see prefix_sample.h
    const struct prefix_terms *terms;
};

// How its input is billed; the rest is fresh.
struct prefix_split {
    int64_t read_tok;
    int64_t write_tok[MARK_1H + 1];  // by enum cache_mark; MARK_NONE unused
    int64_t blocks, block_hits;      // of prefix_blocks
    int64_t storage_nusd;            // for the object that was made
    bool is_below_min;               // too short for the rules
};

struct prefix_family {
    const char *name;
    // *out is zero.
    void (*replay)(struct prefix_store *store, const struct prefix_call *call,
                   struct prefix_split *out);
};
// One file each.
extern const struct prefix_family prefix_breakpoints;  // Anthropic, Bedrock, Qwen
extern const struct prefix_family prefix_messages;     // OpenAI from 5.6
extern const struct prefix_family prefix_automatic;  // OpenAI before, Gemini implicit, xAI, MiniMax
extern const struct prefix_family prefix_objects;    // Gemini explicit
extern const struct prefix_family prefix_units;      // DeepSeek
extern const struct prefix_family prefix_blocks;     // vLLM, SGLang, traces of blocks

// What all of them do alike.
static inline struct cached_prefix *prefix_write(struct prefix_store *store,
                                                 const struct prefix_call *call, uint64_t key,
                                                 int64_t tok, enum cache_mark mark)
{
    struct prefix_write write = {
        .key = key,
        .ts_us = call->ts_us,
        .ready_us = call->ready_us,
        .life_us = call->terms->life_us[mark],
        .tok = tok,
        .level = call->level,
    };
    return prefix_store_write(store, &write);
}
// Tokens that are read when the first `tok` are kept.
int64_t prefix_readable_tok(const struct prefix_terms *terms, int64_t tok);

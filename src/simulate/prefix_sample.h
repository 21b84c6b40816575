// prefix_sample.h - what to do when the prefixes do not fit in memory: follow a share of their
// families, take the rest at the shares of those, and say how far off that may be.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "simulate/prefix_family.h"

// A family is all prompts that begin alike: prompts of different families share no prefix. Its
// level is geometrically distributed: at sampling level n one family in 2^n is followed.
uint8_t prefix_family_level(uint64_t first_key);

enum { PREFIX_GROUPS = 16 };
// What the followed requests of a model came to.
struct prefix_share {
    int64_t requests, input_tok, read_tok, write_tok[MARK_1H + 1];
    int64_t blocks, block_hits;
};
// Zero + arena is a valid start.
struct prefix_sample {
    struct arena *arena;
    uint8_t level;
    int64_t requests_followed, requests_estimated;
    struct prefix_share *by_model;  // [model_count]
    uint32_t model_count;
    struct prefix_share groups[PREFIX_GROUPS];  // of families, for the error
};
static inline bool prefix_sample_follows(const struct prefix_sample *s, uint8_t level)
{
    return level >= s->level;
}
void prefix_sample_add(struct prefix_sample *s, uint32_t model, const struct prefix_call *call,
                       const struct prefix_split *split);
// The split of a request that is not followed.
void prefix_sample_estimate(struct prefix_sample *s, uint32_t model, const struct prefix_call *call,
                            struct prefix_split *out);
// Standard error of the share of input that is read, over groups of families; NaN when there is too
// little to tell.
double prefix_sample_error(const struct prefix_sample *s);

// beginnings.h - sequences of tokens that begin alike, with slots between: templates told from free
// text.
//
// A trie from the front, after Drain (He et al. 2017), that goes on where one token rules and looks
// for where branches meet again: what stands between is a slot.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct beginning {
    const uint8_t *tokens;  // hashes; 0 = no further token
    int64_t weight;         // distinct prompts that it is part of; at least 1
};

// What it takes to be a template. Both count tokens that all of its texts have.
struct beginning_rules {
    int length;     // tokens to look at, at most BEGINNING_TOKENS
    int fixed;      // from where the texts part from others, if many are like it
    int fixed_few;  // the same if they are few
};
enum { BEGINNING_TOKENS = 16 };

// group[i]: a number from 1 for the templates, 0 = free text. Texts that end before they part from
// others go with the heaviest template they are the beginning of. Depends on the set only; the
// numbers are in no particular order. Returns the number of groups.
uint32_t beginnings_group(const struct beginning *items, size_t count,
                          const struct beginning_rules *rules, uint32_t *group, struct arena *a);

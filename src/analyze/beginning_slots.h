// beginning_slots.h - where texts that have parted go on alike again: what stands between is a
// slot.
#pragma once

#include <stdbool.h>

#include "analyze/beginnings.h"

enum { BEGINNING_RULES_PERCENT = 80 };  // of the texts, that make a rule: nearly all

// Texts that are alike up to at[item].
struct open_texts {
    const struct beginning *items;
    const uint8_t *at;      // [item] tokens that are dealt with
    const uint32_t *order;  // [count] items
    size_t count;
    int length;  // tokens to look at
    bool is_at_start;
};

// The token `skipped` tokens behind the next one; 0 = none.
static inline uint8_t open_texts_token(const struct open_texts *o, uint32_t item, int skipped)
{
    int at = o->at[item] + skipped;
    return at < o->length ? o->items[item].tokens[at] : 0;
}

// What follows a slot.
struct slot_end {
    uint8_t tokens[4];
    int count;
};
// Tokens of the slot that a text begins with; 0 = it has none that ends so.
int slot_length(const struct open_texts *o, uint32_t item, const struct slot_end *end);

// A slot of nearly all texts.
bool slot_find(const struct open_texts *o, struct slot_end *out, struct arena *a);
// A slot of a good part of them, behind which `fixed` tokens are the same.
bool slot_find_partial(const struct open_texts *o, int fixed, struct slot_end *out,
                       struct arena *a);

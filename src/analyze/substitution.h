// substitution.h - why a cost changed: by what, one cause after the other, summing to the change.
#pragma once

#include <stdint.h>

#include "model/record.h"

// In the order in which the values of the second period take the place of those of the first.
enum cause {
    CAUSE_VOLUME,  // more or fewer calls
    CAUSE_MIX,     // other models or features
    CAUSE_PROMPT,  // longer or shorter input
    CAUSE_OUTPUT,  // longer or shorter answers
    CAUSE_CACHE,   // another share of the input read from or written to prompt caches
    CAUSE_PRICE,   // other prices in the list
    CAUSE_REST,    // tiers, surcharges, searches, fees, hits of a gateway: what the list cannot say
    CAUSES,
};

// Classes of tokens that a list of prices knows; TOK_INPUT … TOK_OUTPUT.
enum { SPEND_CLASSES = TOK_OUTPUT + 1 };

__extension__ typedef __int128 spend_wide;

struct spent {
    int64_t requests, errors, unpriced;  // unpriced ones are in no cost
    int64_t tok[SPEND_CLASSES];
    int64_t cost_nusd;
};

// What one model and feature spent in one period. Zero is a valid start.
struct spend {
    struct spent sum;
    spend_wide listed_pusd[SPEND_CLASSES];  // what the tokens cost by the list
    spend_wide price_pusd[SPEND_CLASSES];   // prices of a token, added up over the requests
};

// The same model and feature in the first period and the second.
struct spend_pair {
    struct spend sides[2];
};

// Calls that count as volume: with a price and without an error. 0 = it spent nothing.
int64_t spent_calls(const struct spent *s);
// The change of the sum of all costs, cause by cause (nano-USD): they add up to it exactly. What
// spent in one period only is CAUSE_MIX, and CAUSE_VOLUME when nothing at all spent in the other.
void substitution_explain(const struct spend_pair *pairs, int64_t count, int64_t out[CAUSES]);

// call_terms.h - how calls are billed, remembered: their price, and the rule of the prompt cache.
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "price/cache_rules.h"
#include "price/price.h"

struct call_terms {
    const struct price_row *row;    // NULL = no price
    const struct cache_rule *rule;  // NULL = no prompt cache that is known
    uint32_t model;                 // number of its provider and name, 0, 1, 2… by first sight
};

// What decides the terms. Calls with the same `who` have the same names.
struct billed_call {
    uint64_t who;
    struct str provider, model, model_requested;  // by the model that billed it, else as asked for
    enum tier tier;
    int64_t ts_us;
};

// Zero + book (may be NULL) is a valid start. The last terms of each caller and tier are remembered
// with the span in which they hold; callers whose numbers are CALL_TERMS_MAX / 8 apart share their
// slots (0.8 MB).
enum { CALL_TERMS_MAX = 1 << 14 };
struct call_terms_slot {
    struct call_terms terms;
    uint64_t key;  // caller and tier + 1; 0 = free
    struct price_span span;
};
struct call_terms_memo {
    const struct price_book *book;
    struct arena arena;
    struct call_terms_slot *slots;  // [CALL_TERMS_MAX] by the low bits of the key; NULL = none yet
    struct intern models;           // "provider\nmodel"
};
// Valid until the next call.
const struct call_terms *call_terms_of(struct call_terms_memo *m, const struct billed_call *call);
void call_terms_release(struct call_terms_memo *m);

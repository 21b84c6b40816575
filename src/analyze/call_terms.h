// call_terms.h - how the calls of a scan are billed: their price, and the rule of the prompt cache.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "price/cache_rules.h"
#include "price/price.h"
#include "store/cursor.h"

struct call_terms {
    const struct price_row *row;    // NULL = no price
    const struct cache_rule *rule;  // NULL = no prompt cache that is known
    uint32_t model;                 // number of its provider and name, 0, 1, 2… by first sight
};

// Zero + book (may be NULL) is a valid start. Terms are remembered by attribution, tier and quarter
// hour, since prices may change with the hour; at most CALL_TERMS_MAX of them (0.6 MB).
enum { CALL_TERMS_MAX = 1 << 14 };
struct call_terms_memo {
    const struct price_book *book;
    struct arena arena;  // of what is remembered
    struct map known;
    struct call_terms *list;
    size_t count;
    struct arena names_arena;
    struct intern models;  // "provider\nmodel"
};
// By the model that billed the call, else by the one that was asked for. Valid until the next call.
const struct call_terms *call_terms_of(struct call_terms_memo *m, const struct request *r);
void call_terms_release(struct call_terms_memo *m);

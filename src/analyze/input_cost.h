// input_cost.h - the parts of what a stored request cost: its fresh input, its cache writes.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/map.h"
#include "price/price.h"
#include "store/cursor.h"

// Of cost_nusd, split as the price book splits it; where the book has no row for the call, as 1 :
// 0.1 : 1.25 : 2 for fresh input, cache reads, writes of 5 minutes and of an hour (the usual
// ratios, Anthropic's pricing page, read 2026-11-20).
struct input_cost {  // not rounded
    double fresh_nusd;
    double premium_nusd;  // what cache writes cost beyond fresh input of the same size
};

// Zero + book (may be NULL); remembers which row prices which calls, in bounded memory.
struct input_coster {
    const struct price_book *book;
    struct arena arena;
    struct map rows;
};
void input_coster_release(struct input_coster *c);
// Needs CURSOR_FACTS. All zero for a call without a price.
struct input_cost input_cost_of(struct input_coster *c, const struct request *r);

// input_cost.h - the parts of what a stored request cost: its fresh input, its cache writes.
#pragma once

#include "analyze/request_terms.h"
#include "store/cursor.h"

// Of cost_nusd, split as the price book splits it; where the book has no row for the call, as 1 :
// 0.1 : 1.25 : 2 for fresh input, cache reads, writes of 5 minutes and of an hour (the usual
// ratios, Anthropic's pricing page, read 2026-11-20).
struct input_cost {  // not rounded
    double fresh_nusd;
    double premium_nusd;  // what cache writes cost beyond fresh input of the same size
};

// Needs CURSOR_FACTS. All zero for a call without a price.
struct input_cost input_cost_of(struct call_terms_memo *c, const struct request *r);

// trimming.h - what a system prompt could do without, as bytes and money of all its calls together.
#pragma once

#include <stdint.h>

#include "analyze/tool_use.h"

struct trimming {
    int64_t bytes[TRIM_KINDS];  // of the text
    int64_t unused_bytes;       // definitions of tools that are never called
    int64_t tools;              // how many it offers
    int64_t unused;  // of these, that no version calls; UNKNOWN when too few answers show it
    struct str unused_names;  // "a, b and 3 more"; unknown without any
    int64_t saved_nusd;       // modelled: shares of what tools and text cost, by bytes
};

void trimming_estimate(struct trimming *out, const struct inventory_row *row, struct arena *a);
// Bytes and money, not the tools.
void trimming_add(struct trimming *into, const struct trimming *other);
// Of the text, all kinds, and the tools.
int64_t trimming_bytes(const struct trimming *t);

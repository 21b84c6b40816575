// catalogue.h - things that are asked for again and again, and which of them have been.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

// An entry in a variant (a model, a spelling) is one request. Eight variants at most.
struct catalogue {
    int64_t entries;
    unsigned char *asked, *answered;  // a bit a variant
};

void catalogue_init(struct catalogue *c, int64_t entries, struct arena *a);
// Notes the request; *is_new_entry says whether no variant of the entry was asked before. True when
// this variant was not.
bool catalogue_ask(struct catalogue *c, int64_t entry, int variant, bool *is_new_entry);
// Notes a success; true when the same request had succeeded before.
bool catalogue_answer(struct catalogue *c, int64_t entry, int variant);

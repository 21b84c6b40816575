// curve_accesses.h - the accesses that curves count: successful calls by their cache key, or the
// blocks of prompts.
#pragma once

#include "simulate/accesses.h"
#include "simulate/simulation.h"

// Owned by its arena; curve_accesses_release() at the end.
struct curve_accesses {
    struct arena arena;
    struct accesses accesses;
    struct weights weights;  // by feature
    bool is_blocks;
    int64_t lookups;  // accesses that have a key
    int64_t untimed;  // calls that are left out: curves need a time
};

// Whether there are curves of this step: a response cache, or a prompt cache of blocks.
bool curve_accesses_suit(const struct step *step);
// As logged. ERR_DATA when there are too many.
MUST_USE bool curve_accesses_of(struct curve_accesses *out, const struct simulation *sim,
                                const struct step *step, struct err *e);
void curve_accesses_release(struct curve_accesses *x);

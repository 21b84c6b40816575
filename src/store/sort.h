// sort.h - radix sort of keys with a value: what settle and the keysets sort millions of.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct pair {
    uint64_t key, value;
};

// Ascending by key, stable; needs as much memory again from `scratch`.
void sort_pairs(struct pair *pairs, size_t n, struct arena *scratch);

// keyset_range.h - the keys of a stored keyset between two bounds, found without loading it.
#pragma once

#include <sqlite3.h>

#include "base/arena.h"
#include "base/err.h"
#include "store/keyset.h"
#include "store/sort.h"

// Appends the keys first..last with their numbers, in no order; a key that was added again is there
// once for every run that has it. Reads where the chunks begin, and those chunks that can have one.
struct key_matches {
    struct arena *arena;
    struct pair *list;
    size_t count, cap;
};
MUST_USE bool keyset_range(sqlite3 *db, enum keyset_kind kind, uint64_t first, uint64_t last,
                           struct key_matches *out, struct err *e);

// spill.h - pairs sorted into partitions: in memory while they are few, else in a scratch file.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/sort.h"

// A partition holds the pairs whose keys share the top six bits, in the order they were added; a
// list is one set of partitions.
enum { SPILL_PARTITIONS = 64 };

struct spill;
// `beside`: the scratch file is made in the folder of this file, 0600, without a name.
struct spill *spill_open(int lists, struct str beside);
void spill_close(struct spill *s);
MUST_USE bool spill_add(struct spill *s, int list, struct pair pair, struct err *e);
struct pairs {
    struct pair *list;
    size_t count;
};
// Chunk `n` (from 0) of a partition, in the order it was added; none is empty but the one behind
// the last. Valid until the next call.
MUST_USE bool spill_read(struct spill *s, int list, int partition, size_t n, struct pairs *out,
                         struct err *e);

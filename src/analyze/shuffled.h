// shuffled.h - texts that hold the same long lines in another order, as retrieved chunks come.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/align.h"

struct shuffle {
    int64_t offset;        // of the first line that has moved, in the text where it comes first
    int64_t shared_bytes;  // lines that all texts have, wherever: what they would share if sorted
};

// True if two of the texts (at most COMMON_TEXTS) have two or more long lines in common, in another
// order. Of texts that are longer than their samples, lines that nobody shows count as shared when
// two others show them and there is room for them in the gap.
bool texts_are_shuffled(const struct aligned_text *texts, int count, struct shuffle *out,
                        struct arena *a);

// shuffled.h - texts that hold the same long lines in another order, as retrieved chunks come.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/align.h"

// True if two of the texts have two or more long lines in common, in another order; *offset is
// where the first one that has moved begins, in bytes of the text where it comes first.
bool texts_are_shuffled(const struct aligned_text *texts, int count, int64_t *offset,
                        struct arena *a);

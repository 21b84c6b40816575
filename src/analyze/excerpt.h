// excerpt.h - the beginning of a stored text, for a cell of a table.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"

struct store;

enum { EXCERPT_BYTES = 100 };

// At most EXCERPT_BYTES of the text of a segment, whole characters, in one line; unknown when none
// is stored or segment_id is UNKNOWN.
MUST_USE bool excerpt_of(struct store *s, int64_t segment_id, struct str *out, struct arena *a,
                         struct err *e);

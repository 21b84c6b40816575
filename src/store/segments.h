// segments.h - texts of distinct segments (previews or whole), each stored once.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/sink.h"
#include "store/database.h"

struct segments;

MUST_USE bool segments_open(struct store *s, struct segments **out, struct err *e);
void segments_close(struct segments *g);  // NULL is fine
// Stores a segment unless it is known; without a text there is nothing to store.
MUST_USE bool segments_put(struct segments *g, const struct segment_text *segment, struct err *e);
// The number of a segment by its hash; UNKNOWN when it is not stored.
MUST_USE bool segments_find(struct segments *g, uint64_t hash, int64_t *id, struct err *e);
// Writes what look-ups of a later run need; inside the transaction of the rows.
MUST_USE bool segments_flush(struct segments *g, struct err *e);

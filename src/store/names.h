// names.h - dictionaries of the loader: texts to numbers, with bounded caches.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/record.h"
#include "store/attribution.h"
#include "store/database.h"

struct names;

MUST_USE bool names_open(struct store *s, struct names **out, struct err *e);
void names_close(struct names *n);  // NULL is fine
// The number of a text in name_t, added when new; UNKNOWN for an unknown text.
MUST_USE bool names_put(struct names *n, struct str text, int64_t *id, struct err *e);
// The number of the attribution among r's names.
MUST_USE bool names_put_attribution(struct names *n, const struct str names[NAME_COUNT],
                                    int64_t *id, struct err *e);
// The names of an attribution. Lives in `a`.
MUST_USE bool names_attribution(struct names *n, int64_t id, struct attribution *out,
                                struct arena *a, struct err *e);
// Writes what look-ups of a later run need; inside the transaction of the rows.
MUST_USE bool names_flush(struct names *n, struct err *e);

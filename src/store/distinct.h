// distinct.h - how many different fingerprints the database holds, and what repeating costs; exact.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "store/cursor.h"
#include "store/database.h"
#include "store/shape_sums.h"

struct distinct;
struct distinct *distinct_open(struct store *s);
void distinct_close(struct distinct *d);  // NULL is fine
// In the order of the rows: the first call of a fingerprint is the one that came first.
MUST_USE bool distinct_add(struct distinct *d, const struct request *r, struct err *e);
// The same for a successful call whose cost is known later: number `at` of distinct_finish().
MUST_USE bool distinct_add_later(struct distinct *d, const struct request *r, int64_t at,
                                 struct err *e);
// Adds all requests of the database.
MUST_USE bool distinct_scan(struct distinct *d, const struct settle_hooks *hooks, struct err *e);
// Counts and stores the results; `costs_nusd` are those of distinct_add_later(), UNKNOWN = no
// price. *contents gets the distinct contents of every shape, valid as long as d.
MUST_USE bool distinct_finish(struct distinct *d, const int64_t *costs_nusd,
                              struct shape_contents *contents, struct err *e);

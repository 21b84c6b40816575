// distinct.h - how many different fingerprints the database holds, and what repeating costs; exact.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "store/cursor.h"
#include "store/database.h"

struct distinct;
struct distinct *distinct_open(struct store *s);
void distinct_close(struct distinct *d);  // NULL is fine
// In the order of the rows: the first call of a fingerprint is the one that came first.
MUST_USE bool distinct_add(struct distinct *d, const struct request *r, struct err *e);
// Counts and stores the results.
MUST_USE bool distinct_finish(struct distinct *d, struct err *e);

// tally.h - adds requests up to roll-ups and user days, in bounded memory; settle's hot loop.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "store/cursor.h"
#include "store/database.h"

struct tally;

// `is_fresh`: the tables are empty, nothing has to be read before it is written.
MUST_USE bool tally_open(struct store *s, bool is_fresh, struct tally **out, struct err *e);
MUST_USE bool tally_add(struct tally *t, const struct request *r, struct err *e);
// Writes what is left.
MUST_USE bool tally_flush(struct tally *t, struct err *e);
// True when cells have been written before the end, because there were too many.
bool tally_has_written(const struct tally *t);
void tally_close(struct tally *t);  // NULL is fine

// price_drift.h - calls whose cost in the database is not what the price book in use makes of them.
#pragma once

#include <stdint.h>

#include "model/columns.h"
#include "price/price.h"

// Prices every call again, as toll reprice would in the database: a simulation compares prices
// before and after, and both must come from one book. Returns how many costs changed.
int64_t price_drift_settle(struct columns *c, const struct price_book *book);

// explain.h - which row prices a model and why, as text for people.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "price/price.h"

// Writes lines that end in '\n': the row, how the name led to it, its prices with units, its other
// rows; without a match what was tried and the nearest names. False when nothing matched. Names are
// written as they come: the caller makes them printable.
bool price_explain(const struct price_book *book, struct str provider, struct str model,
                   enum tier tier, int64_t ts_us, struct buf *out);

// price_table.h - prices in use: rows of the book to numbers in price_t.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "store/database.h"

// The number of a row of the book, added when it is used for the first time; UNKNOWN for number 0.
MUST_USE bool price_table_put(struct store *s, uint32_t number, int64_t *id, struct err *e);

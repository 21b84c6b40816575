// pricing.h - the prices of a database: the built-in book with what was imported in front of it.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "price/price.h"
#include "store/store.h"

// Built-in rows with the database's imports before them. `s` may be NULL: built-in only.
MUST_USE bool pricing_load(struct store *s, struct price_book **out, struct arena *a,
                           struct err *e);
// Keeps the text of an import in the database, in the place of an earlier one of the same origin;
// it counts from the next pricing_load() on.
MUST_USE bool pricing_import(struct store *s, struct str json, struct str origin, struct arena *a,
                             struct err *e);
// Origins of what was imported, oldest first; count in *count.
MUST_USE bool pricing_origins(struct store *s, struct str **out, int *count, struct arena *a,
                              struct err *e);
// Hands the rows to the store (store_use_prices) and notes which book prices the database, for
// answers. Before an ingest or reprice; needs STORE_WRITE. Lines live in `a`.
MUST_USE bool pricing_use(struct store *s, const struct price_book *book, struct arena *a,
                          struct err *e);
// The newest date of the book that priced the database (µs); UNKNOWN when none is noted.
MUST_USE bool pricing_date_of(struct store *s, int64_t *out_us, struct arena *a, struct err *e);

// The hooks of store_settle() over a book; self is the book, stop is left to the caller.
struct settle_hooks pricing_hooks(struct price_book *book);

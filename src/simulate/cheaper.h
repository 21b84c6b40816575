// cheaper.h - which model of the same provider to try instead of a dear one.
#pragma once

#include "price/price.h"

// A cheaper sibling of a priced model at an instant: its name in the price book, in `a`; unknown
// when there is none, or none that is cheaper for input and for output.
struct str cheaper_model(const struct price_book *book, struct str provider, struct str model,
                         int64_t ts_us, struct arena *a);

// filter_value.h - a value as a filter writes it to the numbers it stands for.
#pragma once

#include "model/filter.h"

// The smallest and largest number; for a FILTER_SET the bit, 0 = "none", as both. Not for
// FILTER_TEXT. Relative times count from now_us. False: *why says what is wrong, the value belongs
// behind it.
MUST_USE bool filter_value_read(const struct filter_name *name, struct str s, int64_t now_us,
                                struct filter_range *out, const char **why);

// setting_range.h - values of a setting between two others, as a flag says them.
#pragma once

#include "simulate/setting.h"

// Whether the type is a number that can be swept.
bool setting_is_number(enum setting_type type);
// The number of a value, in the unit of the setting; NaN when it is unset.
double setting_number(enum setting_type type, const struct setting_item *item);
// The text of a number that setting_parse() reads back; integers and durations are rounded.
struct str setting_text(enum setting_type type, double number, struct arena *a);
// The value at `share` (0 … 1) of the way from `from` to `to`.
double setting_between(enum setting_type type, double from, double to, double share);

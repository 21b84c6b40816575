// pattern.h - the part of regular expressions that price files use, matched without allocation.
#pragma once

#include <stdbool.h>

#include "base/str.h"

// Literals, '.', classes, \d \w and escaped characters, groups with alternatives, (?:…), (?!…), ^,
// $ and the quantifiers * + ? {n} {n,m} behind a character or class (not behind a group).
bool pattern_is_supported(struct str pattern);
// True when the pattern occurs in the text; false, too, for one that is not supported.
bool pattern_occurs(struct str pattern, struct str text);

// edit_text.h - an edit of a trimming estimate in words, for a row of a table.
#pragma once

#include "base/arena.h"
#include "base/str.h"
#include "model/prompt.h"

extern const char *const trim_kind_name[TRIM_KINDS];

// The words that are filler, or which sentence is repeated.
struct str edit_reason(const struct trim_edit *edit, struct arena *a);
// The beginning of what goes, in one line; unknown when the stored text does not reach it, or has
// something redacted before it, so that offsets do not fit.
struct str edit_text(const struct trim_edit *edit, struct str stored, struct arena *a);

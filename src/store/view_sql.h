// view_sql.h - a parsed filter as a condition over the view `requests`, as a person would write it.
#pragma once

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "model/filter.h"

// Appends the terms, " AND " between them, with their values in them: the same rows that
// filter_matches() takes. ERR_USAGE when SQL has no words for a value (a text with a NUL), or
// the filter is too large (filter_sql_fits()).
MUST_USE bool view_sql_filter(const struct filter *f, struct buf *out, struct err *e);
// Appends 'text'.
MUST_USE bool view_sql_text(struct str text, struct buf *out, struct err *e);

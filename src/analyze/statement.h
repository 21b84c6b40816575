// statement.h - what every answer states about itself: program, period, prices, completeness.
#pragma once

#include "analyze/findings.h"
#include "model/table.h"

// "toll" and "range", for programs only.
void statement_range(const struct findings *f, struct answer *out);
// Adds to the title how many calls of which period were asked about.
void statement_title(const struct findings *f, struct answer *out);
// Notes: period, zone, filter; price book and share of priced tokens; entries read and rejected.
void statement_notes(const struct findings *f, struct answer *out);
// The same without the period and the filter.
void statement_completeness(const struct findings *f, struct answer *out);

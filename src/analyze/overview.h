// overview.h - the first table of toll prompts without a section: a line a section, with its sum.
#pragma once

#include <stdbool.h>

#include "analyze/findings.h"
#include "analyze/profile.h"
#include "base/err.h"
#include "model/table.h"

// In front of the tables of all sections, from which its figures are read; what --top has cut from
// them is asked again. Nothing when no request matches.
MUST_USE bool overview_add(struct profiling *p, const struct findings *f, struct answer *out,
                           struct err *e);

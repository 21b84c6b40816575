// estimate.h - tokens that a log lacks, from the bytes and the calls that have both.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "store/database.h"

// Measures bytes and tokens per model over all logged successful calls (`calibration`), gives every
// successful call without counts the tokens its bytes stand for, and prices it. Needs a
// transaction.
MUST_USE bool estimate_all(struct store *s, const struct settle_hooks *hooks, struct err *e);

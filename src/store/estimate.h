// estimate.h - tokens that a log lacks, from the bytes and the calls that have both.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "store/cursor.h"
#include "store/database.h"
#include "store/row.h"

// Measures bytes and tokens per model over all logged successful calls, gives every successful call
// without counts the tokens its bytes stand for, and prices it. Needs a transaction.
MUST_USE bool estimate_all(struct store *s, const struct settle_hooks *hooks, struct err *e);

// Bytes against tokens per model, for requests that are fed one by one in the order of their rows:
// sums of floating-point numbers are the same to the bit only in the same order.
struct calibration;
struct calibration *calibration_new(void);
void calibration_free(struct calibration *c);  // NULL is fine
void calibration_measure(struct calibration *c, const struct request *r);
// What was measured of a model, 0 … calibration_count() - 1 in order of first sight. Strings live
// as long as the calibration.
struct calibrated {
    int64_t calls;  // with bytes and logged tokens
    int64_t bytes, tok;
    double error;  // root mean square of (estimate - logged) ÷ that of logged; NaN without calls
};
struct calibration_row {
    struct str model;  // '' = unknown
    int64_t calls;     // successful, with logged tokens
    int64_t estimated_calls;
    struct calibrated input, output;  // output: without reasoning, whose text is not logged
};
size_t calibration_count(const struct calibration *c);
struct calibration_row calibration_row(const struct calibration *c, size_t at);
// Writes what the view `calibration` shows, in place of what was there. Inside a transaction.
MUST_USE bool calibration_store(const struct calibration *c, struct store *s, struct err *e);
// Goes on from what was stored; into a new calibration.
MUST_USE bool calibration_load(struct calibration *c, struct store *s, struct err *e);

// Gives single rows the tokens that their bytes stand for.
struct estimator;
MUST_USE bool estimator_open(struct store *s, const struct settle_hooks *hooks,
                             struct calibration *c, struct estimator **out, struct err *e);
void estimator_close(struct estimator *x);  // NULL is fine
// Estimates, prices and stores the row; *out is how it stands then, its strings in `scratch`.
MUST_USE bool estimate_row(struct estimator *x, int64_t id, struct row *out, struct arena *scratch,
                           struct err *e);

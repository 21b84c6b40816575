// pass.h - what settle adds up over requests, fed while they are loaded or from a scan.
#pragma once

#include <stdbool.h>

#include "base/err.h"
#include "store/cursor.h"
#include "store/database.h"
#include "store/row.h"

// A pass over the requests behind `after`. One that begins with the first request (after = 0) is
// whole: it counts distinct fingerprints as it goes. A later one only adds up; distinct counts need
// every request, so its end scans their fingerprints. Bytes are measured against tokens in both.
struct pass;

// Whole or not, the tables of a pass that begins at 0 must be empty.
MUST_USE bool pass_open(struct store *s, int64_t after, struct pass **out, struct err *e);
void pass_close(struct pass *p);  // NULL is fine

// A request as it is loaded, in the order of the rows. Tokens that the log lacks are estimated at
// the end: until then only the number of such a request is kept.
MUST_USE bool pass_add_row(struct pass *p, const struct row *row, struct err *e);
// False when this request cannot be added to this pass: too many wait for estimates, or estimates
// need the requests before it. Settle then reads all rows.
bool pass_takes(const struct pass *p, const struct row *row);
// A request as it is in the table, estimates done.
MUST_USE bool pass_add(struct pass *p, const struct request *r, struct err *e);

// True when roll-ups have been written already: they are wrong until pass_finish().
bool pass_has_written(const struct pass *p);
// Estimates what waits for it, writes roll-ups, distinct counts, templates and totals. In a
// transaction. *is_parted: it has to be done again by a whole pass (shape_sums.h).
MUST_USE bool pass_finish(struct pass *p, const struct settle_hooks *hooks, bool *is_parted,
                          struct err *e);

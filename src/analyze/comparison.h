// comparison.h - two periods side by side, and the change of every row explained exactly.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/question.h"
#include "base/err.h"
#include "model/table.h"
#include "store/store.h"

// since <= ts < until.
struct period {
    int64_t since_us, until_us;
};

// What the calls of the second period cost more or less than those of the first: both periods, the
// whole, and a table for each crossing of question->by, the greatest change first. The period of
// the question itself does not count. *requests is how many requests are in either. Times (months,
// days, hours) are ERR_USAGE: the periods have none in common.
MUST_USE bool comparison_answer(struct store *s, const struct question *q,
                                const struct period periods[2], struct answer *out,
                                int64_t *requests, struct err *e);

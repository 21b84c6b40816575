// request_list.h - requests one by one: those of a question that come first by time, cost, latency…
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "analyze/question.h"
#include "base/err.h"
#include "model/nearest.h"
#include "model/table.h"
#include "store/store.h"

enum request_order {
    REQUESTS_BY_TIME,
    REQUESTS_BY_COST,
    REQUESTS_BY_LATENCY,
    REQUESTS_BY_TTFT,
    REQUESTS_BY_INPUT,  // tokens of all classes of input
    REQUESTS_BY_OUTPUT,
    REQUEST_ORDERS,
};

// The greatest first, of equal ones the one loaded last; is_reversed: the other way round. Requests
// without the figure come last.
struct request_list {
    enum request_order order;
    bool is_reversed;
    bool has_no_totals;  // the list alone; the newest of a filter need no scan then
};

// "time", "cost", "latency", "ttft", "input", "output"; false with `nearest` offered all of them.
MUST_USE bool request_order_find(struct str name, enum request_order *out, struct nearest *nearest);

// The totals of all that match, as a report has them, unless they are not wanted, and a table of
// the first question->top. Holds no more than those in memory.
MUST_USE bool request_list_answer(struct store *s, const struct question *q,
                                  const struct request_list *list, struct answer *out,
                                  int64_t *requests, struct err *e);

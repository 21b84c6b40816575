// agenda.h - calls that will follow: next turns, retries, loops; a bounded heap, the earliest
// first.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "demo/call.h"

// More than these are not remembered: the conversation ends, the retry is not made.
enum { AGENDA_MAX = 4096 };

struct agenda {
    struct call *calls;  // [AGENDA_MAX], a heap by (due_us, order)
    int count;
    uint64_t order;
};

void agenda_init(struct agenda *g, struct arena *a);
bool agenda_add(struct agenda *g, const struct call *c);  // false when full
const struct call *agenda_first(const struct agenda *g);  // NULL when empty
void agenda_take(struct agenda *g, struct call *out);     // removes the first; there must be one

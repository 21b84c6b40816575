// price_span.h - how long an answer about an instant holds.
#pragma once

#include <stdint.h>

// [from, until): the answer is the same for every instant in it.
struct price_span {
    int64_t from_us, until_us;
};

// Cuts a span at a boundary: what is on the other side of it than the instant goes. NULL is fine.
static inline void price_span_cut(struct price_span *span, int64_t boundary_us, int64_t ts_us)
{
    if (!span)
        return;
    if (boundary_us <= ts_us && boundary_us > span->from_us)
        span->from_us = boundary_us;
    if (boundary_us > ts_us && boundary_us < span->until_us)
        span->until_us = boundary_us;
}

// traffic.h - writes a log of a month of realistic API traffic whose true counts and costs are
// known.
#pragma once

#include <stdint.h>
#include <stdio.h>

#include "base/attr.h"
#include "base/err.h"
#include "demo/truth.h"

struct traffic_options {
    uint64_t seed;
    int64_t requests;    // 1 .. TRAFFIC_MAX_REQUESTS
    int64_t line_bytes;  // average length of a line, TRAFFIC_MIN_LINE .. TRAFFIC_MAX_LINE
};

#define TRAFFIC_MAX_REQUESTS 2000000000LL
enum {
    TRAFFIC_REQUESTS = 20000,
    TRAFFIC_LINE = 4000,
    TRAFFIC_MIN_LINE = 2000,
    TRAFFIC_MAX_LINE = 100000,
};

// One line a call, in the order of their start: the generic pair of request and response with
// siblings (formats.md A.2 #29). The same options give the same bytes on every machine. Memory does
// not grow with the number of requests beyond 8 MiB. `out` may be NULL: only the truth is wanted.
MUST_USE bool traffic_write(const struct traffic_options *options, FILE *out,
                            struct demo_truth *truth, struct err *e);

// rollup.h - sums per quarter hour and attribution, made by settle: answers without a scan.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "model/record.h"
#include "store/attribution.h"
#include "store/latency.h"

#define ROLLUP_US 900000000LL  // a quarter of an hour: every time zone's hours and days are sums

struct store;

// What roll-ups and scans both add up, so that they agree.
struct sums {
    int64_t requests, errors, gateway_hits;
    int64_t unpriced_requests;                       // without a price; their cost is in no sum
    int64_t unpriced_tok;                            // their input and output tokens
    int64_t estimated_requests;                      // tokens estimated, not logged
    int64_t tok[TOK_CLASSES];                        // unknown counts as 0
    int64_t cost_nusd;                               // of the priced ones
    int64_t logged_cost_nusd, logged_cost_requests;  // what the log says, where it does
    int64_t drift_cost_nusd;                         // our cost of those requests that have both
    int64_t latency_us, latency_requests;
};
void sums_add(struct sums *into, const struct sums *other);

struct rollup {
    int64_t begin_us;               // of the quarter hour; UNKNOWN = requests without a time
    const struct attribution *who;  // valid until rollup_close()
    struct sums sums;
    struct str latency;  // latency_decode_add(); valid until the next row
};

// Roll-ups that begin in [begin_us, end_us), by time, attribution; UNKNOWN = open end. Requests
// without a time come first, and only when begin_us is UNKNOWN.
struct rollup_scan;
MUST_USE bool rollup_open(struct store *s, int64_t begin_us, int64_t end_us,
                          struct rollup_scan **out, struct err *e);
MUST_USE bool rollup_next(struct rollup_scan *scan, struct rollup *out, bool *has, struct err *e);
void rollup_close(struct rollup_scan *scan);

// Sums per UTC day and user.
struct user_day {
    int64_t day;       // Unix day number; UNKNOWN = without a time
    int64_t user_id;   // store_name(); UNKNOWN = unattributed
    struct sums sums;  // requests, errors, unpriced_requests, tok[], cost_nusd
};
struct user_scan;
MUST_USE bool user_scan_open(struct store *s, int64_t first_day, int64_t end_day,
                             struct user_scan **out, struct err *e);
MUST_USE bool user_scan_next(struct user_scan *scan, struct user_day *out, bool *has,
                             struct err *e);
void user_scan_close(struct user_scan *scan);

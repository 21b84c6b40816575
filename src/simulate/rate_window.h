// rate_window.h - what a rate limit lets through: calls and tokens in a window of time.
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum rate_algorithm {
    RATE_SLIDING,  // in any window: a call counts from its start until `window_us` later
    RATE_FIXED,    // in windows that begin at multiples of `window_us` since 1970
};

struct rate_limit {
    enum rate_algorithm algorithm;
    int64_t window_us;
    int64_t requests, tokens;  // UNKNOWN = no limit
};

// A call that was let through, in the list of its party.
struct rate_entry {
    int64_t start_us, tok;
    int64_t next;  // number of the entry behind it; -1 = none
};

// A party's window. Zero + first, last = -1 is a valid start.
struct rate_window {
    int64_t first, last;     // entries that may still count, oldest first (RATE_SLIDING)
    int64_t used, used_tok;  // of these; of the window at `begin_us` (RATE_FIXED)
    int64_t begin_us;
    int64_t last_us;  // start of the newest call
};

// When a call of so many tokens may start, not before `from_us` and not before the calls that were
// let through earlier; UNKNOWN = never, it is larger than the limit. Forgets what no longer counts
// at from_us.
int64_t rate_window_start(struct rate_window *w, const struct rate_limit *limit,
                          const struct rate_entry *entries, int64_t from_us, int64_t tok);
// Counts a call that starts then; `entry` is its place in `entries`.
void rate_window_admit(struct rate_window *w, const struct rate_limit *limit,
                       struct rate_entry *entries, int64_t entry, int64_t start_us, int64_t tok);

// response_replay.h - requests against a response cache, a single flight, or both as one stage,
// event by event.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "simulate/cache_store.h"
#include "simulate/completions.h"
#include "simulate/flights.h"
#include "simulate/invalidation.h"
#include "simulate/serve_tally.h"

// What decides who asks the cache and what a hit takes.
struct response_rules {
    struct cache_rules cache;
    struct invalidation invalidation;
    bool is_fill_instant;  // visible at the start of the call
    bool only_temperature_zero;
    bool skip_pii;
    int64_t hit_latency_us;
};

// One of the two strategies; `step` NULL = it is not there.
struct response_side {
    const struct step *step;
    struct outcome *out;
    const uint32_t *keys;  // by request; 0 = has none
    uint32_t distinct;
    struct serve_tally tally;
};

// The order of events: (instant, request). At one instant a flush comes first, then the ends of
// calls, then the requests that arrive.
//
// A request asks the cache, then joins the flight of its key if there is one (until the instant at
// which it ends, included), else calls. The call fills the cache and ends its flight at start +
// latency. All who wait for a call that fails go on waiting for the one that has waited longest:
// it calls at that instant, without asking the cache again.
struct response_replay {
    struct simulation *sim;
    const struct response_rules *rules;
    struct response_side cache, flight;
    // Private: arenas of its own.
    struct arena arena, call_arena, waiter_arena;
    struct cache_store store;
    struct flights flights;
    struct completions calls;
    int64_t next_flush_us;
    // What came out beside the outcomes.
    int64_t keyless;          // that lack a part of the key
    int64_t warm, personal;   // that only_temperature_zero, skip_pii keep out
    int64_t early;            // calls while a call that fills the same entry was under way
    int64_t unknown_latency;  // calls of unknown latency
    int64_t failed_leads;     // flights that failed with somebody waiting
};

// Fill in sim, rules, and step, out, keys, distinct of both sides; the rest 0. Release after
// success and failure alike.
MUST_USE bool response_replay_run(struct response_replay *r, struct err *e);
void response_replay_release(struct response_replay *r);

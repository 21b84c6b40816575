// call.h - the plan of one API call: all that is needed to write its request and answer, again if
// it is repeated.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "demo/rng.h"
#include "demo/truth.h"

struct call {
    int64_t due_us;
    uint64_t order;   // in the agenda: tie-break of calls due at once; when made: its number
    int64_t born_us;  // when it was first tried: a prompt that carries the time keeps it in a retry
    uint64_t seed;    // of its texts
    int64_t number;   // catalogue entry, or number of the conversation or document
    int64_t variant;  // of the catalogue entry
    int64_t turn;     // of a conversation: user messages before the last one
    int64_t attempt;  // 0 = the first try
    int64_t again;    // identical calls still to come from a stuck loop
    int64_t permille;  // length of its texts against the features' own
    int64_t user;      // number of the user
    enum demo_feature feature;
    enum demo_model model;
    bool is_unattributed, is_staging;
    bool is_repeat;    // an identical call was made before
    bool is_answered;  // an identical call succeeded before

    // Provider's prompt cache: the prefix that the conversation's last answered call left behind.
    int64_t prefix_tok, prefix_from_us, prefix_until_us;
};

// Streams of chance; each part of a call has its own, so that any of them can be written alone.
enum call_stream {
    STREAM_PLAN,
    STREAM_QUESTION,
    STREAM_ANSWER,
    STREAM_TOOL,
    STREAM_OUTCOME,
    STREAM_ID,
    STREAM_ORDER,
};

static inline struct rng call_rng(const struct call *c, int64_t turn, enum call_stream stream)
{
    return rng_of(c->seed, (uint64_t)turn, stream);
}

// Bytes of a text that is `bytes` long at permille 1000.
static inline int64_t call_bytes(const struct call *c, int64_t bytes)
{
    int64_t scaled = bytes * c->permille / 1000;
    return scaled < 40 ? 40 : scaled;
}

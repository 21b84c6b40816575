// planting.h - a log with planted truth: scenes add calls, which are sorted by time and written.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "base/map.h"
#include "demo/rng.h"

// 2026-09-01T00:00:00Z, a Tuesday; thirty days.
#define PLANT_START_US 1788220800000000LL
enum { PLANT_DAYS = 30, PLANT_BURST = 10 };

struct planted {
    int64_t ts_us;
    int64_t order;  // tie-break
    struct str line;
};

struct planting {
    struct arena *arena;
    uint64_t seed;
    int64_t wanted;  // calls in all
    struct planted *calls;
    int64_t count, cap;
    struct buf truth;  // members of a JSON object, each followed by a comma
    // Over all calls.
    struct map seen, answered;  // of hashes of requests
    int64_t cost_nusd, duplicate_cost_nusd, unique_requests, errors;
};

// One call; zero is a good default for all but feature and question.
struct ask {
    const char *feature;
    int64_t ts_us;
    int64_t user;
    struct str session;     // unknown = none
    struct str system;      // raw text; unknown = none
    struct str tools;       // JSON array of OpenAI tools
    struct str history;     // JSON of messages before the question, each with a comma behind
    struct str messages;    // JSON of messages behind it, each with a comma before
    struct str question;    // raw text
    struct str answer;      // raw text
    struct str tool_calls;  // JSON array, instead of an answer
    const char *finish;     // NULL = stop
    int64_t max_tokens;     // 0 = not in the request
    int64_t output_tok;     // 0 = by the size of the answer
    int64_t cached_tok;     // of the input
    int temperature_tenths;
    int status;         // 0 = 200
    bool is_billed;     // a failure with usage
    bool is_claude;     // Anthropic messages instead of OpenAI chat
    int64_t write_tok;  // of Claude: input written to the cache
    bool wants_json;
};

// A part of the log. Uses at most `count` calls; its features are its own.
typedef void scene_fn(struct planting *p, int64_t count);
scene_fn scene_duplicates, scene_templates, scene_chat, scene_busters, scene_near, scene_waste,
    scene_tools, scene_trim, scene_versions;

// Adds the call; returns what it cost in nano-USD.
int64_t planting_call(struct planting *p, const struct ask *ask);
// The generator of part `n` of a scene.
struct rng planting_rng(const struct planting *p, const char *scene, int64_t n);
// The i-th of n instants spread over the thirty days.
int64_t planting_time(int64_t i, int64_t n);
// The same in bursts of PLANT_BURST, 40 s apart, so that a provider's cache would be warm.
int64_t planting_burst_time(int64_t i, int64_t n);
// Sentences of at least `bytes`.
struct str planting_text(struct planting *p, struct rng *r, int64_t bytes);
// A system prompt: the opening, then sentences until `bytes`, the same in all calls that give
// `name`.
struct str planting_system(struct planting *p, const char *opening, const char *name,
                           int64_t bytes);
// Tokens and cost that a call with so much text has.
int64_t planting_tok(size_t bytes);
// Appends raw text as the inside of a JSON string.
void planting_escape(struct buf *b, struct str text);

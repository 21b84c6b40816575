// demo_body.h - request and response bodies as the providers' own clients send and receive them.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"
#include "demo/call.h"
#include "demo/texts.h"

// What a request's texts come to.
struct prompt {
    int64_t stable_bytes;  // of tools and system prompt
    int64_t total_bytes;
};

struct reply {
    const struct call *call;
    struct str answer;       // what body->answer wrote
    int64_t tok[DEMO_TOKS];  // of this call
    int64_t done_us;         // end of the call
    bool has_usage;
    bool is_cut;  // at max_tokens
};

// Every eighth entry of the search's catalogue is the entry before it in other words.
static inline bool demo_is_paraphrase(int64_t entry)
{
    return entry % 8 == 7;
}

// How an application's calls are written.
struct demo_body {
    void (*request)(struct buf *b, const struct call *c, const struct texts *t, struct prompt *p);
    // The answer to turn `turn` of the conversation of c, as its history carries it.
    void (*answer)(struct buf *b, const struct call *c, int64_t turn);
    void (*response)(struct buf *b, const struct reply *r);
    // A refusal with status 429 or 5xx.
    void (*failure)(struct buf *b, const struct call *c, int64_t status);
    // User messages of the whole conversation; NULL = one.
    int64_t (*turns)(const struct call *c);
    // True when turn `turn` follows at once, without a person.
    bool (*is_tool_turn)(const struct call *c, int64_t turn);
};

extern const struct demo_body body_support, body_search, body_classify, body_summarize,
    body_extract, body_autocomplete, body_agent, body_embeddings;

// Model as asked for and as the provider names what answered.
extern const char *const demo_model_asked[DEMO_MODELS], *const demo_model_billed[DEMO_MODELS];

// `count` characters of an id, another one for every call that is made.
void demo_body_id(struct buf *b, const struct call *c, int count);

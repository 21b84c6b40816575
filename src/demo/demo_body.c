// demo_body.c - what all bodies share: the names of models, the ids of answers.
#include "demo/demo_body.h"

#include "demo/prose.h"

const char *const demo_model_asked[DEMO_MODELS] = {
    [MODEL_CLAUDE_SONNET] = "claude-sonnet-4-6",  [MODEL_GPT_4O] = "gpt-4o",
    [MODEL_GPT_4O_MINI] = "gpt-4o-mini",          [MODEL_GPT_41_MINI] = "gpt-4.1-mini",
    [MODEL_GPT_41_NANO] = "gpt-4.1-nano",         [MODEL_GPT_51] = "gpt-5.1",
    [MODEL_GROK] = "grok-4-1-fast-reasoning",     [MODEL_GEMINI] = "gemini-2.5-flash",
    [MODEL_EMBEDDING] = "text-embedding-3-small", [MODEL_IN_HOUSE] = "northwind-search-7b",
};

const char *const demo_model_billed[DEMO_MODELS] = {
    [MODEL_CLAUDE_SONNET] = "claude-sonnet-4-6",
    [MODEL_GPT_4O] = "gpt-4o-2024-08-06",
    [MODEL_GPT_4O_MINI] = "gpt-4o-mini-2024-07-18",
    [MODEL_GPT_41_MINI] = "gpt-4.1-mini-2025-04-14",
    [MODEL_GPT_41_NANO] = "gpt-4.1-nano-2025-04-14",
    [MODEL_GPT_51] = "gpt-5.1-2025-11-13",
    [MODEL_GROK] = "grok-4-1-fast-reasoning",
    [MODEL_GEMINI] = "gemini-2.5-flash",
    [MODEL_EMBEDDING] = "text-embedding-3-small",
    [MODEL_IN_HOUSE] = "northwind-search-7b",
};

void demo_body_id(struct buf *b, const struct call *c, int count)
{
    struct rng r = rng_of(c->seed, c->order, STREAM_ID);
    prose_id(b, &r, count);
}

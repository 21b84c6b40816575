// body_openai.h - what the applications on OpenAI's chat completions and its compatibles share.
#pragma once

#include "demo/demo_body.h"

// `{"model":…,"messages":[{"role":"system","content":"…"},{"role":"user","content":"`
void demo_chat_open(struct buf *b, const struct call *c, struct str system);
// A chat.completion whose message has `"role":"assistant",` and the answer.
void demo_chat_response(struct buf *b, const struct reply *r);
// `"usage":{…}`
void demo_chat_usage(struct buf *b, const struct reply *r);
void demo_chat_failure(struct buf *b, const struct call *c, int64_t status);

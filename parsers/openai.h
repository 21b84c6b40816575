// openai.h - what the wires of OpenAI and of those who speak its dialect have in common.
#pragma once

#include "base/json.h"
#include "model/record.h"
#include "parsers/blocks.h"
#include "parsers/keys.h"

// Takes the counts of a usage object of chat completions, completions, embeddings or Responses with
// all aliases met in compatible services. In streams the last value of each key holds.
void openai_take_usage(struct counts *c, struct json usage);
// The classes of what was taken: the total, or without one the model, tells whether reasoning came
// on top of the output (xAI). False without counts.
bool openai_set_usage(struct usage *u, struct counts *c, struct str model);
// Both in one for a lone usage object; the `usage` of their struct wire.
bool openai_usage(struct usage *u, struct json usage);

// Model asked, user, tier asked, stream and the sampling parameters of every dialect.
void openai_request_names(struct record *r, struct json body);
// Id, model, time, tier, logged cost, and Azure, Groq and OpenRouter as provider by their own
// members.
// Gives back what the caller goes on with; usage also from Groq's x_groq.
struct openai_body {
    struct json choices, usage, error;
};
struct openai_body openai_response_names(struct record *r, struct json body);
// The blocks of a message's content: a string or parts, of chat completions and of Responses.
// `text_kind` is SEG_TEXT, or SEG_TOOL_RESULT for what a tool gave back.
void openai_content(struct blocks *b, struct json content, enum seg_kind text_kind);
enum role openai_role(struct str role);

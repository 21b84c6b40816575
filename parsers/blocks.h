// blocks.h - the content blocks of a request as segments of a record.
#pragma once

#include "base/json.h"
#include "model/record.h"

// The message that is being read.
struct blocks {
    struct record *record;
    struct arena *arena;
    enum role role;
    bool at_start;  // the next segment is the first of its message
};

// Starts a message (the list of tools, the system prompt).
void blocks_begin(struct blocks *b, enum role role);
// A segment of text; NULL and nothing added if the text is unknown.
struct segment *blocks_text(struct blocks *b, enum seg_kind kind, struct str text);
// A structured segment; NULL and nothing added if the value is missing or null.
struct segment *blocks_value(struct blocks *b, enum seg_kind kind, struct json value);
// A medium by its base64, data: URL, URL or file id; images are counted. NULL if the text is
// unknown.
struct segment *blocks_media(struct blocks *b, struct str text, bool is_image);
// Tool definitions, each a segment and counted as offered; cache marks are no part of them.
void blocks_tools(struct blocks *b, struct json tools);
// Puts the mark of a JSON block on its segment (may be NULL).
void blocks_mark(struct segment *s, struct json block);
// The mark that a block carries: Anthropic's cache_control {type, ttl}, also passed through
// OpenAI-compatible gateways, or OpenAI's prompt_cache_breakpoint {mode: "explicit"} (GPT-5.6 and
// newer, prompt caching guide, read 2026-11).
enum cache_mark blocks_mark_of(struct json block);
// Members that are marks, for body_without().
#define BLOCK_MARKS "cache_control|prompt_cache_breakpoint"

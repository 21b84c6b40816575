// texts.h - what the demo's applications send with every call: system prompts and tools, escaped
// for JSON.
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

enum { AGENT_TOOLS = 4 };

struct texts {
    struct str support_system[2];  // before and after the deployment of day 18
    struct str support_tools;      // array of Anthropic tool definitions
    struct str search_system;
    struct str classify_system;
    struct str summarize_system;
    struct str extract_rules;
    struct str autocomplete_system;
    struct str agent_system;
    struct str agent_tools[AGENT_TOOLS];  // OpenAI tool definitions
    int agent_tool_count;
};

// permille: their length against the usual one.
void texts_init(struct texts *t, int64_t permille, struct arena *a);

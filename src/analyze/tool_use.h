// tool_use.h - the tools that system prompts offer: how often they are carried along, and called.
#pragma once

#include <stdint.h>

#include "analyze/inventory.h"

// A tool by its name, over several system prompts.
struct tool_use {
    uint64_t name_hash;
    struct str name;         // unknown with --text none
    int64_t offered;         // requests that carry its definition
    int64_t answered;        // of these, whose answers show which tools they call
    int64_t called;          // calls in the whole database
    bool may_lack_calls;     // there may be more of them
    int64_t bytes;           // of its definition, of all these requests together
    int64_t nusd;            // what carrying it cost, modelled: its share of the tools by bytes
    struct token_rate rate;  // of the system prompts that offer it
};

// To be called once before tool_uses(): `systems` are all that are kept, the first `count` of
// `carried`; `dropped` requests had others (prompts_systems()).
void tool_use_note_dropped(struct carried *carried, int64_t count, int64_t dropped,
                           struct arena *a);
// By cost of carrying them, dearest first; those that were called without being offered at the end.
struct tool_use *tool_uses(const struct carried *const *members, int64_t count, int64_t *out_count,
                           struct arena *a);
// TRI_UNKNOWN when too few answers show it, calls of it may have been counted nowhere, or the tool
// goes by another name when it is called.
enum { TOOL_ANSWERS_MIN = 10 };
enum tri tool_use_is_never(const struct tool_use *t);

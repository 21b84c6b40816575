// busters.h - where the prefix that the calls of a template share ends, and what stands there.
#pragma once

#include <stdbool.h>

#include "analyze/templates.h"

enum buster_kind {
    BUSTER_TOOLS,     // the same tools in changing order
    BUSTER_SLOT,      // a slot of the system prompt
    BUSTER_CHUNKS,    // the same pieces of text in changing order
    BUSTER_QUESTION,  // text of the question ahead of static text
};

struct buster {
    enum buster_kind kind;
    enum slot_kind slot;
    enum part part;           // PART_TOOLS, PART_SYSTEM or PART_QUESTION
    int64_t offset;           // in the text of the part
    int64_t before_bytes;     // static ones of the prompt before it
    int64_t cacheable_bytes;  // static ones that could stand before it
};

// The first one of a template; false when none keeps a prefix worth mentioning from being cached.
// What varies in a question with nothing static behind it is no buster.
bool buster_find(struct buster *out, const struct template_layout *layout, bool tools_vary,
                 struct arena *a);

// "a timestamp", "tools in changing order"
struct str buster_words(const struct buster *b);
// "byte 41 of the system prompt"
struct str buster_place(const struct buster *b, struct arena *a);
// What is stored around it in the first text, redacted; unknown if it is not.
struct str buster_example(const struct buster *b, const struct template_layout *layout,
                          struct arena *a);

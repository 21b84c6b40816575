// watch.h - words of one's own that are looked for in the last user message (ingest --watch).
#pragma once

#include <stdint.h>

#include "base/str.h"

enum { WATCH_MAX = 32 };

// Lower case, found as phrases (ingest/phrase.h); the first word has bit 0.
struct watch {
    const struct str *words;
    int count;  // at most WATCH_MAX
};

// The bits of the words that a text has. `watch` may be NULL.
uint32_t watch_find(const struct watch *watch, struct str text);

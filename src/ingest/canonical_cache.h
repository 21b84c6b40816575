// canonical_cache.h - canonical texts of values that are met again and again, such as tools.
#pragma once

#include <stdint.h>

#include "base/arena.h"
#include "base/json.h"

struct known_json;

struct canonical_cache {
    struct arena kept;         // of the texts
    struct known_json *slots;  // direct-mapped
};

// The table is in `a`, the texts until canonical_cache_release().
void canonical_cache_init(struct canonical_cache *c, struct arena *a);
void canonical_cache_release(struct canonical_cache *c);
// The text that canonical_json() gives. Lives until the next call, or in `scratch`.
struct str canonical_cache_text(struct canonical_cache *c, struct json value,
                                struct arena *scratch);

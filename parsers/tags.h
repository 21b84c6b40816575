// tags.h - the tags of a record: a canonical JSON object of strings, keys sorted by their bytes.
#pragma once

#include "base/arena.h"
#include "base/str.h"

// More keys, and bytes of a key or a value beyond these, are dropped.
enum { TAGS_MAX = 32, TAG_KEY_BYTES = 64, TAG_VALUE_BYTES = 200 };

struct tag {
    struct str key, value;  // value as it stands between the quotes, escaped
};

// Sorted by key. Zero is the empty set.
struct tag_set {
    struct tag items[TAGS_MAX];
    int count;
};

// Reads what tag_set_text() wrote; unknown is the empty set.
void tag_set_read(struct tag_set *tags, struct str text);
// Adds a tag unless its key is there already, is empty or too long, holds quotes or control
// characters, or names a secret (…_key, …token, password …). Values that look like keys are cut to
// their last characters.
void tag_set_add(struct tag_set *tags, struct str key, struct str value, struct arena *a);
// {"a":"1","b":"x"}; unknown for the empty set.
struct str tag_set_text(const struct tag_set *tags, struct arena *a);

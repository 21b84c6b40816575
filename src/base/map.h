// map.h - hash tables: 64-bit key to 64-bit value, and strings to dense numbers.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/str.h"

// Open addressing, grows by doubling in its arena. Any key is allowed. Zero + arena is a valid
// start.
struct map {
    struct arena *arena;
    uint64_t *keys, *values;
    unsigned char *used;
    size_t len, cap;  // cap is a power of two or 0
};

// Before a look-up of this key some time later: large tables are in no cache.
void map_prefetch(const struct map *m, uint64_t key);
// The value slot of a key, or NULL when it is absent. Valid until the next map_put.
uint64_t *map_get(const struct map *m, uint64_t key);
// The value slot of a key, added with value 0 when absent; *is_new says which (may be NULL).
uint64_t *map_put(struct map *m, uint64_t key, bool *is_new);

// Strings to 0, 1, 2, … in order of first sight; unknown ({NULL,0}) and "" are different strings.
struct intern {
    struct arena *arena;  // owns the copies of the strings
    struct str *names;    // [len], by number
    uint64_t *hashes;     // [cap of the table]
    uint32_t *slots;      // [table_cap], number + 1, 0 = free
    size_t len, cap, table_cap;
};

// The number of a string, added when new (*is_new, may be NULL).
uint32_t intern_put(struct intern *t, struct str name, bool *is_new);
// False when the string was never put.
bool intern_find(const struct intern *t, struct str name, uint32_t *out);

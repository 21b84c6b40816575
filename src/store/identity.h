// identity.h - which call an entry belongs to: the 64-bit identity of design and `id` column.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/str.h"

// Identity of a call by its log's id: its hash; 0 for placeholders (shorter than 6 characters, one
// character repeated, "none", "null", "unknown", "undefined", "n/a", a UUID of zeros).
uint64_t identity_of_call(struct str call_id);
// Identity of an entry without an id: the ordinal-th entry of its source with these bytes.
uint64_t identity_of_entry(uint64_t entry_hash, int64_t ordinal);
// What the `id` column shows of a record without an identity: its place.
uint64_t identity_of_place(uint64_t head_hash, int64_t entry);

// How often each entry was seen in a source, by hash: exact, in bounded memory (a scratch database
// takes what exceeds it).
struct ordinals;
struct ordinals *ordinals_new(void);
void ordinals_free(struct ordinals *o);  // NULL is fine
// Starts over for another source.
void ordinals_clear(struct ordinals *o);
// The count so far, 0 when the entry was not seen.
MUST_USE bool ordinals_get(struct ordinals *o, uint64_t entry_hash, int64_t *count, struct err *e);
MUST_USE bool ordinals_set(struct ordinals *o, uint64_t entry_hash, int64_t count, struct err *e);

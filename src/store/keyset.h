// keyset.h - 64-bit keys to numbers, exact at any size: memory for the new, sorted runs for the
// old.
#pragma once

#include <sqlite3.h>
#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"

// What the keys are; the column `kind` of key_t. Never renumber.
enum keyset_kind {
    KEYS_REQUEST,  // identity → request
    KEYS_NAME,     // hash of a name → name_t
    KEYS_SEGMENT,  // hash of a segment → segment_t
    KEYS_ORDINAL,  // hash of an entry → how often seen (scratch database)
    KEYSET_KINDS,
};

// A key has one number; adding it again replaces the number. A Bloom filter says "new" for nearly
// all new keys, others are looked for in the keys since the last flush, then in the runs from the
// newest on. A run is a list of chunks of at most 3,900 bytes: keys sorted, delta-coded as varints,
// each followed by its number. Eight runs of a level merge into one of the next.
struct keyset;

MUST_USE bool keyset_open(sqlite3 *db, enum keyset_kind kind, struct keyset **out, struct err *e);
void keyset_close(struct keyset *k);  // forgets what was not flushed; NULL is fine
// The number of a key, 0 when it is not there.
MUST_USE bool keyset_find(struct keyset *k, uint64_t key, int64_t *number, struct err *e);
// number > 0. In memory until the next flush.
void keyset_add(struct keyset *k, uint64_t key, int64_t number);
// Writes the new keys as a run and merges runs; call inside the transaction that holds their rows.
MUST_USE bool keyset_flush(struct keyset *k, struct err *e);

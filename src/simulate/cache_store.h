// cache_store.h - answers by key: which are held, until when, which had to go, what keeping them
// cost.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "simulate/evict.h"
#include "simulate/simulation.h"
#include "simulate/ttl_rules.h"

// How much a cache holds: a number of entries, or bytes.
struct capacity {
    int64_t limit;  // UNKNOWN = none
    bool is_bytes;
};
// "1000", "10k" are entries; with a final B they are bytes: "512MiB", "10kB". Unknown text = no
// limit. ERR_USAGE.
MUST_USE bool capacity_parse(struct str text, struct capacity *out, struct err *e);

struct cache_rules {
    struct ttl_rules ttl;
    bool is_sliding;         // the ttl counts from the last use, else from the fill
    int64_t max_life_us;     // from the fill, whatever the use; INT64_MAX = none
    const uint32_t *system;  // by request: an entry filled under another is dropped; NULL = kept
    bool has_flushes;        // cache_flush() will be called
    struct capacity capacity;
    enum evict_kind evict;
    int64_t gb_month_nusd;  // of storage: 10^9 bytes for 30 days
};

struct cache_entry {
    int64_t filled_us, used_us;
    uint32_t filler;   // the request whose answer it is, plus one; 0 = nothing is held
    uint32_t pending;  // calls under way that will fill it
    uint32_t ttl_class;
    uint32_t bytes;
};

// Expired entries stay until somebody asks for them, a fill replaces them or room is needed; they
// are never served, and count as expired, not as evicted.
struct cache_store {
    const struct cache_rules *rules;
    struct simulation *sim;
    struct outcome *out;  // storage is charged to the request that filled, booked here
    struct arena *arena;
    struct cache_entry *entries;  // by key, from 1
    struct evict held;            // with a capacity
    uint32_t *fills;              // keys since the last flush, for the next one
    size_t fill_count, fill_cap;
    int64_t end_us;  // storage is paid for until here
    int64_t entry_count, entry_bytes;
    int64_t peak_entries, peak_bytes;
    int64_t evictions, expired, invalidated, not_admitted;
    int64_t guessed_sizes;  // fills without a logged answer
};

// Keys are 1 … distinct. Entries live in `a`.
void cache_store_init(struct cache_store *s, const struct cache_rules *rules,
                      struct simulation *sim, uint32_t distinct, struct arena *a);
// What request `i` gets at an instant: the entry, now used once more, or NULL.
const struct cache_entry *cache_lookup(struct cache_store *s, uint32_t key, int64_t i,
                                       int64_t at_us);
// The answer of request `i` replaces what was there. Of the same size it is a use of the entry, of
// another a new entry to the rule of eviction; one above the capacity leaves nothing.
void cache_fill(struct cache_store *s, uint32_t key, int64_t i, int64_t at_us);
// Drops everything.
void cache_flush(struct cache_store *s, int64_t at_us);
// Settles the storage of what is still there.
void cache_settle(struct cache_store *s, uint32_t distinct);

// prefix_store.h - prefixes that a prompt cache holds: found by key, dead after their time, evicted
// when it is full.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

enum prefix_evict { PREFIX_LRU, PREFIX_FIFO };
// PREFIX_UNIT and PREFIX_END are for rules that keep some prefixes only for comparison.
enum prefix_unit { PREFIX_SEEN, PREFIX_UNIT, PREFIX_END };

// A prefix, or a block of its own. Readable from ready_us to expires_us, both included.
struct cached_prefix {
    uint64_t key;
    int64_t ready_us, expires_us;
    uint32_t newer, older;  // by the order in which they are dropped; 0 = none
    uint32_t tok;           // that were written with it
    uint8_t life;           // number of its lifetime
    uint8_t level;          // of its family, see prefix_sample.h
    uint8_t unit;           // enum prefix_unit
    bool is_read;           // since it was written
};

// `capacity` in entries or tokens; 0 = whatever lives fits. A dead entry keeps its place in a cache
// of limited capacity until it is evicted or written anew.
struct prefix_store_options {
    int64_t capacity;
    bool is_capacity_tok;
    enum prefix_evict evict;
    int64_t memory_bytes;  // beyond which `is_over` is set
};

enum { PREFIX_LIVES = 32 };
struct prefix_list {
    uint32_t oldest, newest;
};
struct prefix_store {
    struct prefix_store_options options;
    struct arena page_arena, slot_arena;
    struct cached_prefix **pages;
    uint32_t page_count, page_cap;
    uint32_t made, free;  // entries that were made; first of the free ones
    struct prefix_slot *slots;
    uint64_t slot_count;
    int64_t count, tok;  // held now
    struct prefix_list lists[PREFIX_LIVES];
    int64_t lives_us[PREFIX_LIVES];  // INT64_MAX = for ever
    int life_count;
    bool is_over;  // it grew above options.memory_bytes
    // Entries that were written; of those that are gone, the ones that nobody read.
    int64_t writes, written_tok, unread, unread_tok;
};

// Zero is a valid start.
void prefix_store_init(struct prefix_store *s, const struct prefix_store_options *options);
void prefix_store_release(struct prefix_store *s);

// What is to be written: `tok` tokens, readable from ready_us to ts_us + life_us.
struct prefix_write {
    uint64_t key;
    int64_t ts_us, ready_us, life_us, tok;
    uint8_t level;
};
// The entry, readable or not; NULL when it is not held. Valid until the next write.
struct cached_prefix *prefix_store_find(const struct prefix_store *s, uint64_t key);
static inline bool cached_prefix_is_live(const struct cached_prefix *p, int64_t ts_us)
{
    return p && ts_us >= p->ready_us && ts_us <= p->expires_us;
}
// Written for the first time or anew; what was readable before is not delayed. NULL when it does
// not fit.
struct cached_prefix *prefix_store_write(struct prefix_store *s, const struct prefix_write *write);
// Read: with `is_sliding` its lifetime begins again.
void prefix_store_read(struct prefix_store *s, struct cached_prefix *p, int64_t ts_us,
                       bool is_sliding);
// The same without being a read: it was compared with, or refreshed by a longer prefix.
void prefix_store_refresh(struct prefix_store *s, struct cached_prefix *p, int64_t ts_us,
                          bool is_sliding);
// Drops what died before ts_us, as far as capacity allows.
void prefix_store_expire(struct prefix_store *s, int64_t ts_us);
// Drops entries whose level is below this, and clears is_over.
void prefix_store_thin(struct prefix_store *s, uint8_t level);
// Entries held now that nobody read, and their tokens.
void prefix_store_unread(const struct prefix_store *s, int64_t *entries, int64_t *tok);

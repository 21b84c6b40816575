// evict.h - which entry of a full cache goes: one file per rule behind one interface.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"

enum evict_kind { EVICT_LRU, EVICT_FIFO, EVICT_LFU, EVICT_SIEVE, EVICT_S3FIFO, EVICT_KINDS };
// "lru", "fifo", "lfu", "sieve", "s3fifo", NULL: the choices of a setting.
extern const char *const evict_names[EVICT_KINDS + 1];

enum evict_queue { QUEUE_NONE, QUEUE_MAIN, QUEUE_SMALL, QUEUE_GHOST, QUEUES };

struct evict_slot {
    uint32_t newer, older;  // neighbours in its queue; 0 = none
    uint32_t size;
    uint32_t mark;   // of the rule: was it used, how often, in which bucket
    uint32_t queue;  // enum evict_queue; a ghost is remembered, not held
};
struct evict_list {
    uint32_t newest, oldest;
    int64_t size;  // sum
};
// Entries with the same number of uses, of EVICT_LFU. Number 0 is no bucket.
struct evict_bucket {
    struct evict_list list;
    int64_t uses;
    uint32_t fewer, more;  // neighbours among the buckets that are not empty
};

// A cache that holds entries up to a capacity. Entries are numbers from 1, dense: memory is 20
// bytes for each up to the highest.
struct evict {
    const struct evict_rule *rule;
    struct arena *arena;
    int64_t capacity;     // of the sum of sizes
    int64_t used, count;  // sum of sizes, number of entries held
    // Of the rules.
    struct evict_slot *slots;
    uint32_t slot_cap;
    struct evict_list lists[QUEUES];
    uint32_t hand;
    struct evict_bucket *buckets;
    uint32_t bucket_count, bucket_cap, free_bucket, fewest;
};
void evict_init(struct evict *e, enum evict_kind kind, int64_t capacity, struct arena *a);
static inline bool evict_has(const struct evict *e, uint32_t id)
{
    uint32_t queue = id < e->slot_cap ? e->slots[id].queue : QUEUE_NONE;
    return queue != QUEUE_NONE && queue != QUEUE_GHOST;
}
// An entry that is larger than the capacity is never admitted.
static inline bool evict_admits(const struct evict *e, uint32_t size)
{
    return size <= e->capacity;
}
// Until it returns 0 there is no room for an entry of this size: takes another out and returns it.
//     for (uint32_t gone; (gone = evict_make_room(e, size));)
//         …
//     evict_add(e, id, size);
uint32_t evict_make_room(struct evict *e, uint32_t size);
// `id` is not held, and there is room.
void evict_add(struct evict *e, uint32_t id, uint32_t size);
// These are held.
void evict_use(struct evict *e, uint32_t id);
void evict_remove(struct evict *e, uint32_t id);

// A rule keeps the held entries in queues; the functions above keep count of them.
struct evict_rule {
    void (*add)(struct evict *e, uint32_t id);
    void (*use)(struct evict *e, uint32_t id);
    void (*remove)(struct evict *e, uint32_t id);
    uint32_t (*victim)(struct evict *e);  // takes it out of its queue
};
extern const struct evict_rule evict_lru, evict_fifo, evict_lfu, evict_sieve, evict_s3fifo;

// For rules: into a queue as its newest, and out of it.
void evict_list_push(struct evict *e, struct evict_list *list, uint32_t id);
void evict_list_take(struct evict *e, struct evict_list *list, uint32_t id);
void evict_push(struct evict *e, enum evict_queue queue, uint32_t id);
void evict_take(struct evict *e, uint32_t id);

// evict_lfu.c - least frequently used since it was added, of several the least recently used.
// Entries with the same number of uses are a bucket, so that every step takes constant time (Shah,
// Mitra, Matani, "An O(1) algorithm for implementing the LFU cache eviction scheme", 2010).
#include "simulate/evict.h"

#include <stddef.h>

static uint32_t new_bucket(struct evict *e, int64_t uses)
{
    uint32_t b = e->free_bucket;
    if (b) {
        e->free_bucket = e->buckets[b].more;
    } else {
        if (e->bucket_count + 1 >= e->bucket_cap) {
            uint32_t cap = e->bucket_cap ? e->bucket_cap * 2 : 64;
            e->buckets = arena_grow(e->arena, e->buckets, e->bucket_cap * sizeof *e->buckets,
                                    cap * sizeof *e->buckets);
            e->bucket_cap = cap;
        }
        b = ++e->bucket_count;
    }
    e->buckets[b] = (struct evict_bucket){.uses = uses};
    return b;
}

// Behind the bucket `fewer`, first if that is 0.
static void link_bucket(struct evict *e, uint32_t b, uint32_t fewer)
{
    uint32_t more = fewer ? e->buckets[fewer].more : e->fewest;
    e->buckets[b].fewer = fewer;
    e->buckets[b].more = more;
    if (more)
        e->buckets[more].fewer = b;
    if (fewer)
        e->buckets[fewer].more = b;
    else
        e->fewest = b;
}

static void drop_if_empty(struct evict *e, uint32_t b)
{
    struct evict_bucket *bucket = &e->buckets[b];
    if (bucket->list.oldest)
        return;
    if (bucket->more)
        e->buckets[bucket->more].fewer = bucket->fewer;
    if (bucket->fewer)
        e->buckets[bucket->fewer].more = bucket->more;
    else
        e->fewest = bucket->more;
    bucket->more = e->free_bucket;
    e->free_bucket = b;
}

// Into the bucket of that many uses, which stands right behind `fewer`.
static void put(struct evict *e, uint32_t id, int64_t uses, uint32_t fewer)
{
    uint32_t b = fewer ? e->buckets[fewer].more : e->fewest;
    if (!b || e->buckets[b].uses != uses) {
        b = new_bucket(e, uses);
        link_bucket(e, b, fewer);
    }
    evict_list_push(e, &e->buckets[b].list, id);
    e->slots[id].mark = b;
    e->slots[id].queue = QUEUE_MAIN;
}

static void add(struct evict *e, uint32_t id)
{
    put(e, id, 1, 0);
}

static void use(struct evict *e, uint32_t id)
{
    uint32_t b = e->slots[id].mark;
    evict_list_take(e, &e->buckets[b].list, id);
    put(e, id, e->buckets[b].uses + 1, b);
    drop_if_empty(e, b);
}

static void take(struct evict *e, uint32_t id)
{
    uint32_t b = e->slots[id].mark;
    evict_list_take(e, &e->buckets[b].list, id);
    e->slots[id].queue = QUEUE_NONE;
    drop_if_empty(e, b);
}

static uint32_t victim(struct evict *e)
{
    uint32_t id = e->buckets[e->fewest].list.oldest;
    take(e, id);
    return id;
}

const struct evict_rule evict_lfu = {
    .add = add,
    .use = use,
    .remove = take,
    .victim = victim,
};

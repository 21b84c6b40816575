// naive_evict.h - the rules of eviction as lists that are searched from end to end: slow, and
// easily seen to be right.
#pragma once

#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "simulate/evict.h"

enum { NAIVE_MAX = 256 };

struct naive_entry {
    uint32_t id;
    int64_t size;
    int64_t added, used;  // numbers of the operation
    int uses;             // since it was added, that included; of s3fifo, 0 … 3 since it moved
    bool is_visited;      // of sieve
};
// Oldest first.
struct naive_queue {
    struct naive_entry entries[NAIVE_MAX];
    int count;
};
struct naive {
    enum evict_kind kind;
    int64_t capacity, now;
    struct naive_queue held;  // s3fifo: the main queue
    struct naive_queue small, ghosts;
    uint32_t hand;
};

static inline int naive_at(const struct naive_queue *q, uint32_t id)
{
    for (int i = 0; i < q->count; i++)
        if (q->entries[i].id == id)
            return i;
    return -1;
}

static inline struct naive_entry naive_take(struct naive_queue *q, int at)
{
    struct naive_entry e = q->entries[at];
    q->count--;
    memmove(&q->entries[at], &q->entries[at + 1], (size_t)(q->count - at) * sizeof e);
    return e;
}

static inline void naive_push(struct naive_queue *q, struct naive_entry e)
{
    assert(q->count < NAIVE_MAX);
    q->entries[q->count++] = e;
}

static inline int64_t naive_size(const struct naive_queue *q)
{
    int64_t size = 0;
    for (int i = 0; i < q->count; i++)
        size += q->entries[i].size;
    return size;
}

static inline struct naive_entry *naive_find(struct naive *n, uint32_t id)
{
    int at = naive_at(&n->held, id);
    if (at >= 0)
        return &n->held.entries[at];
    at = naive_at(&n->small, id);
    return at >= 0 ? &n->small.entries[at] : NULL;
}

static inline void naive_use(struct naive *n, uint32_t id)
{
    struct naive_entry *e = naive_find(n, id);
    e->used = ++n->now;
    e->is_visited = true;
    if (n->kind != EVICT_S3FIFO || e->uses < 3)
        e->uses++;
}

static inline int64_t naive_small_capacity(const struct naive *n)
{
    return n->capacity < 10 ? 1 : n->capacity / 10;
}

static inline void naive_add(struct naive *n, uint32_t id, int64_t size)
{
    int64_t now = ++n->now;
    struct naive_entry e = {.id = id, .size = size, .added = now, .used = now, .uses = 1};
    int ghost = naive_at(&n->ghosts, id);
    if (n->kind != EVICT_S3FIFO) {
        naive_push(&n->held, e);
        return;
    }
    e.uses = 0;
    if (ghost >= 0)
        (void)naive_take(&n->ghosts, ghost);
    naive_push(ghost >= 0 ? &n->held : &n->small, e);
}

// The hand goes on to the next newer one, or to the oldest (0).
static inline void naive_move_hand(struct naive *n, int at)
{
    n->hand = at + 1 < n->held.count ? n->held.entries[at + 1].id : 0;
}

static inline void naive_remove(struct naive *n, uint32_t id)
{
    int at = naive_at(&n->held, id);
    if (at < 0) {
        (void)naive_take(&n->small, naive_at(&n->small, id));
        return;
    }
    if (n->hand == id)
        naive_move_hand(n, at);
    (void)naive_take(&n->held, at);
}

static inline bool naive_is_worse(enum evict_kind kind, const struct naive_entry *a,
                                  const struct naive_entry *b)
{
    if (kind == EVICT_FIFO)
        return a->added < b->added;
    if (kind == EVICT_LFU && a->uses != b->uses)
        return a->uses < b->uses;
    return a->used < b->used;
}

static inline uint32_t naive_worst(struct naive *n)
{
    int worst = 0;
    for (int i = 1; i < n->held.count; i++)
        if (naive_is_worse(n->kind, &n->held.entries[i], &n->held.entries[worst]))
            worst = i;
    return naive_take(&n->held, worst).id;
}

static inline uint32_t naive_sieve(struct naive *n)
{
    int at = n->hand ? naive_at(&n->held, n->hand) : 0;
    while (n->held.entries[at].is_visited) {
        n->held.entries[at].is_visited = false;
        at = (at + 1) % n->held.count;
    }
    naive_move_hand(n, at);
    return naive_take(&n->held, at).id;
}

// From the small queue: the first that was not used twice; those before it move. 0 if all did.
static inline uint32_t naive_sift(struct naive *n)
{
    while (n->small.count) {
        struct naive_entry e = naive_take(&n->small, 0);
        if (e.uses < 2) {
            naive_push(&n->ghosts, e);
            while (naive_size(&n->ghosts) > n->capacity - naive_small_capacity(n))
                (void)naive_take(&n->ghosts, 0);
            return e.id;
        }
        e.uses = 0;
        naive_push(&n->held, e);
    }
    return 0;
}

static inline uint32_t naive_s3fifo(struct naive *n)
{
    uint32_t out = 0;
    if (naive_size(&n->small) >= naive_small_capacity(n) || !n->held.count)
        out = naive_sift(n);
    while (!out) {
        struct naive_entry e = naive_take(&n->held, 0);
        if (!e.uses)
            return e.id;
        e.uses--;
        naive_push(&n->held, e);
    }
    return out;
}

// Takes one out and returns it; 0 if there is room for `size`.
static inline uint32_t naive_make_room(struct naive *n, int64_t size)
{
    if (naive_size(&n->held) + naive_size(&n->small) + size <= n->capacity)
        return 0;
    switch (n->kind) {
    case EVICT_SIEVE:
        return naive_sieve(n);
    case EVICT_S3FIFO:
        return naive_s3fifo(n);
    case EVICT_LRU:
    case EVICT_FIFO:
    case EVICT_LFU:
    case EVICT_KINDS:
        break;
    }
    return naive_worst(n);
}

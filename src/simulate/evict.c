// evict.c - queues of entries, and what all rules share.
#include "simulate/evict.h"

#include <assert.h>
#include <stddef.h>
#include <string.h>

const char *const evict_names[EVICT_KINDS + 1] = {
    [EVICT_LRU] = "lru",     [EVICT_FIFO] = "fifo",     [EVICT_LFU] = "lfu",
    [EVICT_SIEVE] = "sieve", [EVICT_S3FIFO] = "s3fifo", [EVICT_KINDS] = NULL,
};

static const struct evict_rule *const rules[EVICT_KINDS] = {
    [EVICT_LRU] = &evict_lru,     [EVICT_FIFO] = &evict_fifo,     [EVICT_LFU] = &evict_lfu,
    [EVICT_SIEVE] = &evict_sieve, [EVICT_S3FIFO] = &evict_s3fifo,
};

void evict_init(struct evict *e, enum evict_kind kind, int64_t capacity, struct arena *a)
{
    *e = (struct evict){.rule = rules[kind], .arena = a, .capacity = capacity};
}

static void reserve(struct evict *e, uint32_t id)
{
    enum { FIRST_CAP = 1024 };
    if (id < e->slot_cap)
        return;
    uint32_t cap = e->slot_cap ? e->slot_cap : FIRST_CAP;
    while (cap <= id)
        cap = cap > UINT32_MAX / 2 ? UINT32_MAX : cap * 2;
    size_t old_bytes = (size_t)e->slot_cap * sizeof *e->slots;
    size_t new_bytes = (size_t)cap * sizeof *e->slots;
    e->slots = arena_grow(e->arena, e->slots, old_bytes, new_bytes);
    memset(e->slots + e->slot_cap, 0, new_bytes - old_bytes);
    e->slot_cap = cap;
}

uint32_t evict_make_room(struct evict *e, uint32_t size)
{
    assert(evict_admits(e, size));
    if (e->used <= e->capacity - (int64_t)size)
        return 0;
    uint32_t id = e->rule->victim(e);
    e->used -= e->slots[id].size;
    e->count--;
    return id;
}

void evict_add(struct evict *e, uint32_t id, uint32_t size)
{
    reserve(e, id);
    assert(id && !evict_has(e, id));
    // A ghost is in a queue with its old size.
    if (e->slots[id].queue == QUEUE_GHOST)
        e->lists[QUEUE_GHOST].size += (int64_t)size - e->slots[id].size;
    e->slots[id].size = size;
    e->rule->add(e, id);
    e->used += size;
    e->count++;
}

void evict_use(struct evict *e, uint32_t id)
{
    e->rule->use(e, id);
}

void evict_remove(struct evict *e, uint32_t id)
{
    e->rule->remove(e, id);
    e->used -= e->slots[id].size;
    e->count--;
}

void evict_list_push(struct evict *e, struct evict_list *list, uint32_t id)
{
    struct evict_slot *slot = &e->slots[id];
    slot->newer = 0;
    slot->older = list->newest;
    if (list->newest)
        e->slots[list->newest].newer = id;
    else
        list->oldest = id;
    list->newest = id;
    list->size += slot->size;
}

void evict_list_take(struct evict *e, struct evict_list *list, uint32_t id)
{
    const struct evict_slot *slot = &e->slots[id];
    if (slot->newer)
        e->slots[slot->newer].older = slot->older;
    else
        list->newest = slot->older;
    if (slot->older)
        e->slots[slot->older].newer = slot->newer;
    else
        list->oldest = slot->newer;
    list->size -= slot->size;
}

void evict_push(struct evict *e, enum evict_queue queue, uint32_t id)
{
    evict_list_push(e, &e->lists[queue], id);
    e->slots[id].queue = queue;
}

void evict_take(struct evict *e, uint32_t id)
{
    evict_list_take(e, &e->lists[e->slots[id].queue], id);
    e->slots[id].queue = QUEUE_NONE;
}

// evict_lru.c - least recently used: every use makes an entry the newest, the oldest goes.
#include "simulate/evict.h"

static void add(struct evict *e, uint32_t id)
{
    evict_push(e, QUEUE_MAIN, id);
}

static void use(struct evict *e, uint32_t id)
{
    if (e->lists[QUEUE_MAIN].newest == id)
        return;
    evict_take(e, id);
    evict_push(e, QUEUE_MAIN, id);
}

static uint32_t victim(struct evict *e)
{
    uint32_t id = e->lists[QUEUE_MAIN].oldest;
    evict_take(e, id);
    return id;
}

const struct evict_rule evict_lru = {
    .add = add,
    .use = use,
    .remove = evict_take,
    .victim = victim,
};

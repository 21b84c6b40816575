// evict_fifo.c - first in, first out: the entry that was added first goes.
#include "simulate/evict.h"

static void add(struct evict *e, uint32_t id)
{
    evict_push(e, QUEUE_MAIN, id);
}

static void use(struct evict *e, uint32_t id)
{
    (void)e;
    (void)id;
}

static uint32_t victim(struct evict *e)
{
    uint32_t id = e->lists[QUEUE_MAIN].oldest;
    evict_take(e, id);
    return id;
}

const struct evict_rule evict_fifo = {
    .add = add,
    .use = use,
    .remove = evict_take,
    .victim = victim,
};

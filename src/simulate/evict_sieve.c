// evict_sieve.c - SIEVE: a hand walks from the oldest to the newest, spares once what was used
// since it last passed, and takes the first that was not (Zhang et al., NSDI 2024, algorithm 1).
#include "simulate/evict.h"

static void add(struct evict *e, uint32_t id)
{
    e->slots[id].mark = 0;
    evict_push(e, QUEUE_MAIN, id);
}

static void use(struct evict *e, uint32_t id)
{
    e->slots[id].mark = 1;
}

// The hand stays between the same neighbours.
static void take(struct evict *e, uint32_t id)
{
    if (e->hand == id)
        e->hand = e->slots[id].newer;
    evict_take(e, id);
}

static uint32_t victim(struct evict *e)
{
    const struct evict_list *queue = &e->lists[QUEUE_MAIN];
    uint32_t id = e->hand ? e->hand : queue->oldest;
    while (e->slots[id].mark) {
        e->slots[id].mark = 0;
        id = e->slots[id].newer ? e->slots[id].newer : queue->oldest;
    }
    e->hand = id;
    take(e, id);
    return id;
}

const struct evict_rule evict_sieve = {
    .add = add,
    .use = use,
    .remove = take,
    .victim = victim,
};

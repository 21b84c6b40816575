// evict_s3fifo.c - S3-FIFO: a small queue sifts out what is used only once, and who comes back soon
// goes to the main queue (Yang et al., "FIFO queues are all you need for cache eviction", SOSP
// 2023, algorithm 1).
#include "simulate/evict.h"

// Shares and thresholds of the paper, section 4: a tenth for the small queue, ghosts of as much as
// the main queue holds, two bits of uses, two uses to be promoted.
enum { SMALL_SHARE = 10, PROMOTE_AT = 2, USES_MAX = 3 };

static int64_t small_size(const struct evict *e)
{
    int64_t size = e->capacity / SMALL_SHARE;
    return size ? size : 1;
}

static void add(struct evict *e, uint32_t id)
{
    bool is_ghost = e->slots[id].queue == QUEUE_GHOST;
    if (is_ghost)
        evict_take(e, id);
    e->slots[id].mark = 0;
    evict_push(e, is_ghost ? QUEUE_MAIN : QUEUE_SMALL, id);
}

static void use(struct evict *e, uint32_t id)
{
    if (e->slots[id].mark < USES_MAX)
        e->slots[id].mark++;
}

static void remember(struct evict *e, uint32_t id)
{
    const struct evict_list *ghosts = &e->lists[QUEUE_GHOST];
    evict_push(e, QUEUE_GHOST, id);
    while (ghosts->oldest && ghosts->size > e->capacity - small_size(e))
        evict_take(e, ghosts->oldest);
}

// The entry that leaves the small queue; 0 if it was promoted, its uses forgotten.
static uint32_t sift_small(struct evict *e)
{
    uint32_t id = e->lists[QUEUE_SMALL].oldest;
    bool is_promoted = e->slots[id].mark >= PROMOTE_AT;
    evict_take(e, id);
    if (!is_promoted) {
        remember(e, id);
        return id;
    }
    e->slots[id].mark = 0;
    evict_push(e, QUEUE_MAIN, id);
    return 0;
}

// The entry that leaves the main queue; 0 if it gets another round for one of its uses.
static uint32_t sift_main(struct evict *e)
{
    uint32_t id = e->lists[QUEUE_MAIN].oldest;
    evict_take(e, id);
    if (!e->slots[id].mark)
        return id;
    e->slots[id].mark--;
    evict_push(e, QUEUE_MAIN, id);
    return 0;
}

// A small queue that is full is sifted until an entry leaves the cache, however small it gets.
static uint32_t victim(struct evict *e)
{
    const struct evict_list *small = &e->lists[QUEUE_SMALL];
    const struct evict_list *rest = &e->lists[QUEUE_MAIN];
    bool is_small = small->size >= small_size(e) || !rest->oldest;
    uint32_t id = 0;
    while (!id)
        id = is_small && small->oldest ? sift_small(e) : sift_main(e);
    return id;
}

const struct evict_rule evict_s3fifo = {
    .add = add,
    .use = use,
    .remove = evict_take,
    .victim = victim,
};

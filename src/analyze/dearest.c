// dearest.c - see dearest.h.
#include "analyze/dearest.h"

#include <stdlib.h>
#include <string.h>

void dearest_init(struct dearest *d, size_t size, int64_t most)
{
    *d = (struct dearest){.size = size, .most = most};
}

// Dearer first.
static int compare(const void *left, const void *right)
{
    const struct dear *a = left;
    const struct dear *b = right;
    if (a->cost_nusd != b->cost_nusd)
        return a->cost_nusd > b->cost_nusd ? -1 : 1;
    return (a->tie > b->tie) - (a->tie < b->tie);
}

static void sift_up(struct dear *heap, int64_t at)
{
    while (at > 0 && compare(&heap[at], &heap[(at - 1) / 2]) > 0) {
        struct dear moved = heap[at];
        heap[at] = heap[(at - 1) / 2];
        heap[(at - 1) / 2] = moved;
        at = (at - 1) / 2;
    }
}

static void sift_down(struct dear *heap, int64_t count)
{
    int64_t at = 0;
    for (int64_t child = 1; child < count; child = 2 * at + 1) {
        if (child + 1 < count && compare(&heap[child + 1], &heap[child]) > 0)
            child++;
        if (compare(&heap[child], &heap[at]) <= 0)
            return;
        struct dear moved = heap[at];
        heap[at] = heap[child];
        heap[child] = moved;
        at = child;
    }
}

static struct dear *append(struct dearest *d, struct arena *a)
{
    if (d->count == d->cap) {
        int64_t cap = d->cap ? d->cap * 2 : 16;
        d->heap =
            arena_grow(a, d->heap, (size_t)d->cap * sizeof *d->heap, (size_t)cap * sizeof *d->heap);
        d->cap = cap;
    }
    struct dear *added = &d->heap[d->count++];
    added->thing = arena_alloc(a, d->size, 1);
    return added;
}

void *dearest_offer(struct dearest *d, int64_t cost_nusd, uint64_t tie, struct arena *a)
{
    struct dear offer = {.cost_nusd = cost_nusd, .tie = tie};
    d->offered++;
    if (d->count < d->most) {
        struct dear *added = append(d, a);
        offer.thing = added->thing;
        *added = offer;
        sift_up(d->heap, d->count - 1);
        return offer.thing;
    }
    if (!d->count || compare(&offer, &d->heap[0]) > 0)
        return NULL;
    offer.thing = d->heap[0].thing;
    d->heap[0] = offer;
    sift_down(d->heap, d->count);
    return offer.thing;
}

void *dearest_finish(struct dearest *d, struct arena *a)
{
    char *out = arena_alloc(a, d->size, (size_t)d->count);
    if (d->count)
        qsort(d->heap, (size_t)d->count, sizeof *d->heap, compare);
    for (int64_t i = 0; i < d->count; i++)
        memcpy(out + (size_t)i * d->size, d->heap[i].thing, d->size);
    return out;
}

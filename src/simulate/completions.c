// completions.c - see completions.h.
#include "simulate/completions.h"

static bool is_before(const struct completion *a, const struct completion *b)
{
    return a->at_us < b->at_us || (a->at_us == b->at_us && a->request < b->request);
}

void completions_push(struct completions *c, struct completion item)
{
    if (c->count == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 256;
        c->heap = arena_grow(c->arena, c->heap, c->cap * sizeof item, cap * sizeof item);
        c->cap = cap;
    }
    size_t at = c->count++;
    for (; at > 0 && is_before(&item, &c->heap[(at - 1) / 2]); at = (at - 1) / 2)
        c->heap[at] = c->heap[(at - 1) / 2];
    c->heap[at] = item;
}

bool completions_pop(struct completions *c, int64_t until_us, struct completion *out)
{
    if (!c->count || c->heap[0].at_us > until_us)
        return false;
    *out = c->heap[0];
    struct completion last = c->heap[--c->count];
    size_t at = 0;
    for (size_t child = 1; child < c->count; child = 2 * at + 1) {
        if (child + 1 < c->count && is_before(&c->heap[child + 1], &c->heap[child]))
            child++;
        if (!is_before(&c->heap[child], &last))
            break;
        c->heap[at] = c->heap[child];
        at = child;
    }
    c->heap[at] = last;
    return true;
}

// agenda.c - a binary heap in an array; see agenda.h.
#include "demo/agenda.h"

void agenda_init(struct agenda *g, struct arena *a)
{
    g->calls = ARENA_ARRAY(a, struct call, AGENDA_MAX);
    g->count = 0;
    g->order = 0;
}

static bool is_before(const struct call *x, const struct call *y)
{
    return x->due_us != y->due_us ? x->due_us < y->due_us : x->order < y->order;
}

bool agenda_add(struct agenda *g, const struct call *c)
{
    if (g->count == AGENDA_MAX)
        return false;
    struct call new_call = *c;
    new_call.order = g->order++;
    int at = g->count++;
    while (at > 0 && is_before(&new_call, &g->calls[(at - 1) / 2])) {
        g->calls[at] = g->calls[(at - 1) / 2];
        at = (at - 1) / 2;
    }
    g->calls[at] = new_call;
    return true;
}

const struct call *agenda_first(const struct agenda *g)
{
    return g->count ? &g->calls[0] : NULL;
}

void agenda_take(struct agenda *g, struct call *out)
{
    *out = g->calls[0];
    const struct call *last = &g->calls[--g->count];
    int at = 0;
    for (int child = 1; child < g->count; child = 2 * at + 1) {
        if (child + 1 < g->count && is_before(&g->calls[child + 1], &g->calls[child]))
            child++;
        if (!is_before(&g->calls[child], last))
            break;
        g->calls[at] = g->calls[child];
        at = child;
    }
    g->calls[at] = *last;
}

// flights.c - see flights.h.
#include "simulate/flights.h"

void flights_init(struct flights *f, uint32_t distinct, struct arena *a)
{
    *f = (struct flights){
        .arena = a,
        .flights = ARENA_ARRAY(a, struct flight, (size_t)distinct + 1),
    };
}

static uint32_t new_waiter(struct flights *f)
{
    uint32_t at = f->free_waiter;
    if (at) {
        f->free_waiter = f->waiters[at].next;
        return at;
    }
    if (f->waiter_count + 1 >= f->waiter_cap) {
        uint32_t cap = f->waiter_cap ? f->waiter_cap * 2 : 256;
        f->waiters = arena_grow(f->arena, f->waiters, f->waiter_cap * sizeof *f->waiters,
                                cap * sizeof *f->waiters);
        f->waiter_cap = cap;
    }
    return ++f->waiter_count;
}

void flights_wait(struct flights *f, uint32_t key, struct waiter who)
{
    struct flight *flight = &f->flights[key];
    uint32_t at = new_waiter(f);
    who.next = 0;
    f->waiters[at] = who;
    if (flight->last)
        f->waiters[flight->last].next = at;
    else
        flight->first = at;
    flight->last = at;
}

bool flights_next(struct flights *f, uint32_t key, struct waiter *out)
{
    struct flight *flight = &f->flights[key];
    uint32_t at = flight->first;
    if (!at)
        return false;
    *out = f->waiters[at];
    flight->first = out->next;
    if (!flight->first)
        flight->last = 0;
    f->waiters[at].next = f->free_waiter;
    f->free_waiter = at;
    return true;
}

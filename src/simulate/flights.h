// flights.h - calls under way that others wait for, by key.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

struct flight {
    bool is_open;          // somebody leads
    uint32_t first, last;  // who waits, numbers in `waiters`; 0 = nobody
    uint32_t leader;       // of the last flight that succeeded, request plus one; 0 = none
    int64_t ended_us;      // when it did
};
struct waiter {
    uint32_t request;
    uint32_t cache_key;  // that it will fill if it has to call itself; 0 = none
    uint32_t next;
};

struct flights {
    struct arena *arena;
    struct flight *flights;  // by key, from 1
    struct waiter *waiters;  // from 1
    uint32_t waiter_count, waiter_cap, free_waiter;
};
void flights_init(struct flights *f, uint32_t distinct, struct arena *a);
// Waits for the flight of this key, behind the others.
void flights_wait(struct flights *f, uint32_t key, struct waiter who);
// Who has waited longest waits no more. False when nobody does.
bool flights_next(struct flights *f, uint32_t key, struct waiter *out);

// slow_prefix.h - prompt caches the slow and obvious way: prefixes compared symbol by symbol, lists
// searched from end to end.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>
#include <cmocka.h>

#include "base/hash.h"
#include "simulate/prefix_family.h"

enum { SLOW_POINTS = 14, SLOW_ENTRIES = 4096, SLOW_PROMPTS = 64 };

struct slow_symbol {
    unsigned char symbol, role, mark;
    bool ends_segment;
};
struct slow_prompt {
    int64_t ts_us, ready_us;
    int count;
    struct slow_symbol at[SLOW_POINTS];
    int64_t tok[SLOW_POINTS];  // up to here
};
struct slow_entry {
    struct slow_symbol at[SLOW_POINTS];
    int count;
    int64_t ready_us, expires_us, life_us;
};
// Oldest first.
struct slow_cache {
    struct slow_entry entries[SLOW_ENTRIES];
    int count;
};

static inline uint32_t slow_random(uint64_t *state, uint32_t below)
{
    *state += 0x9e3779b97f4a7c15ull;
    return (uint32_t)(hash_mix(*state, 1) >> 33) % below;
}

static inline bool slow_same(const struct slow_symbol *a, const struct slow_symbol *b, int count)
{
    for (int i = 0; i < count; i++)
        if (a[i].symbol != b[i].symbol || a[i].role != b[i].role ||
            a[i].ends_segment != b[i].ends_segment)
            return false;
    return true;
}

// The entry of the first `count` symbols; -1 = none.
static inline int slow_find(const struct slow_cache *c, const struct slow_prompt *p, int count)
{
    for (int i = 0; i < c->count; i++)
        if (c->entries[i].count == count && slow_same(c->entries[i].at, p->at, count))
            return i;
    return -1;
}

static inline bool slow_is_live(const struct slow_cache *c, const struct slow_prompt *p, int count)
{
    int i = slow_find(c, p, count);
    return i >= 0 && c->entries[i].ready_us <= p->ts_us && p->ts_us <= c->entries[i].expires_us;
}

static inline void slow_drop(struct slow_cache *c, int i)
{
    memmove(&c->entries[i], &c->entries[i + 1], (size_t)(--c->count - i) * sizeof *c->entries);
}

static inline void slow_write(struct slow_cache *c, const struct slow_prompt *p, int count,
                              int64_t life_us)
{
    int old = slow_find(c, p, count);
    int64_t ready_us = p->ready_us;
    if (old >= 0) {
        bool was_live = c->entries[old].expires_us >= p->ts_us;
        if (was_live && c->entries[old].ready_us < ready_us)
            ready_us = c->entries[old].ready_us;
        slow_drop(c, old);
    }
    assert_true(c->count < SLOW_ENTRIES);
    struct slow_entry *e = &c->entries[c->count++];
    *e = (struct slow_entry){
        .count = count, .ready_us = ready_us, .expires_us = p->ts_us + life_us, .life_us = life_us};
    memcpy(e->at, p->at, (size_t)count * sizeof *e->at);
}

static inline void slow_refresh(struct slow_cache *c, const struct slow_prompt *p, int count)
{
    struct slow_entry *e = &c->entries[slow_find(c, p, count)];
    e->expires_us = p->ts_us + e->life_us;
}

// A random prompt that often begins like an earlier one, a little later than the last.
static inline void slow_next_prompt(uint64_t *state, struct slow_prompt *all, int i)
{
    struct slow_prompt *p = &all[i];
    *p = (struct slow_prompt){.ts_us = i ? all[i - 1].ts_us + slow_random(state, 4) : 0};
    p->ready_us = p->ts_us + slow_random(state, 3);
    if (i && slow_random(state, 10) < 8) {
        const struct slow_prompt *from = &all[slow_random(state, (uint32_t)i)];
        p->count = (int)slow_random(state, (uint32_t)from->count + 1);
        memcpy(p->at, from->at, (size_t)p->count * sizeof *p->at);
    }
    int more = (int)slow_random(state, 5) + (p->count == 0);
    for (int k = 0; k < more && p->count < SLOW_POINTS; k++) {
        unsigned char last = p->count ? p->at[p->count - 1].role : ROLE_TOOLS;
        bool is_begun = p->count > 2 || last > ROLE_SYSTEM;
        p->at[p->count++] = (struct slow_symbol){
            .symbol = (unsigned char)slow_random(state, 2),
            .role = (unsigned char)(is_begun ? 2 + slow_random(state, 3)
                                             : last + slow_random(state, 3)),
            .ends_segment = slow_random(state, 4) > 0,
        };
    }
    for (int k = 0; k < p->count; k++) {
        p->at[k].mark = (unsigned char)(slow_random(state, 3) ? 0 : 1 + slow_random(state, 2));
        p->tok[k] = (k ? p->tok[k - 1] : 0) + 20 + 10L * p->at[k].symbol + p->at[k].role;
    }
}

// The end of a run of blocks of one role.
static inline bool slow_ends_message(const struct slow_prompt *p, int i)
{
    return p->at[i].ends_segment && (i + 1 == p->count || p->at[i + 1].role != p->at[i].role);
}

// As the strategy hands it to a family of rules.
static inline struct prefix_call slow_call(const struct slow_prompt *p,
                                           const struct prefix_terms *terms,
                                           struct prefix_point *points)
{
    uint64_t key = 7;
    for (int i = 0; i < p->count; i++) {
        key = hash_mix(key, p->at[i].symbol | (uint64_t)p->at[i].role << 8 |
                                (uint64_t)p->at[i].ends_segment << 16);
        points[i] = (struct prefix_point){
            .key = key,
            .tok = p->tok[i],
            .role = p->at[i].role,
            .mark = p->at[i].mark,
            .ends_segment = p->at[i].ends_segment,
            .ends_message = slow_ends_message(p, i),
        };
    }
    return (struct prefix_call){
        .ts_us = p->ts_us,
        .ready_us = p->ready_us,
        .input_tok = p->count ? p->tok[p->count - 1] : 0,
        .points = points,
        .count = p->count,
        .terms = terms,
    };
}

// slow_caches.h - random accesses, and caches too simple to be wrong: what the fast kernels must
// equal.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/arena.h"
#include "base/hash.h"
#include "simulate/accesses.h"

struct random {
    uint64_t state;
};
static inline int64_t random_below(struct random *r, int64_t end)
{
    r->state = hash_mix(r->state, 0x736c6f77ULL);
    return (int64_t)(r->state >> 1) % end;
}

struct trace {
    struct accesses x;
    struct weights w;
};
struct trace_shape {
    int64_t count;
    uint32_t keys, groups;
    int64_t step_us;  // times go on by less than this, or not at all
    bool is_bare;     // no weights, no groups, all have a key
};

// Popular keys are the low ones; a few accesses have no key, no price, no latency.
static inline struct trace random_trace(struct trace_shape s, struct random *r, struct arena *a)
{
    size_t n = (size_t)s.count;
    int64_t *ts_us = ARENA_ARRAY(a, int64_t, n), *tok = ARENA_ARRAY(a, int64_t, n);
    int64_t *nusd = ARENA_ARRAY(a, int64_t, n), now_us = random_below(r, 1000);
    uint32_t *key = ARENA_ARRAY(a, uint32_t, n), *group = ARENA_ARRAY(a, uint32_t, n);
    uint32_t *latency_us = ARENA_ARRAY(a, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        now_us += random_below(r, 4) ? random_below(r, s.step_us) : 0;
        ts_us[i] = now_us;
        key[i] = 1 + (uint32_t)random_below(r, 1 + random_below(r, s.keys));
        if (!s.is_bare && random_below(r, 16) == 0)
            key[i] = 0;
        tok[i] = random_below(r, 1000);
        nusd[i] = random_below(r, 8) ? random_below(r, 100000) : UNKNOWN;
        latency_us[i] = random_below(r, 8) ? (uint32_t)random_below(r, 9000) : LATENCY_UNKNOWN;
        group[i] = (uint32_t)random_below(r, s.groups);
    }
    struct trace t = {.x = {ts_us, key, s.count, s.keys}, .w = {.groups = 1}};
    if (!s.is_bare)
        t.w = (struct weights){tok, nusd, latency_us, group, s.groups};
    return t;
}

// A short one of any shape.
static inline struct trace short_trace(struct random *r, struct arena *a)
{
    struct trace_shape s = {
        .count = random_below(r, 60),
        .keys = 1 + (uint32_t)random_below(r, 14),
        .groups = 1 + (uint32_t)random_below(r, 3),
        .step_us = 1 + random_below(r, 9),
        .is_bare = random_below(r, 4) == 0,
    };
    return random_trace(s, r, a);
}

enum slow_kind {
    SLOW_LRU,         // what has expired stays until it is pushed out
    SLOW_LRU_PURGED,  // what has expired goes at once
    SLOW_FIFO,
};
struct slow_cache {
    enum slow_kind kind;
    int64_t capacity;  // INT64_MAX = all fit
    int64_t ttl_us;    // INT64_MAX = for ever
    bool is_fixed;     // from when it was written, else since the last use
};

// Newest first.
struct slow_entry {
    uint32_t key;
    int64_t since_us;
};

static inline int64_t slow_remove(struct slow_entry *e, int64_t len, int64_t at)
{
    memmove(e + at, e + at + 1, (size_t)(len - at - 1) * sizeof *e);
    return len - 1;
}

static inline int64_t slow_insert(struct slow_entry *e, int64_t len, struct slow_entry new)
{
    memmove(e + 1, e, (size_t)len * sizeof *e);
    e[0] = new;
    return len + 1;
}

// Which accesses hit, [count].
static inline bool *slow_replay(const struct accesses *x, struct slow_cache c, struct arena *a)
{
    bool *is_hit = ARENA_ARRAY(a, bool, (size_t)x->count);
    struct slow_entry *e = ARENA_ARRAY(a, struct slow_entry, (size_t)x->count + 1);
    int64_t len = 0;
    for (int64_t i = 0; i < x->count; i++) {
        int64_t now_us = x->ts_us[i], at = 0;
        for (int64_t k = 0; c.kind == SLOW_LRU_PURGED && k < len;)
            if (now_us - e[k].since_us > c.ttl_us)
                len = slow_remove(e, len, k);
            else
                k++;
        if (x->key[i] == 0)
            continue;
        while (at < len && e[at].key != x->key[i])
            at++;
        bool is_there = at < len;
        is_hit[i] = is_there && now_us - e[at].since_us <= c.ttl_us;
        if (is_hit[i] && c.kind == SLOW_FIFO)
            continue;
        struct slow_entry new = {x->key[i], now_us};
        if (is_hit[i] && c.is_fixed)
            new.since_us = e[at].since_us;
        if (is_there)
            len = slow_remove(e, len, at);
        len = slow_insert(e, len, new);
        if (len > c.capacity)
            len--;
    }
    return is_hit;
}

// Sums over those that hit, of one group or (UINT32_MAX) of all.
static inline struct saving slow_saving(const struct trace *t, const bool *is_hit, uint32_t group)
{
    struct saving sum = {0};
    for (int64_t i = 0; i < t->x.count; i++) {
        if (!is_hit[i] || (group != UINT32_MAX && t->w.group && t->w.group[i] != group))
            continue;
        sum.requests++;
        sum.tok += t->w.tok ? t->w.tok[i] : 0;
        if (t->w.nusd && t->w.nusd[i] == UNKNOWN)
            sum.unpriced++;
        else
            sum.nusd += t->w.nusd ? t->w.nusd[i] : 0;
        if (t->w.latency_us && t->w.latency_us[i] != LATENCY_UNKNOWN)
            sum.latency_us += t->w.latency_us[i];
    }
    return sum;
}

static inline int64_t slow_hits(const struct accesses *x, struct slow_cache c, struct arena *a)
{
    const bool *is_hit = slow_replay(x, c, a);
    int64_t hits = 0;
    for (int64_t i = 0; i < x->count; i++)
        hits += is_hit[i];
    return hits;
}

#define assert_saving_equal(got, want)                                                             \
    do {                                                                                           \
        struct saving got_ = (got), want_ = (want);                                                \
        assert_int_equal(got_.requests, want_.requests);                                           \
        assert_int_equal(got_.tok, want_.tok);                                                     \
        assert_int_equal(got_.nusd, want_.nusd);                                                   \
        assert_int_equal(got_.latency_us, want_.latency_us);                                       \
        assert_int_equal(got_.unpriced, want_.unpriced);                                           \
    } while (0)

// Accesses one by one: times in seconds and letters for keys.
static inline struct accesses spelled(const char *keys, const int64_t *at_s, struct arena *a)
{
    size_t n = strlen(keys);
    int64_t *ts_us = ARENA_ARRAY(a, int64_t, n);
    uint32_t *key = ARENA_ARRAY(a, uint32_t, n);
    for (size_t i = 0; i < n; i++) {
        ts_us[i] = (at_s ? at_s[i] : (int64_t)i) * 1000000;
        key[i] = keys[i] == '-' ? 0 : (uint32_t)(keys[i] - 'a') + 1;
    }
    return (struct accesses){ts_us, key, (int64_t)n, 26};
}

// belady.h - the best replacement there can be: out goes what is asked for last, or never again.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "simulate/accesses.h"

// A heap of what is cached, the one whose next use is farthest on top. An entry whose key was used
// since is stale: its next use is not the key's.
struct next_use {
    int64_t at;
    uint32_t key;
};
struct next_uses {
    struct next_use *heap;
    int64_t len;
};

static inline void next_uses_push(struct next_uses *h, struct next_use x)
{
    int64_t i = h->len++;
    for (; i > 0 && h->heap[(i - 1) / 2].at < x.at; i = (i - 1) / 2)
        h->heap[i] = h->heap[(i - 1) / 2];
    h->heap[i] = x;
}

static inline struct next_use next_uses_pop(struct next_uses *h)
{
    struct next_use top = h->heap[0], x = h->heap[--h->len];
    int64_t i = 0;
    for (int64_t child = 1; child < h->len; child = 2 * i + 1) {
        if (child + 1 < h->len && h->heap[child + 1].at > h->heap[child].at)
            child++;
        if (h->heap[child].at <= x.at)
            break;
        h->heap[i] = h->heap[child];
        i = child;
    }
    h->heap[i] = x;
    return top;
}

// Hits of the optimal cache that stores whatever misses (L. A. Belady, A study of replacement
// algorithms for a virtual-storage computer, IBM Systems Journal 5 (2), 1966).
static inline int64_t belady_hits(const struct accesses *x, int64_t capacity, struct arena *a)
{
    int64_t *next = ARENA_ARRAY(a, int64_t, (size_t)x->count);
    int64_t *use = ARENA_ARRAY(a, int64_t, (size_t)x->distinct + 1);  // next of what is cached
    bool *is_cached = ARENA_ARRAY(a, bool, (size_t)x->distinct + 1);
    struct next_uses h = {ARENA_ARRAY(a, struct next_use, (size_t)x->count + 1), 0};
    for (size_t k = 0; k <= x->distinct; k++)
        use[k] = INT64_MAX;
    for (int64_t i = x->count - 1; i >= 0; i--) {
        next[i] = use[x->key[i]];
        use[x->key[i]] = i;
    }
    int64_t hits = 0, cached = 0;
    for (int64_t i = 0; i < x->count; i++) {
        uint32_t k = x->key[i];
        if (k == 0 || capacity == 0)
            continue;
        hits += is_cached[k];
        while (!is_cached[k] && cached == capacity) {
            struct next_use out = next_uses_pop(&h);
            if (is_cached[out.key] && use[out.key] == out.at) {
                is_cached[out.key] = false;
                cached--;
            }
        }
        cached += !is_cached[k];
        is_cached[k] = true;
        use[k] = next[i];
        next_uses_push(&h, (struct next_use){next[i], k});
    }
    return hits;
}

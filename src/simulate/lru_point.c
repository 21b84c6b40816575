// lru_point.c - caches whose order needs no list: the log of accesses is the queue.
#include "simulate/lru_point.h"

#include <stdbool.h>

#include "base/attr.h"

// The queue of an LRU cache is the log of accesses, counted from 1: an access is an entry if it is
// at or after `oldest` and still the last of its key. No branch depends on whether an access hits:
// nobody could foretell it.
struct lru_queue {
    uint32_t *last;     // [distinct + 1] access of the key; 0 = none
    uint64_t *is_last;  // a bit for each access: the last of its key; up to now
    uint32_t oldest;
    int64_t room;  // entries that still fit
};

static inline bool look_up(struct lru_queue *q, uint32_t key, uint32_t now)
{
    uint32_t before = q->last[key];
    bool is_hit = before >= q->oldest;
    q->last[key] = now;
    q->is_last[before / 64] &= ~((uint64_t)1 << before % 64);
    q->is_last[now / 64] |= (uint64_t)1 << now % 64;
    q->room -= !is_hit;
    // The oldest entry goes if there are too many; the search ends at `now`, if not before.
    uint32_t word = q->oldest / 64;
    uint64_t set = q->is_last[word] & ~(uint64_t)0 << q->oldest % 64;
    while (UNLIKELY(!set))
        set = q->is_last[++word];
    bool is_full = q->room < 0;
    q->oldest = word * 64 + (uint32_t)__builtin_ctzll(set) + is_full;
    q->room += is_full;
    return is_hit;
}

static inline void drop_expired(struct lru_queue *q, const struct accesses *x, int64_t now_us,
                                int64_t ttl_us)
{
    for (; now_us - x->ts_us[q->oldest - 1] > ttl_us; q->oldest++)
        q->room += (int64_t)(q->is_last[q->oldest / 64] >> q->oldest % 64 & 1);
}

int64_t lru_point_hits(const struct accesses *x, uint32_t capacity, int64_t ttl_us, uint8_t *is_hit,
                       struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    struct lru_queue q = {
        .last = ARENA_ARRAY(scratch, uint32_t, (size_t)x->distinct + 1),
        .is_last = ARENA_ARRAY(scratch, uint64_t, (size_t)x->count / 64 + 1),
        .oldest = 1,
        .room = capacity,
    };
    int64_t hits = 0;
    for (int64_t i = 0; i < x->count; i++) {
        __builtin_prefetch(&q.last[accesses_ahead(x, i, ACCESSES_AHEAD)], 1);
        if (ttl_us != UNKNOWN)
            drop_expired(&q, x, x->ts_us[i], ttl_us);
        bool hit = x->key[i] != 0 && look_up(&q, x->key[i], (uint32_t)i + 1);
        hits += hit;
        if (is_hit)
            is_hit[i] = hit;
    }
    arena_rewind(scratch, mark);
    return hits;
}

// What a FIFO cache holds are the last keys that missed.
int64_t fifo_point_hits(const struct accesses *x, uint32_t capacity, uint8_t *is_hit,
                        struct arena *scratch)
{
    struct arena_mark mark = arena_mark(scratch);
    uint32_t *stored =
        ARENA_ARRAY(scratch, uint32_t, (size_t)x->distinct + 1);  // nth miss, 0 = never
    int64_t hits = 0;
    uint32_t misses = 0;
    for (int64_t i = 0; i < x->count; i++) {
        __builtin_prefetch(&stored[accesses_ahead(x, i, ACCESSES_AHEAD)], 1);
        uint32_t key = x->key[i];
        bool hit = stored[key] != 0 && misses - stored[key] < capacity;
        misses += !hit && key != 0;
        stored[key] = hit || key == 0 ? stored[key] : misses;
        hits += hit;
        if (is_hit)
            is_hit[i] = hit;
    }
    arena_rewind(scratch, mark);
    return hits;
}

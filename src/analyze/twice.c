// twice.c - see twice.h.
#include "analyze/twice.h"

void twice_init(struct twice *t, int64_t keys)
{
    bloom_init(&t->seen, keys);
    bloom_init(&t->again, keys);
}

static void see(struct twice *t, uint64_t key)
{
    if (!bloom_may_have(&t->seen, key)) {
        bloom_add(&t->seen, key);
        return;
    }
    if (bloom_may_have(&t->again, key))
        return;
    bloom_add(&t->again, key);
    t->repeated++;
}

static void see_batch(struct twice *t)
{
    for (int i = 0; i < t->count; i++)
        see(t, t->keys[i]);
    t->count = 0;
}

void twice_see(struct twice *t, uint64_t key)
{
    bloom_prefetch(&t->seen, key);
    bloom_prefetch(&t->again, key);
    t->keys[t->count++] = key;
    if (t->count == TWICE_BATCH)
        see_batch(t);
}

void twice_finish(struct twice *t)
{
    see_batch(t);
    bloom_release(&t->seen);
}

bool twice_may_repeat(const struct twice *t, uint64_t key)
{
    return bloom_may_have(&t->again, key);
}

void twice_release(struct twice *t)
{
    bloom_release(&t->seen);
    bloom_release(&t->again);
}

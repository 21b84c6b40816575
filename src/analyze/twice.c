// twice.c - see twice.h.
#include "analyze/twice.h"

void twice_init(struct twice *t, int64_t keys)
{
    bloom_init(&t->seen, keys);
    bloom_init(&t->again, keys);
}

void twice_see(struct twice *t, uint64_t key)
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

void twice_finish(struct twice *t)
{
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

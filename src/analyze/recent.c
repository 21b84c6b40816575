// recent.c - see recent.h.
#include "analyze/recent.h"

#include <string.h>

void recent_init(struct recent *r, size_t size, uint32_t most)
{
    *r = (struct recent){.most = most};
    keyed_init(&r->young, size);
    keyed_init(&r->old, size);
}

static void make_room(struct recent *r)
{
    if (r->young.len < r->most)
        return;
    r->has_forgotten |= r->old.len > 0;
    keyed_release(&r->old);
    r->old = r->young;
    keyed_init(&r->young, r->old.size);
}

void recent_prefetch(const struct recent *r, uint64_t key, bool is_far)
{
    if (is_far) {
        keyed_prefetch(&r->young, key);
        keyed_prefetch(&r->old, key);
    } else {
        keyed_prefetch_struct(&r->young, key);
    }
}

void *recent_put(struct recent *r, uint64_t key, bool *is_new)
{
    void *known = keyed_find(&r->young, key);
    *is_new = false;
    if (known)
        return known;
    make_room(r);
    bool is_added = false;
    const void *before = keyed_find(&r->old, key);
    void *added = keyed_put(&r->young, key, &is_added);
    *is_new = !before;
    if (before)
        memcpy(added, before, r->young.size);
    return added;
}

void *recent_find(struct recent *r, uint64_t key)
{
    bool is_new = false;
    void *known = keyed_find(&r->young, key);
    if (known || !keyed_find(&r->old, key))
        return known;
    return recent_put(r, key, &is_new);
}

void recent_release(struct recent *r)
{
    keyed_release(&r->young);
    keyed_release(&r->old);
}

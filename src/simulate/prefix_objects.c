// prefix_objects.c - Gemini's explicit cache: an object that the caller makes, whose storage is
// paid for by the hour.
//
// The request that makes one pays for its tokens as it did before; those that use it read them. It
// can be used as soon as it is made. Storage is paid for the whole lifetime.
#include "simulate/prefix_family.h"

#include <stddef.h>

#include "base/time.h"

__extension__ typedef __int128 wide;

static int64_t storage_nusd(const struct prefix_terms *terms, int64_t tok, int64_t us)
{
    if (us >= INT64_MAX)
        return 0;
    wide per = (wide)1000000 * 60 * US_PER_MINUTE;
    return (int64_t)(((wide)tok * us * terms->storage_nusd + per / 2) / per);
}

// The longest prefix that is marked; -1 = none.
static int64_t last_mark(const struct prefix_call *call)
{
    int64_t i = call->count - 1;
    while (i >= 0 && !call->points[i].mark)
        i--;
    return i;
}

static void replay(struct prefix_store *store, const struct prefix_call *call,
                   struct prefix_split *out)
{
    const struct prefix_terms *terms = call->terms;
    int64_t i = last_mark(call);
    if (i < 0)
        return;
    const struct prefix_point *p = &call->points[i];
    out->is_below_min = p->tok < terms->min_tok;
    if (out->is_below_min)
        return;
    int64_t life_us = terms->life_us[p->mark];
    struct cached_prefix *known = prefix_store_find(store, p->key);
    if (!cached_prefix_is_live(known, call->ts_us)) {
        struct prefix_call at_once = *call;
        at_once.ready_us = call->ts_us;
        (void)prefix_write(store, &at_once, p->key, p->tok, (enum cache_mark)p->mark);
        out->storage_nusd = storage_nusd(terms, p->tok, life_us);
        return;
    }
    int64_t expired_us = known->expires_us;
    prefix_store_read(store, known, call->ts_us, terms->is_sliding);
    out->storage_nusd = storage_nusd(terms, p->tok, known->expires_us - expired_us);
    out->read_tok = p->tok;
}

const struct prefix_family prefix_objects = {
    .name = "objects",
    .replay = replay,
};

// prefix.c - see prefix.h.
#include "demo/prefix.h"

#include "base/time.h"

#define CACHE_LIFE_US (5 * US_PER_MINUTE)

static bool is_alive(const struct prefix *p, int64_t ts_us)
{
    return p->from_us && p->from_us <= ts_us && ts_us <= p->until_us;
}

int64_t prefix_cached_tok(struct prefix *shared, struct call *c, int64_t shared_tok,
                          int64_t begins_us)
{
    struct prefix own = {c->prefix_from_us, c->prefix_until_us};
    int64_t until_us = c->due_us + CACHE_LIFE_US;
    bool is_own = is_alive(&own, c->due_us);
    bool is_shared = shared_tok >= CACHE_MIN_TOK && is_alive(shared, c->due_us);
    if (!is_own && is_shared)
        shared->until_us = until_us;
    if (!is_own && !is_shared && shared_tok >= CACHE_MIN_TOK)
        *shared = (struct prefix){begins_us, until_us};
    c->prefix_from_us = begins_us;
    c->prefix_until_us = until_us;
    return is_own ? c->prefix_tok : is_shared ? shared_tok : 0;
}

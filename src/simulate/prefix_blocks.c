// prefix_blocks.c - blocks of a self-hosted server or of a trace: each an object of its own, or
// only as part of a prefix.
#include "simulate/prefix_family.h"

#include <stddef.h>

static int64_t own_tok(const struct prefix_call *call, int64_t i)
{
    return call->points[i].tok - (i ? call->points[i - 1].tok : 0);
}

static bool touch(struct prefix_store *store, const struct prefix_call *call, int64_t i,
                  bool is_reachable)
{
    const struct prefix_point *p = &call->points[i];
    struct cached_prefix *known = prefix_store_find(store, p->key);
    bool is_hit = is_reachable && cached_prefix_is_live(known, call->ts_us);
    if (is_hit)
        prefix_store_read(store, known, call->ts_us, call->terms->is_sliding);
    else
        (void)prefix_write(store, call, p->key, own_tok(call, i), call->terms->write_as);
    return is_hit;
}

// Blocks are touched in order: a block that this request wrote or evicted counts for the ones
// behind it.
static void replay(struct prefix_store *store, const struct prefix_call *call,
                   struct prefix_split *out)
{
    bool is_reachable = true;
    out->blocks = call->count;
    for (int64_t i = 0; i < call->count; i++) {
        bool is_hit = touch(store, call, i, is_reachable);
        is_reachable = is_hit || !call->terms->matches_prefix;
        out->block_hits += is_hit;
        out->read_tok += is_hit ? own_tok(call, i) : 0;
    }
    if (call->terms->bills_writes)
        out->write_tok[call->terms->write_as] = call->input_tok - out->read_tok;
}

const struct prefix_family prefix_blocks = {
    .name = "blocks",
    .replay = replay,
};

// prefix_automatic.c - OpenAI before 5.6, Gemini implicit, xAI, MiniMax: every prefix is kept, in
// steps, without being asked.
#include "simulate/prefix_family.h"

#include <stddef.h>

int64_t prefix_readable_tok(const struct prefix_terms *terms, int64_t tok)
{
    if (terms->step_tok)
        tok -= tok % terms->step_tok;
    if (tok < terms->min_tok)
        return 0;
    return tok - tok % terms->granularity_tok;
}

// How many points from the beginning on are readable.
static int64_t count_live(const struct prefix_store *store, const struct prefix_call *call)
{
    int64_t n = 0;
    while (n < call->count &&
           cached_prefix_is_live(prefix_store_find(store, call->points[n].key), call->ts_us))
        n++;
    return n;
}

static int64_t own_tok(const struct prefix_call *call, int64_t i)
{
    return call->points[i].tok - (i ? call->points[i - 1].tok : 0);
}

static void touch(struct prefix_store *store, const struct prefix_call *call, int64_t i,
                  int64_t live, int64_t read_tok)
{
    const struct prefix_point *p = &call->points[i];
    struct cached_prefix *known = i < live ? prefix_store_find(store, p->key) : NULL;
    if (!known)
        (void)prefix_write(store, call, p->key, own_tok(call, i), call->terms->write_as);
    else if (p->tok <= read_tok)
        prefix_store_read(store, known, call->ts_us, call->terms->is_sliding);
    else
        prefix_store_refresh(store, known, call->ts_us, call->terms->is_sliding);
}

static void replay(struct prefix_store *store, const struct prefix_call *call,
                   struct prefix_split *out)
{
    const struct prefix_terms *terms = call->terms;
    out->is_below_min = call->input_tok < terms->min_tok;
    if (out->is_below_min)
        return;
    int64_t live = count_live(store, call);
    out->read_tok = live ? prefix_readable_tok(terms, call->points[live - 1].tok) : 0;
    // Nothing that can be read: all of it is written anew.
    if (!out->read_tok)
        live = 0;
    for (int64_t k = 0; k < call->count; k++) {
        int64_t i = terms->is_deepest_first ? call->count - 1 - k : k;
        touch(store, call, i, live, out->read_tok);
    }
    if (terms->bills_writes)
        out->write_tok[terms->write_as] = call->input_tok - out->read_tok;
}

const struct prefix_family prefix_automatic = {
    .name = "automatic",
    .replay = replay,
};

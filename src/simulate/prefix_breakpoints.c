// prefix_breakpoints.c - Anthropic, Bedrock, Qwen: writes at marked blocks, reads there and at some
// positions before each.
#include "simulate/prefix_family.h"

#include <stddef.h>

// A content block; a run of tool results is one position. A run of tool calls is one, too, but a
// chain does not tell them from text: there the look-back comes out shorter than it is.
static bool is_position(const struct prefix_call *call, int64_t i)
{
    const struct prefix_point *p = &call->points[i];
    return p->mark || (p->ends_segment && (p->role != ROLE_TOOL || p->ends_message));
}

// The longest readable prefix at a breakpoint or before it; -1 = none. What is kept was long enough
// when it was written, whatever its bytes' share of this request's tokens.
static int64_t look_back(const struct prefix_store *store, const struct prefix_call *call,
                         int64_t from)
{
    int looked = 0;
    for (int64_t i = from; i >= 0 && looked < call->terms->look_back; i--) {
        const struct prefix_point *p = &call->points[i];
        if (!is_position(call, i))
            continue;
        looked++;
        if (cached_prefix_is_live(prefix_store_find(store, p->key), call->ts_us))
            return i;
    }
    return -1;
}

static int64_t find_hit(const struct prefix_store *store, const struct prefix_call *call)
{
    int64_t hit = -1;
    for (int64_t i = call->count - 1; i >= 0 && hit < 0; i--)
        if (call->points[i].mark)
            hit = look_back(store, call, i);
    return hit;
}

static void refresh_shorter(struct prefix_store *store, const struct prefix_call *call, int64_t hit)
{
    for (int64_t i = 0; i < hit; i++) {
        struct cached_prefix *p = prefix_store_find(store, call->points[i].key);
        if (cached_prefix_is_live(p, call->ts_us))
            prefix_store_refresh(store, p, call->ts_us, true);
    }
}

static void replay(struct prefix_store *store, const struct prefix_call *call,
                   struct prefix_split *out)
{
    const struct prefix_terms *terms = call->terms;
    int64_t hit = find_hit(store, call), until_tok = 0;
    if (hit >= 0) {
        if (terms->refreshes_shorter && terms->is_sliding)
            refresh_shorter(store, call, hit);
        prefix_store_read(store, prefix_store_find(store, call->points[hit].key), call->ts_us,
                          terms->is_sliding);
        out->read_tok = until_tok = call->points[hit].tok;
    }
    bool has_mark = false;
    for (int64_t i = hit + 1; i < call->count; i++) {
        const struct prefix_point *p = &call->points[i];
        has_mark = has_mark || p->mark;
        if (!p->mark || p->tok < terms->min_tok)
            continue;
        (void)prefix_write(store, call, p->key, p->tok - until_tok, (enum cache_mark)p->mark);
        out->write_tok[p->mark] += p->tok - until_tok;
        until_tok = p->tok;
    }
    out->is_below_min = has_mark && until_tok == 0;
}

const struct prefix_family prefix_breakpoints = {
    .name = "breakpoints",
    .replay = replay,
};

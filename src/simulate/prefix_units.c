// prefix_units.c - DeepSeek: units that requests ended with and that several have in common, read
// only when a prompt holds all of one.
//
// A unit ends where the input of a request ended, where its answer ended, and where a request left
// what earlier ones had said. An answer has no place in the chain of its own request: what the
// assistant says behind the end of an earlier input counts as that answer. Units at fixed intervals
// are not published and not simulated.
#include "simulate/prefix_family.h"

#include <stddef.h>

// Points from the beginning on that an earlier request had, too, whether they are units or not.
static int64_t count_seen(const struct prefix_store *store, const struct prefix_call *call)
{
    int64_t n = 0;
    for (; n < call->count; n++) {
        const struct cached_prefix *p = prefix_store_find(store, call->points[n].key);
        if (!p || p->expires_us < call->ts_us)
            break;
    }
    return n;
}

// The last point of what the assistant says behind point i; i when it says nothing there.
static int64_t end_of_answer(const struct prefix_call *call, int64_t i)
{
    int64_t end = i;
    while (end + 1 < call->count && call->points[end + 1].role == ROLE_ASSISTANT)
        end++;
    return end;
}

// The end of the longest unit that the prompt holds; -1 = none.
static int64_t find_unit(const struct prefix_store *store, const struct prefix_call *call,
                         int64_t seen)
{
    for (int64_t i = seen - 1; i >= 0; i--) {
        const struct cached_prefix *p = prefix_store_find(store, call->points[i].key);
        if (p->unit == PREFIX_SEEN || !cached_prefix_is_live(p, call->ts_us))
            continue;
        return p->unit == PREFIX_END ? end_of_answer(call, i) : i;
    }
    return -1;
}

static void make_unit(struct prefix_store *store, const struct prefix_call *call, int64_t i,
                      enum prefix_unit unit)
{
    struct cached_prefix *p = i < 0 ? NULL : prefix_store_find(store, call->points[i].key);
    if (!p || call->points[i].tok < call->terms->min_tok)
        return;
    if (p->unit == PREFIX_SEEN)
        p->ready_us = call->ready_us;
    if (p->unit < unit)
        p->unit = (uint8_t)unit;
}

static void replay(struct prefix_store *store, const struct prefix_call *call,
                   struct prefix_split *out)
{
    const struct prefix_terms *terms = call->terms;
    out->is_below_min = call->input_tok < terms->min_tok;
    int64_t seen = count_seen(store, call);
    int64_t hit = find_unit(store, call, seen);
    if (hit >= 0)
        out->read_tok = prefix_readable_tok(terms, call->points[hit].tok);
    for (int64_t i = 0; i < call->count; i++) {
        int64_t before_tok = i ? call->points[i - 1].tok : 0;
        const struct prefix_point *p = &call->points[i];
        if (i >= seen)
            (void)prefix_write(store, call, p->key, p->tok - before_tok, terms->write_as);
        else if (i <= hit)
            prefix_store_read(store, prefix_store_find(store, p->key), call->ts_us,
                              terms->is_sliding);
        else
            prefix_store_refresh(store, prefix_store_find(store, p->key), call->ts_us,
                                 terms->is_sliding);
    }
    // The answer that was read is a unit as much as the input before it was.
    make_unit(store, call, hit, PREFIX_UNIT);
    make_unit(store, call, seen - 1, PREFIX_UNIT);
    make_unit(store, call, call->count - 1, PREFIX_END);
}

const struct prefix_family prefix_units = {
    .name = "units",
    .replay = replay,
};

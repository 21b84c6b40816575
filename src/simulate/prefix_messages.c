// prefix_messages.c - OpenAI from 5.6: writes at the end of the newest message that may end a
// prefix and at marked blocks; reads there and at earlier ends of messages.
//
// May end one: a user message, the last tool result of a group, the last developer message of those
// at the beginning. Blocks of one role in a row count as one message, since a chain does not tell
// where messages begin.
#include "simulate/prefix_family.h"

#include <stddef.h>

// "OpenAI, guide to prompt caching", read 2026-11: explicit breakpoints that are looked at, and
// that are written in the implicit and in the explicit mode. An SDK says "the latest 80".
enum { FIRST_LOOKED = 2, LATEST_LOOKED = 50, WRITTEN_BESIDE = 3, WRITTEN_ALONE = 4 };

// Places in the chain of a call.
struct places {
    int64_t developer;  // end of the developer messages at the beginning; -1 = none
    int64_t newest;     // the implicit breakpoint; -1 = none
    int64_t marks;      // explicit ones in all
};

static bool may_end(const struct prefix_call *call, const struct places *at, int64_t i)
{
    const struct prefix_point *p = &call->points[i];
    return i == at->developer ||
           (p->ends_message && (p->role == ROLE_USER || p->role == ROLE_TOOL));
}

static struct places find_places(const struct prefix_call *call)
{
    struct places at = {.developer = -1, .newest = -1};
    bool is_beginning = true;
    for (int64_t i = 0; i < call->count; i++) {
        const struct prefix_point *p = &call->points[i];
        is_beginning = is_beginning && (p->role == ROLE_TOOLS || p->role == ROLE_SYSTEM);
        if (is_beginning && p->role == ROLE_SYSTEM && p->ends_message)
            at.developer = i;
        at.marks += p->mark != MARK_NONE;
        if (!call->terms->is_explicit && may_end(call, &at, i))
            at.newest = i;
    }
    return at;
}

// The longest readable prefix among the places that are looked at; -1 = none. What is kept was long
// enough when it was written.
static int64_t find_hit(const struct prefix_store *store, const struct prefix_call *call,
                        const struct places *at)
{
    const struct prefix_terms *terms = call->terms;
    int64_t ends = 0, marks = 0;
    for (int64_t i = call->count - 1; i >= 0; i--) {
        const struct prefix_point *p = &call->points[i];
        bool is_looked = false;
        if (p->mark) {
            is_looked = marks < LATEST_LOOKED || at->marks - marks <= FIRST_LOOKED;
            marks++;
        }
        if (!terms->is_explicit && may_end(call, at, i)) {
            is_looked = is_looked || ends <= terms->look_back || i == at->developer;
            ends++;
        }
        if (is_looked && cached_prefix_is_live(prefix_store_find(store, p->key), call->ts_us))
            return i;
    }
    return -1;
}

static void write_behind(struct prefix_store *store, const struct prefix_call *call,
                         const struct places *at, int64_t hit, struct prefix_split *out)
{
    int64_t most = call->terms->is_explicit ? WRITTEN_ALONE : WRITTEN_BESIDE;
    int64_t marks = 0, until_tok = out->read_tok;
    for (int64_t i = 0; i < call->count; i++) {
        const struct prefix_point *p = &call->points[i];
        marks += p->mark != MARK_NONE;
        bool is_written = i == at->newest || (p->mark && at->marks - marks < most);
        if (i <= hit || !is_written || p->tok < call->terms->min_tok)
            continue;
        enum cache_mark mark = p->mark ? (enum cache_mark)p->mark : call->terms->write_as;
        (void)prefix_write(store, call, p->key, p->tok - until_tok, mark);
        out->write_tok[mark] += p->tok - until_tok;
        until_tok = p->tok;
    }
    bool has_place = at->newest >= 0 || at->marks;
    out->is_below_min = has_place && until_tok == 0;
}

static void replay(struct prefix_store *store, const struct prefix_call *call,
                   struct prefix_split *out)
{
    struct places at = find_places(call);
    int64_t hit = find_hit(store, call, &at);
    if (hit >= 0) {
        prefix_store_read(store, prefix_store_find(store, call->points[hit].key), call->ts_us,
                          call->terms->is_sliding);
        out->read_tok = call->points[hit].tok;
    }
    write_behind(store, call, &at, hit, out);
}

const struct prefix_family prefix_messages = {
    .name = "messages",
    .replay = replay,
};

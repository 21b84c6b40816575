// rate_window.c - see rate_window.h.
#include "simulate/rate_window.h"

#include "model/record.h"

static bool fits(const struct rate_limit *limit, int64_t used, int64_t used_tok, int64_t tok)
{
    return (limit->requests == UNKNOWN || used < limit->requests) &&
           (limit->tokens == UNKNOWN || used_tok + tok <= limit->tokens);
}

static int64_t floor_to(int64_t us, int64_t window_us)
{
    int64_t rest = us % window_us;
    return us - (rest < 0 ? rest + window_us : rest);
}

// A call counts for the window that follows its start: at its end it no longer does.
static int64_t sliding_start(struct rate_window *w, const struct rate_limit *limit,
                             const struct rate_entry *entries, int64_t from_us, int64_t tok)
{
    while (w->first >= 0 && entries[w->first].start_us + limit->window_us <= from_us) {
        w->used--;
        w->used_tok -= entries[w->first].tok;
        w->first = entries[w->first].next;
    }
    if (w->first < 0)
        w->last = -1;
    int64_t used = w->used;
    int64_t used_tok = w->used_tok;
    int64_t at = w->first;
    while (!fits(limit, used, used_tok, tok)) {
        if (at < 0)
            return UNKNOWN;
        used--;
        used_tok -= entries[at].tok;
        from_us = entries[at].start_us + limit->window_us;
        at = entries[at].next;
    }
    return from_us;
}

static int64_t fixed_start(struct rate_window *w, const struct rate_limit *limit, int64_t from_us,
                           int64_t tok)
{
    int64_t begin_us = floor_to(from_us, limit->window_us);
    if (!fits(limit, 0, 0, tok))
        return UNKNOWN;
    if (w->used && begin_us == w->begin_us && !fits(limit, w->used, w->used_tok, tok))
        return begin_us + limit->window_us;
    return from_us;
}

int64_t rate_window_start(struct rate_window *w, const struct rate_limit *limit,
                          const struct rate_entry *entries, int64_t from_us, int64_t tok)
{
    bool has_earlier = w->used && w->last_us > from_us;
    from_us = has_earlier ? w->last_us : from_us;
    if (limit->algorithm == RATE_FIXED)
        return fixed_start(w, limit, from_us, tok);
    return sliding_start(w, limit, entries, from_us, tok);
}

void rate_window_admit(struct rate_window *w, const struct rate_limit *limit,
                       struct rate_entry *entries, int64_t entry, int64_t start_us, int64_t tok)
{
    w->last_us = start_us;
    if (limit->algorithm == RATE_FIXED) {
        int64_t begin_us = floor_to(start_us, limit->window_us);
        if (begin_us != w->begin_us)
            w->used = w->used_tok = 0;
        w->begin_us = begin_us;
    } else {
        entries[entry] = (struct rate_entry){.start_us = start_us, .tok = tok, .next = -1};
        if (w->last >= 0)
            entries[w->last].next = entry;
        else
            w->first = entry;
        w->last = entry;
    }
    w->used++;
    w->used_tok += tok;
}

// prefix_windows.c - see prefix_windows.h.
#include "simulate/prefix_windows.h"

#include "base/time.h"

enum { FIRST_WINDOWS = 1 << 12 };

struct prefix_window {
    uint64_t family;
    int64_t expires_us;
    int64_t cold;  // misses on further machines so far
};

static void place(struct prefix_windows *w, size_t number)
{
    *map_put(&w->by_family, w->list[number].family, NULL) = number;
}

// Forgets windows that are over; makes room for as many as there are then.
static void sweep(struct prefix_windows *w, int64_t ts_us)
{
    struct arena old = w->arena;
    const struct prefix_window *list = w->list;
    size_t count = w->count, live = 0;
    for (size_t i = 0; i < count; i++)
        live += list[i].expires_us >= ts_us;
    w->arena = (struct arena){0};
    w->by_family = (struct map){.arena = &w->arena};
    w->cap = 2 * live < FIRST_WINDOWS ? FIRST_WINDOWS : 2 * live;
    w->list = ARENA_ARRAY(&w->arena, struct prefix_window, w->cap);
    w->count = 0;
    for (size_t i = 0; i < count; i++) {
        if (list[i].expires_us < ts_us)
            continue;
        w->list[w->count] = list[i];
        place(w, w->count++);
    }
    arena_release(&old);
}

static struct prefix_window *window_of(struct prefix_windows *w, uint64_t family, int64_t ts_us)
{
    if (w->count == w->cap)
        sweep(w, ts_us);
    bool is_new = false;
    uint64_t *number = map_put(&w->by_family, family, &is_new);
    if (is_new) {
        *number = w->count++;
        w->list[*number] = (struct prefix_window){.family = family, .expires_us = INT64_MIN};
    }
    return &w->list[*number];
}

void prefix_windows_pass(struct prefix_windows *w, const struct prefix_call *call,
                         struct prefix_split *split)
{
    const struct prefix_terms *terms = call->terms;
    int64_t life_us = terms->life_us[terms->write_as];
    if (w->machines <= 1 || !call->count)
        return;
    struct prefix_window *window = window_of(w, call->points[0].key, call->ts_us);
    bool is_over = window->expires_us < call->ts_us;
    if (is_over)
        window->cold = 0;
    if (is_over || terms->is_sliding)
        window->expires_us = time_after(call->ts_us, life_us);
    if (!split->read_tok || window->cold >= w->machines - 1)
        return;
    window->cold++;
    w->overflows++;
    w->overflow_tok += split->read_tok;
    if (terms->bills_writes)
        split->write_tok[terms->write_as] += split->read_tok;
    split->read_tok = 0;
    split->block_hits = 0;
}

void prefix_windows_release(struct prefix_windows *w)
{
    arena_release(&w->arena);
    *w = (struct prefix_windows){0};
}

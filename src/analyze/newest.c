// newest.c - see newest.h.
#include "analyze/newest.h"

#include "store/filter_sql.h"
#include "store/rollup.h"

// Requests of a log stand nearly by time: the last ones are read, and more of them until none is
// missing.
enum { WINDOW_ROWS = 4096, WINDOW_GROWTH = 8, SPAN_GROWTH = 4 };

// What is being read: the requests behind a number, since a time.
struct window {
    const struct newest *newest;
    struct cursor_options options;  // with the filter
    int64_t rolled;                 // store_settled_rows()
    int64_t rows;                   // how far it reaches back from there
};

// Requests of any kind, as roll-ups know them.
static bool count_rolled(const struct window *w, int64_t *requests, struct err *e)
{
    struct rollup_scan *scan = NULL;
    struct rollup r;
    bool has = false;
    *requests = 0;
    if (!rollup_open(w->newest->store, w->options.begin_us, w->options.end_us, &scan, e))
        return false;
    bool ok = true;
    while ((ok = rollup_next(scan, &r, &has, e)) && has)
        *requests += r.sums.requests;
    rollup_close(scan);
    return ok;
}

// Requests of any kind in the window, of those that roll-ups have counted.
static bool count_rows(const struct window *w, int64_t *requests, struct err *e)
{
    struct cursor *c = NULL;
    struct cursor_options options = w->options;
    struct request r;
    bool has = false;
    options.where = NULL;
    options.want = CURSOR_ROWS;
    *requests = 0;
    if (!cursor_open(w->newest->store, &options, &c, e))
        return false;
    bool ok = true;
    while ((ok = cursor_next(c, &r, &has, e)) && has)
        *requests += r.rowid <= w->rolled;
    cursor_close(c);
    return ok;
}

static bool read_window(const struct window *w, int64_t *found, struct err *e)
{
    const struct newest *n = w->newest;
    struct cursor *c = NULL;
    struct request r;
    bool has = false;
    *found = 0;
    if (!cursor_open(n->store, &w->options, &c, e))
        return false;
    n->again(n->self);
    bool ok = true;
    while ((ok = cursor_next(c, &r, &has, e)) && has) {
        n->each(n->self, &r);
        ++*found;
    }
    cursor_close(c);
    return ok;
}

// Makes the window reach back so far that no request since its beginning is before it.
static bool widen(struct window *w, int64_t wanted, struct err *e)
{
    for (;; w->rows *= WINDOW_GROWTH) {
        int64_t found = 0;
        w->options.after = w->rows < w->rolled ? w->rolled - w->rows : 0;
        if (!count_rows(w, &found, e))
            return false;
        if (found == wanted || !w->options.after)
            return true;
    }
}

// Ever longer spans of time until there are enough requests in one.
static bool read_spans(struct window *w, int64_t first_us, int64_t last_us, bool *is_done,
                       struct err *e)
{
    int64_t quarter_us = last_us - (last_us % ROLLUP_US + ROLLUP_US) % ROLLUP_US;
    *is_done = false;
    for (int64_t span_us = ROLLUP_US; !*is_done && quarter_us - span_us > first_us;
         span_us *= SPAN_GROWTH) {
        int64_t rolled = 0, found = 0;
        w->options.begin_us = quarter_us - span_us;
        if (!count_rolled(w, &rolled, e))
            return false;
        if (rolled < w->newest->most)
            continue;
        if (!widen(w, rolled, e) || !read_window(w, &found, e))
            return false;
        *is_done = found >= w->newest->most;
    }
    return true;
}

static bool read_newest(struct window *w, struct err *e)
{
    const struct question *q = w->newest->question;
    struct store_totals all;
    int64_t found = 0;
    bool is_done = false;
    bool is_open = q->until_us == UNKNOWN || q->until_us % ROLLUP_US == 0;
    if (!store_settled_rows(w->newest->store, &w->rolled, e) ||
        !store_totals(w->newest->store, &all, e))
        return false;
    int64_t last_us =
        q->until_us == UNKNOWN || q->until_us > all.last_us ? all.last_us : q->until_us;
    int64_t first_us =
        q->since_us == UNKNOWN || q->since_us < all.first_us ? all.first_us : q->since_us;
    if (is_open && w->rolled && all.last_us != UNKNOWN && all.first_us != UNKNOWN &&
        !read_spans(w, first_us, last_us, &is_done, e))
        return false;
    w->options.begin_us = q->since_us;
    w->options.after = 0;
    return is_done || read_window(w, &found, e);
}

bool newest_read(const struct newest *n, struct err *e)
{
    const struct question *q = n->question;
    struct window w = {.newest = n, .rows = WINDOW_ROWS};
    struct arena scratch = {0};
    struct where where = {0};
    bool is_held = false;
    cursor_options_init(&w.options);
    w.options.end_us = q->until_us;
    w.options.want = n->want;
    w.options.stop = q->stop;
    w.options.stop_self = q->stop_self;
    bool ok = filter_sql(q->filter, &where, &scratch, e) && store_hold(n->store, &is_held, e);
    if (where.sql.len)
        w.options.where = &where;
    ok = ok && read_newest(&w, e);
    store_let_go(n->store, is_held);
    arena_release(&scratch);
    return ok;
}

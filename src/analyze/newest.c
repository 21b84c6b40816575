// newest.c - see newest.h.
#include "analyze/newest.h"

#include "store/rollup.h"

// Requests of a log stand nearly by time: the last ones are read, and more of them until none is
// missing.
enum { WINDOW_ROWS = 4096, WINDOW_GROWTH = 8 };

static bool count_between(const struct findings *f, int64_t begin_us, int64_t end_us,
                          int64_t *requests, struct err *e)
{
    struct rollup_scan *scan = NULL;
    struct rollup r;
    bool has = false;
    *requests = 0;
    if (!rollup_open(f->store, begin_us, end_us, &scan, e))
        return false;
    bool ok = true;
    while ((ok = rollup_next(scan, &r, &has, e)) && has)
        *requests += r.sums.requests;
    rollup_close(scan);
    return ok;
}

// The latest quarter hour since which there are enough requests, and how many there are; UNKNOWN
// without enough.
static bool find_begin(const struct newest *n, const struct findings *f, int64_t *begin_us,
                       int64_t *requests, struct err *e)
{
    const struct question *q = f->question;
    int64_t last_us = q->until_us == UNKNOWN || q->until_us > f->last_us ? f->last_us : q->until_us;
    int64_t first_us =
        q->since_us == UNKNOWN || q->since_us < f->first_us ? f->first_us : q->since_us;
    *begin_us = UNKNOWN;
    if (last_us == UNKNOWN || first_us == UNKNOWN)
        return true;
    int64_t quarter_us = last_us - (last_us % ROLLUP_US + ROLLUP_US) % ROLLUP_US;
    for (int64_t span_us = ROLLUP_US; quarter_us - span_us > first_us; span_us *= 4) {
        if (!count_between(f, quarter_us - span_us, q->until_us, requests, e))
            return false;
        if (*requests >= n->most) {
            *begin_us = quarter_us - span_us;
            return true;
        }
    }
    return true;
}

static bool read_window(const struct newest *n, const struct findings *f,
                        const struct cursor_options *options, int64_t *requests, struct err *e)
{
    struct cursor *c = NULL;
    struct request r;
    bool has = false;
    *requests = 0;
    if (!cursor_open(f->store, options, &c, e))
        return false;
    n->again(n->self);
    bool ok = true;
    while ((ok = cursor_next(c, &r, &has, e)) && has) {
        n->each(n->self, &r);
        ++*requests;
    }
    cursor_close(c);
    return ok;
}

bool newest_read(const struct newest *n, const struct findings *f, bool *is_done, struct err *e)
{
    const struct question *q = f->question;
    struct cursor_options options;
    int64_t wanted = 0, found = 0, newest = 0;
    cursor_options_init(&options);
    options.end_us = q->until_us;
    options.want = CURSOR_LEAN;
    options.stop = q->stop;
    options.stop_self = q->stop_self;
    *is_done = false;
    if (!find_begin(n, f, &options.begin_us, &wanted, e) || !store_newest(f->store, &newest, e))
        return false;
    if (options.begin_us == UNKNOWN)
        return true;
    for (int64_t rows = WINDOW_ROWS; !*is_done; rows *= WINDOW_GROWTH) {
        options.after = rows < newest ? newest - rows : 0;
        if (!read_window(n, f, &options, &found, e))
            return false;
        *is_done = found == wanted || !options.after;
    }
    return true;
}

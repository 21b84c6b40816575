// rolled.c - see rolled.h.
#include "analyze/rolled.h"

#include "store/cursor.h"

// How far before its expected place a quarter of an hour is looked for.
enum { SLACK_ROWS = 4096 };

static bool is_boundary(int64_t us)
{
    return us == UNKNOWN || us % ROLLUP_US == 0;
}

bool rolled_can_tell(const struct question *q)
{
    return !q->must_scan && is_boundary(q->since_us) && is_boundary(q->until_us) &&
           attribution_filter_can_tell(q->filter);
}

bool rolled_open(struct rolled *r, struct store *s, const struct question *q, int64_t rows,
                 struct arena *a, struct err *e)
{
    static const struct rolled_quarter none = {.begin_us = UNKNOWN};
    *r = (struct rolled){
        .store = s,
        .question = q,
        .filter = {.filter = q->filter, .arena = a},
        .rows = rows,
        .now = none,
        .first = none,
        .last = none,
    };
    return rollup_open(s, q->since_us, q->until_us, &r->scan, e);
}

void rolled_close(struct rolled *r)
{
    rollup_close(r->scan);
    r->scan = NULL;
}

static void note_quarter(struct rolled *r, const struct rollup *rollup, bool is_wanted)
{
    int64_t requests = rollup->sums.requests;
    if (rollup->begin_us == UNKNOWN) {
        r->timeless += requests;
        return;
    }
    if (rollup->begin_us != r->now.begin_us)
        r->now = (struct rolled_quarter){.begin_us = rollup->begin_us, .before = r->seen};
    r->seen += requests;
    if (!is_wanted)
        return;
    r->now.wanted += requests;
    r->last = r->now;
    if (r->first.begin_us == UNKNOWN || r->first.begin_us == r->now.begin_us)
        r->first = r->now;
}

bool rolled_next(struct rolled *r, struct rollup *out, bool *has, struct err *e)
{
    for (;;) {
        if (!rollup_next(r->scan, out, has, e))
            return false;
        if (!*has)
            return true;
        // Without a time a request is in no period.
        bool is_wanted = (out->begin_us != UNKNOWN || r->question->until_us == UNKNOWN) &&
                         attribution_filter_takes(&r->filter, out->who);
        note_quarter(r, out, is_wanted);
        if (is_wanted)
            return true;
    }
}

// The times of requests of a quarter of an hour, and how many have been found.
struct times {
    int64_t found, first_us, last_us;
};

static void note_time(struct times *t, int64_t ts_us)
{
    if (!t->found++)
        t->first_us = t->last_us = ts_us;
    t->first_us = ts_us < t->first_us ? ts_us : t->first_us;
    t->last_us = ts_us > t->last_us ? ts_us : t->last_us;
}

// Reads on behind a request until all are found that the roll-ups have counted.
static bool read_times(struct rolled *r, const struct rolled_quarter *quarter, int64_t after,
                       struct times *out, struct err *e)
{
    struct cursor *c = NULL;
    struct cursor_options options;
    cursor_options_init(&options);
    options.begin_us = quarter->begin_us;
    options.end_us = quarter->begin_us + ROLLUP_US;
    options.want = CURSOR_LEAN;
    options.after = after;
    options.stop = r->question->stop;
    options.stop_self = r->question->stop_self;
    *out = (struct times){0};
    if (!cursor_open(r->store, &options, &c, e))
        return false;
    struct request request;
    bool ok = true;
    for (bool has = true; ok && has && out->found < quarter->wanted;) {
        ok = cursor_next(c, &request, &has, e);
        has = ok && has && request.rowid <= r->rows;
        if (has && attribution_filter_takes(&r->filter, request.who))
            note_time(out, request.ts_us);
    }
    cursor_close(c);
    return ok;
}

// First where the quarter stands in a log that is in the order of time, then everywhere.
static bool find_times(struct rolled *r, const struct rolled_quarter *quarter, int64_t expected,
                       struct times *out, struct err *e)
{
    int64_t after = expected - SLACK_ROWS - r->timeless;
    after = after < 0 ? 0 : after;
    if (!read_times(r, quarter, after, out, e))
        return false;
    return out->found == quarter->wanted || !after || read_times(r, quarter, 0, out, e);
}

bool rolled_times(struct rolled *r, int64_t *first_us, int64_t *last_us, struct err *e)
{
    const struct question *q = r->question;
    struct times times = {0};
    *first_us = *last_us = UNKNOWN;
    if (r->first.begin_us != UNKNOWN && q->since_us == UNKNOWN) {
        if (!find_times(r, &r->first, r->first.before, &times, e))
            return false;
        *first_us = times.first_us;
    }
    if (r->last.begin_us != UNKNOWN && q->until_us == UNKNOWN) {
        // Counted from the end: what is before the period has not been read.
        if (!find_times(r, &r->last, r->rows - (r->seen - r->last.before), &times, e))
            return false;
        *last_us = times.last_us;
    }
    return true;
}

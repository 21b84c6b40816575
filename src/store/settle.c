// settle.c - everything derived, in one transaction: estimates, roll-ups, distinct counts, totals.
#include "store/cursor.h"
#include "store/database.h"
#include "store/distinct.h"
#include "store/estimate.h"
#include "store/loader.h"
#include "store/tally.h"
#include "store_sql.h"

// Where settle stands, and what it is about to do.
struct plan {
    int64_t newest, after;  // requests in (after, newest] are to be added up
    bool is_full;           // from nothing
    bool has_estimates;
};

// Totals of the whole database that are kept in meta.
struct span {
    int64_t requests, first_us, last_us, estimated;
};

bool store_is_settled(struct store *s, bool *out, struct err *e)
{
    int64_t settled = UNKNOWN;
    if (!meta_int(s, S("settled"), &settled, e))
        return false;
    *out = settled != 0;
    return true;
}

static bool make_plan(struct store *s, struct plan *p, struct err *e)
{
    int64_t settle_all = UNKNOWN;
    int64_t has_estimates = UNKNOWN;
    if (!db_query_int(s->db, sql_row_max, &p->newest, e) ||
        !meta_int(s, S("settled_request"), &p->after, e) ||
        !meta_int(s, S("settle_all"), &settle_all, e) ||
        !meta_int(s, S("has_estimates"), &has_estimates, e))
        return false;
    if (p->newest == UNKNOWN)
        p->newest = 0;
    p->has_estimates = has_estimates == 1;
    // New logged calls change what the estimates of older calls are made from.
    p->is_full = p->after == UNKNOWN || p->after == 0 || settle_all == 1 || p->has_estimates;
    if (p->is_full)
        p->after = 0;
    return true;
}

static bool read_span(struct store *s, const struct plan *p, struct span *out, struct err *e)
{
    *out = (struct span){.first_us = UNKNOWN, .last_us = UNKNOWN};
    if (p->is_full)
        return true;
    return meta_int(s, S("requests"), &out->requests, e) &&
           meta_int(s, S("first_us"), &out->first_us, e) &&
           meta_int(s, S("last_us"), &out->last_us, e) &&
           meta_int(s, S("estimated_requests"), &out->estimated, e);
}

static bool write_span(struct store *s, const struct span *span, struct err *e)
{
    return meta_set_int(s, S("requests"), span->requests, e) &&
           (span->first_us == UNKNOWN || meta_set_int(s, S("first_us"), span->first_us, e)) &&
           (span->last_us == UNKNOWN || meta_set_int(s, S("last_us"), span->last_us, e)) &&
           meta_set_int(s, S("estimated_requests"), span->estimated, e);
}

static void span_add(struct span *span, const struct request *r)
{
    span->requests++;
    span->estimated += r->tok_source == TOK_ESTIMATED;
    if (r->ts_us == UNKNOWN)
        return;
    if (span->first_us == UNKNOWN || r->ts_us < span->first_us)
        span->first_us = r->ts_us;
    if (span->last_us == UNKNOWN || r->ts_us > span->last_us)
        span->last_us = r->ts_us;
}

// The one pass over the rows: new ones are added up, all are looked at for distinct counts.
struct pass {
    struct plan plan;
    struct span span;
    struct tally *tally;
    struct distinct *distinct;
};

static bool add_request(struct pass *p, const struct request *r, struct err *e)
{
    if (!distinct_add(p->distinct, r, e))
        return false;
    if (r->rowid <= p->plan.after)
        return true;
    span_add(&p->span, r);
    return tally_add(p->tally, r, e);
}

static bool run_pass(struct store *s, struct pass *p, const struct settle_hooks *hooks,
                     struct err *e)
{
    struct cursor_options options;
    struct cursor *rows = NULL;
    cursor_options_init(&options);
    options.want = CURSOR_PRINTS;
    options.stop = hooks->stop;
    options.stop_self = hooks->self;
    if (!cursor_open(s, &options, &rows, e))
        return false;
    struct request r;
    bool ok = true;
    for (bool has = true; ok && has;) {
        ok = cursor_next(rows, &r, &has, e);
        if (ok && has)
            ok = add_request(p, &r, e);
    }
    cursor_close(rows);
    return ok && tally_flush(p->tally, e) && distinct_finish(p->distinct, e);
}

static bool finish(struct store *s, const struct pass *p, struct err *e)
{
    return write_span(s, &p->span, e) && meta_set_int(s, S("settled_request"), p->plan.newest, e) &&
           meta_set_int(s, S("settle_all"), 0, e) && meta_set_int(s, S("settled"), 1, e);
}

static bool settle(struct store *s, const struct settle_hooks *hooks, struct pass *p, struct err *e)
{
    if (!make_plan(s, &p->plan, e) || !read_span(s, &p->plan, &p->span, e))
        return false;
    if (p->plan.is_full && !db_exec(s->db, sql_settle_clear, e))
        return false;
    if (p->plan.has_estimates && !estimate_all(s, hooks, e))
        return false;
    p->distinct = distinct_open(s);
    return tally_open(s, p->plan.is_full, &p->tally, e) && run_pass(s, p, hooks, e) &&
           finish(s, p, e);
}

bool store_settle(struct store *s, const struct settle_hooks *hooks, struct err *e)
{
    bool is_settled = false;
    if (!store_commit(s, e) || !store_is_settled(s, &is_settled, e))
        return false;
    if (is_settled)
        return true;
    struct pass p = {0};
    bool ok = store_begin(s, e) && settle(s, hooks, &p, e);
    tally_close(p.tally);
    distinct_close(p.distinct);
    if (ok && store_end(s, e)) {
        loader_settled(s->loader, p.plan.newest);
        return true;
    }
    store_rollback(s);
    return false;
}

// settle.c - everything derived, in one transaction: estimates, roll-ups, distinct counts, totals.
#include "store/cursor.h"
#include "store/database.h"
#include "store/estimate.h"
#include "store/loader.h"
#include "store/pass.h"
#include "store_sql.h"

// Where settle stands, and what it is about to do.
struct plan {
    int64_t newest, after;  // requests in (after, newest] are to be added up
    bool is_full;           // from nothing
    bool has_estimates;
};

bool store_is_settled(struct store *s, bool *out, struct err *e)
{
    int64_t settled = UNKNOWN;
    if (!meta_int(s, S("settled"), &settled, e))
        return false;
    *out = settled != 0;
    return true;
}

bool store_settled_rows(struct store *s, int64_t *out, struct err *e)
{
    int64_t settled = 0;
    int64_t settle_all = 0;
    if (!meta_int(s, S("settled"), &settled, e) || !meta_int(s, S("settle_all"), &settle_all, e) ||
        !meta_int(s, S("settled_request"), out, e))
        return false;
    if (settled != 0)
        return store_newest(s, out, e);
    if (settle_all == 1 || *out == UNKNOWN)
        *out = 0;
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

// Feeds a pass the rows that it is behind.
static bool scan(struct store *s, struct pass *p, const struct plan *plan,
                 const struct settle_hooks *hooks, struct err *e)
{
    struct cursor_options options;
    struct cursor *rows = NULL;
    cursor_options_init(&options);
    options.want = CURSOR_PARTS | CURSOR_FACTS | (plan->is_full ? CURSOR_PRINTS : 0);
    options.after = plan->after;
    options.stop = hooks->stop;
    options.stop_self = hooks->self;
    if (!cursor_open(s, &options, &rows, e))
        return false;
    struct request r;
    bool ok = true;
    for (bool has = true; ok && has;) {
        ok = cursor_next(rows, &r, &has, e);
        if (ok && has)
            ok = pass_add(p, &r, e);
    }
    cursor_close(rows);
    return ok;
}

static bool read_again(struct store *s, const struct plan *plan, const struct settle_hooks *hooks,
                       struct pass **out, struct err *e)
{
    if (plan->is_full && !db_exec(s->db, sql_settle_clear, e))
        return false;
    if (plan->has_estimates && !estimate_all(s, hooks, e))
        return false;
    return pass_open(s, plan->after, out, e) && scan(s, *out, plan, hooks, e);
}

// What was to be added up does not fit the templates any more.
static bool settle_whole(struct store *s, const struct settle_hooks *hooks, struct plan *plan,
                         struct pass **pass, struct err *e)
{
    bool is_parted = false;
    pass_close(*pass);
    *pass = NULL;
    plan->is_full = true;
    plan->after = 0;
    return read_again(s, plan, hooks, pass, e) && pass_finish(*pass, hooks, &is_parted, e);
}

// `*live` is the pass of the loader, or NULL: then the rows are read again.
static bool settle(struct store *s, const struct settle_hooks *hooks, struct plan *plan,
                   struct pass **live, struct err *e)
{
    bool is_parted = false;
    if (!make_plan(s, plan, e) || (!*live && !read_again(s, plan, hooks, live, e)) ||
        !pass_finish(*live, hooks, &is_parted, e))
        return false;
    if (is_parted && !settle_whole(s, hooks, plan, live, e))
        return false;
    return meta_set_int(s, S("settled_request"), plan->newest, e) &&
           meta_set_int(s, S("settle_all"), 0, e) && meta_set_int(s, S("settled"), 1, e);
}

bool store_settle(struct store *s, const struct settle_hooks *hooks, struct err *e)
{
    bool is_settled = false;
    if (!store_commit(s, e) || !store_is_settled(s, &is_settled, e))
        return false;
    if (is_settled)
        return true;
    struct pass *pass = loader_take_pass(s->loader);
    struct plan plan = {0};
    bool ok = store_begin(s, e) && settle(s, hooks, &plan, &pass, e);
    pass_close(pass);
    if (ok && store_end(s, e)) {
        loader_settled(s->loader, plan.newest);
        return true;
    }
    store_rollback(s);
    return false;
}

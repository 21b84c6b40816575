// pass.c - see pass.h.
#include "store/pass.h"

#include "store/attributions.h"
#include "store/distinct.h"
#include "store/estimate.h"
#include "store/shape_sums.h"
#include "store/tally.h"
#include "store_sql.h"

enum { WAITING_MAX = 1 << 20, STOP_EVERY = 4096 };

// Totals of the whole database that are kept in meta.
struct span {
    int64_t requests, first_us, last_us, estimated;
};

// Requests whose tokens are estimated at the end.
struct waiting {
    int64_t *ids;
    size_t count, cap;
};

struct pass {
    struct arena arena;  // holds the struct
    struct store *store;
    bool is_whole;
    bool has_estimates;  // rows without logged tokens were added as they were loaded
    struct span span;
    struct tally *tally;
    struct shape_sums *shapes;
    struct distinct *distinct;  // NULL unless whole
    struct calibration *calibration;
    struct attributions attributions;
    struct waiting waiting;
};

static bool read_span(struct store *s, struct span *out, struct err *e)
{
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

bool pass_open(struct store *s, int64_t after, struct pass **out, struct err *e)
{
    struct arena a = {0};
    struct pass *p = ARENA_NEW(&a, struct pass);
    p->arena = a;
    p->store = s;
    p->is_whole = after == 0;
    p->span = (struct span){.first_us = UNKNOWN, .last_us = UNKNOWN};
    p->calibration = calibration_new();
    p->shapes = shape_sums_new(p->is_whole);
    if (p->is_whole)
        p->distinct = distinct_open(s);
    if (!tally_open(s, p->is_whole, &p->tally, e) ||
        !attributions_open(&p->attributions, s->db, &p->arena, e) ||
        (!p->is_whole && (!read_span(s, &p->span, e) || !calibration_load(p->calibration, s, e)))) {
        pass_close(p);
        return false;
    }
    *out = p;
    return true;
}

void pass_close(struct pass *p)
{
    if (!p)
        return;
    tally_close(p->tally);
    shape_sums_free(p->shapes);
    distinct_close(p->distinct);
    calibration_free(p->calibration);
    attributions_close(&p->attributions);
    struct arena a = p->arena;
    arena_release(&a);
}

bool pass_add(struct pass *p, const struct request *r, struct err *e)
{
    span_add(&p->span, r);
    shape_sums_add(p->shapes, r);
    calibration_measure(p->calibration, r);
    return tally_add(p->tally, r, e) && (!p->distinct || distinct_add(p->distinct, r, e));
}

static bool is_waiting(const struct row *row)
{
    return (row->v[ROW_FLAGS] & (FLAG_ESTIMATED | FLAG_ERROR)) == FLAG_ESTIMATED;
}

bool pass_takes(const struct pass *p, const struct row *row)
{
    if (row->v[ROW_FLAGS] & FLAG_ESTIMATED)
        return p->is_whole && p->waiting.count < WAITING_MAX;
    return true;
}

static void wait_for_estimate(struct pass *p, int64_t id)
{
    struct waiting *w = &p->waiting;
    if (w->count == w->cap) {
        size_t cap = w->cap ? w->cap * 2 : 1024;
        w->ids = arena_grow(&p->arena, w->ids, w->cap * sizeof *w->ids, cap * sizeof *w->ids);
        w->cap = cap;
    }
    w->ids[w->count++] = id;
}

static bool read_row(struct pass *p, const struct row *row, struct request *r, struct err *e)
{
    row_to_request(row, r);
    return attributions_get(&p->attributions, row->v[ROW_ATTRIBUTION], &r->who, e);
}

bool pass_add_row(struct pass *p, const struct row *row, struct err *e)
{
    struct request r;
    if (!read_row(p, row, &r, e))
        return false;
    p->has_estimates |= r.tok_source == TOK_ESTIMATED;
    if (!is_waiting(row))
        return pass_add(p, &r, e);
    calibration_measure(p->calibration, &r);
    wait_for_estimate(p, row->id);
    return distinct_add_later(p->distinct, &r, (int64_t)p->waiting.count - 1, e);
}

bool pass_has_written(const struct pass *p)
{
    return tally_has_written(p->tally);
}

// Estimates the rows that wait; *costs_nusd gets what each costs then.
static bool estimate_waiting(struct pass *p, const struct settle_hooks *hooks, int64_t *costs_nusd,
                             struct err *e)
{
    struct estimator *x = NULL;
    struct arena scratch = {0};
    bool ok = estimator_open(p->store, hooks, p->calibration, &x, e);
    for (size_t i = 0; ok && i < p->waiting.count; i++) {
        struct row row;
        struct request r;
        arena_reset(&scratch);
        ok = estimate_row(x, p->waiting.ids[i], &row, &scratch, e) && read_row(p, &row, &r, e) &&
             tally_add(p->tally, &r, e);
        if (!ok)
            break;
        span_add(&p->span, &r);
        shape_sums_add(p->shapes, &r);
        costs_nusd[i] = r.cost_nusd;
        if (i % STOP_EVERY == 0 && hooks->stop && hooks->stop(hooks->self))
            ok = err_set(e, ERR_INTERRUPTED, "interrupted");
    }
    estimator_close(x);
    arena_release(&scratch);
    return ok;
}

// Distinct counts of a pass that began behind older requests.
static bool count_all(struct pass *p, const struct settle_hooks *hooks, struct err *e)
{
    p->distinct = distinct_open(p->store);
    return distinct_scan(p->distinct, hooks, e);
}

bool pass_finish(struct pass *p, const struct settle_hooks *hooks, bool *is_parted, struct err *e)
{
    if (hooks->stop && hooks->stop(hooks->self))
        return err_set(e, ERR_INTERRUPTED, "interrupted");
    struct arena scratch = {0};
    int64_t *costs_nusd = ARENA_ARRAY(&scratch, int64_t, p->waiting.count);
    struct shape_contents contents = {0};
    bool ok = (!p->has_estimates || estimate_waiting(p, hooks, costs_nusd, e)) &&
              (p->distinct || count_all(p, hooks, e)) && tally_flush(p->tally, e) &&
              distinct_finish(p->distinct, costs_nusd, &contents, e) &&
              shape_sums_finish(p->shapes, p->store, contents, hooks, is_parted, e) &&
              calibration_store(p->calibration, p->store, e) && write_span(p->store, &p->span, e);
    arena_release(&scratch);
    return ok;
}

// request_list.c - see request_list.h.
#include "analyze/request_list.h"

#include "analyze/dearest.h"
#include "analyze/figures.h"
#include "analyze/newest.h"
#include "analyze/profile.h"
#include "analyze/statement.h"
#include "store/stmt.h"
#include "store_sql.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

// By position as request_listed.sql gives them.
static const struct spec specs[] = {
    {"id", "id", UNIT_HASH, EVIDENCE_MEASURED, true},
    {"time", "time", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"provider", "provider", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"model", "model", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"feature", "feature", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"team", "team", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"user", "user", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"cost_usd", "cost", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"latency_ms", "ms", UNIT_MS, EVIDENCE_MEASURED, false},
    {"ttft_ms", "first ms", UNIT_MS, EVIDENCE_MEASURED, false},
    {"status", "status", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"in_tok", "in", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    {"cache_read_tok", "cached", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    {"output_tok", "out", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    {"error", "error", UNIT_BOOL, EVIDENCE_MEASURED, false},
    {"finish_reason", "finish", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"template", "template", UNIT_HASH, EVIDENCE_MEASURED, false},
    {"session", "session", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"project", "project", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"api_key", "key", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"environment", "environment", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"source", "source", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"entry", "entry", UNIT_COUNT, EVIDENCE_MEASURED, false},
};

static int64_t input_of(const struct request *r)
{
    const int64_t *tok = r->usage.tok;
    bool is_known = tok[TOK_INPUT] != UNKNOWN || tok[TOK_CACHE_READ] != UNKNOWN ||
                    tok[TOK_CACHE_WRITE_5M] != UNKNOWN || tok[TOK_CACHE_WRITE_1H] != UNKNOWN;
    return is_known ? usage_input_total(&r->usage) : UNKNOWN;
}

static int64_t figure_by(const struct request *r, enum request_order order)
{
    switch (order) {
    case REQUESTS_BY_TIME:
        return r->ts_us;
    case REQUESTS_BY_COST:
        return r->cost_nusd;
    case REQUESTS_BY_LATENCY:
        return r->latency_us;
    case REQUESTS_BY_TTFT:
        return r->ttft_us;
    case REQUESTS_BY_INPUT:
        return input_of(r);
    case REQUESTS_BY_OUTPUT:
        return r->usage.tok[TOK_OUTPUT];
    case REQUEST_ORDERS:
        break;
    }
    return UNKNOWN;
}

static const struct {
    const char *name, *greatest, *least;
} orders[REQUEST_ORDERS] = {
    [REQUESTS_BY_TIME] = {"time", "newest first", "oldest first"},
    [REQUESTS_BY_COST] = {"cost", "dearest first", "cheapest first"},
    [REQUESTS_BY_LATENCY] = {"latency", "slowest first", "fastest first"},
    [REQUESTS_BY_TTFT] = {"ttft", "longest wait for a token first", "shortest first"},
    [REQUESTS_BY_INPUT] = {"input", "longest input first", "shortest input first"},
    [REQUESTS_BY_OUTPUT] = {"output", "longest answer first", "shortest answer first"},
};

bool request_order_find(struct str name, enum request_order *out, struct nearest *nearest)
{
    for (int i = 0; i < REQUEST_ORDERS; i++) {
        if (str_eq(name, str_of(orders[i].name))) {
            *out = (enum request_order)i;
            return true;
        }
        nearest_offer(nearest, str_of(orders[i].name));
    }
    return false;
}

// The first ones so far: their numbers.
struct choosing {
    const struct request_list *list;
    int64_t most;
    struct dearest first;
    struct arena arena;
};

static void choose(void *self, const struct request *r)
{
    struct choosing *c = self;
    int64_t figure = figure_by(r, c->list->order);
    uint64_t tie = (uint64_t)r->rowid;
    // UNKNOWN is the least of all, and stays so.
    if (figure != UNKNOWN && c->list->is_reversed)
        figure = -figure;
    int64_t *rowid = dearest_offer(&c->first, figure, c->list->is_reversed ? tie : ~tie, &c->arena);
    if (rowid)
        *rowid = r->rowid;
}

static void begin_anew(void *self)
{
    struct choosing *c = self;
    arena_release(&c->arena);
    c->arena = (struct arena){0};
    dearest_init(&c->first, sizeof(int64_t), c->most);
}

// They come in their order.
static bool take_next(void *self, const struct request *r, struct err *e)
{
    struct choosing *c = self;
    (void)e;
    int64_t *rowid = dearest_offer(&c->first, -c->first.count, 0, &c->arena);
    if (rowid)
        *rowid = r->rowid;
    return true;
}

// Reads the figure alone of every request.
static bool choose_sorted(struct choosing *c, struct store *s, const struct question *q,
                          struct err *e)
{
    static const enum cursor_figure figures[REQUEST_ORDERS] = {
        [REQUESTS_BY_TIME] = CURSOR_TS,         [REQUESTS_BY_COST] = CURSOR_COST,
        [REQUESTS_BY_LATENCY] = CURSOR_LATENCY, [REQUESTS_BY_TTFT] = CURSOR_TTFT,
        [REQUESTS_BY_INPUT] = CURSOR_INPUT,     [REQUESTS_BY_OUTPUT] = CURSOR_OUTPUT,
    };
    struct profiling scan = {
        .store = s,
        .question = q,
        .arena = &c->arena,
        .figure = figures[c->list->order],
        .most = c->most,
    };
    begin_anew(c);
    return profiling_scan(&scan, CURSOR_ROWS,
                          c->list->is_reversed ? CURSOR_BY_LEAST : CURSOR_BY_GREATEST, take_next, c,
                          e);
}

// Without totals: all that match, or of the newest first a part in which they are.
static bool choose_again(struct choosing *c, struct store *s, const struct question *q,
                         struct err *e)
{
    struct newest newest = {
        .store = s,
        .question = q,
        .want = CURSOR_LEAN,
        .most = c->most,
        .again = begin_anew,
        .each = choose,
        .self = c,
    };
    bool is_newest = c->list->order == REQUESTS_BY_TIME && !c->list->is_reversed;
    return is_newest ? newest_read(&newest, e) : choose_sorted(c, s, q, e);
}

static struct cell cell_read(struct stmt *t, int column, struct arena *a)
{
    switch ((int)specs[column].unit) {
    case UNIT_TEXT:
        return cell_str(str_copy(stmt_str(t, column), a));
    case UNIT_MS:
        return figures_ms(stmt_int(t, column));
    default:
        return cell_int(stmt_int(t, column));
    }
}

static bool fill(struct store *s, const int64_t *rowids, int64_t count, struct table *t,
                 struct err *e)
{
    for (int64_t i = 0; i < count; i++) {
        struct stmt *row = NULL;
        bool has_row = false;
        if (!stmt_open(s, str_of(sql_request_listed), &row, e))
            return false;
        stmt_bind_int(row, 1, rowids[i]);
        bool ok = stmt_step(row, &has_row, e);
        struct cell *cells = ok && has_row ? table_row(t) : NULL;
        for (int k = 0; cells && k < COUNT(specs); k++)
            cells[k] = cell_read(row, k, t->arena);
        stmt_close(row);
        if (!ok)
            return false;
    }
    return true;
}

static bool add_rows(struct choosing *c, struct store *s, struct answer *out, struct table **rows,
                     struct err *e)
{
    struct table *t = figures_table(out, "requests", "Requests", specs, COUNT(specs));
    const struct request_list *list = c->list;
    t->title =
        str_fmt(out->arena, "Requests, %s",
                list->is_reversed ? orders[list->order].least : orders[list->order].greatest);
    *rows = t;
    return fill(s, dearest_finish(&c->first, &c->arena), c->first.count, t, e);
}

static bool answer_all(struct choosing *c, struct store *s, const struct question *q,
                       struct answer *out, int64_t *requests, struct err *e)
{
    struct counting counting = {
        .each = choose,
        .each_self = c,
        .each_needs_caller = c->list->order == REQUESTS_BY_TTFT,
    };
    struct findings f;
    struct table *rows = NULL;
    begin_anew(c);
    if (!findings_collect(&f, s, q, &counting, out->arena, e) ||
        (!f.is_scan && !choose_again(c, s, q, e)))
        return false;
    statement_range(&f, out);
    figures_totals(&f, out);
    if (!add_rows(c, s, out, &rows, e))
        return false;
    int64_t left_out = f.total.requests - c->first.count;
    if (left_out > 0)
        table_note(rows,
                   str_fmt(out->arena, "%lld more are not listed (--top)", (long long)left_out));
    statement_title(&f, out);
    statement_notes(&f, out);
    *requests = f.total.requests;
    return true;
}

static bool answer_list(struct choosing *c, struct store *s, const struct question *q,
                        struct answer *out, int64_t *requests, struct err *e)
{
    const struct findings uncounted = {.question = q, .first_us = UNKNOWN, .last_us = UNKNOWN};
    struct table *rows = NULL;
    if (!choose_again(c, s, q, e))
        return false;
    statement_range(&uncounted, out);
    *requests = c->first.count;
    if (!add_rows(c, s, out, &rows, e))
        return false;
    if (*requests == c->most)
        table_note(rows, str_fmt(out->arena, "the first %lld (--top)", (long long)*requests));
    return true;
}

bool request_list_answer(struct store *s, const struct question *q, const struct request_list *list,
                         struct answer *out, int64_t *requests, struct err *e)
{
    struct choosing c = {.list = list, .most = q->top};
    bool ok = (list->has_no_totals ? answer_list : answer_all)(&c, s, q, out, requests, e);
    arena_release(&c.arena);
    return ok;
}

// estimate.c - see estimate.h.
#include "store/estimate.h"

#include <math.h>

#include "base/map.h"
#include "store/attributions.h"
#include "store/cursor.h"
#include "store/price_table.h"
#include "store/row.h"
#include "store_sql.h"

// Bytes against tokens of one direction: sums, and what the error of their ratio needs.
struct fit {
    int64_t calls, bytes, tok;
    double bytes2, bytes_tok, tok2;
};

struct model_fit {
    int64_t calls, estimated;
    struct fit input, output;
};

struct calibration {
    struct arena arena;  // holds the struct
    struct intern models;
    struct model_fit *fits;  // by number of the model
    size_t cap;
    uint32_t *by_attribution;  // number of its model + 1, 0 = not asked for yet
    size_t attribution_cap;
};

struct calibration *calibration_new(void)
{
    struct arena a = {0};
    struct calibration *c = ARENA_NEW(&a, struct calibration);
    c->arena = a;
    c->models.arena = &c->arena;
    return c;
}

void calibration_free(struct calibration *c)
{
    if (!c)
        return;
    struct arena a = c->arena;
    arena_release(&a);
}

static uint32_t *model_slot(struct calibration *c, size_t attribution)
{
    if (attribution >= c->attribution_cap) {
        size_t cap = c->attribution_cap ? c->attribution_cap * 2 : 256;
        while (cap <= attribution)
            cap *= 2;
        uint32_t *grown = ARENA_ARRAY(&c->arena, uint32_t, cap);
        for (size_t i = 0; i < c->attribution_cap; i++)
            grown[i] = c->by_attribution[i];
        c->by_attribution = grown;
        c->attribution_cap = cap;
    }
    return &c->by_attribution[attribution];
}

// The number of a model; '' and unknown are the same.
static uint32_t model_number(struct calibration *c, struct str model)
{
    uint32_t at = intern_put(&c->models, model.len ? model : S(""), NULL);
    if (at >= c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 64;
        struct model_fit *fits = ARENA_ARRAY(&c->arena, struct model_fit, cap);
        for (size_t i = 0; i < c->cap; i++)
            fits[i] = c->fits[i];
        c->fits = fits;
        c->cap = cap;
    }
    return at;
}

static struct model_fit *fit_of(struct calibration *c, const struct attribution *who)
{
    uint32_t *slot = model_slot(c, (size_t)who->id);
    if (!*slot)
        *slot = model_number(c, who->names[NAME_MODEL]) + 1;
    return &c->fits[*slot - 1];
}

static void fit_add(struct fit *f, int64_t bytes, int64_t tok)
{
    if (bytes <= 0 || tok <= 0)
        return;
    f->calls++;
    f->bytes += bytes;
    f->tok += tok;
    f->bytes2 += (double)bytes * (double)bytes;
    f->bytes_tok += (double)bytes * (double)tok;
    f->tok2 += (double)tok * (double)tok;
}

// Root mean square of (estimate - tokens), relative to that of the tokens; NaN without calls.
static double fit_error(const struct fit *f)
{
    if (!f->bytes)
        return NAN;
    double ratio = (double)f->tok / (double)f->bytes;
    double square = f->tok2 - 2 * ratio * f->bytes_tok + ratio * ratio * f->bytes2;
    return sqrt(fmax(square, 0) / f->tok2);
}

static int64_t input_bytes(const int64_t parts[PART_COUNT])
{
    int64_t bytes = UNKNOWN;
    for (int i = 0; i < PART_RESPONSE; i++)
        if (parts[i] != UNKNOWN)
            bytes = (bytes == UNKNOWN ? 0 : bytes) + parts[i];
    return bytes;
}

void calibration_measure(struct calibration *c, const struct request *r)
{
    struct model_fit *m = fit_of(c, r->who);
    if (r->is_error)
        return;
    if (r->tok_source == TOK_ESTIMATED) {
        m->estimated++;
        return;
    }
    if (!usage_is_known(&r->usage))
        return;
    m->calls++;
    fit_add(&m->input, input_bytes(r->part_bytes), usage_input_total(&r->usage));
    // Reasoning is billed but its text is not in the answer.
    fit_add(&m->output, r->part_bytes[PART_RESPONSE],
            tok_or_zero(&r->usage, TOK_OUTPUT) - tok_or_zero(&r->usage, TOK_REASONING));
}

size_t calibration_count(const struct calibration *c)
{
    return c->models.len;
}

static struct calibrated calibrated(const struct fit *f)
{
    return (struct calibrated){f->calls, f->bytes, f->tok, fit_error(f)};
}

struct calibration_row calibration_row(const struct calibration *c, size_t at)
{
    const struct model_fit *m = &c->fits[at];
    return (struct calibration_row){
        .model = c->models.names[at],
        .calls = m->calls,
        .estimated_calls = m->estimated,
        .input = calibrated(&m->input),
        .output = calibrated(&m->output),
    };
}

static bool measure_all(struct store *s, const struct settle_hooks *hooks, struct calibration *c,
                        struct err *e)
{
    struct cursor_options options;
    struct cursor *rows = NULL;
    cursor_options_init(&options);
    options.want = CURSOR_PARTS;
    options.stop = hooks->stop;
    options.stop_self = hooks->self;
    if (!cursor_open(s, &options, &rows, e))
        return false;
    struct request r;
    bool has = true;
    bool ok = true;
    while (ok && has) {
        ok = cursor_next(rows, &r, &has, e);
        if (ok && has)
            calibration_measure(c, &r);
    }
    cursor_close(rows);
    return ok;
}

static void bind_fit(sqlite3_stmt *t, int at, const struct fit *f)
{
    sqlite3_bind_int64(t, at, f->calls);
    sqlite3_bind_int64(t, at + 1, f->bytes);
    sqlite3_bind_int64(t, at + 2, f->tok);
    sqlite3_bind_double(t, at + 3, f->bytes2);
    sqlite3_bind_double(t, at + 4, f->bytes_tok);
    sqlite3_bind_double(t, at + 5, f->tok2);
    sqlite3_bind_double(t, at + 6, fit_error(f));
}

bool calibration_store(const struct calibration *c, struct store *s, struct err *e)
{
    sqlite3_stmt *put = NULL;
    bool ok =
        db_exec(s->db, sql_calibration_clear, e) && db_prepare(s->db, sql_calibration_put, &put, e);
    for (size_t i = 0; ok && i < c->models.len; i++) {
        const struct model_fit *m = &c->fits[i];
        db_bind_str(put, 1, c->models.names[i]);
        sqlite3_bind_int64(put, 2, m->calls);
        sqlite3_bind_int64(put, 3, m->estimated);
        bind_fit(put, 4, &m->input);
        bind_fit(put, 11, &m->output);
        ok = db_run(put, e);
    }
    sqlite3_finalize(put);
    return ok;
}

static struct fit read_fit(sqlite3_stmt *t, int at)
{
    return (struct fit){
        .calls = sqlite3_column_int64(t, at),
        .bytes = sqlite3_column_int64(t, at + 1),
        .tok = sqlite3_column_int64(t, at + 2),
        .bytes2 = sqlite3_column_double(t, at + 3),
        .bytes_tok = sqlite3_column_double(t, at + 4),
        .tok2 = sqlite3_column_double(t, at + 5),
    };
}

bool calibration_load(struct calibration *c, struct store *s, struct err *e)
{
    sqlite3_stmt *rows = NULL;
    bool ok = db_prepare(s->db, sql_calibration_read, &rows, e);
    for (bool has_row = ok; ok && has_row;) {
        ok = db_row(rows, &has_row, e);
        if (!ok || !has_row)
            break;
        uint32_t at = model_number(c, db_column_str(rows, 0));
        struct model_fit *m = &c->fits[at];
        m->calls = sqlite3_column_int64(rows, 1);
        m->estimated = sqlite3_column_int64(rows, 2);
        m->input = read_fit(rows, 3);
        m->output = read_fit(rows, 9);
    }
    sqlite3_finalize(rows);
    return ok;
}

// Tokens of so many bytes: by the model's own calls, else by its tokenizer family.
static int64_t tokens_of(int64_t bytes, const struct fit *f, int64_t bytes_per_ktok)
{
    if (bytes == UNKNOWN)
        return UNKNOWN;
    if (f->bytes)
        return llround((double)bytes * (double)f->tok / (double)f->bytes);
    return bytes_per_ktok > 0 ? llround((double)bytes * 1000 / (double)bytes_per_ktok) : UNKNOWN;
}

struct estimator {
    struct arena arena;  // holds the struct
    struct store *store;
    const struct settle_hooks *hooks;
    struct calibration *calibration;
    struct attributions attributions;
    struct row_table rows;
};

bool estimator_open(struct store *s, const struct settle_hooks *hooks, struct calibration *c,
                    struct estimator **out, struct err *e)
{
    struct arena a = {0};
    struct estimator *x = ARENA_NEW(&a, struct estimator);
    *x = (struct estimator){.arena = a, .store = s, .hooks = hooks, .calibration = c};
    if (!row_table_open(&x->rows, s->db, e) ||
        !attributions_open(&x->attributions, s->db, &x->arena, e)) {
        estimator_close(x);
        return false;
    }
    *out = x;
    return true;
}

void estimator_close(struct estimator *x)
{
    if (!x)
        return;
    row_table_close(&x->rows);
    attributions_close(&x->attributions);
    struct arena a = x->arena;
    arena_release(&a);
}

bool estimate_row(struct estimator *x, int64_t id, struct row *out, struct arena *scratch,
                  struct err *e)
{
    struct record r;
    const struct attribution *who = NULL;
    if (!row_read(&x->rows, id, out, scratch, e) ||
        !attributions_get(&x->attributions, out->v[ROW_ATTRIBUTION], &who, e))
        return false;
    struct row before = *out;
    row_to_record(out, &r);
    for (int i = 0; i < NAME_COUNT; i++)
        r.names[i] = who->names[i];
    if (r.is_error)
        return true;
    const struct model_fit *m = fit_of(x->calibration, who);
    int64_t family = x->hooks->bytes_per_ktok(x->hooks->self, who->names[NAME_MODEL]);
    r.usage.tok[TOK_INPUT] = tokens_of(input_bytes(r.part_bytes), &m->input, family);
    r.usage.tok[TOK_OUTPUT] = tokens_of(r.part_bytes[PART_RESPONSE], &m->output, family);
    x->hooks->price(x->hooks->self, &r);
    out->v[ROW_INPUT] = r.usage.tok[TOK_INPUT];
    out->v[ROW_OUTPUT] = r.usage.tok[TOK_OUTPUT];
    out->v[ROW_COST] = r.cost_nusd;
    out->v[ROW_OUTPUT_COST] = r.output_cost_nusd;
    out->v[ROW_PRICE] = UNKNOWN;
    if (r.cost_nusd != UNKNOWN && !price_table_put(x->store, r.price_row, &out->v[ROW_PRICE], e))
        return false;
    return row_equal(out, &before) || row_replace(&x->rows, out, e);
}

enum { BATCH = 10000 };  // LIMIT of estimated_rows.sql

static bool estimate_batch(struct estimator *x, sqlite3_stmt *list, int64_t *last, int *count,
                           struct err *e)
{
    struct arena scratch = {0};
    int64_t *ids = ARENA_ARRAY(&scratch, int64_t, BATCH);
    bool ok = true;
    bool has_row = true;
    *count = 0;
    sqlite3_bind_int64(list, 1, *last);
    while (ok && has_row) {
        ok = db_row(list, &has_row, e);
        if (ok && has_row && *count < BATCH)
            ids[(*count)++] = sqlite3_column_int64(list, 0);
    }
    for (int i = 0; ok && i < *count; i++) {
        struct arena_mark mark = arena_mark(&scratch);
        struct row row;
        ok = estimate_row(x, ids[i], &row, &scratch, e);
        arena_rewind(&scratch, mark);
        *last = ids[i];
    }
    arena_release(&scratch);
    return ok;
}

static bool estimate_rows(struct estimator *x, struct err *e)
{
    sqlite3_stmt *list = NULL;
    bool ok = db_prepare(x->store->db, sql_estimated_rows, &list, e);
    int64_t last = 0;
    for (int count = 1; ok && count;) {
        ok = estimate_batch(x, list, &last, &count, e);
        if (ok && x->hooks->stop && x->hooks->stop(x->hooks->self))
            ok = err_set(e, ERR_INTERRUPTED, "interrupted");
    }
    sqlite3_finalize(list);
    return ok;
}

bool estimate_all(struct store *s, const struct settle_hooks *hooks, struct err *e)
{
    struct calibration *c = calibration_new();
    struct estimator *x = NULL;
    bool ok =
        measure_all(s, hooks, c, e) && estimator_open(s, hooks, c, &x, e) && estimate_rows(x, e);
    estimator_close(x);
    calibration_free(c);
    return ok;
}

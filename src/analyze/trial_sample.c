// trial_sample.c - see trial_sample.h.
#include "analyze/trial_sample.h"

#include <stdlib.h>

#include "analyze/figures.h"
#include "analyze/grouping.h"
#include "analyze/quotas.h"
#include "base/hash.h"
#include "store/filter_sql.h"
#include "store/stmt.h"
#include "store_sql.h"

// A request that is in the sample so far.
struct taken {
    uint64_t hash;
    int64_t stratum;
    int64_t template_code;
    struct request request;
};

// Those of a stratum: a heap whose top has the highest hash.
struct stratum {
    struct taken *heap;
    int64_t quota, count;
};

struct drawing {
    struct trial_sample *sample;
    struct store *store;
    struct arena *arena;  // of the result
    struct arena scratch;
    struct grouping strata;
    struct lens templates;
    int64_t *sizes;  // by stratum
    int64_t size_cap;
    struct stratum *drawn;  // by stratum; NULL while counting
    struct taken *taken;
};

static bool is_eligible(const struct request *r)
{
    return !r->is_error && r->gateway_hit != TRI_YES && r->has_request;
}

static struct observation observation_of(const struct request *r)
{
    return (struct observation){
        .who = r->who,
        .ts_us = r->ts_us,
        .user_id = r->user_id,
        .session_id = r->session_id,
        .status = r->status,
        .tier = r->tier,
        .shape_id = r->shape_id,
        .task = r->facts.task,
    };
}

static void count_request(struct drawing *d, int64_t stratum)
{
    if (stratum >= d->size_cap) {
        int64_t cap = d->size_cap ? d->size_cap * 2 : 64;
        int64_t *grown = ARENA_ARRAY(&d->scratch, int64_t, (size_t)cap);
        for (int64_t i = 0; i < d->size_cap; i++)
            grown[i] = d->sizes[i];
        d->sizes = grown;
        d->size_cap = cap;
    }
    d->sizes[stratum]++;
}

static bool is_behind(const struct taken *a, const struct taken *b)
{
    return a->hash > b->hash || (a->hash == b->hash && a->request.rowid > b->request.rowid);
}

static void swap(struct taken *a, struct taken *b)
{
    struct taken was = *a;
    *a = *b;
    *b = was;
}

static void sink(struct taken *heap, int64_t count)
{
    for (int64_t at = 0; 2 * at + 1 < count;) {
        int64_t child = 2 * at + 1;
        child += child + 1 < count && is_behind(&heap[child + 1], &heap[child]);
        if (!is_behind(&heap[child], &heap[at]))
            break;
        swap(&heap[child], &heap[at]);
        at = child;
    }
}

static void rise(struct taken *heap, int64_t at)
{
    for (; at && is_behind(&heap[at], &heap[(at - 1) / 2]); at = (at - 1) / 2)
        swap(&heap[at], &heap[(at - 1) / 2]);
}

static void draw_request(struct drawing *d, int64_t number, const struct observation *o,
                         const struct request *r)
{
    struct stratum *s = &d->drawn[number];
    struct taken t = {
        .hash = hash_mix(hash_mix(0, d->sample->seed), r->id),
        .stratum = number,
        .request = *r,
    };
    bool is_full = s->count == s->quota;
    if (!s->quota || (is_full && !is_behind(&s->heap[0], &t)))
        return;
    t.template_code = lens_code(&d->templates, o);
    if (is_full) {
        s->heap[0] = t;
        sink(s->heap, s->count);
        return;
    }
    s->heap[s->count] = t;
    rise(s->heap, s->count++);
}

static void see_request(struct drawing *d, const struct request *r)
{
    d->sample->matching += !d->drawn;
    if (!is_eligible(r))
        return;
    struct observation o = observation_of(r);
    int64_t stratum = grouping_find(&d->strata, &o);
    if (d->drawn)
        draw_request(d, stratum, &o, r);
    else
        count_request(d, stratum);
}

static bool scan(struct drawing *d, const struct cursor_options *options, struct cursor **c,
                 struct err *e)
{
    struct request r;
    bool has = false;
    bool ok = cursor_open(d->store, options, c, e);
    while (ok && (ok = cursor_next(*c, &r, &has, e)) && has)
        see_request(d, &r);
    return ok;
}

// Sizes are known: makes room for what each stratum gives.
static void share_out(struct drawing *d)
{
    struct trial_sample *sample = d->sample;
    int64_t count = d->strata.count;
    int64_t *quotas = ARENA_ARRAY(&d->scratch, int64_t, (size_t)count);
    struct taken *at = NULL;
    quotas_share(d->sizes, count, sample->wanted, quotas);
    d->drawn = ARENA_ARRAY(&d->scratch, struct stratum, (size_t)count);
    for (int64_t i = 0; i < count; i++)
        sample->eligible += d->sizes[i];
    int64_t n = sample->wanted < sample->eligible ? sample->wanted : sample->eligible;
    at = d->taken = ARENA_ARRAY(&d->scratch, struct taken, (size_t)n);
    for (int64_t i = 0; i < count; i++) {
        d->drawn[i] = (struct stratum){.heap = at, .quota = quotas[i]};
        at += quotas[i];
        sample->strata_taken += quotas[i] > 0;
    }
    sample->strata = count;
}

enum {
    ID,
    TIME,
    PROVIDER,
    MODEL,
    FEATURE,
    TEMPLATE,
    TASK,
    IN_TOK,
    OUTPUT_TOK,
    COST,
    STRATUM_REQUESTS,
    STRATUM_TAKEN,
    SOURCE,
    ENTRY,
    OFFSET,
    OK,
    COLUMNS
};
static const struct spec specs[COLUMNS] = {
    [ID] = {"id", "id", UNIT_HASH, EVIDENCE_MEASURED, true},
    [TIME] = {"time", "time", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    [PROVIDER] = {"provider", "provider", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [MODEL] = {"model", "model", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [FEATURE] = {"feature", "feature", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [TEMPLATE] = {"template", "template", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [TASK] = {"task", "task", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [IN_TOK] = {"in_tok", "input", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    [OUTPUT_TOK] = {"output_tok", "output", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    [COST] = {"cost_usd", "cost", UNIT_NUSD, EVIDENCE_MEASURED, false},
    [STRATUM_REQUESTS] = {"stratum_requests", "of", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [STRATUM_TAKEN] = {"stratum_taken", "taken", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [SOURCE] = {"source", "source", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [ENTRY] = {"entry", "entry", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [OFFSET] = {"offset", "offset", UNIT_BYTES, EVIDENCE_MEASURED, false},
    [OK] = {"ok", "ok", UNIT_TEXT, EVIDENCE_MEASURED, false},
};

static bool path_of(struct drawing *d, int64_t source, struct str *out, struct err *e)
{
    struct stmt *t = NULL;
    bool has_row = false;
    *out = (struct str){0};
    if (!stmt_open(d->store, str_of(sql_source_path), &t, e))
        return false;
    stmt_bind_int(t, 1, source);
    bool ok = stmt_step(t, &has_row, e);
    if (ok && has_row)
        *out = str_copy(stmt_str(t, 0), d->arena);
    stmt_close(t);
    return ok;
}

// Rows of one source stand together, mostly: the path of the last one is kept.
struct last_source {
    int64_t id;
    struct str path;
};

static bool fill_row(struct drawing *d, const struct taken *t, struct last_source *last,
                     struct cell *row, struct err *e)
{
    const struct request *r = &t->request;
    const struct str *names = r->who->names;
    struct str model = names[NAME_MODEL].ptr ? names[NAME_MODEL] : names[NAME_MODEL_REQUESTED];
    struct str template = {0};
    if (last->id != r->source_id && !path_of(d, r->source_id, &last->path, e))
        return false;
    last->id = r->source_id;
    if (!lens_label(&d->templates, d->store, t->template_code, &template, d->arena, e))
        return false;
    row[ID] = cell_int((int64_t)r->id);
    row[TIME] = cell_int(r->ts_us);
    row[PROVIDER] = cell_str(str_copy(names[NAME_PROVIDER], d->arena));
    row[MODEL] = cell_str(str_copy(model, d->arena));
    row[FEATURE] = cell_str(str_copy(names[NAME_FEATURE], d->arena));
    row[TEMPLATE] = cell_str(template);
    row[TASK] = cell_str(str_of(task_name[r->facts.task]));
    row[IN_TOK] = cell_int(usage_is_known(&r->usage) ? usage_input_total(&r->usage) : UNKNOWN);
    row[OUTPUT_TOK] = cell_int(r->usage.tok[TOK_OUTPUT]);
    row[COST] = cell_int(r->cost_nusd);
    row[STRATUM_REQUESTS] = cell_int(d->sizes[t->stratum]);
    row[STRATUM_TAKEN] = cell_int(d->drawn[t->stratum].quota);
    row[SOURCE] = cell_str(last->path);
    row[ENTRY] = cell_int(r->entry);
    row[OFFSET] = cell_int(r->offset);
    return true;
}

static int by_row(const void *left, const void *right)
{
    const struct taken *a = left;
    const struct taken *b = right;
    return (a->request.rowid > b->request.rowid) - (a->request.rowid < b->request.rowid);
}

static bool fill_table(struct drawing *d, struct err *e)
{
    int64_t n = 0;
    for (int64_t i = 0; i < d->strata.count; i++)
        n += d->drawn[i].count;
    if (n)
        qsort(d->taken, (size_t)n, sizeof *d->taken, by_row);
    struct last_source last = {.id = UNKNOWN};
    for (int64_t i = 0; i < n; i++)
        if (!fill_row(d, &d->taken[i], &last, table_row(d->sample->table), e))
            return false;
    return true;
}

static bool open_lenses(struct drawing *d, struct err *e)
{
    grouping_init(&d->strata, d->sample->by, &d->scratch);
    lens_init(&d->templates, DIM_TEMPLATE, &d->scratch);
    for (int i = 0; i < d->sample->by.count; i++)
        if (!lens_open(&d->strata.lenses[i], d->store, &d->scratch, e))
            return false;
    return lens_open(&d->templates, d->store, &d->scratch, e);
}

static bool draw(struct drawing *d, const struct question *q, struct err *e)
{
    struct where where = {0};
    struct cursor *counting = NULL;
    struct cursor *drawing = NULL;
    struct cursor_options options;
    cursor_options_init(&options);
    options.begin_us = q->since_us;
    options.end_us = q->until_us;
    options.stop = q->stop;
    options.stop_self = q->stop_self;
    options.want = CURSOR_FACTS | CURSOR_ORIGIN;
    if (q->filter->term_count) {
        if (!filter_sql(q->filter, &where, &d->scratch, e))
            return false;
        options.where = &where;
    }
    bool ok = open_lenses(d, e) && scan(d, &options, &counting, e);
    cursor_close(counting);
    if (ok) {
        share_out(d);
        // The names of attributions are the cursor's.
        ok = scan(d, &options, &drawing, e) && fill_table(d, e);
        cursor_close(drawing);
    }
    return ok;
}

bool trial_sample_take(struct trial_sample *sample, struct store *s, const struct question *q,
                       struct arena *a, struct err *e)
{
    struct drawing d = {.sample = sample, .store = s, .arena = a};
    struct answer answer = {.arena = a};
    sample->table = figures_table(&answer, "", "Requests to try another model on", specs, COLUMNS);
    sample->table->key = (struct str){0};
    bool ok = draw(&d, q, e);
    arena_release(&d.scratch);
    return ok;
}

// figures.c - see figures.h.
#include "analyze/figures.h"

#include <math.h>
#include <stdlib.h>

enum { LABELS_MAX = 2 };

static const struct spec cost_specs[] = {
    {"cost_usd", "cost", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"share", "share", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"requests", "requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"errors", "errors", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"input_tok", "input tok", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    {"cache_read_tok", "read tok", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    {"cache_write_tok", "write tok", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    {"output_tok", "output tok", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    {"p50_ms", "p50 ms", UNIT_MS, EVIDENCE_MEASURED, false},
    {"p95_ms", "p95 ms", UNIT_MS, EVIDENCE_MEASURED, false},
    {"unpriced_requests", "unpriced", UNIT_COUNT, EVIDENCE_MEASURED, false},
};
enum { COST_SPECS = sizeof cost_specs / sizeof *cost_specs };

static struct column column_of(const struct spec *spec)
{
    return (struct column){
        .key = str_of(spec->key),
        .title = str_of(spec->title),
        .unit = spec->unit,
        .evidence = spec->evidence,
        .is_label = spec->is_label,
    };
}

struct table *figures_table(struct answer *out, const char *key, const char *title,
                            const struct spec *specs, int count)
{
    struct column *columns = ARENA_ARRAY(out->arena, struct column, (size_t)count);
    for (int i = 0; i < count; i++)
        columns[i] = column_of(&specs[i]);
    struct table *t = table_new(out->arena, str_of(key), str_of(title), columns, count);
    answer_add(out, t);
    return t;
}

struct cell *figures_object(struct answer *out, const char *key, const char *title,
                            const struct spec *specs, int count)
{
    struct table *t = figures_table(out, key, title, specs, count);
    t->shape = TABLE_OBJECT;
    return table_row(t);
}

struct cell figures_cost(const struct sums *sums)
{
    // Failed calls cost nothing under any price: beside them alone, no price is known.
    bool is_unknown = sums->unpriced_requests && sums->cost_nusd == 0 &&
                      sums->unpriced_requests + sums->errors >= sums->requests;
    return cell_int(is_unknown ? UNKNOWN : sums->cost_nusd);
}

struct cell figures_ratio(int64_t part, int64_t whole)
{
    return cell_double(whole ? (double)part / (double)whole : NAN);
}

struct cell figures_ms(int64_t us)
{
    return cell_double(us == UNKNOWN ? NAN : (double)us / 1000);
}

int64_t figures_tokens(const struct sums *sums)
{
    return sums->tok[TOK_INPUT] + sums->tok[TOK_CACHE_READ] + sums->tok[TOK_CACHE_WRITE_5M] +
           sums->tok[TOK_CACHE_WRITE_1H] + sums->tok[TOK_OUTPUT];
}

// In the order of cost_specs.
static void fill_costs(struct cell *row, const struct sums *s, const struct sums *total,
                       const int64_t quantiles_us[2])
{
    struct cell cost = figures_cost(s);
    *row++ = cost;
    *row++ = cost.is_null ? cell_double(NAN) : figures_ratio(s->cost_nusd, total->cost_nusd);
    *row++ = cell_int(s->requests);
    *row++ = cell_int(s->errors);
    *row++ = cell_int(s->tok[TOK_INPUT]);
    *row++ = cell_int(s->tok[TOK_CACHE_READ]);
    *row++ = cell_int(s->tok[TOK_CACHE_WRITE_5M] + s->tok[TOK_CACHE_WRITE_1H]);
    *row++ = cell_int(s->tok[TOK_OUTPUT]);
    *row++ = figures_ms(quantiles_us[0]);
    *row++ = figures_ms(quantiles_us[1]);
    *row = cell_int(s->unpriced_requests);
}

static const double shown_quantiles[] = {0.50, 0.95};

void figures_totals(const struct findings *f, struct answer *out)
{
    struct spec specs[1 + COST_SPECS] = {
        {"key", "", UNIT_TEXT, EVIDENCE_MEASURED, true},
    };
    for (int i = 0; i < COST_SPECS; i++)
        specs[1 + i] = cost_specs[i];
    int64_t quantiles_us[2] = {latency_quantile_us(f->latency, shown_quantiles[0]),
                               latency_quantile_us(f->latency, shown_quantiles[1])};
    struct cell *row = figures_object(out, "totals", "Totals", specs, 1 + COST_SPECS);
    out->tables[out->table_count - 1]->dimension = S("");
    fill_costs(row + 1, &f->total, &f->total, quantiles_us);
}

static int compare_numbers(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

// Unknown labels last.
static int compare_labels(struct str a, struct str b)
{
    if (!a.ptr || !b.ptr)
        return (a.ptr == NULL) - (b.ptr == NULL);
    return str_cmp(a, b);
}

static int by_cost(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;
    int order = compare_numbers(b->cost_nusd, a->cost_nusd);
    if (!order)
        order = compare_numbers(b->requests, a->requests);
    for (int i = 0; !order && i < LABELS_MAX; i++)
        order = compare_labels(a->labels[i], b->labels[i]);
    for (int i = 0; !order && i < LABELS_MAX; i++)
        order = compare_numbers(a->codes[i], b->codes[i]);
    return order;
}

// By the first dimension, then the second; codes of times are instants, so unknown ones come first.
static int by_label(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;
    int order = compare_labels(a->labels[0], b->labels[0]);
    return order ? order : by_cost(left, right);
}

// By the code of the first dimension, unknown ones last.
static int by_code(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;
    bool is_a = a->codes[0] != UNKNOWN, is_b = b->codes[0] != UNKNOWN;
    int order = is_a && is_b ? compare_numbers(a->codes[0], b->codes[0]) : is_b - is_a;
    return order ? order : by_cost(left, right);
}

static bool is_person(enum dimension d)
{
    return d == DIM_USER || d == DIM_SESSION;
}

bool figures_rank(struct findings *f, const struct grouping *g, struct ranked **out, struct err *e)
{
    struct ranked *rows = ARENA_ARRAY(f->arena, struct ranked, (size_t)g->count + 1);
    for (int64_t i = 0; i < g->count; i++) {
        const struct group *group = &g->groups[i];
        rows[i] = (struct ranked){
            .group = i,
            .cost_nusd = group->sums.cost_nusd,
            .requests = group->sums.requests,
            .codes = {group->codes[0], group->codes[1]},
        };
        for (int d = 0; d < g->crossing.count; d++)
            if (!is_person(g->crossing.dims[d]) &&
                !lens_label(&g->lenses[d], f->store, group->codes[d], &rows[i].labels[d], f->arena,
                            e))
                return false;
    }
    qsort(rows, (size_t)g->count, sizeof *rows, by_cost);
    *out = rows;
    return true;
}

struct by_table {
    struct findings *f;
    struct grouping *g;
    struct table *table;
};

static bool add_row(struct by_table *t, const struct ranked *r, struct err *e)
{
    struct cell *row = table_row(t->table);
    int64_t quantiles_us[2];
    int labels = t->g->crossing.count;
    for (int d = 0; d < labels; d++) {
        struct str label;
        if (!lens_label(&t->g->lenses[d], t->f->store, r->codes[d], &label, t->f->arena, e))
            return false;
        row[d] = cell_str(label);
    }
    grouping_quantiles(t->g, &r->group, 1, shown_quantiles, 2, quantiles_us);
    fill_costs(row + labels, &t->g->groups[r->group].sums, &t->f->total, quantiles_us);
    return true;
}

static void add_other(struct by_table *t, const struct ranked *rest, int64_t count)
{
    struct cell *row = table_row(t->table);
    int64_t quantiles_us[2];
    struct sums sums = {0};
    int64_t *groups = ARENA_ARRAY(t->f->arena, int64_t, (size_t)count);
    for (int64_t i = 0; i < count; i++) {
        groups[i] = rest[i].group;
        sums_add(&sums, &t->g->groups[groups[i]].sums);
    }
    for (int d = 0; d < t->g->crossing.count; d++)
        row[d] = cell_str(S("(other)"));
    grouping_quantiles(t->g, groups, count, shown_quantiles, 2, quantiles_us);
    fill_costs(row + t->g->crossing.count, &sums, &t->f->total, quantiles_us);
    table_note(t->table, str_fmt(t->f->arena, "(other) is %lld more rows", (long long)count));
}

static struct table *new_by_table(struct grouping *g, struct answer *out)
{
    struct spec specs[LABELS_MAX + COST_SPECS];
    struct str name = {"", 0};
    int n = 0;
    for (; n < g->crossing.count; n++) {
        const char *dimension = dimension_table[g->crossing.dims[n]].name;
        specs[n] = (struct spec){dimension, dimension, UNIT_TEXT, EVIDENCE_MEASURED, true};
        name = str_fmt(out->arena, "%.*s%s%s", STR_ARG(name), n ? "," : "", dimension);
    }
    for (int i = 0; i < COST_SPECS; i++)
        specs[n + i] = cost_specs[i];
    const char *title = str_fmt(out->arena, "By %.*s", STR_ARG(name)).ptr;
    struct table *t = figures_table(out, "by", title, specs, n + COST_SPECS);
    t->dimension = name;
    return t;
}

bool figures_by(struct findings *f, struct grouping *g, struct answer *out, struct err *e)
{
    struct by_table t = {f, g, new_by_table(g, out)};
    struct ranked *rows = NULL;
    if (!figures_rank(f, g, &rows, e))
        return false;
    int64_t top = f->question->top;
    // A row "(other)" for a single group would hide its name and save no line.
    int64_t shown = top && g->count > top + 1 ? top : g->count;
    if (dimension_table[g->crossing.dims[0]].is_time)
        qsort(rows, (size_t)shown, sizeof *rows, by_label);
    if (dimension_table[g->crossing.dims[0]].is_cycle)
        qsort(rows, (size_t)shown, sizeof *rows, by_code);
    for (int64_t i = 0; i < shown; i++)
        if (!add_row(&t, &rows[i], e))
            return false;
    if (shown < g->count)
        add_other(&t, rows + shown, g->count - shown);
    return true;
}

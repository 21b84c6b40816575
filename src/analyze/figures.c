// figures.c - see figures.h.
#include "analyze/figures.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

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

struct table *figures_by_table(struct answer *out, const struct crossing *by,
                               const struct spec *specs, int count)
{
    struct spec all[CROSSING_LABELS_MAX + FIGURES_SPECS_MAX];
    struct str name = {"", 0};
    int n = 0;
    assert(count <= FIGURES_SPECS_MAX);
    for (; n < by->count; n++) {
        const char *dimension = dimension_table[by->dims[n]].name;
        all[n] = (struct spec){dimension, dimension, UNIT_TEXT, EVIDENCE_MEASURED, true};
        name = str_fmt(out->arena, "%.*s%s%s", STR_ARG(name), n ? "," : "", dimension);
    }
    for (int i = 0; i < count; i++)
        all[n + i] = specs[i];
    const char *title = str_fmt(out->arena, "By %.*s", STR_ARG(name)).ptr;
    struct table *t = figures_table(out, "by", title, all, n + count);
    t->dimension = name;
    return t;
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

static int by_cost(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;
    int order = crossing_number_compare(b->cost_nusd, a->cost_nusd);
    if (!order)
        order = crossing_number_compare(b->requests, a->requests);
    return order ? order : crossing_row_compare(&a->name, &b->name);
}

// By the first dimension, then the second; codes of times are instants, so unknown ones come first.
static int by_label(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;
    int order = crossing_label_compare(a->name.labels[0], b->name.labels[0]);
    return order ? order : by_cost(left, right);
}

// By the code of the first dimension, unknown ones last.
static int by_code(const void *left, const void *right)
{
    const struct ranked *a = left;
    const struct ranked *b = right;
    int64_t code_a = a->name.codes[0], code_b = b->name.codes[0];
    bool is_a = code_a != UNKNOWN, is_b = code_b != UNKNOWN;
    int order = is_a && is_b ? crossing_number_compare(code_a, code_b) : is_b - is_a;
    return order ? order : by_cost(left, right);
}

static struct crossing_names names_of(struct findings *f, const struct grouping *g)
{
    return (struct crossing_names){&g->crossing, g->lenses, f->store, f->arena};
}

bool figures_rank(struct findings *f, const struct grouping *g, struct ranked **out, struct err *e)
{
    struct crossing_names names = names_of(f, g);
    struct ranked *rows = ARENA_ARRAY(f->arena, struct ranked, (size_t)g->count + 1);
    for (int64_t i = 0; i < g->count; i++) {
        const struct group *group = &g->groups[i];
        rows[i] = (struct ranked){
            .group = i,
            .cost_nusd = group->sums.cost_nusd,
            .requests = group->sums.requests,
            .name.codes = {group->codes[0], group->codes[1]},
        };
        if (!crossing_row_name(&names, &rows[i].name, e))
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
    struct crossing_names names = names_of(t->f, t->g);
    if (!crossing_row_cells(&names, &r->name, row, e))
        return false;
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
    crossing_row_other(&t->g->crossing, row);
    grouping_quantiles(t->g, groups, count, shown_quantiles, 2, quantiles_us);
    fill_costs(row + t->g->crossing.count, &sums, &t->f->total, quantiles_us);
    table_note(t->table, str_fmt(t->f->arena, "(other) is %lld more rows", (long long)count));
}

bool figures_by(struct findings *f, struct grouping *g, struct answer *out, struct err *e)
{
    struct by_table t = {f, g, figures_by_table(out, &g->crossing, cost_specs, COST_SPECS)};
    struct ranked *rows = NULL;
    if (!figures_rank(f, g, &rows, e))
        return false;
    int64_t shown = crossing_rows_shown(g->count, f->question->top);
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

// comparison.c - see comparison.h.
#include "analyze/comparison.h"

#include <stdlib.h>

#include "analyze/figures.h"
#include "analyze/period_figures.h"
#include "analyze/spending.h"
#include "analyze/statement.h"
#include "base/time.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

// The columns of a change, behind its labels.
enum { C_BEFORE, C_AFTER, C_CHANGE, C_SHARE, C_ONLY, C_CAUSES };
static const struct spec change_specs[] = {
    [C_BEFORE] = {"before_usd", "before", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [C_AFTER] = {"after_usd", "after", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [C_CHANGE] = {"change_usd", "change", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [C_SHARE] = {"change_share", "change %", UNIT_SHARE, EVIDENCE_MODELLED, false},
    [C_ONLY] = {"only", "new or gone", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [C_CAUSES + CAUSE_VOLUME] = {"volume_usd", "volume", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [C_CAUSES + CAUSE_MIX] = {"mix_usd", "mix", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [C_CAUSES + CAUSE_PROMPT] = {"prompt_usd", "prompt", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [C_CAUSES + CAUSE_OUTPUT] = {"output_usd", "output", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [C_CAUSES + CAUSE_CACHE] = {"cache_usd", "cache", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [C_CAUSES + CAUSE_PRICE] = {"price_usd", "price", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [C_CAUSES + CAUSE_REST] = {"rest_usd", "rest", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"requests_before", "requests before", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"requests_after", "requests after", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"unpriced_before", NULL, UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"unpriced_after", NULL, UNIT_COUNT, EVIDENCE_MEASURED, false},
};
enum { C_REQUESTS = C_CAUSES + CAUSES };

// Requests of the two periods, counted.
struct comparing {
    const struct period *periods;
    struct question questions[2];
    struct findings sides[2];
    struct spending spending;
    struct arena *arena;
};

static bool has_times(const struct question *q, struct err *e)
{
    for (int i = 0; i < q->by_count; i++)
        for (int d = 0; d < q->by[i].count; d++)
            if (dimension_table[q->by[i].dims[d]].is_time)
                return !err_set(e, ERR_USAGE, "--by %s: two periods have no %s in common",
                                dimension_table[q->by[i].dims[d]].name,
                                dimension_table[q->by[i].dims[d]].name);
    return false;
}

static bool collect(struct comparing *c, struct store *s, const struct question *q, struct err *e)
{
    struct counting counting = {
        .crossings = q->by,
        .crossing_count = q->by_count,
        .each_sums = spending_add,
        .each_sums_self = &c->spending,
    };
    spending_init(&c->spending, q, c->arena);
    if (!spending_open(&c->spending, s, e))
        return false;
    for (int side = 0; side < 2; side++) {
        c->questions[side] = *q;
        c->questions[side].since_us = c->periods[side].since_us;
        c->questions[side].until_us = c->periods[side].until_us;
        c->spending.side = side;
        if (!findings_collect(&c->sides[side], s, &c->questions[side], &counting, c->arena, e))
            return false;
    }
    spending_finish(&c->spending);
    return true;
}

// Requests without a price alone have no cost that is known.
static struct cell cost_of(const struct spent *s)
{
    struct sums sums = {
        .requests = s->requests,
        .errors = s->errors,
        .unpriced_requests = s->unpriced,
        .cost_nusd = s->cost_nusd,
    };
    return figures_cost(&sums);
}

static void fill_change(struct cell *row, const struct spent sides[2], const int64_t causes[CAUSES])
{
    const struct spent *a = &sides[0], *b = &sides[1];
    int64_t change = b->cost_nusd - a->cost_nusd;
    row[C_BEFORE] = cost_of(a);
    row[C_AFTER] = cost_of(b);
    // Nothing is known of a change between unknown costs.
    bool is_known = !row[C_BEFORE].is_null || !row[C_AFTER].is_null;
    row[C_CHANGE] = cell_int(is_known ? change : UNKNOWN);
    row[C_SHARE] = figures_ratio(change, a->cost_nusd);
    if (!a->requests || !b->requests)
        row[C_ONLY] = cell_str(a->requests ? S("gone") : b->requests ? S("new") : (struct str){0});
    for (int i = 0; i < CAUSES; i++)
        row[C_CAUSES + i] = cell_int(is_known ? causes[i] : UNKNOWN);
    row[C_REQUESTS] = cell_int(a->requests);
    row[C_REQUESTS + 1] = cell_int(b->requests);
    row[C_REQUESTS + 2] = cell_int(a->unpriced);
    row[C_REQUESTS + 3] = cell_int(b->unpriced);
}

static void add_spent(struct spent *into, const struct spent *other)
{
    into->requests += other->requests;
    into->errors += other->errors;
    into->unpriced += other->unpriced;
    into->cost_nusd += other->cost_nusd;
}

static void add_totals(const struct comparing *c, struct answer *out)
{
    struct spent sides[2] = {{0}, {0}};
    int64_t causes[CAUSES];
    const struct spending *s = &c->spending;
    for (size_t i = 0; i < s->cells.len; i++)
        for (int side = 0; side < 2; side++)
            add_spent(&sides[side], &s->pairs[i].sides[side].sum);
    substitution_explain(s->pairs, (int64_t)s->cells.len, causes);
    struct spec specs[COUNT(change_specs)];
    for (int i = 0; i < COUNT(specs); i++)
        specs[i] = change_specs[i];
    specs[C_ONLY].title = NULL;
    fill_change(figures_object(out, "totals", "Change", specs, COUNT(specs)), sides, causes);
}

// A row of a split in the order of its table.
struct compared_row {
    int64_t row, change_nusd, after_nusd;
    struct crossing_row name;
};

static int64_t magnitude(int64_t n)
{
    return n < 0 ? -n : n;
}

static int by_change(const void *left, const void *right)
{
    const struct compared_row *a = left;
    const struct compared_row *b = right;
    int order = crossing_number_compare(magnitude(b->change_nusd), magnitude(a->change_nusd));
    if (!order)
        order = crossing_number_compare(b->after_nusd, a->after_nusd);
    return order ? order : crossing_row_compare(&a->name, &b->name);
}

static struct crossing_names names_of(const struct comparing *c, const struct spending_split *split)
{
    return (struct crossing_names){&split->crossing, split->lenses, c->sides[0].store, c->arena};
}

static bool rank(const struct comparing *c, const struct spending_split *split,
                 struct compared_row **out, struct err *e)
{
    struct crossing_names names = names_of(c, split);
    struct compared_row *rows =
        ARENA_ARRAY(c->arena, struct compared_row, (size_t)split->row_count + 1);
    for (int64_t i = 0; i < split->row_count; i++) {
        const struct spending_row *r = &split->rows[i];
        rows[i] = (struct compared_row){
            .row = i,
            .change_nusd = r->sides[1].cost_nusd - r->sides[0].cost_nusd,
            .after_nusd = r->sides[1].cost_nusd,
            .name.codes = {r->codes[0], r->codes[1]},
        };
        if (!crossing_row_name(&names, &rows[i].name, e))
            return false;
    }
    qsort(rows, (size_t)split->row_count, sizeof *rows, by_change);
    *out = rows;
    return true;
}

static bool add_row(const struct comparing *c, const struct spending_split *split,
                    const struct compared_row *ranked, struct table *t, struct err *e)
{
    struct cell *cells = table_row(t);
    int64_t causes[CAUSES];
    int labels = split->crossing.count;
    struct crossing_names names = names_of(c, split);
    if (!crossing_row_cells(&names, &ranked->name, cells, e))
        return false;
    spending_explain(&c->spending, split, ranked->row, causes);
    fill_change(cells + labels, split->rows[ranked->row].sides, causes);
    return true;
}

// What the rows that are not shown add up to.
static void add_other(const struct comparing *c, const struct spending_split *split,
                      const struct compared_row *rest, int64_t count, struct table *t)
{
    struct spent sides[2] = {{0}, {0}};
    int64_t causes[CAUSES] = {0};
    for (int64_t i = 0; i < count; i++) {
        int64_t of_row[CAUSES];
        spending_explain(&c->spending, split, rest[i].row, of_row);
        for (int k = 0; k < CAUSES; k++)
            causes[k] += of_row[k];
        for (int side = 0; side < 2; side++)
            add_spent(&sides[side], &split->rows[rest[i].row].sides[side]);
    }
    struct cell *cells = table_row(t);
    crossing_row_other(&split->crossing, cells);
    fill_change(cells + split->crossing.count, sides, causes);
    table_note(t, str_fmt(c->arena, "(other) is %lld more rows", (long long)count));
}

static bool add_split(const struct comparing *c, const struct spending_split *split, int64_t top,
                      struct answer *out, struct err *e)
{
    struct table *t = figures_by_table(out, &split->crossing, change_specs, COUNT(change_specs));
    struct compared_row *rows = NULL;
    if (!rank(c, split, &rows, e))
        return false;
    int64_t shown = crossing_rows_shown(split->row_count, top);
    for (int64_t i = 0; i < shown; i++)
        if (!add_row(c, split, &rows[i], t, e))
            return false;
    if (shown < split->row_count)
        add_other(c, split, rows + shown, split->row_count - shown, t);
    return true;
}

static struct str length_text(int64_t us, struct arena *a)
{
    bool is_days = us % US_PER_DAY == 0;
    int64_t n = us / (is_days ? US_PER_DAY : US_PER_MINUTE);
    return str_fmt(a, "%lld %s%s", (long long)n, is_days ? "day" : "minute", n == 1 ? "" : "s");
}

static void add_notes(struct comparing *c, struct answer *out)
{
    const struct period *p = c->periods;
    const struct question *q = &c->questions[0];
    struct arena *a = out->arena;
    int64_t lengths[2] = {p[0].until_us - p[0].since_us, p[1].until_us - p[1].since_us};
    answer_note(out, S("causes one after the other, in this order; mix: models and features; rest: "
                       "tiers, surcharges, searches"));
    if (lengths[0] != lengths[1])
        answer_note(
            out, str_fmt(a, "the periods are not alike: %.*s and %.*s, so volume changes, too",
                         STR_ARG(length_text(lengths[0], a)), STR_ARG(length_text(lengths[1], a))));
    int64_t unpriced[2] = {c->sides[0].total.unpriced_requests,
                           c->sides[1].total.unpriced_requests};
    if (unpriced[0] || unpriced[1])
        answer_note(out, str_fmt(a,
                                 "requests without a price are in no amount: %lld before, %lld "
                                 "after",
                                 (long long)unpriced[0], (long long)unpriced[1]));
    answer_note(out, str_fmt(a, "zone %.*s%s%.*s", STR_ARG(q->zone),
                             q->filter->text.len ? "; only " : "", STR_ARG(q->filter->text)));
    // How complete the prices are, of both periods.
    struct findings both = c->sides[1];
    sums_add(&both.total, &c->sides[0].total);
    statement_completeness(&both, out);
}

static bool answer_all(struct comparing *c, struct store *s, const struct question *q,
                       struct answer *out, int64_t *requests, struct err *e)
{
    if (!collect(c, s, q, e))
        return false;
    struct findings whole = c->sides[1];
    struct question spanning = *q;
    spanning.since_us = c->periods[0].since_us;
    spanning.until_us = c->periods[1].until_us;
    if (c->periods[1].since_us < c->periods[0].since_us) {
        spanning.since_us = c->periods[1].since_us;
        spanning.until_us = c->periods[0].until_us;
    }
    whole.question = &spanning;
    statement_range(&whole, out);
    period_figures_add(c->sides, c->periods, out);
    add_totals(c, out);
    for (int i = 0; i < q->by_count; i++)
        if (!add_split(c, &c->spending.splits[i], q->top, out, e))
            return false;
    add_notes(c, out);
    *requests = c->sides[0].total.requests + c->sides[1].total.requests;
    return true;
}

bool comparison_answer(struct store *s, const struct question *q, const struct period periods[2],
                       struct answer *out, int64_t *requests, struct err *e)
{
    struct comparing c = {.periods = periods, .arena = out->arena};
    if (has_times(q, e))
        return false;
    bool ok = answer_all(&c, s, q, out, requests, e);
    spending_release(&c.spending);
    return ok;
}

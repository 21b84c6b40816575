// period_figures.c - see period_figures.h.
#include "analyze/period_figures.h"

#include <math.h>

#include "analyze/figures.h"

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static const struct spec period_specs[] = {
    {"period", "", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"since", "since", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"until", "until", UNIT_TIME_US, EVIDENCE_MEASURED, false},
};

static const struct spec figure_specs[] = {
    {"figure", NULL, UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"name", "", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"before", "before", UNIT_CELL, EVIDENCE_MEASURED, false},
    {"after", "after", UNIT_CELL, EVIDENCE_MEASURED, false},
    {"change_share", "change %", UNIT_SHARE, EVIDENCE_MEASURED, false},
};

static int64_t written(const struct sums *s)
{
    return s->tok[TOK_CACHE_WRITE_5M] + s->tok[TOK_CACHE_WRITE_1H];
}

static void add_periods(const struct period periods[2], struct answer *out)
{
    struct table *t = figures_table(out, "periods", "Periods", period_specs, COUNT(period_specs));
    for (int side = 0; side < 2; side++) {
        struct cell *row = table_row(t);
        row[0] = cell_str(side ? S("after") : S("before"));
        row[1] = cell_int(periods[side].since_us);
        row[2] = cell_int(periods[side].until_us);
    }
}

// `key` as programs read it, `name` as people do.
static void add_figure(struct table *t, const char *key, const char *name, struct cell sides[2])
{
    struct cell *row = table_row(t);
    int64_t before = sides[0].i;
    bool is_known = !sides[0].is_null && !sides[1].is_null;
    row[0] = cell_str(str_of(key));
    row[1] = cell_str(str_of(name));
    row[2] = sides[0];
    row[3] = sides[1];
    row[4] = is_known ? figures_ratio(sides[1].i - before, before) : cell_double(NAN);
}

static void add_figures(const struct findings sides[2], struct answer *out)
{
    struct table *t = figures_table(out, "figures", "Figures", figure_specs, COUNT(figure_specs));
    const struct sums *s[2] = {&sides[0].total, &sides[1].total};
    struct cell cost[2] = {figures_cost(s[0]), figures_cost(s[1])};
    for (int side = 0; side < 2; side++) {
        cost[side].unit = UNIT_NUSD;
        cost[side].evidence = EVIDENCE_MODELLED;
    }
    add_figure(t, "cost_usd", "cost", cost);
    const struct {
        const char *key, *name;
        enum unit unit;
        int64_t sides[2];
    } counts[] = {
        {"requests", "requests", UNIT_COUNT, {s[0]->requests, s[1]->requests}},
        {"errors", "errors", UNIT_COUNT, {s[0]->errors, s[1]->errors}},
        {"unpriced_requests",
         "unpriced",
         UNIT_COUNT,
         {s[0]->unpriced_requests, s[1]->unpriced_requests}},
        {"input_tok", "input tok", UNIT_TOKENS, {s[0]->tok[TOK_INPUT], s[1]->tok[TOK_INPUT]}},
        {"cache_read_tok",
         "read tok",
         UNIT_TOKENS,
         {s[0]->tok[TOK_CACHE_READ], s[1]->tok[TOK_CACHE_READ]}},
        {"cache_write_tok", "write tok", UNIT_TOKENS, {written(s[0]), written(s[1])}},
        {"output_tok", "output tok", UNIT_TOKENS, {s[0]->tok[TOK_OUTPUT], s[1]->tok[TOK_OUTPUT]}},
    };
    for (int i = 0; i < COUNT(counts); i++) {
        struct cell both[2] = {cell_int(counts[i].sides[0]), cell_int(counts[i].sides[1])};
        both[0].unit = both[1].unit = counts[i].unit;
        add_figure(t, counts[i].key, counts[i].name, both);
    }
}

void period_figures_add(const struct findings sides[2], const struct period periods[2],
                        struct answer *out)
{
    add_periods(periods, out);
    add_figures(sides, out);
}

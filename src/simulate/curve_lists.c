// curve_lists.c - see curve_lists.h.
#include "simulate/curve_lists.h"

#include "simulate/table_spec.h"

static const struct column_spec x_specs[] = {{"x", "x", UNIT_NUMBER, EVIDENCE_ASSUMED, false}};
static const struct column_spec y_specs[CURVE_WEIGHTS][1] = {
    {{"hits", "hits", UNIT_COUNT, EVIDENCE_MODELLED, false}},
    {{"saved_usd", "saved", UNIT_NUSD, EVIDENCE_MODELLED, false}},
    {{"saved_tok", "tokens", UNIT_TOKENS, EVIDENCE_MODELLED, false}},
    {{"saved_ms", "time", UNIT_MS, EVIDENCE_MODELLED, false}},
};

void curve_lists_init(struct curve_lists *l, bool is_hits_only, bool has_price, struct arena *a)
{
    *l = (struct curve_lists){.is_hits_only = is_hits_only, .has_price = has_price, .arena = a};
}

static struct curve_list *list_of(struct curve_lists *l, struct str name, struct str feature)
{
    for (int i = l->count - 1; i >= 0; i--) {
        struct curve_list *known = &l->lists[i];
        bool is_same_feature =
            !known->feature.ptr == !feature.ptr && str_eq(known->feature, feature);
        if (is_same_feature && str_eq(known->name, name))
            return known;
    }
    if (l->count == l->cap) {
        int cap = l->cap ? l->cap * 2 : 8;
        l->lists = arena_grow(l->arena, l->lists, (size_t)l->cap * sizeof *l->lists,
                              (size_t)cap * sizeof *l->lists);
        l->cap = cap;
    }
    struct curve_list *added = &l->lists[l->count++];
    *added = (struct curve_list){.name = name, .feature = feature};
    added->x = table_of_specs(l->arena, "x", NULL, x_specs, 1);
    for (int i = 0; i < CURVE_WEIGHTS; i++)
        added->y[i] = table_of_specs(l->arena, "y", NULL, y_specs[i], 1);
    return added;
}

void curve_lists_point(struct curve_lists *l, struct str name, struct str feature, double x,
                       const struct saving *at)
{
    struct curve_list *list = list_of(l, name, feature);
    table_row(list->x)[0] = cell_double(x);
    table_row(list->y[0])[0] = cell_int(at->requests);
    table_row(list->y[1])[0] = cell_int(saving_nusd(at, l->has_price));
    table_row(list->y[2])[0] = cell_int(at->tok);
    table_row(list->y[3])[0] = cell_double((double)at->latency_us / 1e3);
}

static const struct column_spec curve_specs[] = {
    {"name", NULL, UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"feature", NULL, UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"x", NULL, UNIT_TABLE, EVIDENCE_ASSUMED, false},
    {"y", NULL, UNIT_TABLE, EVIDENCE_MODELLED, false},
};

void curve_lists_add(const struct curve_lists *l, struct answer *out)
{
    struct table *t = table_of_specs(out->arena, "curves", NULL, curve_specs, 4);
    for (int i = 0; i < l->count; i++)
        for (int w = 0; w < CURVE_WEIGHTS; w++) {
            const struct curve_list *list = &l->lists[i];
            bool is_of_calls = w == 1 || w == 3;
            if (l->is_hits_only && is_of_calls)
                continue;
            struct cell *row = table_row(t);
            row[0] =
                cell_str(str_fmt(out->arena, "%.*s_%s", STR_ARG(list->name), y_specs[w][0].key));
            row[1] = cell_str(list->feature);
            row[2] = cell_table(list->x);
            row[3] = cell_table(list->y[w]);
        }
    answer_add(out, t);
}

// model_sums.c - see model_sums.h.
#include "simulate/model_sums.h"

#include <stdlib.h>

void model_sums_init(struct model_sums *m, const struct simulation *sim)
{
    m->count = sim->model_count;
    m->sums = ARENA_ARRAY(sim->arena, struct model_sum, m->count);
}

void model_sums_add(struct model_sums *m, uint32_t model, int64_t before_nusd, int64_t after_nusd,
                    bool is_changed)
{
    struct model_sum *sum = &m->sums[model];
    sum->requests++;
    sum->changed += is_changed;
    if (before_nusd == UNKNOWN || after_nusd == UNKNOWN) {
        sum->unpriced++;
        return;
    }
    sum->before_nusd += before_nusd;
    sum->after_nusd += after_nusd;
}

static int by_cost(const void *left, const void *right)
{
    const struct model_sum *a = *(const struct model_sum *const *)left;
    const struct model_sum *b = *(const struct model_sum *const *)right;
    if (a->before_nusd != b->before_nusd)
        return a->before_nusd > b->before_nusd ? -1 : 1;
    return (a > b) - (a < b);
}

enum { PROVIDER, MODEL, REQUESTS, CHANGED, BEFORE, AFTER, SAVED, UNPRICED, COLUMNS };

static void fill_row(struct cell *row, const struct model_sum *sum, const struct model_name *name)
{
    bool has_price = sum->unpriced < sum->requests;
    row[PROVIDER] = cell_str(name->provider);
    row[MODEL] = cell_str(model_name_text(name));
    row[REQUESTS] = cell_int(sum->requests);
    row[CHANGED] = cell_int(sum->changed);
    row[BEFORE] = cell_int(has_price ? sum->before_nusd : UNKNOWN);
    row[AFTER] = cell_int(has_price ? sum->after_nusd : UNKNOWN);
    row[SAVED] = cell_int(has_price ? sum->before_nusd - sum->after_nusd : UNKNOWN);
    row[UNPRICED] = cell_int(sum->unpriced);
}

struct table *model_sums_table(const struct model_sums *m, const char *key, const char *title,
                               const char *changed, const struct simulation *sim)
{
    const struct column columns[COLUMNS] = {
        [PROVIDER] = {S("provider"), S("provider"), UNIT_TEXT, EVIDENCE_MEASURED, true},
        [MODEL] = {S("model"), S("model"), UNIT_TEXT, EVIDENCE_MEASURED, true},
        [REQUESTS] = {S("requests"), S("requests"), UNIT_COUNT, EVIDENCE_MEASURED, false},
        [CHANGED] = {str_of(changed), str_of(changed), UNIT_COUNT, EVIDENCE_MEASURED, false},
        [BEFORE] = {S("before_usd"), S("before"), UNIT_NUSD, EVIDENCE_MODELLED, false},
        [AFTER] = {S("after_usd"), S("after"), UNIT_NUSD, EVIDENCE_MODELLED, false},
        [SAVED] = {S("saved_usd"), S("saved"), UNIT_NUSD, EVIDENCE_MODELLED, false},
        [UNPRICED] = {S("unpriced_requests"), S("unpriced"), UNIT_COUNT, EVIDENCE_MEASURED, false},
    };
    struct table *t = table_new(sim->arena, str_of(key), str_of(title), columns, COLUMNS);
    struct arena scratch = {0};
    const struct model_sum **order = ARENA_ARRAY(&scratch, const struct model_sum *, m->count);
    size_t n = 0;
    for (uint32_t i = 0; i < m->count; i++)
        if (m->sums[i].requests)
            order[n++] = &m->sums[i];
    qsort(order, n, sizeof(*order), by_cost);
    for (size_t i = 0; i < n; i++)
        fill_row(table_row(t), order[i], &sim->models[order[i] - m->sums]);
    arena_release(&scratch);
    return t;
}

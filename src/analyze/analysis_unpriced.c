// analysis_unpriced.c - models that the price book does not know: their cost is in no sum.
#include "analyze/analysis.h"
#include "analyze/figures.h"

static const struct crossing by_provider_and_model = {{DIM_PROVIDER, DIM_MODEL}, 2};

static const struct spec specs[] = {
    {"provider", "provider", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"model", "model", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"requests", "requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"tokens", "tokens", UNIT_TOKENS, EVIDENCE_MEASURED, false},
};

static bool run(struct findings *f, struct answer *out, struct err *e)
{
    const struct grouping *g = findings_grouping(f, by_provider_and_model);
    struct ranked *rows = NULL;
    if (!figures_rank(f, g, &rows, e))
        return false;
    struct table *t = figures_table(out, "unpriced", "Models without a price", specs,
                                    (int)(sizeof specs / sizeof *specs));
    for (int64_t i = 0; i < g->count; i++) {
        const struct sums *sums = &g->groups[rows[i].group].sums;
        if (!sums->unpriced_requests)
            continue;
        struct cell *row = table_row(t);
        row[0] = cell_str(rows[i].name.labels[0]);
        row[1] = cell_str(rows[i].name.labels[1]);
        row[2] = cell_int(sums->unpriced_requests);
        row[3] = cell_int(sums->unpriced_tok);
    }
    if (t->row_count)
        table_note(t, S("their cost is in no sum; toll prices import FILE, then toll reprice"));
    return true;
}

const struct analysis analysis_unpriced = {
    .name = "unpriced",
    .summary = "models that the price book does not know",
    .rank = 60,
    .is_default = true,
    .crossings = &by_provider_and_model,
    .crossing_count = 1,
    .run = run,
};

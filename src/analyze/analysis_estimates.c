// analysis_estimates.c - how much of the answer rests on token counts that no log gave.
#include "analyze/analysis.h"
#include "analyze/figures.h"

static const struct crossing by_model = {{DIM_MODEL, DIM_MODEL}, 1};

static const struct spec specs[] = {
    {"model", "model", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"requests", "requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"estimated_requests", "with estimated tokens", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"estimated_share", "share", UNIT_SHARE, EVIDENCE_MEASURED, false},
};

static bool run(struct findings *f, struct answer *out, struct err *e)
{
    const struct grouping *g = findings_grouping(f, by_model);
    struct ranked *rows = NULL;
    if (!figures_rank(f, g, &rows, e))
        return false;
    // Most logs have all counts: then there is nothing to show people.
    const char *title = f->total.estimated_requests ? "Estimated tokens" : NULL;
    struct table *t =
        figures_table(out, "estimates", title, specs, (int)(sizeof specs / sizeof *specs));
    for (int64_t i = 0; i < g->count; i++) {
        const struct sums *s = &g->groups[rows[i].group].sums;
        if (!s->estimated_requests)
            continue;
        struct cell *row = table_row(t);
        row[0] = cell_str(rows[i].name.labels[0]);
        row[1] = cell_int(s->requests);
        row[2] = cell_int(s->estimated_requests);
        row[3] = figures_ratio(s->estimated_requests, s->requests);
    }
    if (t->row_count)
        table_note(t, S("ratios and errors of the estimates: toll query calibration"));
    return true;
}

const struct analysis analysis_estimates = {
    .name = "estimates",
    .summary = "requests whose tokens the log lacks and toll estimated",
    .rank = 64,
    .is_default = true,
    .crossings = &by_model,
    .crossing_count = 1,
    .run = run,
};

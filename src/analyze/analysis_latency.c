// analysis_latency.c - percentiles of the duration of calls, by model.
#include "analyze/analysis.h"
#include "analyze/figures.h"

static const struct crossing by_model = {{DIM_MODEL, DIM_MODEL}, 1};
static const double shares[] = {0.50, 0.90, 0.95, 0.99};
enum { SHARES = sizeof shares / sizeof *shares };

static const struct spec specs[] = {
    {"model", "model", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"requests", "requests timed", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"mean_ms", "mean ms", UNIT_MS, EVIDENCE_MEASURED, false},
    {"p50_ms", "p50 ms", UNIT_MS, EVIDENCE_MEASURED, false},
    {"p90_ms", "p90 ms", UNIT_MS, EVIDENCE_MEASURED, false},
    {"p95_ms", "p95 ms", UNIT_MS, EVIDENCE_MEASURED, false},
    {"p99_ms", "p99 ms", UNIT_MS, EVIDENCE_MEASURED, false},
};

static struct cell mean_ms(const struct sums *s)
{
    return figures_ms(s->latency_requests ? s->latency_us / s->latency_requests : UNKNOWN);
}

static bool run(struct findings *f, struct answer *out, struct err *e)
{
    struct grouping *g = findings_grouping(f, by_model);
    struct ranked *rows = NULL;
    int count = (int)(sizeof specs / sizeof *specs);
    if (!figures_rank(f, g, &rows, e))
        return false;
    struct table *t = figures_table(out, "latency", "Latency by model", specs, count);
    int64_t top = f->question->top ? f->question->top : g->count;
    for (int64_t i = 0; i < g->count && t->row_count < top; i++) {
        const struct sums *sums = &g->groups[rows[i].group].sums;
        int64_t us[SHARES];
        if (!sums->latency_requests)
            continue;
        grouping_quantiles(g, &rows[i].group, 1, shares, SHARES, us);
        struct cell *row = table_row(t);
        row[0] = cell_str(rows[i].name.labels[0]);
        row[1] = cell_int(sums->latency_requests);
        row[2] = mean_ms(sums);
        for (int k = 0; k < SHARES; k++)
            row[3 + k] = figures_ms(us[k]);
    }
    table_note(t, S("percentiles are within 1 % (counted in buckets 1 % wide)"));
    return true;
}

const struct analysis analysis_latency = {
    .name = "latency",
    .summary = "percentiles of the duration of calls, by model",
    .rank = 50,
    .is_default = true,
    .crossings = &by_model,
    .crossing_count = 1,
    .run = run,
};

// analysis_drift.c - where the costs in the log and those of the price book part.
#include "analyze/analysis.h"
#include "analyze/figures.h"

static const struct crossing by_provider_and_model = {{DIM_PROVIDER, DIM_MODEL}, 2};

static const struct spec specs[] = {
    {"provider", "provider", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"model", "model", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"requests", "requests with a logged cost", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"logged_cost_usd", "logged", UNIT_NUSD, EVIDENCE_MEASURED, false},
    {"book_cost_usd", "by the book", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"drift_usd", "logged - book", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"drift_share", "of the book", UNIT_SHARE, EVIDENCE_MODELLED, false},
};

static bool run(struct findings *f, struct answer *out, struct err *e)
{
    const struct grouping *g = findings_grouping(f, by_provider_and_model);
    struct ranked *rows = NULL;
    if (!figures_rank(f, g, &rows, e))
        return false;
    // A log without costs is the usual case: then there is nothing to show people.
    const char *title = f->total.logged_cost_requests ? "Logged cost against the price book" : NULL;
    struct table *t =
        figures_table(out, "drift", title, specs, (int)(sizeof specs / sizeof *specs));
    for (int64_t i = 0; i < g->count; i++) {
        const struct sums *s = &g->groups[rows[i].group].sums;
        if (!s->logged_cost_requests)
            continue;
        // With unpriced requests among them the two sums are not over the same requests.
        bool is_comparable = !s->unpriced_requests;
        int64_t drift_nusd = s->logged_cost_nusd - s->drift_cost_nusd;
        struct cell *row = table_row(t);
        *row++ = cell_str(rows[i].name.labels[0]);
        *row++ = cell_str(rows[i].name.labels[1]);
        *row++ = cell_int(s->logged_cost_requests);
        *row++ = cell_int(s->logged_cost_nusd);
        *row++ = cell_int(is_comparable ? s->drift_cost_nusd : UNKNOWN);
        *row++ = cell_int(is_comparable ? drift_nusd : UNKNOWN);
        *row = is_comparable ? figures_ratio(drift_nusd, s->drift_cost_nusd) : cell_int(UNKNOWN);
    }
    return true;
}

const struct analysis analysis_drift = {
    .name = "drift",
    .summary = "where logged costs and the price book differ",
    .rank = 65,
    .is_default = true,
    .crossings = &by_provider_and_model,
    .crossing_count = 1,
    .run = run,
};

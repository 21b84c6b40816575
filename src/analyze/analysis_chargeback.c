// analysis_chargeback.c - who pays what: each team's cost, share and cost a request.
#include "analyze/analysis.h"
#include "analyze/figures.h"

static const struct crossing by_team = {{DIM_TEAM, DIM_TEAM}, 1};

static const struct spec specs[] = {
    {"team", "team", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"cost_usd", "cost", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"share", "share", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"requests", "requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"cost_per_request_usd", "cost a request", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"logged_cost_usd", "logged cost", UNIT_NUSD, EVIDENCE_MEASURED, false},
    {"unpriced_requests", "unpriced", UNIT_COUNT, EVIDENCE_MEASURED, false},
};

static int64_t cost_per_request(const struct sums *s)
{
    int64_t priced = s->requests - s->unpriced_requests;
    return priced ? (s->cost_nusd + priced / 2) / priced : UNKNOWN;
}

static bool run(struct findings *f, struct answer *out, struct err *e)
{
    const struct grouping *g = findings_grouping(f, by_team);
    struct ranked *rows = NULL;
    if (!figures_rank(f, g, &rows, e))
        return false;
    struct table *t = figures_table(out, "chargeback", "Chargeback by team", specs,
                                    (int)(sizeof specs / sizeof *specs));
    for (int64_t i = 0; i < g->count; i++) {
        const struct sums *s = &g->groups[rows[i].group].sums;
        struct cell *row = table_row(t);
        struct cell cost = figures_cost(s);
        *row++ = cell_str(rows[i].name.labels[0]);
        *row++ = cost;
        *row++ = cost.is_null ? cell_int(UNKNOWN) : figures_ratio(s->cost_nusd, f->total.cost_nusd);
        *row++ = cell_int(s->requests);
        *row++ = cell_int(cost_per_request(s));
        *row++ = cell_int(s->logged_cost_requests ? s->logged_cost_nusd : UNKNOWN);
        *row = cell_int(s->unpriced_requests);
    }
    return true;
}

const struct analysis analysis_chargeback = {
    .name = "chargeback",
    .summary = "cost, share and cost a request of each team",
    .rank = 30,
    .crossings = &by_team,
    .crossing_count = 1,
    .run = run,
};

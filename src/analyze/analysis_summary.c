// analysis_summary.c - how much, of what, for how much money.
#include "analyze/analysis.h"
#include "analyze/figures.h"

static bool run(struct findings *f, struct answer *out, struct err *e)
{
    (void)e;
    figures_totals(f, out);
    return true;
}

const struct analysis analysis_summary = {
    .name = "summary",
    .summary = "requests, tokens, cost, latency in all",
    .rank = 10,
    .is_default = true,
    .run = run,
};

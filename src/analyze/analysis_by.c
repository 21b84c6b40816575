// analysis_by.c - the totals split by each --by.
#include "analyze/analysis.h"
#include "analyze/figures.h"

static bool run(struct findings *f, struct answer *out, struct err *e)
{
    const struct question *q = f->question;
    for (int i = 0; i < q->by_count; i++)
        if (!figures_by(f, findings_grouping(f, q->by[i]), out, e))
            return false;
    return true;
}

const struct analysis analysis_by = {
    .name = "by",
    .summary = "the same by each --by (default: by feature and by model)",
    .rank = 20,
    .is_default = true,
    .run = run,
};

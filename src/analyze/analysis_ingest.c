// analysis_ingest.c - the ledger: what became of every entry of every log.
#include "analyze/analysis.h"
#include "analyze/figures.h"

static const struct spec specs[] = {
    {"lines", "entries read", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"records", "requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"merged", "further parts of a request", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"duplicates", "counted before", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"skipped", "no calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"rejected", "rejected", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"repaired", "repaired", UNIT_COUNT, EVIDENCE_MEASURED, false},
};

static bool run(struct findings *f, struct answer *out, struct err *e)
{
    (void)e;
    const struct ledger *l = &f->stored.ledger;
    struct cell *row = figures_object(out, "ingest", "Log entries (of the whole database)", specs,
                                      (int)(sizeof specs / sizeof *specs));
    *row++ = cell_int(l->lines);
    *row++ = cell_int(l->ends[END_RECORD]);
    *row++ = cell_int(l->ends[END_MERGED]);
    *row++ = cell_int(l->ends[END_DUPLICATE]);
    *row++ = cell_int(l->ends[END_SKIPPED]);
    *row++ = cell_int(l->ends[END_REJECTED]);
    *row = cell_int(l->repaired);
    return true;
}

const struct analysis analysis_ingest = {
    .name = "ingest",
    .summary = "what became of every entry of the logs",
    .rank = 70,
    .is_default = true,
    .run = run,
};

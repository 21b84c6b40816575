// analysis_duplication.c - how many requests were asked before, at four degrees of sameness.
#include "analyze/analysis.h"
#include "analyze/figures.h"

static const struct spec specs[] = {
    {"requests", "requests with content", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"unique_request", "distinct requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"unique_content", "distinct whatever model and parameters", UNIT_COUNT, EVIDENCE_MEASURED,
     false},
    {"unique_normal", "distinct but for case and spaces", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"unique_template", "distinct templates", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"unique_system", "distinct tools and system prompts", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"unique_question", "distinct last user messages", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"duplicate_rate", "repeated requests", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"duplicate_cost_usd", "cost of repeated requests", UNIT_NUSD, EVIDENCE_MODELLED, false},
};

static bool run(struct findings *f, struct answer *out, struct err *e)
{
    (void)e;
    const struct repetition *r = &f->repetition;
    int count = (int)(sizeof specs / sizeof *specs);
    struct cell *row = figures_object(out, "duplication", "Duplication", specs, count);
    int64_t requests = r->with_print[PRINT_REQUEST];
    *row++ = cell_int(requests);
    *row++ = cell_int(r->distinct[PRINT_REQUEST]);
    *row++ = cell_int(r->distinct[PRINT_CONTENT]);
    *row++ = cell_int(r->distinct[PRINT_NORMAL]);
    *row++ = cell_int(r->distinct[PRINT_TEMPLATE]);
    *row++ = cell_int(r->distinct[PRINT_SYSTEM]);
    *row++ = cell_int(r->distinct[PRINT_QUESTION]);
    *row++ = figures_ratio(requests - r->distinct[PRINT_REQUEST], requests);
    *row = cell_int(r->duplicate_cost_nusd);
    if (requests < f->total.requests)
        table_note(out->tables[out->table_count - 1],
                   str_fmt(out->arena,
                           "%lld of %lld requests have no content in the log and are not compared",
                           (long long)(f->total.requests - requests),
                           (long long)f->total.requests));
    return true;
}

const struct analysis analysis_duplication = {
    .name = "duplication",
    .summary = "how many requests were asked before, and what that cost",
    .rank = 40,
    .is_default = true,
    .needs_repetition = true,
    .run = run,
};

// profile_waste.c - money without use, by class, with the overlap of the classes and the requests.
#include "analyze/figures.h"
#include "analyze/profile.h"
#include "analyze/waste.h"

static const struct spec class_specs[] = {
    {"class", "waste", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"title", "", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"calls", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"cost_usd", "cost", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"share", "of all", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"alone_usd", "alone", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"tokens", "tokens", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    {"evidence", "how sure", UNIT_TEXT, EVIDENCE_MEASURED, false},
};

static const struct spec request_specs[] = {
    {"class", "waste", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"id", "id", UNIT_HASH, EVIDENCE_MEASURED, true},
    {"cost_usd", "cost", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"why", "why", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"feature", "feature", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"time", "time", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"model", "model", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"call_usd", "cost of the call", UNIT_NUSD, EVIDENCE_MODELLED, false},
};

static void add_class(struct table *t, const struct waste_class *class,
                      const struct waste_sums *sums, int64_t all_nusd, int64_t alone_nusd)
{
    struct cell *row = table_row(t);
    *row++ = cell_str(str_of(class->name));
    *row++ = cell_str(str_of(class->title));
    *row++ = cell_int(sums->calls);
    *row++ = cell_int(sums->cost_nusd);
    *row++ = figures_ratio(sums->cost_nusd, all_nusd);
    *row++ = cell_int(alone_nusd);
    *row++ = cell_int(sums->tok);
    *row = cell_str(class->is_modelled ? S("modelled") : S("measured"));
}

static void add_classes(const struct waste_found *w, struct answer *out)
{
    static const struct waste_class any = {
        .name = "any",
        .title = "all of them, each call once",
        .is_modelled = true,
    };
    struct table *t =
        figures_table(out, "waste", "Waste (upper bounds that overlap: not to be added)",
                      class_specs, sizeof class_specs / sizeof *class_specs);
    for (int i = 0; i < WASTE_CLASSES; i++)
        add_class(t, &waste_class[i], &w->classes[i], w->cost_nusd, w->alone_nusd[i]);
    add_class(t, &any, &w->any, w->cost_nusd, UNKNOWN);
    for (int i = 0; i < WASTE_CLASSES; i++)
        if (w->classes[i].calls)
            table_note(t,
                       str_fmt(t->arena, "%s: %s", waste_class[i].name, waste_class[i].definition));
    if (w->any.calls)
        table_note(t,
                   S("alone: the cost of calls in no other class; the last row is the only sum"));
    if (w->has_forgotten)
        table_note(t,
                   S("so many sessions or requests go on at once that some were forgotten before "
                     "they came again: retries, tool_loops, unread_writes, duplicates may be "
                     "more or fewer"));
}

static void add_overlap(const struct waste_found *w, struct answer *out)
{
    struct spec specs[1 + WASTE_CLASSES] = {
        {"class", "cost shared by", UNIT_TEXT, EVIDENCE_MEASURED, true},
    };
    for (int i = 0; i < WASTE_CLASSES; i++)
        specs[1 + i] = (struct spec){waste_class[i].name, waste_class[i].name, UNIT_NUSD,
                                     EVIDENCE_MODELLED, false};
    struct table *t =
        figures_table(out, "waste_overlap", "Overlap of the classes", specs, 1 + WASTE_CLASSES);
    for (int i = 0; i < WASTE_CLASSES; i++) {
        if (!w->classes[i].calls)
            continue;
        struct cell *row = table_row(t);
        row[0] = cell_str(str_of(waste_class[i].name));
        for (int k = 0; k < WASTE_CLASSES; k++)
            row[1 + k] = cell_int(w->shared_nusd[i][k]);
    }
    if (t->row_count)
        table_note(t, S("the cost that counts in both classes; a class by itself is its whole "
                        "cost"));
}

static void add_requests(const struct waste_found *w, struct answer *out)
{
    struct table *t = figures_table(out, "waste_requests", "Dearest requests of each class",
                                    request_specs, sizeof request_specs / sizeof *request_specs);
    int64_t left_out = 0;
    for (int i = 0; i < WASTE_CLASSES; i++) {
        left_out += w->classes[i].calls - w->dearest_count[i];
        for (int64_t k = 0; k < w->dearest_count[i]; k++) {
            const struct wasted_request *r = &w->dearest[i][k];
            struct cell *row = table_row(t);
            *row++ = cell_str(str_of(waste_class[i].name));
            *row++ = cell_int((int64_t)r->id);
            *row++ = cell_int(r->cost_nusd);
            *row++ = cell_str(r->why);
            *row++ = cell_str(r->feature);
            *row++ = cell_int(r->ts_us);
            *row++ = cell_str(r->model);
            *row = cell_int(r->whole_nusd);
        }
    }
    if (left_out)
        table_note(t, str_fmt(t->arena,
                              "%lld more of lower or no cost are not listed (of each class a "
                              "third as many as --top, at most %d); toll show ID shows one whole",
                              (long long)left_out, WASTE_REQUESTS_MAX));
}

static bool run(struct profiling *p, struct answer *out, struct err *e)
{
    struct waste_found *w = NULL;
    // Nine classes with --top rows each were more than a person reads.
    if (!waste_collect(p, (p->question->top + 2) / 3, &w, e))
        return false;
    add_classes(w, out);
    add_overlap(w, out);
    add_requests(w, out);
    return true;
}

const struct profile profile_waste = {
    .name = "waste",
    .summary = "retries, failures, cut and empty answers, loops, unread cache writes: as money",
    .rank = 60,
    .run = run,
};

// sim_features.c - see sim_features.h.
#include "simulate/sim_features.h"

#include <math.h>
#include <stdlib.h>

#include "simulate/table_spec.h"

struct cell sim_share_cell(int64_t part_nusd, int64_t whole_nusd)
{
    bool is_known = part_nusd != UNKNOWN && whole_nusd;
    return cell_double(is_known ? (double)part_nusd / (double)whole_nusd : NAN);
}

void sim_cut_rows(struct table *t, int64_t top)
{
    int64_t more = t->row_count - top;
    if (!top || more <= 0 || t->shape != TABLE_ROWS)
        return;
    t->row_count = top;
    table_note(t, str_fmt(t->arena, "and %lld more", (long long)more));
}

// A feature, counted.
struct counted {
    uint32_t feature;
    int64_t requests, priced, unpriced;
    int64_t baseline_nusd, final_nusd;
};

static void count(struct counted *f, uint32_t flags, int64_t cost_nusd)
{
    f->requests++;
    f->unpriced += cost_nusd == UNKNOWN;
    f->priced += cost_nusd != UNKNOWN && !(flags & (COLUMN_ERROR | COLUMN_GATEWAY_HIT));
}

static bool is_priced(const struct counted *f)
{
    return f->priced || !f->unpriced;
}

bool sim_has_price(const struct columns *c)
{
    struct counted all = {0};
    for (int64_t i = 0; i < c->count; i++)
        count(&all, c->flags[i], c->cost_nusd[i]);
    return is_priced(&all);
}

static int dearest_first(const void *x, const void *y)
{
    const struct counted *a = x;
    const struct counted *b = y;
    if (a->baseline_nusd != b->baseline_nusd)
        return a->baseline_nusd > b->baseline_nusd ? -1 : 1;
    if (a->requests != b->requests)
        return a->requests > b->requests ? -1 : 1;
    return (a->feature > b->feature) - (a->feature < b->feature);
}

// Features that have calls; returns how many.
static uint32_t rank(const struct simulation *sim, struct counted *out)
{
    const struct columns *c = sim->columns;
    uint32_t n = 0;
    for (int64_t i = 0; i < c->count; i++)
        count(&out[c->callers[c->caller[i]].feature], c->flags[i], c->cost_nusd[i]);
    for (uint32_t f = 0; f < c->feature_count; f++) {
        struct counted found = out[f];
        found.feature = f;
        found.baseline_nusd = sim->feature_baseline_nusd[f];
        found.final_nusd = sim->feature_final_nusd[f];
        if (found.requests)
            out[n++] = found;
    }
    if (n)
        qsort(out, n, sizeof *out, dearest_first);
    return n;
}

static const struct column_spec feature_specs[] = {
    {"feature", "feature", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"requests", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"baseline_usd", "as billed", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"saved_usd", "saved", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"saved_share", "of its bill", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"final_usd", "remains", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"unpriced_requests", "no price", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"steps", NULL, UNIT_TABLE, EVIDENCE_MODELLED, false},
};
static const struct column_spec feature_step_specs[] = {
    {"feature", "feature", UNIT_GROUP, EVIDENCE_MEASURED, true},
    {"name", "step", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"requests", "calls changed", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"saved_usd", "saved", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"saved_share", "of its bill", UNIT_SHARE, EVIDENCE_MODELLED, false},
};
static const struct column_spec nested_specs[] = {
    {"name", "step", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"strategy", "strategy", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"requests", "calls changed", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"saved_usd", "saved", UNIT_NUSD, EVIDENCE_MODELLED, false},
};

static struct table *nested_steps(const struct simulation *sim, const struct counted *f)
{
    struct table *t = table_of_specs(sim->arena, "steps", NULL, nested_specs, 4);
    for (int i = 0; i < sim->policy->step_count; i++) {
        const struct outcome *o = &sim->outcomes[i];
        struct cell *row = table_row(t);
        row[0] = cell_str(o->step->name);
        row[1] = cell_str(str_of(o->step->strategy->name));
        row[2] = cell_int(o->feature_requests[f->feature]);
        row[3] = cell_int(is_priced(f) ? o->feature_nusd[f->feature] : UNKNOWN);
    }
    return t;
}

static void add_feature(const struct simulation *sim, const struct counted *f, struct cell *row)
{
    int64_t saved_nusd = is_priced(f) ? f->baseline_nusd - f->final_nusd : UNKNOWN;
    row[0] = cell_str(sim->columns->features[f->feature]);
    row[1] = cell_int(f->requests);
    row[2] = cell_int(is_priced(f) ? f->baseline_nusd : UNKNOWN);
    row[3] = cell_int(saved_nusd);
    row[4] = sim_share_cell(saved_nusd, f->baseline_nusd);
    row[5] = cell_int(is_priced(f) ? f->final_nusd : UNKNOWN);
    row[6] = cell_int(f->unpriced);
    row[7] = cell_table(nested_steps(sim, f));
}

static void add_feature_steps(const struct simulation *sim, const struct counted *f,
                              struct table *t)
{
    for (int i = 0; i < sim->policy->step_count; i++) {
        const struct outcome *o = &sim->outcomes[i];
        int64_t saved_nusd = is_priced(f) ? o->feature_nusd[f->feature] : UNKNOWN;
        if (!o->feature_requests[f->feature])
            continue;
        struct cell *row = table_row(t);
        row[0] = cell_str(sim->columns->features[f->feature]);
        row[1] = cell_str(o->step->name);
        row[2] = cell_int(o->feature_requests[f->feature]);
        row[3] = cell_int(saved_nusd);
        row[4] = sim_share_cell(saved_nusd, f->baseline_nusd);
    }
}

void sim_features(const struct simulation *sim, int64_t top, struct answer *out)
{
    struct arena scratch = {0};
    struct counted *features = ARENA_ARRAY(&scratch, struct counted, sim->columns->feature_count);
    uint32_t n = rank(sim, features);
    struct table *by = table_of_specs(out->arena, "by_feature", "By feature", feature_specs,
                                      (int)(sizeof feature_specs / sizeof *feature_specs));
    struct table *steps =
        table_of_specs(out->arena, "feature_steps", "By feature and step", feature_step_specs, 5);
    for (uint32_t i = 0; i < n; i++) {
        add_feature(sim, &features[i], table_row(by));
        add_feature_steps(sim, &features[i], steps);
    }
    arena_release(&scratch);
    sim_cut_rows(by, top);
    sim_cut_rows(steps, top);
    answer_add(out, by);
    if (!steps->row_count)
        steps->title = (struct str){NULL, 0};
    // Of one step it would say the same again.
    if (sim->policy->step_count > 1)
        answer_add(out, steps);
}

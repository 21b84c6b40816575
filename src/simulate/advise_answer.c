// advise_answer.c - see advise_answer.h.
#include "simulate/advise_answer.h"

#include <math.h>

#include "base/buf.h"
#include "simulate/advise_words.h"
#include "simulate/sim_answer.h"
#include "simulate/sim_features.h"
#include "simulate/table_spec.h"

enum { FEATURES_OF = 8 };  // advice whose features are listed
#define DOUBT_MIN 0.25     // of the saving: it is named beside the combination

#define COUNT(array) ((int)(sizeof(array) / sizeof *(array)))

static int64_t best_saved_nusd(const struct advising *v)
{
    return v->has_best ? v->best_run.baseline_nusd - v->best_run.final_nusd : 0;
}

static struct cell month(const struct advising *v, int64_t nusd)
{
    return cell_int(sim_month_nusd(nusd, v->days));
}

static const struct column_spec sum_specs[] = {
    {"baseline_usd", "as billed", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"saved_usd", "saved by the combination", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"final_usd", "what remains", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"saved_share", "saved of what was billed", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"saved_usd_month", "saved in 30 days", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"days", NULL, UNIT_NUMBER, EVIDENCE_MEASURED, false},
    {"requests", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"runs", NULL, UNIT_COUNT, EVIDENCE_MEASURED, false},
};

static void add_sums(const struct advising *v, struct answer *out)
{
    struct table *t =
        table_of_specs(out->arena, "", "What could be saved", sum_specs, COUNT(sum_specs));
    bool is_priced = sim_has_price(v->columns);
    int64_t saved_nusd = is_priced ? best_saved_nusd(v) : UNKNOWN;
    t->shape = TABLE_OBJECT;
    struct cell *row = table_row(t);
    row[0] = cell_int(is_priced ? v->baseline_nusd : UNKNOWN);
    row[1] = cell_int(saved_nusd);
    row[2] = cell_int(is_priced ? v->baseline_nusd - saved_nusd : UNKNOWN);
    row[3] = sim_share_cell(saved_nusd, v->baseline_nusd);
    row[4] = month(v, saved_nusd);
    row[5] = cell_double(v->days);
    row[6] = cell_int(v->columns->count);
    row[7] = cell_int(v->runs);
    answer_add(out, t);
}

// Why it is not in the combination; unknown when it is.
static struct str why_not(const struct advising *v, const struct advice *a, struct arena *arena)
{
    switch (a->verdict) {
    case VERDICT_LITTLE:
        return S("adds next to nothing");
    case VERDICT_KIND:
        return str_fmt(arena, "instead: %s", a->rival->candidate->name);
    case VERDICT_ASSUMED:
        return S("rests on an assumption");
    case VERDICT_RISKY:
        return str_fmt(arena, "risk above %g %%", advising_limit(v, a->risk) * 100);
    case VERDICT_DEARER:
        return S("dearer than today");
    case VERDICT_COMBINED:
    case VERDICT_NOTHING:
        break;
    }
    return (struct str){0};
}

enum {
    NAME,
    TITLE,
    MONTH,
    COMBINED,
    WHY_NOT,
    RISK_SHARE,
    CONFIDENCE,
    SHARE,
    CALLS,
    WHEN,
    WHEN_CALLS,
    WHEN_SAVED,
    SAVED,
    RISK,
    LIMIT,
    ASSUMES,
    STRATEGY,
    SETTINGS,
    EVIDENCE,
    ADVICE_COLUMNS,
};
static const struct column_spec advice_specs[ADVICE_COLUMNS] = {
    [NAME] = {"name", "advice", UNIT_TEXT, EVIDENCE_MEASURED, true},
    [MONTH] = {"saved_usd_month", "in 30 days", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [SAVED] = {"saved_usd", NULL, UNIT_NUSD, EVIDENCE_MODELLED, false},
    [SHARE] = {"saved_share", "of cost", UNIT_SHARE, EVIDENCE_MODELLED, false},
    [CALLS] = {"requests", "calls", UNIT_COUNT, EVIDENCE_MODELLED, false},
    [CONFIDENCE] = {"confidence", "sure", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [RISK_SHARE] = {"risk_share", "risk", UNIT_SHARE, EVIDENCE_MODELLED, false},
    [COMBINED] = {"combined", "in", UNIT_BOOL, EVIDENCE_MEASURED, false},
    [WHY_NOT] = {"why_not", "why not", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [TITLE] = {"title", NULL, UNIT_TEXT, EVIDENCE_MEASURED, false},
    [RISK] = {"risk", NULL, UNIT_TEXT, EVIDENCE_MEASURED, false},
    [LIMIT] = {"risk_limit", NULL, UNIT_SHARE, EVIDENCE_MEASURED, false},
    [ASSUMES] = {"assumes", NULL, UNIT_TEXT, EVIDENCE_ASSUMED, false},
    [WHEN] = {"when", "most of it when", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [WHEN_CALLS] = {"when_requests", "calls then", UNIT_COUNT, EVIDENCE_MODELLED, false},
    [WHEN_SAVED] = {"when_saved_usd", "saved then", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [STRATEGY] = {"strategy", NULL, UNIT_TEXT, EVIDENCE_MEASURED, false},
    [SETTINGS] = {"settings", NULL, UNIT_TEXT, EVIDENCE_MEASURED, false},
    [EVIDENCE] = {"evidence", NULL, UNIT_TEXT, EVIDENCE_MEASURED, false},
};

static void fill_advice(const struct advising *v, const struct advice *a, struct cell *row,
                        struct arena *arena)
{
    const struct candidate *c = a->candidate;
    row[NAME] = cell_str(str_of(c->name));
    row[MONTH] = month(v, a->saved_nusd);
    row[SAVED] = cell_int(a->saved_nusd);
    row[SHARE] = sim_share_cell(a->saved_nusd, v->baseline_nusd);
    row[CALLS] = cell_int(a->requests);
    row[CONFIDENCE] = cell_str(str_of(confidence_name[a->confidence]));
    row[RISK_SHARE] = cell_double(a->risk ? a->risk_share : NAN);
    row[COMBINED] = cell_int(a->verdict == VERDICT_COMBINED);
    row[WHY_NOT] = cell_str(why_not(v, a, arena));
    row[TITLE] = cell_str(str_of(c->title));
    row[RISK] = cell_str(str_of(a->risk ? a->risk->says : NULL));
    row[LIMIT] = cell_double(a->risk ? advising_limit(v, a->risk) : NAN);
    row[ASSUMES] = cell_str(str_of(c->assumes));
    row[WHEN] = cell_str(a->when);
    row[WHEN_CALLS] = cell_int(a->when.ptr ? a->when_requests : UNKNOWN);
    row[WHEN_SAVED] = cell_int(a->when.ptr ? a->when_nusd : UNKNOWN);
    row[STRATEGY] = cell_str(str_of(c->strategy));
    row[SETTINGS] = cell_str(sim_settings_text(&a->policy.steps[0], arena));
    row[EVIDENCE] = cell_str(str_of(c->evidence));
}

// Those that change nothing, by name.
static struct str without_effect(const struct advising *v, struct arena *a)
{
    struct buf names = {.arena = a};
    for (int i = 0; i < v->count; i++)
        if (v->list[i].verdict == VERDICT_NOTHING)
            buf_fmt(&names, "%s%s", names.len ? ", " : "", v->list[i].candidate->name);
    return buf_view(&names);
}

static void note_advice(const struct advising *v, struct table *t)
{
    struct arena *a = t->arena;
    struct str names = without_effect(v, a);
    if (t->row_count)
        table_note(
            t, S("each alone, never to be added up; sure: high = exact replay of the log, medium = "
                 "by the rules and prices of providers, low = rests on something that a log "
                 "cannot show; in = part of the combination below; risk: of what, see below"));
    for (int i = 0; i < v->count; i++)
        if (v->list[i].is_narrowed)
            table_note(t, str_fmt(a, "%s is for %.*s alone: elsewhere it costs more than it saves",
                                  v->list[i].candidate->name,
                                  STR_ARG(v->list[i].policy.steps[0].when->text)));
    if (names.len)
        table_note(t, str_fmt(a, "tried, with next to no effect: %.*s", STR_ARG(names)));
    if (v->left_out)
        table_note(t, str_fmt(a, "%d more routes were not tried", v->left_out));
}

static void add_advice(const struct advising *v, struct answer *out)
{
    struct table *t = table_of_specs(out->arena, "advice", "Ways to save, each alone", advice_specs,
                                     ADVICE_COLUMNS);
    for (int i = 0; i < v->count; i++)
        if (v->list[i].verdict != VERDICT_NOTHING)
            fill_advice(v, &v->list[i], table_row(t), out->arena);
    note_advice(v, t);
    answer_add(out, t);
}

static const struct column_spec combination_specs[] = {
    {"name", "step", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"saved_usd", "saved", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"remaining_usd", "remains", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"hits", "hits", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"hits_are", "are", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"alone_usd", "alone", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"saved_usd_month", "in 30 days", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"requests_in", "calls in", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"strategy", NULL, UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"settings", "settings", UNIT_PROSE, EVIDENCE_MEASURED, false},
};

static int64_t alone_nusd(const struct advising *v, struct str name)
{
    for (int i = 0; i < v->count; i++)
        if (str_eq(v->list[i].policy.steps[0].name, name))
            return v->list[i].saved_nusd;
    return UNKNOWN;
}

// The largest saving that only a limit of divergence keeps out.
static void note_held_back(const struct advising *v, struct table *t)
{
    for (int i = 0; i < v->count; i++) {
        const struct advice *a = &v->list[i];
        bool is_divergence = a->risk && strcmp(a->risk->figure, ADVICE_DIVERGENCE) == 0;
        if (a->verdict != VERDICT_RISKY || !is_divergence)
            continue;
        table_note(t, str_fmt(t->arena,
                              "%s is held back: %.0f %% of its answers would not have been those "
                              "that were logged; at temperatures above 0 that may be the dice "
                              "alone (--max-divergence %.0f%% lets it in)",
                              a->candidate->name, a->risk_share * 100, ceil(a->risk_share * 100)));
        return;
    }
}

// The point of a sweep at which least is saved.
static int worst_point(const struct sweep *s)
{
    int worst = 0;
    for (int k = 1; k < SWEEP_POINTS; k++)
        worst = s->saved_nusd[k] < s->saved_nusd[worst] ? k : worst;
    return worst;
}

static void note_doubt(const struct sweep *s, const struct step *step, double lost, struct table *t)
{
    struct str worst = s->value[worst_point(s)];
    table_note(t, str_fmt(t->arena,
                          "doubtful: %.*s takes %s to be %.*s; at %.*s the combination saves %.0f "
                          "%% less",
                          STR_ARG(step->name), step->strategy->settings[s->setting].name,
                          STR_ARG(s->used), STR_ARG(worst), lost * 100));
}

// Numbers that nobody knows and that would take a quarter of the saving or more.
static void note_doubts(const struct advising *v, struct table *t)
{
    int64_t saved_nusd = best_saved_nusd(v);
    for (int i = 0; i < v->sensitivity.count && saved_nusd > 0; i++) {
        const struct sweep *s = &v->sensitivity.sweeps[i];
        double lost = 1 - (double)s->saved_nusd[worst_point(s)] / (double)saved_nusd;
        if (lost >= DOUBT_MIN)
            note_doubt(s, &v->best.steps[s->step], lost, t);
    }
}

static void add_combination(const struct advising *v, struct answer *out)
{
    struct table *t =
        table_of_specs(out->arena, "combination", "Together, each on what those before it left",
                       combination_specs, COUNT(combination_specs));
    int64_t remaining_nusd = v->baseline_nusd;
    for (int i = 0; v->has_best && i < v->best.step_count; i++) {
        const struct outcome *o = &v->best_run.outcomes[i];
        struct cell *row = table_row(t);
        remaining_nusd -= o->saved_nusd;
        row[0] = cell_str(o->step->name);
        row[1] = cell_int(o->saved_nusd);
        row[2] = cell_int(remaining_nusd);
        row[3] = cell_int(o->hits);
        row[4] = cell_str(str_of(o->step->strategy->hits_are));
        row[5] = cell_int(alone_nusd(v, o->step->name));
        row[6] = month(v, o->saved_nusd);
        row[7] = cell_int(o->requests_in);
        row[8] = cell_str(str_of(o->step->strategy->name));
        row[9] = cell_str(sim_settings_text(o->step, out->arena));
    }
    if (!sim_has_price(v->columns))
        table_note(t, S("no call has a price: what would save money cannot be told"));
    else if (!v->has_best)
        table_note(t, S("nothing would save money without a risk or an assumption"));
    note_doubts(v, t);
    note_held_back(v, t);
    if (v->runs >= v->runs_max)
        table_note(t, str_fmt(out->arena,
                              "stopped after %d simulations: a better combination or further "
                              "overlaps may have been missed",
                              v->runs));
    answer_add(out, t);
}

static const struct column_spec overlap_specs[] = {
    {"a", "one", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"b", "and another", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"overlap_usd", "overlap", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"together_usd", "together", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"alone_a_usd", "one alone", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"alone_b_usd", "another alone", UNIT_NUSD, EVIDENCE_MODELLED, false},
};

static void add_overlaps(const struct advising *v, struct answer *out)
{
    struct table *t = table_of_specs(out->arena, "overlaps", "What two have in common",
                                     overlap_specs, COUNT(overlap_specs));
    for (int i = 0; i < v->overlap_count; i++) {
        const struct overlap *o = &v->overlaps[i];
        struct cell *row = table_row(t);
        row[0] = cell_str(str_of(v->list[o->a].candidate->name));
        row[1] = cell_str(str_of(v->list[o->b].candidate->name));
        row[2] = cell_int(o->overlap_nusd);
        row[3] = cell_int(o->together_nusd);
        row[4] = cell_int(v->list[o->a].saved_nusd);
        row[5] = cell_int(v->list[o->b].saved_nusd);
    }
    if (v->overlap_count)
        table_note(t, S("overlap = both alone - together: what would be counted twice; below zero "
                        "they help each other"));
    if (v->overlap_count == OVERLAPS_MAX)
        table_note(t, str_fmt(out->arena, "the first %d pairs only", OVERLAPS_MAX));
    answer_add(out, t);
}

static const struct column_spec feature_specs[] = {
    {"name", "advice", UNIT_GROUP, EVIDENCE_MEASURED, true},
    {"feature", "feature", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"saved_usd", "saved", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"saved_share", "of its saving", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"saved_usd_month", "in 30 days", UNIT_NUSD, EVIDENCE_MODELLED, false},
};

static void add_features(const struct advising *v, struct answer *out)
{
    struct table *t = table_of_specs(out->arena, "advice_features", "Features that would gain most",
                                     feature_specs, COUNT(feature_specs));
    for (int i = 0; i < v->count && i < FEATURES_OF; i++)
        for (int f = 0; f < v->list[i].feature_count; f++) {
            const struct advice *a = &v->list[i];
            struct cell *row = table_row(t);
            row[0] = cell_str(str_of(a->candidate->name));
            row[1] = cell_str(v->columns->features[a->features[f].feature]);
            row[2] = cell_int(a->features[f].saved_nusd);
            row[3] = sim_share_cell(a->features[f].saved_nusd, a->saved_nusd);
            row[4] = month(v, a->features[f].saved_nusd);
        }
    if (t->row_count)
        table_note(t, str_fmt(out->arena, "at most %d of each, of the first %d", ADVICE_FEATURES,
                              FEATURES_OF));
    answer_add(out, t);
}

static bool has_verdict(const struct advising *v, enum verdict verdict)
{
    for (int i = 0; i < v->count; i++)
        if (v->list[i].verdict == verdict)
            return true;
    return false;
}

void advise_answer(const struct advising *v, struct answer *out)
{
    add_sums(v, out);
    add_advice(v, out);
    add_combination(v, out);
    add_overlaps(v, out);
    add_features(v, out);
    if (v->has_best)
        answer_add(out, sensitivity_table(&v->sensitivity, &v->best, out->arena));
    advise_words(v, out);
    // For people nothing is better than a heading over nothing.
    for (int i = 0; i < out->table_count; i++)
        if (!out->tables[i]->row_count && !out->tables[i]->note_count)
            out->tables[i]->title = (struct str){NULL, 0};
    if (v->days < SIM_DAYS_ENOUGH && sim_has_price(v->columns))
        answer_note(out, S(SIM_SHORT_LOG));
    if (v->has_best)
        answer_note(out, S("next: toll advise -o FILE writes the combination as a policy, toll "
                           "simulate --policy FILE shows it step by step"));
    if (has_verdict(v, VERDICT_ASSUMED))
        answer_note(out, S("what rests on an assumption is combined with --include-assumed; toll "
                           "export sample picks calls to try a cheaper model on first"));
}

// advise.c - see advise.h.
#include "simulate/advise.h"

#include <assert.h>
#include <math.h>
#include <stdlib.h>

#include "simulate/advise_combine.h"
#include "simulate/advise_narrow.h"
#include "simulate/advise_routes.h"
#include "simulate/selecting.h"

// At most so many simulated requests, in all runs together, but never less than RUNS_MIN runs.
enum { REQUESTS_OF_ALL_RUNS = 150000000, RUNS_MIN = 60, RUNS_MOST = 400 };

void advising_init(struct advising *v, const struct advise_options *options, struct arena *a)
{
    *v = (struct advising){.arena = a, .options = *options};
    v->list = ARENA_ARRAY(a, struct advice, ADVICE_MAX);
}

static struct advice *add(struct advising *v, const struct candidate *c, struct err *e)
{
    struct advice *a = &v->list[v->count];
    *a = (struct advice){.candidate = c};
    if (!candidate_policy(c, false, v->arena, v->options.now_us, &a->policy, e)) {
        policy_release(&a->policy);
        return NULL;
    }
    v->count++;
    return a;
}

static bool want(struct advising *v, const struct candidate *c, struct column_wants *wants,
                 struct err *e)
{
    struct policy control;
    struct advice *a = add(v, c, e);
    if (a && c->control[0].key) {
        bool ok = candidate_policy(c, true, v->arena, v->options.now_us, &control, e) &&
                  policy_prepare(&control, wants, e);
        policy_release(&control);
        if (!ok)
            return false;
    }
    return a && policy_prepare(&a->policy, wants, e) && sensitivity_wants(&a->policy, wants, e);
}

bool advising_wants(struct advising *v, struct column_wants *wants, struct err *e)
{
    const struct candidate *list = v->options.candidates;
    for (const struct candidate *c = list ? list : candidates; c->name; c++)
        if (!want(v, c, wants, e))
            return false;
    // Any route wants the same; which there are depends on the models of the columns.
    struct candidate probe = route_candidate_probe(v->options.labels_path, v->arena);
    if (!list) {
        if (!want(v, &probe, wants, e))
            return false;
        policy_release(&v->list[--v->count].policy);
    }
    return true;
}

static bool add_routes(struct advising *v, struct err *e)
{
    struct candidate *routes = NULL;
    int n =
        route_candidates(v->columns, v->options.book, v->options.labels_path, v->arena, &routes);
    for (int i = 0; i < n; i++) {
        if (v->count == ADVICE_MAX) {
            v->left_out = n - i;
            return true;
        }
        struct advice *a = add(v, &routes[i], e);
        if (!a)
            return false;
        const struct filter *when = a->policy.steps[0].when;
        selecting_add(v->columns, NULL, when, when);
    }
    return true;
}

static int64_t changed(const struct outcome *o, const struct columns *c)
{
    int64_t n = 0;
    for (uint32_t f = 0; f < c->feature_count; f++)
        n += o->feature_requests[f];
    return n;
}

// The value of a figure as a share; NaN when the outcome does not have it.
static double risk_of(const struct outcome *o, const struct candidate_risk *risk, int64_t requests)
{
    for (int i = 0; i < o->risk_count; i++) {
        const struct figure_line *f = &o->risk[i];
        if (strcmp(f->key, risk->figure) != 0 || f->value.is_null)
            continue;
        if (!risk->is_count)
            return fabs(f->value.f);
        return requests ? (double)f->value.i / (double)requests : 0;
    }
    return NAN;
}

static void note_risk(struct advice *a, const struct outcome *o)
{
    a->risk = NULL;
    a->risk_share = NAN;
    for (int i = 0; i < CANDIDATE_RISKS && a->candidate->risks[i].figure && !a->risk; i++) {
        a->risk_share = risk_of(o, &a->candidate->risks[i], a->requests);
        a->risk = isnan(a->risk_share) ? NULL : &a->candidate->risks[i];
    }
    a->confidence = a->candidate->confidence;
    if (a->candidate->risks[0].figure && !a->risk && a->confidence == CONFIDENCE_HIGH)
        a->confidence = CONFIDENCE_MEDIUM;
}

// The features that bring most, in descending order.
static void note_features(struct advice *a, const struct outcome *o, const struct columns *c)
{
    a->feature_count = 0;
    for (uint32_t f = 0; f < c->feature_count; f++) {
        int at = a->feature_count;
        while (at > 0 && a->features[at - 1].saved_nusd < o->feature_nusd[f])
            at--;
        if (o->feature_nusd[f] <= 0 || at == ADVICE_FEATURES)
            continue;
        a->feature_count += a->feature_count < ADVICE_FEATURES;
        for (int i = a->feature_count - 1; i > at; i--)
            a->features[i] = a->features[i - 1];
        a->features[at] = (struct advice_feature){f, o->feature_nusd[f]};
    }
}

static void note_run(struct advice *a, const struct simulation *sim)
{
    const struct outcome *o = &sim->outcomes[0];
    a->saved_nusd = o->saved_nusd;
    a->requests = changed(o, sim->columns);
    note_risk(a, o);
    note_features(a, o, sim->columns);
}

// The policy for what `more` takes of it.
static bool narrow(struct advising *v, const struct advice *a, struct str more, struct policy *out,
                   struct err *e)
{
    struct arena scratch = {0};
    struct column_wants wants = {.arena = &scratch};
    const struct filter *base = a->policy.steps[0].when;
    struct str text =
        base ? str_fmt(v->arena, "%.*s %.*s", STR_ARG(base->text), STR_ARG(more)) : more;
    if (!candidate_policy(a->candidate, false, v->arena, v->options.now_us, out, e))
        return false;
    const struct filter *filter = setting_filter(more, &out->context, e);
    bool ok = filter && policy_set(out, &out->steps[0], S("when"), text, e) &&
              policy_prepare(out, &wants, e);
    if (ok)
        selecting_add(v->columns, base, filter, out->steps[0].when);
    arena_release(&scratch);
    return ok;
}

// Most of it from few requests: tried for themselves, and kept if the rest only costs.
static bool try_narrowed(struct advising *v, const struct runner *runner, struct advice *a,
                         struct str more, struct err *e)
{
    struct policy *p = ARENA_NEW(v->arena, struct policy);
    struct simulation sim;
    if (!narrow(v, a, more, p, e) || !advising_simulate(v, runner, p, &sim, e)) {
        policy_release(p);
        return false;
    }
    const struct outcome *o = &sim.outcomes[0];
    a->when = p->steps[0].when->text;
    a->when_nusd = o->saved_nusd;
    a->when_requests = changed(o, v->columns);
    a->is_narrowed = a->when_nusd > a->saved_nusd;
    if (a->is_narrowed) {
        struct policy wide = a->policy;
        a->policy = *p;
        *p = wide;
        note_run(a, &sim);
    }
    simulation_release(&sim);
    policy_release(p);
    return true;
}

// What the model would save where nothing changes, as a share of what it saves.
static bool try_control(struct advising *v, const struct runner *runner, struct advice *a,
                        struct err *e)
{
    struct policy *p = ARENA_NEW(v->arena, struct policy);
    struct arena scratch = {0};
    struct column_wants wants = {.arena = &scratch};
    struct simulation sim;
    struct str when = a->is_narrowed ? a->when : str_of(a->candidate->when);
    bool ok = candidate_policy(a->candidate, true, v->arena, v->options.now_us, p, e) &&
              (!when.ptr || policy_set(p, &p->steps[0], S("when"), when, e)) &&
              policy_prepare(p, &wants, e) && advising_simulate(v, runner, p, &sim, e);
    if (ok) {
        a->risk = &candidate_control_risk;
        a->risk_share = fabs((double)sim.outcomes[0].saved_nusd / (double)a->saved_nusd);
        simulation_release(&sim);
    }
    policy_release(p);
    arena_release(&scratch);
    return ok;
}

static bool try_alone(struct advising *v, const struct runner *runner, struct advice *a,
                      struct err *e)
{
    struct simulation sim;
    if (!advising_simulate(v, runner, &a->policy, &sim, e))
        return false;
    note_run(a, &sim);
    v->baseline_nusd = sim.baseline_nusd;
    v->days = sim.days;
    struct str more = a->requests ? narrow_filter(&sim, v->arena) : (struct str){0};
    simulation_release(&sim);
    if (more.ptr && !try_narrowed(v, runner, a, more, e))
        return false;
    return !a->candidate->control[0].key || a->saved_nusd <= 0 || try_control(v, runner, a, e);
}

int64_t advising_worth_nusd(const struct advising *v)
{
    int64_t worth = v->baseline_nusd / 1000 * ADVICE_WORTH_PERMILLE;
    return worth > 0 ? worth : 1;
}

double advising_limit(const struct advising *v, const struct candidate_risk *risk)
{
    bool is_divergence = strcmp(risk->figure, ADVICE_DIVERGENCE) == 0;
    return is_divergence && !isnan(v->options.divergence_max) ? v->options.divergence_max
                                                              : risk->most;
}

// VERDICT_LITTLE: may be combined.
static enum verdict judge(const struct advising *v, const struct advice *a)
{
    if (llabs(a->saved_nusd) < advising_worth_nusd(v))
        return VERDICT_NOTHING;
    if (a->saved_nusd < 0)
        return VERDICT_DEARER;
    if (a->risk && a->risk_share > advising_limit(v, a->risk))
        return VERDICT_RISKY;
    if (a->confidence == CONFIDENCE_LOW && !v->options.with_assumed)
        return VERDICT_ASSUMED;
    return VERDICT_LITTLE;
}

// Equal savings stay in the order of the candidates: the sort is by insertion.
static void rank(struct advising *v)
{
    for (int i = 1; i < v->count; i++) {
        struct advice a = v->list[i];
        int at = i;
        for (; at > 0 && v->list[at - 1].saved_nusd < a.saved_nusd; at--)
            v->list[at] = v->list[at - 1];
        v->list[at] = a;
    }
}

static int runs_allowed(const struct advising *v)
{
    int64_t n = REQUESTS_OF_ALL_RUNS / (v->columns->count + 1);
    if (v->options.runs_max)
        return v->options.runs_max;
    return n < RUNS_MIN ? RUNS_MIN : n > RUNS_MOST ? RUNS_MOST : (int)n;
}

static bool explain_best(struct advising *v, const struct runner *runner, struct err *e)
{
    int left = v->runs_max > v->runs ? v->runs_max - v->runs : 0;
    if (!v->has_best)
        return true;
    bool ok = sensitivity_run(&v->sensitivity, &v->best_run, runner, left, v->arena, e);
    v->runs += v->sensitivity.runs;
    return ok;
}

bool advising_run(struct advising *v, struct columns *columns, const struct runner *runner,
                  struct err *e)
{
    v->columns = columns;
    v->runs_max = runs_allowed(v);
    if (!v->options.candidates && !add_routes(v, e))
        return false;
    for (int i = 0; i < v->count; i++)
        if (!try_alone(v, runner, &v->list[i], e))
            return false;
    rank(v);
    for (int i = 0; i < v->count; i++)
        v->list[i].verdict = judge(v, &v->list[i]);
    return advise_combine(v, runner, e) && advise_overlaps(v, runner, e) &&
           explain_best(v, runner, e);
}

void advising_release(struct advising *v)
{
    for (int i = 0; i < v->count; i++)
        policy_release(&v->list[i].policy);
    if (v->has_best)
        simulation_release(&v->best_run);
    v->count = 0;
    v->has_best = false;
}

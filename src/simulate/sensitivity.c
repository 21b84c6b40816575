// sensitivity.c - see sensitivity.h.
#include "simulate/sensitivity.h"

#include <math.h>
#include <stdlib.h>

#include "simulate/setting_range.h"
#include "simulate/table_spec.h"

// The range of a setting; false when it is no assumption of this step.
struct range {
    enum setting_type type;
    double from, to;
};

static bool read_range(const struct policy *p, const struct step *step, int setting,
                       struct range *out)
{
    const struct setting *s = &step->strategy->settings[setting];
    double used = setting_number(s->type, &step->values[setting].one);
    if (!s->sweep_from || !s->sweep_to || s->form != SETTING_ONE || !setting_is_number(s->type) ||
        isnan(used))
        return false;
    struct setting_context context = {.arena = p->context.arena, .now_us = p->context.now_us};
    struct setting_value from, to;
    struct err e = {0};
    if (!setting_parse(s, str_of(s->sweep_from), &context, &from, &e) ||
        !setting_parse(s, str_of(s->sweep_to), &context, &to, &e))
        return false;
    *out = (struct range){s->type, setting_number(s->type, &from.one),
                          setting_number(s->type, &to.one)};
    // What the user gave is in the range.
    out->from = fmin(out->from, used);
    out->to = fmax(out->to, used);
    return out->from < out->to;
}

static struct str point_text(const struct range *r, int point, struct arena *a)
{
    double share = (double)point / (SWEEP_POINTS - 1);
    return setting_text(r->type, setting_between(r->type, r->from, r->to, share), a);
}

// The policy with another value for one setting, prepared.
static bool vary(struct policy *out, const struct policy *p, const struct sweep *s, int point,
                 struct column_wants *wants, struct err *e)
{
    policy_copy(out, p);
    struct step *step = &out->steps[s->step];
    struct str name = str_of(step->strategy->settings[s->setting].name);
    return policy_set(out, step, name, s->value[point], e) && policy_prepare(out, wants, e);
}

static void init_sweep(struct sweep *s, const struct policy *p, int step, int setting,
                       const struct range *r, struct arena *a)
{
    double used = setting_number(r->type, &p->steps[step].values[setting].one);
    *s = (struct sweep){.step = step, .setting = setting, .used = setting_text(r->type, used, a)};
    for (int i = 0; i < SWEEP_POINTS; i++)
        s->value[i] = point_text(r, i, a);
}

bool sensitivity_wants(const struct policy *p, struct column_wants *wants, struct err *e)
{
    for (int k = 0; k < p->step_count; k++)
        for (int i = 0; p->steps[k].strategy->settings[i].name; i++) {
            struct range r;
            struct sweep s;
            struct policy other;
            if (!read_range(p, &p->steps[k], i, &r))
                continue;
            init_sweep(&s, p, k, i, &r, wants->arena);
            for (int point = 0; point < SWEEP_POINTS; point++)
                if (!vary(&other, p, &s, point, wants, e))
                    return false;
        }
    return true;
}

static int64_t step_saved(const struct simulation *sim, int step)
{
    int partner = sim->policy->steps[step].partner;
    return sim->outcomes[step].saved_nusd + (partner < 0 ? 0 : sim->outcomes[partner].saved_nusd);
}

static void note_point(struct sweep *s, int point, const struct simulation *sim)
{
    s->saved_nusd[point] = sim->baseline_nusd - sim->final_nusd;
    s->step_nusd[point] = step_saved(sim, s->step);
}

static bool run_point(struct sweep *s, int point, const struct simulation *base,
                      const struct runner *runner, struct err *e)
{
    struct arena scratch = {0};
    struct column_wants wants = {.arena = &scratch};
    struct policy *other = ARENA_NEW(&scratch, struct policy);
    struct simulation *sim = ARENA_NEW(&scratch, struct simulation);
    bool ok = vary(other, base->policy, s, point, &wants, e) && runner_run(runner, other, sim, e);
    if (ok) {
        note_point(s, point, sim);
        simulation_release(sim);
    }
    arena_release(&scratch);
    return ok;
}

// Between two points the saving is taken for a straight line.
static void find_break_even(struct sweep *s, const struct range *r, struct arena *a)
{
    for (int i = 0; i + 1 < SWEEP_POINTS && !s->break_even.ptr; i++) {
        int64_t y0 = s->step_nusd[i], y1 = s->step_nusd[i + 1];
        if ((y0 < 0) == (y1 < 0))
            continue;
        double x0 = setting_between(r->type, r->from, r->to, (double)i / (SWEEP_POINTS - 1));
        double x1 = setting_between(r->type, r->from, r->to, (double)(i + 1) / (SWEEP_POINTS - 1));
        double share = (double)y0 / ((double)y0 - (double)y1);
        s->break_even = setting_text(r->type, x0 + (x1 - x0) * share, a);
    }
}

// A thousandth of what is saved is none.
static bool has_effect(const struct sweep *s, int point, const struct simulation *base)
{
    int64_t saved = base->baseline_nusd - base->final_nusd;
    return llabs(s->saved_nusd[point] - saved) > llabs(saved) / 1000;
}

// A sensitivity in the making.
struct sweeping {
    struct sensitivity *out;
    const struct simulation *base;
    const struct runner *runner;
    struct arena *arena;
};

// Both ends first: where neither matters, no more is tried.
static bool run_sweep(const struct sweeping *w, struct sweep *s, struct err *e)
{
    struct sensitivity *out = w->out;
    const struct simulation *base = w->base;
    static const int order[SWEEP_POINTS] = {0, SWEEP_POINTS - 1, 1, 2, 3};
    for (int i = 0; i < SWEEP_POINTS; i++) {
        int point = order[i];
        if (i == 2 && !has_effect(s, 0, base) && !has_effect(s, SWEEP_POINTS - 1, base)) {
            out->without_effect++;
            return true;
        }
        if (str_eq(s->value[point], s->used)) {
            note_point(s, point, base);
            continue;
        }
        out->runs++;
        if (!run_point(s, point, base, w->runner, e))
            return false;
    }
    out->sweeps[out->count++] = *s;
    return true;
}

static bool run_setting(const struct sweeping *w, int step, int setting, struct err *e)
{
    struct range r;
    struct sweep s;
    const struct policy *p = w->base->policy;
    if (!read_range(p, &p->steps[step], setting, &r))
        return true;
    init_sweep(&s, p, step, setting, &r, w->arena);
    int count = w->out->count;
    if (!run_sweep(w, &s, e))
        return false;
    if (w->out->count > count)
        find_break_even(&w->out->sweeps[count], &r, w->arena);
    return true;
}

static int count_settings(const struct policy *p)
{
    int n = 0;
    for (int k = 0; k < p->step_count; k++)
        for (int i = 0; p->steps[k].strategy->settings[i].name; i++)
            n++;
    return n;
}

bool sensitivity_run(struct sensitivity *out, const struct simulation *base,
                     const struct runner *runner, int runs_max, struct arena *a, struct err *e)
{
    const struct policy *p = base->policy;
    const struct sweeping w = {out, base, runner, a};
    struct range r;
    *out = (struct sensitivity){.sweeps = ARENA_ARRAY(a, struct sweep, (size_t)count_settings(p))};
    for (int k = 0; k < p->step_count; k++)
        for (int i = 0; p->steps[k].strategy->settings[i].name; i++) {
            bool is_left_out = out->runs + SWEEP_POINTS > runs_max;
            if (is_left_out)
                out->left_out += read_range(p, &p->steps[k], i, &r);
            else if (!run_setting(&w, k, i, e))
                return false;
        }
    return true;
}

static int64_t spread(const struct sweep *s)
{
    int64_t least = s->saved_nusd[0], most = least;
    for (int i = 1; i < SWEEP_POINTS; i++) {
        least = s->saved_nusd[i] < least ? s->saved_nusd[i] : least;
        most = s->saved_nusd[i] > most ? s->saved_nusd[i] : most;
    }
    return most - least;
}

enum { STRATEGY, SETTING, USED, FROM, SAVED_FROM, TO, SAVED_TO, BREAK_EVEN, CHANGE, COLUMNS };
static const struct column_spec specs[COLUMNS] = {
    [STRATEGY] = {"strategy", "step", UNIT_TEXT, EVIDENCE_MEASURED, true},
    [SETTING] = {"setting", "assumption", UNIT_TEXT, EVIDENCE_MEASURED, true},
    [USED] = {"value", "taken", UNIT_TEXT, EVIDENCE_ASSUMED, false},
    [FROM] = {"from", "from", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [TO] = {"to", "to", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [SAVED_FROM] = {"saved_from_usd", "saved then", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [SAVED_TO] = {"saved_to_usd", "saved then", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [CHANGE] = {"change_usd", "change", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [BREAK_EVEN] = {"break_even", "break-even", UNIT_TEXT, EVIDENCE_MODELLED, false},
};

static void add_row(struct table *t, const struct sweep *s, const struct policy *p)
{
    struct cell *row = table_row(t);
    const struct step *step = &p->steps[s->step];
    row[STRATEGY] = cell_str(step->name);
    row[SETTING] = cell_str(str_of(step->strategy->settings[s->setting].name));
    row[USED] = cell_str(s->used);
    row[FROM] = cell_str(s->value[0]);
    row[TO] = cell_str(s->value[SWEEP_POINTS - 1]);
    row[SAVED_FROM] = cell_int(s->saved_nusd[0]);
    row[SAVED_TO] = cell_int(s->saved_nusd[SWEEP_POINTS - 1]);
    row[CHANGE] = cell_int(spread(s));
    row[BREAK_EVEN] = cell_str(s->break_even);
}

struct table *sensitivity_table(const struct sensitivity *s, const struct policy *p,
                                struct arena *a)
{
    struct table *t = table_of_specs(a, "sensitivity", "What the saving rests on", specs, COLUMNS);
    for (int i = 0; i < s->count; i++)
        add_row(t, &s->sweeps[i], p);
    table_note(t, str_fmt(a,
                          "each assumption alone, at %d values of its range (%d further runs); the "
                          "change is between the least and the greatest saving of all steps; at "
                          "break-even the step itself saves nothing",
                          SWEEP_POINTS, s->runs));
    if (s->without_effect)
        table_note(t, str_fmt(a, "%d more change next to nothing at either end of their range",
                              s->without_effect));
    if (s->left_out)
        table_note(t, str_fmt(a, "%d more were not tried: too many runs", s->left_out));
    return t;
}

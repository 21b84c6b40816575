// sensitivity.h - what a result rests on: every assumed number of a policy swept over its range.
#pragma once

#include "simulate/runner.h"

// Values tried of a setting: both ends of its range, between them by equal steps, of durations,
// amounts and sizes by equal factors.
enum { SWEEP_POINTS = 5 };

// An assumption of a step and what the policy would save with other values for it.
struct sweep {
    int step, setting;  // numbers in the policy and in strategy->settings
    struct str used;    // the value of the policy
    struct str value[SWEEP_POINTS];
    int64_t saved_nusd[SWEEP_POINTS];  // by all steps
    int64_t step_nusd[SWEEP_POINTS];   // by this one, with its partner
    struct str
        break_even;  // where step_nusd changes its sign, between two values; unknown = nowhere
};
struct sensitivity {
    struct sweep *sweeps;  // those that change the saving, in the order of policy and settings
    int count;
    int without_effect;  // neither end of the range changes a thousandth of the saving
    int left_out;        // not swept: too many runs
    int runs;
};

// What the columns must have to sweep the settings of a policy, beside what it wants itself.
MUST_USE bool sensitivity_wants(const struct policy *p, struct column_wants *wants, struct err *e);
// Sweeps the policy of `base`, which has run, with at most `runs_max` further runs. Lives in `a`.
MUST_USE bool sensitivity_run(struct sensitivity *out, const struct simulation *base,
                              const struct runner *runner, int runs_max, struct arena *a,
                              struct err *e);
// A row a sweep; the notes say what was left out.
struct table *sensitivity_table(const struct sensitivity *s, const struct policy *p,
                                struct arena *a);

// advise_combine.h - which advice goes together, and what two of them have in common.
#pragma once

#include "simulate/advise.h"

// Runs a policy and counts the run.
MUST_USE bool advising_simulate(struct advising *v, const struct runner *runner,
                                const struct policy *p, struct simulation *out, struct err *e);
// Chooses v->best of those whose verdict is still VERDICT_LITTLE and runs it; the verdicts become
// final.
MUST_USE bool advise_combine(struct advising *v, const struct runner *runner, struct err *e);
// Fills v->overlaps for pairs of what was or could be combined, dearest first.
MUST_USE bool advise_overlaps(struct advising *v, const struct runner *runner, struct err *e);

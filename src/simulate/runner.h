// runner.h - runs a policy over columns that somebody else holds: for those who try many.
#pragma once

#include "simulate/simulation.h"

struct runner {
    // The caller releases *out after success. Policies are prepared, and their columns loaded.
    bool (*run)(void *self, const struct policy *policy, struct simulation *out, struct err *e);
    void *self;
};

static inline bool runner_run(const struct runner *r, const struct policy *policy,
                              struct simulation *out, struct err *e)
{
    return r->run(r->self, policy, out, e);
}

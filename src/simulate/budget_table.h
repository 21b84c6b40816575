// budget_table.h - the budgets that were not enough, dearest first; and how near all came to
// theirs.
#pragma once

#include "model/table.h"
#include "simulate/budget_account.h"
#include "simulate/parties.h"

struct budget_totals {
    int64_t first_us;  // when any was first exceeded; UNKNOWN = never
    int64_t overshoot_nusd;
};

// Closes the accounts [parties->count]. The table lives in the arena of the simulation.
MUST_USE bool budget_table(const struct parties *parties,
                           struct budget_account (*accounts)[BUDGET_PERIODS], struct str title,
                           struct table **out, struct budget_totals *totals, struct err *e);

// The dearest day or month of each against its limit, the nearest to it first; of more than
// BUDGET_USES the rest are left out, which a note says.
enum { BUDGET_USES = 10000 };
MUST_USE bool budget_use_table(const struct parties *parties,
                               struct budget_account (*accounts)[BUDGET_PERIODS],
                               struct table **out, struct err *e);

// budget_parties.h - who has a budget: what each has spent, and what its limits would have done.
#pragma once

#include "model/table.h"
#include "tui/detail.h"

struct budget_facts {
    const struct table *spent;           // of report: "by" or "totals"
    const struct table *budgets, *uses;  // of simulate budget; NULL = not known yet
    const char *party;                   // the column of `spent` that names them; NULL = all
    int64_t month_nusd, day_nusd;        // 0 = no limit
};
// A row for each party and period with a limit; without limits one for each party.
struct table *budget_parties(const struct budget_facts *facts, struct arena *a);
// Which thresholds the budget of a row of it crossed, and when; `alerts` is of simulate budget.
void budget_alerts_draw(struct detail *d, const struct table *alerts, const struct table *parties,
                        int64_t row);

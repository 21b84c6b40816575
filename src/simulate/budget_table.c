// budget_table.c - see budget_table.h.
#include "simulate/budget_table.h"

#include <math.h>
#include <stdlib.h>

// A budget that was not enough.
struct ranked {
    uint32_t party;
    enum budget_period period;
    const struct budget_account *account;
};

static int dearest_first(const void *x, const void *y)
{
    const struct ranked *a = x;
    const struct ranked *b = y;
    int64_t by_nusd = b->account->beyond_nusd - a->account->beyond_nusd;
    int64_t by_calls = b->account->beyond - a->account->beyond;
    if (by_nusd || by_calls)
        return (by_nusd ? by_nusd : by_calls) < 0 ? -1 : 1;
    if (a->party != b->party)
        return a->party < b->party ? -1 : 1;
    return (int)a->period - (int)b->period;
}

static int64_t rank(uint32_t parties, struct budget_account (*accounts)[BUDGET_PERIODS],
                    struct arena *a, struct ranked **out)
{
    struct ranked *all = ARENA_ARRAY(a, struct ranked, (size_t)parties * BUDGET_PERIODS);
    int64_t count = 0;
    for (uint32_t i = 0; i < parties; i++)
        for (enum budget_period p = BUDGET_DAY; p < BUDGET_PERIODS; p++) {
            budget_account_close(&accounts[i][p]);
            if (accounts[i][p].beyond || accounts[i][p].overshoot_nusd)
                all[count++] = (struct ranked){i, p, &accounts[i][p]};
        }
    if (count)
        qsort(all, (size_t)count, sizeof *all, dearest_first);
    *out = all;
    return count;
}

static const struct column columns[] = {
    {{"name", 4}, {"whose", 5}, UNIT_TEXT, EVIDENCE_MEASURED, true},
    {{"period", 6}, {"budget of", 9}, UNIT_TEXT, EVIDENCE_MEASURED, false},
    {{"limit_usd", 9}, {"limit", 5}, UNIT_NUSD, EVIDENCE_ASSUMED, false},
    {{"calls_beyond", 12}, {"calls beyond", 12}, UNIT_COUNT, EVIDENCE_MODELLED, false},
    {{"beyond_usd", 10}, {"they cost", 9}, UNIT_NUSD, EVIDENCE_MODELLED, false},
    {{"first_time", 10}, {"first", 5}, UNIT_TIME_US, EVIDENCE_MODELLED, false},
    {{"last_time", 9}, {"last", 4}, UNIT_TIME_US, EVIDENCE_MODELLED, false},
    {{"periods_beyond", 14}, {"days or months", 14}, UNIT_COUNT, EVIDENCE_MODELLED, false},
    {{"overshoot_usd", 13}, {"overshoot", 9}, UNIT_NUSD, EVIDENCE_MODELLED, false},
    {{"worst_overshoot_usd", 19}, {"worst", 5}, UNIT_NUSD, EVIDENCE_MODELLED, false},
};

static void fill(struct cell *row, const struct ranked *r, struct str name)
{
    const struct budget_account *a = r->account;
    row[0] = cell_str(name);
    row[1] = cell_str(str_of(budget_period_name[r->period]));
    row[2] = cell_int(a->limit_nusd);
    row[3] = cell_int(a->beyond);
    row[4] = cell_int(a->beyond_nusd);
    row[5] = cell_int(a->first_us);
    row[6] = cell_int(a->last_us);
    row[7] = cell_int(a->periods_beyond);
    row[8] = cell_int(a->overshoot_nusd);
    row[9] = cell_int(a->worst_nusd);
}

static bool fill_all(struct table *t, const struct parties *parties, const struct ranked *ranked,
                     int64_t count, struct budget_totals *totals, struct err *e)
{
    for (int64_t i = 0; i < count; i++) {
        const struct budget_account *a = ranked[i].account;
        struct str name;
        if (!parties_name(parties, ranked[i].party, &name, t->arena, e))
            return false;
        fill(table_row(t), &ranked[i], name);
        totals->overshoot_nusd += a->overshoot_nusd;
        if (totals->first_us == UNKNOWN ||
            (a->first_us != UNKNOWN && a->first_us < totals->first_us))
            totals->first_us = a->first_us;
    }
    return true;
}

bool budget_table(const struct parties *parties, struct budget_account (*accounts)[BUDGET_PERIODS],
                  struct str title, struct table **out, struct budget_totals *totals, struct err *e)
{
    struct arena scratch = {0};
    struct ranked *ranked = NULL;
    int64_t count = rank(parties->count, accounts, &scratch, &ranked);
    int width = (int)(sizeof columns / sizeof *columns);
    *totals = (struct budget_totals){.first_us = UNKNOWN};
    *out = table_new(parties->sim->arena, S("budgets"), title, columns, width);
    bool ok = fill_all(*out, parties, ranked, count, totals, e);
    arena_release(&scratch);
    return ok;
}

static double use_share(const struct budget_account *a)
{
    return a->limit_nusd > 0 ? (double)a->most_nusd / (double)a->limit_nusd : NAN;
}

// A limit of nothing is used up by any call.
static int nearest_first(const void *x, const void *y)
{
    const struct ranked *a = x;
    const struct ranked *b = y;
    double p = use_share(a->account), q = use_share(b->account);
    p = isnan(p) ? INFINITY : p;
    q = isnan(q) ? INFINITY : q;
    if (p != q)
        return p > q ? -1 : 1;
    if (a->account->most_nusd != b->account->most_nusd)
        return a->account->most_nusd > b->account->most_nusd ? -1 : 1;
    if (a->party != b->party)
        return a->party < b->party ? -1 : 1;
    return (int)a->period - (int)b->period;
}

static const struct column use_columns[] = {
    {{"name", 4}, {"whose", 5}, UNIT_TEXT, EVIDENCE_MEASURED, true},
    {{"period", 6}, {"budget of", 9}, UNIT_TEXT, EVIDENCE_MEASURED, true},
    {{"limit_usd", 9}, {"limit", 5}, UNIT_NUSD, EVIDENCE_ASSUMED, false},
    {{"most_usd", 8}, {"most in one", 11}, UNIT_NUSD, EVIDENCE_MODELLED, false},
    {{"most_share", 10}, {"of limit", 8}, UNIT_SHARE, EVIDENCE_MODELLED, false},
    {{"most_time", 9}, {"from", 4}, UNIT_TIME_US, EVIDENCE_MODELLED, false},
    {{"threshold", 9}, {"alert", 5}, UNIT_SHARE, EVIDENCE_MODELLED, false},
};

static bool fill_uses(struct table *t, const struct parties *parties, const struct ranked *ranked,
                      int64_t count, struct err *e)
{
    for (int64_t i = 0; i < count && i < BUDGET_USES; i++) {
        const struct budget_account *a = ranked[i].account;
        struct str name;
        if (!parties_name(parties, ranked[i].party, &name, t->arena, e))
            return false;
        struct cell *row = table_row(t);
        row[0] = cell_str(name);
        row[1] = cell_str(str_of(budget_period_name[ranked[i].period]));
        row[2] = cell_int(a->limit_nusd);
        row[3] = cell_int(a->most_nusd);
        row[4] = cell_double(use_share(a));
        row[5] = cell_int(a->most_begin_us);
        row[6] = cell_double(a->threshold > 0 ? a->threshold : NAN);
    }
    if (count > BUDGET_USES)
        table_note(t, str_fmt(t->arena, "%lld budgets; the table has the %d nearest their limit",
                              (long long)count, BUDGET_USES));
    return true;
}

bool budget_use_table(const struct parties *parties,
                      struct budget_account (*accounts)[BUDGET_PERIODS], struct table **out,
                      struct err *e)
{
    struct arena scratch = {0};
    size_t most = (size_t)parties->count * BUDGET_PERIODS;
    struct ranked *all = ARENA_ARRAY(&scratch, struct ranked, most);
    int64_t count = 0;
    for (uint32_t i = 0; i < parties->count; i++)
        for (enum budget_period p = BUDGET_DAY; p < BUDGET_PERIODS; p++)
            if (accounts[i][p].limit_nusd != UNKNOWN)
                all[count++] = (struct ranked){i, p, &accounts[i][p]};
    if (count)
        qsort(all, (size_t)count, sizeof *all, nearest_first);
    int width = (int)(sizeof use_columns / sizeof *use_columns);
    *out = table_new(parties->sim->arena, S("budget_use"), S("Spending against the limits"),
                     use_columns, width);
    bool ok = fill_uses(*out, parties, all, count, e);
    arena_release(&scratch);
    return ok;
}

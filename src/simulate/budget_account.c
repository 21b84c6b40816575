// budget_account.c - see budget_account.h.
#include "simulate/budget_account.h"

#include "base/zone.h"

const char *const budget_period_name[BUDGET_PERIODS] = {
    [BUDGET_DAY] = "day",
    [BUDGET_MONTH] = "month",
};

static void start_month(struct budget_clock *clock, int64_t ts_us)
{
    struct civil now = zone_to_civil(ts_us);
    struct civil first = {.year = now.year, .month = now.month, .day = 1};
    clock->begin_us[BUDGET_MONTH] = zone_time_of_civil(first);
    first.year += first.month == 12;
    first.month = first.month % 12 + 1;
    clock->end_us[BUDGET_MONTH] = zone_time_of_civil(first);
}

void budget_clock_turn(struct budget_clock *clock, int64_t ts_us)
{
    bool is_first = clock->begin_us[BUDGET_DAY] == clock->end_us[BUDGET_DAY];
    if (is_first || ts_us >= clock->end_us[BUDGET_DAY]) {
        clock->begin_us[BUDGET_DAY] = zone_day_start(ts_us);
        clock->end_us[BUDGET_DAY] = zone_next_day(ts_us);
    }
    if (is_first || ts_us >= clock->end_us[BUDGET_MONTH])
        start_month(clock, ts_us);
}

void budget_account_init(struct budget_account *a, int64_t limit_nusd)
{
    *a = (struct budget_account){
        .limit_nusd = limit_nusd,
        .begin_us = UNKNOWN,
        .first_us = UNKNOWN,
        .last_us = UNKNOWN,
        .most_begin_us = UNKNOWN,
    };
}

void budget_account_close(struct budget_account *a)
{
    int64_t over_nusd = a->spent_nusd - (a->limit_nusd == UNKNOWN ? a->spent_nusd : a->limit_nusd);
    if (over_nusd <= 0)
        return;
    a->overshoot_nusd += over_nusd;
    a->worst_nusd = over_nusd > a->worst_nusd ? over_nusd : a->worst_nusd;
}

void budget_account_turn(struct budget_account *a, int64_t begin_us)
{
    if (a->begin_us == begin_us)
        return;
    budget_account_close(a);
    a->begin_us = begin_us;
    a->spent_nusd = 0;
    a->asked_nusd = 0;
    a->alerted = 0;
    a->is_beyond = false;
}

bool budget_account_refuses(const struct budget_account *a, enum budget_rule rule,
                            int64_t cost_nusd)
{
    if (a->limit_nusd == UNKNOWN)
        return false;
    if (rule == BUDGET_REACHED)
        return a->spent_nusd >= a->limit_nusd;
    return a->spent_nusd + cost_nusd > a->limit_nusd;
}

void budget_account_exceed(struct budget_account *a, int64_t ts_us, int64_t cost_nusd)
{
    a->beyond++;
    a->beyond_nusd += cost_nusd;
    a->first_us = a->first_us == UNKNOWN ? ts_us : a->first_us;
    a->last_us = ts_us;
    a->periods_beyond += !a->is_beyond;
    a->is_beyond = true;
}

void budget_account_spend(struct budget_account *a, int64_t cost_nusd)
{
    a->spent_nusd += cost_nusd;
}

void budget_account_ask(struct budget_account *a, int64_t cost_nusd)
{
    a->asked_nusd += cost_nusd;
    if (a->most_begin_us != UNKNOWN && a->asked_nusd <= a->most_nusd)
        return;
    a->most_nusd = a->asked_nusd;
    a->most_begin_us = a->begin_us;
}

bool budget_account_alerts(struct budget_account *a, int number, double share)
{
    // Half a nano-dollar: a share such as 0.95 is not exact.
    bool is_reached = (double)a->spent_nusd + 0.5 >= share * (double)a->limit_nusd ||
                      (share >= 1 && a->is_beyond);
    if (a->limit_nusd == UNKNOWN || !is_reached || a->alerted >> number & 1)
        return false;
    a->alerted |= 1u << number;
    a->threshold = share > a->threshold ? share : a->threshold;
    return true;
}

// budget_account.h - what is spent of one budget, day by day or month by month.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "model/record.h"

enum budget_rule {
    BUDGET_EXCEEDS,  // a call is beyond the budget if spent + its cost > limit
    BUDGET_REACHED,  // if spent >= limit
};
enum budget_period { BUDGET_DAY, BUDGET_MONTH, BUDGET_PERIODS };
extern const char *const budget_period_name[BUDGET_PERIODS];

// The day and month that are running, in the zone of reports. Zero is a valid start.
struct budget_clock {
    int64_t begin_us[BUDGET_PERIODS], end_us[BUDGET_PERIODS];
};
// Instants must ascend.
void budget_clock_turn(struct budget_clock *clock, int64_t ts_us);

struct budget_account {
    int64_t limit_nusd;  // UNKNOWN = none
    int64_t begin_us;    // of the period; UNKNOWN = none yet
    int64_t spent_nusd;  // in it
    int64_t asked_nusd;  // in it: with the calls that were refused
    unsigned alerted;    // in it: bits of thresholds
    bool is_beyond;      // in it
    // Of all periods.
    int64_t beyond, beyond_nusd;  // calls beyond the budget, and what they cost
    int64_t first_us, last_us;    // of those; UNKNOWN = none
    int64_t periods_beyond;
    int64_t overshoot_nusd, worst_nusd;  // spent above the limit: in all, in the worst period
    int64_t most_nusd, most_begin_us;    // asked in the dearest period, and which that was
    double threshold;                    // the highest that alerted; 0 = none did
};

void budget_account_init(struct budget_account *a, int64_t limit_nusd);
// Starts the period that begins then, if it has not begun.
void budget_account_turn(struct budget_account *a, int64_t begin_us);
bool budget_account_refuses(const struct budget_account *a, enum budget_rule rule,
                            int64_t cost_nusd);
// Notes a call that it refuses; budget_account_spend() if it was let through all the same.
void budget_account_exceed(struct budget_account *a, int64_t ts_us, int64_t cost_nusd);
void budget_account_spend(struct budget_account *a, int64_t cost_nusd);
// Notes what a call costs, whether it is refused or not.
void budget_account_ask(struct budget_account *a, int64_t cost_nusd);
// True once a period and threshold (its number is below 32), when that share of it is spent. All of
// it counts as spent, too, when a call was beyond it.
bool budget_account_alerts(struct budget_account *a, int number, double share);
// Ends the last period: overshoot is complete.
void budget_account_close(struct budget_account *a);

// sim_answer.h - what a simulation brought, as tables: waterfall, features, risk, assumptions.
#pragma once

#include "model/table.h"
#include "simulate/simulation.h"

// What a shorter log says of 30 days is a guess.
enum { SIM_DAYS_ENOUGH = 7 };
#define SIM_SHORT_LOG                                                                              \
    "the log is shorter than a week: what is saved in 30 days is a rough guess from it"

// Adds the tables "" (baseline, final, saved), "steps", "by_feature", "feature_steps", "risk" and
// "assumptions", those of the strategies, and notes; as JSON that is design.md §8. At most `top`
// rows of tables that grow with the log, 0 = all. Tables of the outcomes are changed.
void sim_answer(const struct simulation *sim, int64_t top, struct answer *out);
// Dollars of 30 days at the pace of so many days; UNKNOWN stays.
int64_t sim_month_nusd(int64_t nusd, double days);
// "key=question ttl=1h": the settings that were given, as flags say them; "" without any.
struct str sim_settings_text(const struct step *step, struct arena *a);

// prefix_run.h - a prompt_cache step at work: the caches, and what it counts.
#pragma once

#include "simulate/prefix_backtest.h"
#include "simulate/prefix_models.h"
#include "simulate/prefix_points.h"
#include "simulate/prefix_sample.h"
#include "simulate/prefix_terms.h"
#include "simulate/prefix_windows.h"

struct prefix_counts {
    int64_t without_rule, without_chain, without_time;  // left as they were
    int64_t below_min, assumed_marks, unknown_ttft, unknown_latency;
    int64_t not_sold;  // by a lifetime that their provider does not sell
    int64_t storage_nusd;
    bool has_bytes;                       // chains of bytes: tokens are modelled
    int64_t least_life_us, most_life_us;  // of those that are assumed; 0 = none
};

// Zero + sim, step, out, settings is a valid start.
struct prefix_run {
    struct simulation *sim;
    const struct step *step;
    struct outcome *out;
    struct prefix_settings settings;
    struct prefix_store store;
    struct prefix_points points;
    struct prefix_sample sample;
    struct prefix_windows windows;
    struct prefix_backtest backtest;
    struct prefix_models models;
    struct prefix_counts counts;
    struct arena scratch;
    uint32_t *model_numbers;             // by number in sim->models: that of its provider and name
    struct forced_rule *forced;          // likewise: the rule and its day
    const struct key_column *templates;  // with puts_static_first
    bool *is_static_first;               // by template: what is alike is put in front
    int64_t *trial_nusd;  // by template: a trial adds up what input costs and books nothing
};
MUST_USE bool prefix_run(struct prefix_run *run, struct err *e);
void prefix_run_release(struct prefix_run *run);
extern const struct risk_words prefix_risks[];
// Figures, assumptions, notes and the table by model.
void prefix_run_report(const struct prefix_run *run);

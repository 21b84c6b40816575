// strategy.h - one way to spend less: its settings, what it needs to know, what it does.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "model/columns.h"
#include "model/table.h"
#include "simulate/setting.h"

struct simulation;
struct outcome;

// An entry of a policy.
struct step {
    const struct strategy *strategy;
    struct str name;               // "name" of the policy, else the strategy's
    const struct filter *when;     // which requests it is for, as logged; NULL = all
    struct setting_value *values;  // by the rows of strategy->settings
    int number;                    // place in the policy, from 0
    int partner;                   // the step that runs as one stage with this one; -1 = none
};

// What people read for a key of outcome.risk. The rows of a table that ends with a zero row stand
// in the order in which they matter; keys without a row come last, by their key.
struct risk_words {
    const char *key;
    const char *title;     // NULL = for programs only
    bool is_told_at_zero;  // that there is none of it is worth knowing
};

struct strategy {
    const char *name;      // "response_cache"
    const char *summary;   // one line
    const char *unit;      // what is looked up: "requests"
    const char *hits_are;  // what became of those it hit: "served"
    const char *example;   // settings that make sense, as flags; NULL = none are needed
    const struct risk_words *risks;
    const struct setting *settings;
    // The strategy that runs as one stage with this one when both are in a policy and the setting
    // "key" of both is the same; NULL = none. run() of the one that names a partner runs both.
    const char *partner;
    // Checks what the table cannot and adds what run() will need. ERR_USAGE names the setting. May
    // be NULL.
    bool (*prepare)(const struct step *step, struct column_wants *wants, struct err *e);
    // Replays the requests that are left. `partner` is the outcome of step->partner, or NULL.
    bool (*run)(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e);
};

extern const struct strategy *const strategies[];  // NULL-terminated, generated

// NULL when there is none of that name.
const struct strategy *strategy_find(struct str name);
// The row of a setting; -1 when there is none of that name.
int strategy_setting(const struct strategy *s, struct str name);

// A named figure of an outcome: what could go wrong, or what was assumed.
struct figure_line {
    const char *key;  // snake_case, stable
    enum unit unit;
    enum evidence evidence;
    struct cell value;
};
enum { OUTCOME_FIGURES = 24, OUTCOME_NOTES = 16, OUTCOME_TABLES = 8 };

// What a step did. The sums change through the sim_…() functions of simulation.h; the strategy sets
// lookups, hits, hit_tok and the rest itself.
struct outcome {
    const struct step *step;
    int64_t requests_in;  // that were left and that `when` takes; set before run()
    const char *unit;     // of lookups and hits where it is not the strategy's ("blocks"); NULL
    int64_t lookups, hits;
    int64_t hit_tok;  // tokens that the hits spared or read from a cache
    int64_t saved_nusd, saved_tok, saved_us;
    int64_t unpriced;           // requests that changed and have no price before or after
    int64_t *feature_nusd;      // [columns.feature_count] saved
    int64_t *feature_requests;  // [columns.feature_count] changed
    struct figure_line risk[OUTCOME_FIGURES], assumptions[OUTCOME_FIGURES];
    int risk_count, assumption_count;
    struct str notes[OUTCOME_NOTES];
    int note_count;
    struct table *tables[OUTCOME_TABLES];  // details, in the arena of the simulation
    int table_count;
};
void outcome_risk(struct outcome *o, const char *key, enum unit unit, enum evidence evidence,
                  struct cell value);
void outcome_assume(struct outcome *o, const char *key, enum unit unit, struct cell value);
void outcome_note(struct outcome *o, struct str note);
void outcome_table(struct outcome *o, struct table *t);

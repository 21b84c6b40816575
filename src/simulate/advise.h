// advise.h - tries ways to save alone and together on the same requests, and ranks them.
#pragma once

#include "simulate/candidate.h"
#include "simulate/runner.h"
#include "simulate/sensitivity.h"

struct advise_options {
    const struct candidate *candidates;  // NULL = all there are, routes to cheaper models too
    const struct price_book *book;       // to find cheaper models in
    bool with_assumed;                   // what rests on an assumption may be combined
    struct str labels_path;  // quality of routed answers (strategy route); unknown = none
    double divergence_max;   // limit of "normal_divergence"; NaN = the candidate's own
    int64_t now_us;
    int runs_max;  // of simulations, 0 = by the number of requests
};

// The figure that divergence_max is a limit of.
#define ADVICE_DIVERGENCE "normal_divergence"

enum verdict {
    VERDICT_COMBINED,
    VERDICT_LITTLE,   // adds next to nothing to the others
    VERDICT_KIND,     // another of its kind is in
    VERDICT_ASSUMED,  // rests on an assumption
    VERDICT_RISKY,    // a figure is beyond its limit
    VERDICT_DEARER,   // costs more than it saves
    VERDICT_NOTHING,  // saves or costs less than ADVICE_WORTH_PERMILLE of the baseline
};

// What a step must save, alone and beside the others, to be worth its trouble: thousandths of the
// baseline.
enum { ADVICE_WORTH_PERMILLE = 1 };
enum { ADVICE_FEATURES = 3, ADVICE_MAX = 40, OVERLAPS_MAX = 15 };

struct advice_feature {
    uint32_t feature;  // number in columns.features
    int64_t saved_nusd;
};

// A candidate and what became of it.
struct advice {
    const struct candidate *candidate;
    struct policy policy;               // of one step
    int64_t saved_nusd;                 // alone
    int64_t requests;                   // changed, alone
    enum confidence confidence;         // not high where the risk could not be measured
    const struct candidate_risk *risk;  // NULL = none that was measured
    double risk_share;
    enum verdict verdict;
    const struct advice *rival;  // of VERDICT_KIND
    // A filter that takes fewer requests and most of the saving; unknown = there is none.
    struct str when;
    int64_t when_nusd, when_requests;
    bool is_narrowed;  // saved_nusd and policy are those of `when`: everywhere it would save less
    struct advice_feature features[ADVICE_FEATURES];
    int feature_count;
};

// What two save less together than alone; negative: they help each other.
struct overlap {
    int a, b;  // numbers of advice, a < b
    int64_t together_nusd, overlap_nusd;
};

// Initialise; then advising_wants(), load columns, advising_run(); release.
struct advising {
    struct arena *arena;
    struct advise_options options;
    struct columns *columns;  // selections are added
    struct advice *list;      // [ADVICE_MAX] most dollars first, after advising_run()
    int count;
    int left_out;        // routes beyond ADVICE_MAX
    struct policy best;  // the combination, in the order of its stages
    bool has_best;
    struct simulation best_run;
    struct overlap *overlaps;
    int overlap_count;
    struct sensitivity sensitivity;  // of the combination
    int64_t baseline_nusd;
    double days;
    int runs, runs_max;
};

void advising_init(struct advising *v, const struct advise_options *options, struct arena *a);
// What the columns must have. Only once.
MUST_USE bool advising_wants(struct advising *v, struct column_wants *wants, struct err *e);
// Needs memory for one simulation at a time, and for that of the combination.
MUST_USE bool advising_run(struct advising *v, struct columns *columns, const struct runner *runner,
                           struct err *e);
// The least saving that counts.
int64_t advising_worth_nusd(const struct advising *v);
// Beyond which a risk keeps advice from being combined.
double advising_limit(const struct advising *v, const struct candidate_risk *risk);
void advising_release(struct advising *v);

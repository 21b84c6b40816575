// route_ledger.h - what a step of routing counts, and the figures and tables made of it.
#pragma once

#include "simulate/frontier.h"
#include "simulate/simulation.h"

// Sizes of input by which requests are grouped: up to so many tokens.
enum { ROUTE_SIZES = 7 };

struct route_labels {
    int64_t ok[TASK_COUNT], failed[TASK_COUNT];
};

// Sums over the requests that a step of routing looked at.
struct route_ledger {
    int64_t considered;  // the classifier, if there is one, was paid for
    int64_t routed;
    int64_t priced;         // of the routed: those with a price before and after
    int64_t before_nusd;    // of the routed: by their own model
    int64_t after_nusd;     // by the target, without what is below
    int64_t side_nusd;      // of the classifier, for all that was considered
    int64_t fallback_nusd;  // expected
    int64_t dearer;         // routed requests that cost more than before
    int64_t no_price;       // that the target has no price for
    int64_t no_text;        // embeddings: no other model can answer them
    int64_t side_unpriced;  // that the classifier has no price for
    int64_t lost_read_tok, lost_read_nusd;
    int64_t wait_us;  // of the routed, by their own model
    struct route_labels labels;
    struct frontier by_task, by_size, by_template;
    const struct columns *columns;
    const struct key_column *templates;
};

struct route_terms {
    double fallback_rate, tok_factor;
    bool has_classifier, has_labels;
    int64_t classifier_tok, classifier_output_tok;
    unsigned tasks;  // bits of enum task
    struct str labels_path;
};

void route_ledger_init(struct route_ledger *l, const struct columns *columns, struct arena *a);
// Adds a request that has a price before and after to the frontiers.
void route_ledger_place(struct route_ledger *l, int64_t i, int64_t before_nusd, int64_t saved_nusd);
void route_ledger_label(struct route_ledger *l, int64_t i);
// Figures, assumptions, notes and tables of the outcome.
void route_ledger_report(struct route_ledger *l, const struct route_terms *terms,
                         struct simulation *sim, struct outcome *out);

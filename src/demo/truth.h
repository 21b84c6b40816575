// truth.h - what is true of a generated log: counts, tokens and costs, kept apart from all other
// code that counts.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

enum demo_feature {
    FEATURE_SUPPORT,
    FEATURE_SEARCH,
    FEATURE_CLASSIFY,
    FEATURE_SUMMARIZE,
    FEATURE_EXTRACT,
    FEATURE_AUTOCOMPLETE,
    FEATURE_AGENT,
    FEATURE_EMBEDDINGS,
    FEATURE_NONE,  // logged without a feature
    DEMO_FEATURES,
};

enum demo_model {
    MODEL_CLAUDE_SONNET,
    MODEL_GPT_4O,
    MODEL_GPT_4O_MINI,
    MODEL_GPT_41_MINI,
    MODEL_GPT_41_NANO,
    MODEL_GPT_51,
    MODEL_GROK,
    MODEL_GEMINI,
    MODEL_EMBEDDING,
    MODEL_IN_HOUSE,  // has no price anywhere
    DEMO_MODELS,
};

// Disjoint classes, as in design.md: input excludes what was read from or written to a cache.
enum demo_tok {
    DEMO_TOK_INPUT,
    DEMO_TOK_CACHE_READ,
    DEMO_TOK_CACHE_WRITE,
    DEMO_TOK_OUTPUT,  // with reasoning
    DEMO_TOK_REASONING,
    DEMO_TOKS,
};

// Sums over calls. Costs are those of calls with usage and a priced model, each rounded half up to
// nano-USD.
struct demo_sums {
    int64_t requests, errors;
    int64_t without_usage;  // succeeded, but the log has no counts
    int64_t unpriced;       // with usage, of a model without a price
    int64_t tok[DEMO_TOKS];
    int64_t cost_nusd;
};

// Calls that were paid for and gave nothing of use.
struct demo_waste {
    int64_t requests;
    int64_t cost_nusd;
};

struct demo_truth {
    struct demo_sums all;
    struct demo_sums feature[DEMO_FEATURES];
    int64_t bytes;           // of the log
    int64_t unique_request;  // request bodies that differ in content, model or parameters
    int64_t unique_content;  // request bodies that differ in content
    int64_t unique_normal;   // the same without regard to case and white space
    // Cost of all but the first successful call of each unique request.
    int64_t duplicate_cost_nusd;
    struct demo_waste cut;       // answers that end at max_tokens
    struct demo_waste not_json;  // answers that are no JSON where JSON was asked for
    int64_t near_pairs;          // questions of the search that were also asked in other words
    int64_t first_us, last_us;   // of the start of calls
};

// One call as it was written.
struct truth_call {
    enum demo_feature feature;
    enum demo_model model;
    bool is_error, has_usage;
    int64_t tok[DEMO_TOKS];
    int64_t ts_us;
    bool is_new_request, is_new_content, is_new_normal;
    bool is_answered_before;  // an identical request succeeded earlier
    bool is_cut, is_not_json;
};

extern const char *const demo_feature_name[DEMO_FEATURES];  // NULL for FEATURE_NONE

void truth_add(struct demo_truth *t, const struct truth_call *call);
// What a call costs in nano-USD by this file's own list of prices; 0 if it has none.
int64_t truth_cost_nusd(const struct truth_call *call);
// One JSON object, a line a feature.
void truth_write(const struct demo_truth *t, struct buf *out);

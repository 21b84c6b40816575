// model_move.h - a request that another model answers: which one, and what its tokens become.
#pragma once

#include "simulate/simulation.h"

// A target and what was learned about it. Zero-initialise and open; close after success and
// failure alike.
struct model_move {
    uint32_t model;     // number in sim->models
    double tok_factor;  // tokens of the target for one of the model that was asked
    struct arena arena;
    struct str family;  // of the target: maker's word at the front of its name
    struct str seller;  // its canonical provider
    uint8_t *kin;       // by model: what it is to the target; 0 = not looked at
    uint32_t kin_count;
    const struct cache_rule *rule;  // of the target on `rule_day`
    int64_t rule_day;
};

// `setting` names the setting in the error (ERR_USAGE) when no book row prices "model" or
// "provider/model"; it offers the nearest name there is.
MUST_USE bool model_move_open(struct model_move *m, struct simulation *sim, const char *setting,
                              struct str text, double tok_factor, struct err *e);
void model_move_close(struct model_move *m);
// Whether the request goes there already, if only by another name of the model.
bool model_move_is_there(struct model_move *m, const struct simulation *sim, int64_t i);
// False for calls that no text model can answer: they have no output and pay for none (embeddings).
bool model_move_is_text(struct simulation *sim, int64_t i);
// The tokens as the target bills them. The split into fresh, read and written stays within the same
// provider and model family where the target caches prompts of this size; else all input is fresh,
// and *lost_read_tok says how many tokens were read before.
void model_move_tokens(struct model_move *m, const struct simulation *sim, int64_t i,
                       struct tokens *out, int64_t *lost_read_tok);

// The price of a small call beside request `i`, at its time and standard rates: a classifier.
// UNKNOWN without a price.
int64_t model_side_call_nusd(struct simulation *sim, int64_t i, uint32_t model, int64_t input_tok,
                             int64_t output_tok);
// The number of a priced model, as model_move_open() takes it.
MUST_USE bool model_priced(struct simulation *sim, const char *setting, struct str text,
                           uint32_t *out, struct err *e);

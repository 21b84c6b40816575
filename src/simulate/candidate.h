// candidate.h - a way to save that advise tries: a strategy with settings, and what speaks against
// it.
#pragma once

#include "simulate/policy.h"

// How sure the saving is.
enum confidence {
    CONFIDENCE_HIGH,    // exact replay of what the log says
    CONFIDENCE_MEDIUM,  // modelled: by a provider's rules, or tokens from bytes
    CONFIDENCE_LOW,     // rests on what a log cannot show
    CONFIDENCES,
};
extern const char *const confidence_name[CONFIDENCES];

// Where in a policy it stands.
enum stage { STAGE_ANSWER, STAGE_SHORTEN, STAGE_ROUTE, STAGE_PREFIX, STAGE_DELAY };

// A figure of the outcome that speaks against it.
struct candidate_risk {
    const char *figure;  // key of a figure among the outcome's `risk`
    bool is_count;       // of requests: is divided by those the step changed
    double most;         // beyond it the candidate is not combined
    const char *says;    // "answers that differ from the logged one"
};

struct candidate_setting {
    const char *key, *value;
};

enum { CANDIDATE_SETTINGS = 4, CANDIDATE_RISKS = 3 };
struct candidate {
    const char *name;   // of the step: "repeats"
    const char *title;  // what to do
    const char *strategy;
    struct candidate_setting settings[CANDIDATE_SETTINGS];  // up to the first without a key
    const char *when;                                       // NULL = all requests
    enum stage stage;
    const char *kind;  // of candidates of one kind only one is combined
    enum confidence confidence;
    const char *assumes;  // what must be true and is not in the log; NULL = nothing
    struct candidate_risk risks[CANDIDATE_RISKS];  // the first that the outcome has counts
    // With these settings instead it changes nothing that happened: what the model "saves" then is
    // its error. Up to the first without a key; none = the saving is no model's.
    struct candidate_setting control[CANDIDATE_SETTINGS];
    const char *evidence;  // the command that shows where it comes from
};

// Those that do not depend on the models of a log. Ends with a row without a name.
extern const struct candidate candidates[];

// A policy of one step; with its control settings if `is_control`. Release it after success and
// failure alike. False when the strategy or one of its settings is not as the candidate says.
MUST_USE bool candidate_policy(const struct candidate *c, bool is_control, struct arena *a,
                               int64_t now_us, struct policy *out, struct err *e);
// The risk that the control shows: its share of the saving.
extern const struct candidate_risk candidate_control_risk;

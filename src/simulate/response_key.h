// response_key.h - what must be alike for requests to share an answer: settings of response_cache
// and single_flight.
#pragma once

#include "model/columns.h"
#include "simulate/strategy.h"

// The first rows of the settings of both strategies, in this order.
enum response_key_setting {
    RESPONSE_KEY,
    RESPONSE_SIMILARITY,
    RESPONSE_SCOPE,
    RESPONSE_KEY_SETTINGS
};
extern const char *const response_key_choices[];
extern const char *const response_scope_choices[];

// The settings with a choice must have one. ERR_USAGE.
MUST_USE bool response_key_check(const struct step *step, struct err *e);
// A step that does not say one of these settings takes it from its partner.
struct key_spec response_key(const struct step *step);
// What a key cannot tell apart, or tells apart too well.
void response_key_notes(const struct step *step, struct outcome *out);

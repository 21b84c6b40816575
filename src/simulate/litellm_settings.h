// litellm_settings.h - what of a policy the LiteLLM proxy can do, as its configuration file.
#pragma once

#include "model/columns.h"
#include "simulate/policy.h"

// A text that `toll` does not read back. The models are those of the columns, under the names that
// callers ask for; keys come from the environment.
struct litellm_settings {
    struct str yaml, json;
    struct str *notes;  // what it does not do, or what callers must do, a line each
    int note_count;
};
void litellm_settings(const struct policy *p, const struct columns *c, struct arena *a,
                      struct litellm_settings *out);

// policy.h - a list of strategies with their settings, read from JSON or from flags.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "simulate/strategy.h"

enum { POLICY_STEPS_MAX = 32 };

// {"name": "…", "strategies": [{"strategy": "response_cache", "ttl": "1h", "when": "team=growth"},
// …]}
struct policy {
    struct str name;  // unknown when it has none
    struct step steps[POLICY_STEPS_MAX];
    int step_count;
    struct setting_context context;
};

void policy_init(struct policy *p, struct arena *a, int64_t now_us);
// `origin` names the file in messages. Errors are ERR_USAGE and name step and key, with the nearest
// name there is. Release after success and failure alike.
MUST_USE bool policy_parse(struct policy *p, struct str json, struct str origin, struct err *e);
// Adds a step with the fallbacks of its settings; NULL with an error when there are too many.
struct step *policy_add(struct policy *p, const struct strategy *s, struct err *e);
// Sets a setting of a step, or "when" or "name", as a flag says it.
MUST_USE bool policy_set(struct policy *p, struct step *step, struct str key, struct str text,
                         struct err *e);
// A copy for trying other values; what it shares with `p` must outlive it. Release both.
void policy_copy(struct policy *out, const struct policy *p);
// After the last step is added: checks the steps, pairs partners, and says what columns they need.
MUST_USE bool policy_prepare(struct policy *p, struct column_wants *wants, struct err *e);
// The policy as JSON that policy_parse() takes: what was given, not the fallbacks.
struct str policy_print(const struct policy *p, struct arena *a);
void policy_release(struct policy *p);

// parties.h - whom a limit is for: requests by team, user, feature, key, model, or all together.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/map.h"
#include "simulate/simulation.h"

// In the order of party_choices, for a setting "per".
enum party_kind { PARTY_ALL, PARTY_TEAM, PARTY_USER, PARTY_FEATURE, PARTY_KEY, PARTY_MODEL };
extern const char *const party_choices[];

// Parties are 0, 1, 2… by first sight. Models are those that the steps before left.
struct parties {
    const struct simulation *sim;
    enum party_kind kind;
    struct arena *arena;
    uint32_t *key_of_caller;  // [columns.caller_count] for PARTY_KEY, from 1; 0 = has none
    struct map dense;         // number in the columns → party
    uint32_t *numbers;        // [count] number in the columns
    uint32_t count, cap;
};

void parties_init(struct parties *p, const struct simulation *sim, enum party_kind kind,
                  struct arena *a);
// False when the request is attributed to none.
bool parties_of(struct parties *p, int64_t i, uint32_t *out, bool *is_new);
// "all" for PARTY_ALL. Lives in `a`.
MUST_USE bool parties_name(const struct parties *p, uint32_t party, struct str *out,
                           struct arena *a, struct err *e);

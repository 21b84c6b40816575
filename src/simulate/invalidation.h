// invalidation.h - when a cache is emptied: at given instants, at regular ones, at new system
// prompts.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/arena.h"
#include "base/err.h"
#include "simulate/setting.h"

struct invalidation {
    int64_t *instants_us;
    int instant_count;
    int64_t *every_us;  // at the multiples of these since 1970-01-01 UTC: "1d" is midnight UTC
    int every_count;
    bool is_on_system_change;
};

// From a list of texts: an instant as --since takes it, "every 1d", "on_system_change". ERR_USAGE.
MUST_USE bool invalidation_read(struct invalidation *out, const struct setting_value *list,
                                int64_t now_us, struct arena *a, struct err *e);
// The first instant after `after_us`; INT64_MAX if there is none.
int64_t invalidation_next(const struct invalidation *v, int64_t after_us);

// attribution_filter.h - filters that look at nothing but the names of attributions: roll-ups can
// be chosen by them.
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "model/filter.h"
#include "store/attribution.h"

// Zero + filter and arena; both must live as long.
struct attribution_filter {
    const struct filter *filter;
    struct arena *arena;
    signed char *takes;  // by number of the attribution: 0 = not asked yet, else 1 or -1
    size_t cap;
};

// False when a term looks at something else.
bool attribution_filter_can_tell(const struct filter *filter);
bool attribution_filter_takes(struct attribution_filter *f, const struct attribution *who);

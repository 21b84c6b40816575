// attribution.h - who pays and what for: the names that requests share, interned as one number.
#pragma once

#include <stdint.h>

#include "base/str.h"
#include "model/record.h"

// The names that make an attribution, in the order of the columns of attribution_t. Others (user,
// session, tags, finish reason, error class) belong to the request itself.
enum { ATTRIBUTION_NAMES = 8 };
extern const enum name attribution_names[ATTRIBUTION_NAMES];

struct attribution {
    int64_t id;
    struct str names[NAME_COUNT];  // indices of enum name; those not above are unknown
};

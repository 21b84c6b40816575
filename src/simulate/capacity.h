// capacity.h - how much a cache holds: a number of entries, or bytes.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/err.h"
#include "base/str.h"

struct capacity {
    int64_t limit;  // UNKNOWN = none
    bool is_bytes;
};

// "1000", "10k" are entries; with a final B they are bytes: "512MiB", "10kB". Unknown text = no
// limit. ERR_USAGE.
MUST_USE bool capacity_parse(struct str text, struct capacity *out, struct err *e);

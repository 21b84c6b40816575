// rhythm.h - when calls come: thirty days with days, nights, weekends, growth and one busy
// afternoon.
#pragma once

#include <stdint.h>

enum { RHYTHM_DAYS = 30, RHYTHM_HOURS = RHYTHM_DAYS * 24 };

// 2026-10-17T00:00:00Z; the last day is 2026-11-15.
#define RHYTHM_START_US 1792195200000000LL

struct rhythm {
    int64_t before[RHYTHM_HOURS + 1];  // load of all hours before this one
};

void rhythm_init(struct rhythm *r);
// The instant at which `part` of `whole` of the load is done (0 <= part <= whole <= 2^41), in whole
// milliseconds. Rises with part.
int64_t rhythm_time_us(const struct rhythm *r, int64_t part, int64_t whole);

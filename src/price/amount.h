// amount.h - prices read from JSON exactly: the shortest decimal of a number, never its double.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include <cjson/cJSON.h>

#include "base/attr.h"

// A number, or a string that holds one, times 10^scale. cJSON keeps doubles: the shortest decimal
// that reads back as the same double is what the file said, up to 15 digits. False when it is
// neither, negative or too large.
MUST_USE bool amount_scaled(const cJSON *item, int scale, int64_t *out);

// value × num ÷ den, rounded half up; all of them non-negative, den not 0. UNKNOWN on overflow.
int64_t amount_ratio(int64_t value, int64_t num, int64_t den);

enum {
    SCALE_PER_MTOK = 6,  // USD per million tokens → pUSD per token
    SCALE_PER_TOK = 12,  // USD per token → pUSD
    SCALE_PER_KILO = 9,  // USD per thousand → pUSD each
    SCALE_FACTOR = 6,    // factor → millionths
};

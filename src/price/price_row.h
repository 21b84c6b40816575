// price_row.h - one row of the price book: the prices of a model during a span of time.
#pragma once

#include <stdint.h>

#include "base/str.h"
#include "model/record.h"
#include "price/price.h"

enum { PRICE_TIERS = TIER_PRIORITY + 1, PRICE_WINDOWS_MAX = 4, PRICE_FACTOR_ONE = 1000000 };

// pUSD a token, a request (PRICE_REQUEST) or a search (PRICE_WEB_SEARCH); UNKNOWN = not sold.
struct price_set {
    int64_t pusd[PRICE_CLASSES];
};

// Prices of the whole request when its input is strictly above above_tok.
struct price_above {
    int64_t above_tok;
    struct price_set prices;
};

// Millionths by which a tier multiplies the price of a class; UNKNOWN = the tier is not sold.
struct price_terms {
    int64_t factor_ppm[PRICE_TIERS][PRICE_CLASSES];
};

// Seconds of the UTC day, [begin, end); begin > end goes over midnight.
struct price_window {
    int32_t begin_s, end_s;
};

struct price_row {
    struct str id, provider, model;
    uint32_t number;
    int64_t from_us, until_us;  // [from, until), INT64_MIN and INT64_MAX = open
    struct price_window windows[PRICE_WINDOWS_MAX];
    int window_count;   // 0 = all day
    unsigned day_bits;  // bit 0 = Monday (UTC); of the windows only
    enum tier tier;     // TIER_UNKNOWN = any, by the factors of `terms`
    struct price_set base;
    const struct price_above *above;  // ascending
    int above_count;
    const struct price_terms *terms;
    struct str source, read;  // where from; the date it was read, "2026-09-23"
    struct str note;
};

// The prices that hold for a request of this input; *threshold_tok is 0 without a tier.
const struct price_set *price_row_prices(const struct price_row *row, int64_t input_tok,
                                         int64_t *threshold_tok);
// Price of a class after the roll-ups of price_cost(): a cache price that the row lacks is the next
// one of read → input, 1h write → 5m write → input, audio read → read. UNKNOWN = none.
int64_t price_set_of(const struct price_set *set, int price_class);
// Name of a class in our JSON: "cache_read".
extern const char *const price_class_names[PRICE_CLASSES];
extern const char *const price_tier_names[PRICE_TIERS];

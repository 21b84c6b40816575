// cost.c - the only cost formula: classes of tokens, prices of a row, one rounding.
#include "price/price_row.h"

#include <stddef.h>

__extension__ typedef __int128 wide;

enum { PARTS = 6 };

// Parts and the class they are counted in.
static const struct {
    int part, whole;
} parts[PARTS] = {
    {TOK_REASONING, TOK_OUTPUT}, {TOK_AUDIO_IN, TOK_INPUT}, {TOK_AUDIO_READ, TOK_CACHE_READ},
    {TOK_AUDIO_OUT, TOK_OUTPUT}, {TOK_IMAGE_IN, TOK_INPUT}, {TOK_IMAGE_OUT, TOK_OUTPUT},
};

const char *const price_class_names[PRICE_CLASSES] = {
    [TOK_INPUT] = "input",
    [TOK_CACHE_READ] = "cache_read",
    [TOK_CACHE_WRITE_5M] = "cache_write_5m",
    [TOK_CACHE_WRITE_1H] = "cache_write_1h",
    [TOK_OUTPUT] = "output",
    [TOK_REASONING] = "reasoning",
    [TOK_AUDIO_IN] = "audio_in",
    [TOK_AUDIO_READ] = "audio_read",
    [TOK_AUDIO_OUT] = "audio_out",
    [TOK_IMAGE_IN] = "image_in",
    [TOK_IMAGE_OUT] = "image_out",
    [PRICE_REQUEST] = "per_1k_requests",
    [PRICE_WEB_SEARCH] = "per_1k_web_searches",
};

const char *const price_tier_names[PRICE_TIERS] = {
    [TIER_UNKNOWN] = "any", [TIER_STANDARD] = "standard", [TIER_BATCH] = "batch",
    [TIER_FLEX] = "flex",   [TIER_PRIORITY] = "priority",
};

const struct price_set *price_row_prices(const struct price_row *row, int64_t input_tok,
                                         int64_t *threshold_tok)
{
    const struct price_set *set = &row->base;
    *threshold_tok = 0;
    for (int i = 0; i < row->above_count && input_tok > row->above[i].above_tok; i++) {
        set = &row->above[i].prices;
        *threshold_tok = row->above[i].above_tok;
    }
    return set;
}

int64_t price_set_of(const struct price_set *set, int price_class)
{
    // What a cache class costs without a price of its own; -1 = nothing stands in.
    static const int instead[PRICE_CLASSES] = {
        [TOK_INPUT] = -1,
        [TOK_CACHE_READ] = TOK_INPUT,
        [TOK_CACHE_WRITE_5M] = TOK_INPUT,
        [TOK_CACHE_WRITE_1H] = TOK_CACHE_WRITE_5M,
        [TOK_OUTPUT] = -1,
        [TOK_REASONING] = -1,
        [TOK_AUDIO_IN] = -1,
        [TOK_AUDIO_READ] = -1,
        [TOK_AUDIO_OUT] = -1,
        [TOK_IMAGE_IN] = -1,
        [TOK_IMAGE_OUT] = -1,
        [PRICE_REQUEST] = -1,
        [PRICE_WEB_SEARCH] = -1,
    };
    int c = price_class;
    while (set->pusd[c] == UNKNOWN && instead[c] >= 0)
        c = instead[c];
    return set->pusd[c];
}

// How many of each class are billed: priced parts are taken out of their whole, others stay in it.
static void billed_counts(const struct price_set *set, const struct usage *u,
                          int64_t counts[PRICE_CLASSES])
{
    for (int c = 0; c < TOK_CLASSES; c++)
        counts[c] = tok_or_zero(u, (enum tok_class)c);
    for (int i = 0; i < PARTS; i++) {
        int64_t *part = &counts[parts[i].part];
        int64_t *whole = &counts[parts[i].whole];
        if (*part == 0)
            continue;
        if (set->pusd[parts[i].part] == UNKNOWN)
            *part = 0;
        if (*part > *whole)
            *part = *whole;
        *whole -= *part;
    }
    counts[PRICE_REQUEST] = set->pusd[PRICE_REQUEST] == UNKNOWN ? 0 : 1;
    counts[PRICE_WEB_SEARCH] = u->web_searches == UNKNOWN ? 0 : u->web_searches;
}

static int64_t input_total(const struct usage *u)
{
    wide total = 0;
    for (int c = TOK_INPUT; c <= TOK_CACHE_WRITE_1H; c++)
        total += tok_or_zero(u, (enum tok_class)c);
    return total > INT64_MAX ? INT64_MAX : (int64_t)total;
}

// By millionths, rounded half up. A wide division takes as long as all the rest.
static wide scaled(wide pusd, int64_t factor_ppm)
{
    if (factor_ppm == PRICE_FACTOR_ONE)
        return pusd;
    wide product = pusd * factor_ppm + PRICE_FACTOR_ONE / 2;
    return product <= INT64_MAX ? (int64_t)product / PRICE_FACTOR_ONE : product / PRICE_FACTOR_ONE;
}

bool price_cost(const struct price_row *row, const struct usage *u, enum tier tier,
                struct price_cost *out)
{
    struct price_cost cost = {.total_pusd = 0};
    const struct price_set *set = price_row_prices(row, input_total(u), &cost.threshold_tok);
    int64_t counts[PRICE_CLASSES];
    billed_counts(set, u, counts);
    wide total = 0;
    for (int c = 0; c < PRICE_CLASSES; c++) {
        if (counts[c] <= 0)
            continue;
        int64_t price = price_set_of(set, c);
        int64_t factor = PRICE_FACTOR_ONE;
        if (row->tier == TIER_UNKNOWN)
            factor = row->terms->factor_ppm[tier][c];
        if (price == UNKNOWN || factor == UNKNOWN)
            return false;
        wide pusd = (wide)counts[c] * price;
        if (pusd > (wide)INT64_MAX * PRICE_FACTOR_ONE)
            return false;
        pusd = scaled(pusd, factor);
        total += pusd;
        if (total > INT64_MAX)
            return false;
        cost.pusd[c] = (int64_t)pusd;
    }
    cost.total_pusd = (int64_t)total;
    *out = cost;
    return true;
}

static int64_t rounded_nusd(int64_t pusd)
{
    return pusd / PUSD_PER_NUSD + (pusd % PUSD_PER_NUSD >= PUSD_PER_NUSD / 2 ? 1 : 0);
}

int64_t price_total_nusd(const struct price_cost *cost)
{
    return rounded_nusd(cost->total_pusd);
}

int64_t price_output_nusd(const struct price_cost *cost)
{
    // At most total_pusd, and rounding keeps the order.
    int64_t pusd = cost->pusd[TOK_OUTPUT];
    for (int i = 0; i < PARTS; i++)
        if (parts[i].whole == TOK_OUTPUT)
            pusd += cost->pusd[parts[i].part];
    return rounded_nusd(pusd);
}

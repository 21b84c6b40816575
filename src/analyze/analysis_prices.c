// analysis_prices.c - whether the price book fits the time of the traffic: neither too old for the
// newest request nor too young for the oldest one of a model.
#include "analyze/analysis.h"
#include "analyze/figures.h"
#include "base/buf.h"
#include "base/time.h"
#include "price/price.h"

enum { STALE_DAYS = 30, NAMED_MAX = 5 };

static const struct crossing by_provider_and_model = {{DIM_PROVIDER, DIM_MODEL}, 2};

static const struct spec specs[] = {
    {"book_date", "price book read", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"newest_request", "newest request", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"days_behind", "days the book is behind", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"priced_requests", "priced requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"unpriced_requests", "unpriced requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"priced_tok_share", "share of tokens priced", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"older_models", "models called before their first price", UNIT_COUNT, EVIDENCE_MEASURED,
     false},
};

static int64_t days_behind(int64_t book_us, int64_t newest_us)
{
    if (book_us == UNKNOWN || newest_us == UNKNOWN)
        return UNKNOWN;
    return newest_us <= book_us ? 0 : (newest_us - book_us) / US_PER_DAY;
}

// The first price of a model that was called before it was valid; NULL when all is well. Roll-ups
// know quarters of an hour, so the price counts from the start of its own.
static const struct price_row *price_after(const struct findings *f, const struct ranked *model,
                                           int64_t first_us)
{
    const struct price_row *row = price_find(f->question->book, model->name.labels[0],
                                             model->name.labels[1], TIER_STANDARD, first_us);
    if (!row || first_us == UNKNOWN || price_row_from_us(row) <= first_us)
        return NULL;
    int64_t from_us = price_row_from_us(row);
    return from_us - from_us % ROLLUP_US > first_us ? row : NULL;
}

// How many models were called before their first price; *names gets the dearest of them.
static bool count_older(struct findings *f, int64_t *count, struct buf *names, struct err *e)
{
    const struct grouping *g = findings_grouping(f, by_provider_and_model);
    struct ranked *models = NULL;
    if (!figures_rank(f, g, &models, e))
        return false;
    for (int64_t i = 0; i < g->count; i++) {
        const struct price_row *row =
            price_after(f, &models[i], g->groups[models[i].group].first_us);
        if (!row)
            continue;
        struct civil c = time_to_civil(price_row_from_us(row));
        if (*count < NAMED_MAX)
            buf_fmt(names, "%s%.*s (%04lld-%02d-%02d)", *count ? ", " : "",
                    STR_ARG(models[i].name.labels[1]), (long long)c.year, c.month, c.day);
        ++*count;
    }
    return true;
}

static void add_warnings(struct table *t, int64_t behind, int64_t older, struct str names,
                         struct arena *a)
{
    if (behind != UNKNOWN && behind > STALE_DAYS)
        table_note(t, str_fmt(a,
                              "warning: the price book is %lld days older than the newest request; "
                              "prices may have changed since",
                              (long long)behind));
    if (older)
        table_note(t, str_fmt(a,
                              "warning: called before the first price in the book, and priced at "
                              "it: %.*s%s",
                              STR_ARG(names), older > NAMED_MAX ? " …" : ""));
}

static bool run(struct findings *f, struct answer *out, struct err *e)
{
    int64_t older = 0;
    struct buf names = {.arena = out->arena};
    if (!count_older(f, &older, &names, e))
        return false;
    int64_t book_us = f->question->book_date_us;
    int64_t behind = days_behind(book_us, f->last_us);
    int64_t tokens = figures_tokens(&f->total);
    struct cell *row =
        figures_object(out, "prices", "Prices", specs, (int)(sizeof specs / sizeof *specs));
    *row++ = cell_int(book_us);
    *row++ = cell_int(f->last_us);
    *row++ = cell_int(behind);
    *row++ = cell_int(f->total.requests - f->total.unpriced_requests);
    *row++ = cell_int(f->total.unpriced_requests);
    *row++ = figures_ratio(tokens - f->total.unpriced_tok, tokens);
    *row = cell_int(older);
    add_warnings(out->tables[out->table_count - 1], behind, older, buf_view(&names), out->arena);
    return true;
}

const struct analysis analysis_prices = {
    .name = "prices",
    .summary = "how old the price book is, and how much it priced",
    .rank = 62,
    .is_default = true,
    .crossings = &by_provider_and_model,
    .crossing_count = 1,
    .run = run,
};

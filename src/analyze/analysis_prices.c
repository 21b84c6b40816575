// analysis_prices.c - how old the price book is beside the traffic it priced.
#include "analyze/analysis.h"
#include "analyze/figures.h"
#include "base/time.h"

enum { STALE_DAYS = 30 };  // design.md §4

static const struct spec specs[] = {
    {"book_date", "price book read", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"newest_request", "newest request", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"days_behind", "days the book is behind", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"priced_requests", "priced requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"unpriced_requests", "unpriced requests", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"priced_tok_share", "share of tokens priced", UNIT_SHARE, EVIDENCE_MEASURED, false},
};

static int64_t days_behind(int64_t book_us, int64_t newest_us)
{
    if (book_us == UNKNOWN || newest_us == UNKNOWN)
        return UNKNOWN;
    return newest_us <= book_us ? 0 : (newest_us - book_us) / US_PER_DAY;
}

static bool run(struct findings *f, struct answer *out, struct err *e)
{
    (void)e;
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
    *row = figures_ratio(tokens - f->total.unpriced_tok, tokens);
    if (behind != UNKNOWN && behind > STALE_DAYS)
        table_note(out->tables[out->table_count - 1],
                   str_fmt(out->arena,
                           "warning: the price book is %lld days older than the newest request; "
                           "prices may have changed since",
                           (long long)behind));
    return true;
}

const struct analysis analysis_prices = {
    .name = "prices",
    .summary = "how old the price book is, and how much it priced",
    .rank = 62,
    .is_default = true,
    .run = run,
};

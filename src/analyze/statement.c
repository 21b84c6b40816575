// statement.c - see statement.h.
#include "analyze/statement.h"

#include "analyze/figures.h"
#include "base/time.h"
#include "base/zone.h"

static const struct spec toll_specs[] = {
    {"version", "version", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"schema", "schema", UNIT_COUNT, EVIDENCE_MEASURED, false},
};

static const struct spec range_specs[] = {
    {"since", "since", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"until", "until", UNIT_TIME_US, EVIDENCE_MEASURED, false},
    {"zone", "zone", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"where", "where", UNIT_TEXT, EVIDENCE_MEASURED, false},
};

// What was asked, else what there is.
static void period_of(const struct findings *f, int64_t *since_us, int64_t *until_us)
{
    const struct question *q = f->question;
    *since_us = q->since_us == UNKNOWN ? f->first_us : q->since_us;
    *until_us = q->until_us == UNKNOWN ? f->last_us : q->until_us;
}

void statement_range(const struct findings *f, struct answer *out)
{
    const struct question *q = f->question;
    struct cell *row = figures_object(out, "toll", NULL, toll_specs, 2);
    row[0] = cell_str(q->version);
    row[1] = cell_int(STORE_SCHEMA);
    row = figures_object(out, "range", NULL, range_specs, 4);
    int64_t since_us = UNKNOWN;
    int64_t until_us = UNKNOWN;
    period_of(f, &since_us, &until_us);
    row[0] = cell_int(since_us);
    row[1] = cell_int(until_us);
    row[2] = cell_str(q->zone);
    row[3] = cell_str(q->filter->text.len ? q->filter->text : (struct str){NULL, 0});
}

static struct str local_time(int64_t us, struct arena *a)
{
    if (us == UNKNOWN)
        return S("?");
    struct civil c = zone_to_civil(us);
    return str_fmt(a, "%04lld-%02d-%02d %02d:%02d", (long long)c.year, c.month, c.day, c.hour,
                   c.minute);
}

static struct str book_date(int64_t us, struct arena *a)
{
    if (us == UNKNOWN)
        return S("of an unknown date");
    struct civil c = time_to_civil(us);
    return str_fmt(a, "of %04lld-%02d-%02d", (long long)c.year, c.month, c.day);
}

static struct str prices_note(const struct findings *f, struct arena *a)
{
    struct str book = book_date(f->question->book_date_us, a);
    int64_t tokens = figures_tokens(&f->total);
    int64_t unpriced = f->total.unpriced_tok;
    if (!tokens)
        return str_fmt(a, "prices: book %.*s; no tokens to price", STR_ARG(book));
    double percent = 100.0 * (double)(tokens - unpriced) / (double)tokens;
    // 99.96 % is not all.
    if (unpriced && percent > 99.9)
        percent = 99.9;
    return str_fmt(a, "prices: book %.*s; %.1f %% of the tokens are priced", STR_ARG(book),
                   percent);
}

// " from 2026-10-17 00:18 to 2026-11-15 23:48 (UTC)"; nothing when no request has been counted.
static struct str from_to(const struct findings *f, struct arena *a)
{
    int64_t since_us = UNKNOWN;
    int64_t until_us = UNKNOWN;
    if (!f->total.requests)
        return S("");
    period_of(f, &since_us, &until_us);
    if (since_us == UNKNOWN && until_us == UNKNOWN)
        return S(", none with its time in the log");
    return str_fmt(a, " from %.*s to %.*s (%.*s)", STR_ARG(local_time(since_us, a)),
                   STR_ARG(local_time(until_us, a)), STR_ARG(f->question->zone));
}

void statement_title(const struct findings *f, struct answer *out)
{
    struct str only = f->question->filter->text;
    bool has_no_prompt = f->total.requests && !f->stored.with_print[PRINT_REQUEST];
    out->title = str_fmt(out->arena, "%.*s: %lld calls%.*s%s%.*s%s", STR_ARG(out->title),
                         (long long)f->total.requests, STR_ARG(from_to(f, out->arena)),
                         only.len ? ", only " : "", STR_ARG(only),
                         has_no_prompt ? ", none with its prompt in the log" : "");
}

static struct str period_note(const struct findings *f, struct arena *a)
{
    const struct question *q = f->question;
    int64_t since_us = UNKNOWN;
    int64_t until_us = UNKNOWN;
    period_of(f, &since_us, &until_us);
    if (since_us == UNKNOWN && until_us == UNKNOWN)
        return S("period: unknown, no call has its time in the log");
    return str_fmt(a, "period: %.*s to %.*s, zone %.*s%s%.*s", STR_ARG(local_time(since_us, a)),
                   STR_ARG(local_time(until_us, a)), STR_ARG(q->zone),
                   q->filter->text.len ? "; only " : "", STR_ARG(q->filter->text));
}

void statement_notes(const struct findings *f, struct answer *out)
{
    answer_note(out, period_note(f, out->arena));
    statement_completeness(f, out);
}

void statement_completeness(const struct findings *f, struct answer *out)
{
    struct arena *a = out->arena;
    answer_note(out, prices_note(f, a));
    const struct ledger *l = &f->stored.ledger;
    answer_note(out, str_fmt(a, "whole database: %lld entries read, %lld rejected, %lld duplicates",
                             (long long)l->lines, (long long)l->ends[END_REJECTED],
                             (long long)l->ends[END_DUPLICATE]));
}

// analysis.c - see analysis.h.
#include "analyze/analysis.h"

#include "analyze/figures.h"
#include "base/time.h"

const struct analysis *analysis_find(struct str name)
{
    for (int i = 0; analyses[i]; i++)
        if (str_eq(str_of(analyses[i]->name), name))
            return analyses[i];
    return NULL;
}

// The chosen analyses, or the default ones, by rank.
struct plan {
    const struct analysis **run;
    int count;
};

static void plan_add(struct plan *p, const struct analysis *analysis)
{
    int at = p->count;
    for (int i = 0; i < p->count; i++)
        if (p->run[i] == analysis)
            return;
    for (; at > 0 && p->run[at - 1]->rank > analysis->rank; at--)
        p->run[at] = p->run[at - 1];
    p->run[at] = analysis;
    p->count++;
}

static struct plan plan_make(const struct question *q, struct arena *a)
{
    int all = 0;
    while (analyses[all])
        all++;
    struct plan p = {.run = ARENA_ARRAY(a, const struct analysis *, (size_t)all)};
    for (int i = 0; i < q->section_count; i++)
        plan_add(&p, q->sections[i]);
    for (int i = 0; i < all && !q->section_count; i++)
        if (analyses[i]->is_default)
            plan_add(&p, analyses[i]);
    return p;
}

// All that the plan needs counted.
static struct counting counting_of(const struct plan *p, const struct question *q, struct arena *a)
{
    int most = q->by_count;
    for (int i = 0; i < p->count; i++)
        most += p->run[i]->crossing_count;
    struct crossing *crossings = ARENA_ARRAY(a, struct crossing, (size_t)most);
    struct counting c = {.crossings = crossings};
    for (int i = 0; i < q->by_count; i++)
        crossings[c.crossing_count++] = q->by[i];
    for (int i = 0; i < p->count; i++) {
        c.repetition |= p->run[i]->needs_repetition;
        for (int k = 0; k < p->run[i]->crossing_count; k++)
            crossings[c.crossing_count++] = p->run[i]->crossings[k];
    }
    return c;
}

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

static void add_frame(const struct findings *f, struct answer *out)
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

// What every answer states: period, zone, prices, completeness.
static void add_period_notes(const struct findings *f, struct answer *out)
{
    const struct question *q = f->question;
    struct arena *a = out->arena;
    int64_t since_us = UNKNOWN;
    int64_t until_us = UNKNOWN;
    period_of(f, &since_us, &until_us);
    answer_note(out, str_fmt(a, "period: %.*s to %.*s, zone %.*s%s%.*s",
                             STR_ARG(local_time(since_us, a)), STR_ARG(local_time(until_us, a)),
                             STR_ARG(q->zone), q->filter->text.len ? "; only " : "",
                             STR_ARG(q->filter->text)));
    answer_note(out, prices_note(f, a));
    const struct ledger *l = &f->stored.ledger;
    answer_note(out, str_fmt(a, "whole database: %lld entries read, %lld rejected, %lld duplicates",
                             (long long)l->lines, (long long)l->ends[END_REJECTED],
                             (long long)l->ends[END_DUPLICATE]));
}

bool analysis_answer(struct store *s, const struct question *q, struct answer *out,
                     int64_t *requests, struct err *e)
{
    struct plan plan = plan_make(q, out->arena);
    struct counting counting = counting_of(&plan, q, out->arena);
    struct findings f;
    if (!findings_collect(&f, s, q, &counting, out->arena, e))
        return false;
    add_frame(&f, out);
    for (int i = 0; i < plan.count; i++)
        if (!plan.run[i]->run(&f, out, e))
            return err_wrap(e, "%s", plan.run[i]->name);
    add_period_notes(&f, out);
    *requests = f.total.requests;
    return true;
}

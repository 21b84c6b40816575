// profile_busters.c - what keeps the static part of prompts from being cached, and what it costs.
#include <math.h>
#include <stdlib.h>

#include "analyze/buster_scan.h"
#include "analyze/figures.h"
#include "analyze/profile.h"

enum { SENTENCES_MAX = 3, CENT_NUSD = 10000000 };

static const struct spec specs[] = {
    {"template", "template", UNIT_HASH, EVIDENCE_MEASURED, true},
    {"name", "name", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"saving_usd", "saving", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"saving_month_usd", "in 30 days", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"buster", "buster", UNIT_TEXT, EVIDENCE_MODELLED, false},
    {"place", "at", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"offset", "byte", UNIT_BYTES, EVIDENCE_MEASURED, false},
    {"prefix_tok", "tok before", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    {"static_after_tok", "static tok after", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    {"lost_share", "prefix lost", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"calls", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"read_calls", "read anyway", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"hits", "would read", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"provider", "provider", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"model", "model", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"model_calls", "calls of it", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"example", "example", UNIT_TEXT, EVIDENCE_MEASURED, false},
};

static bool add_request(void *self, const struct request *r, struct err *e)
{
    (void)e;
    buster_scan_add(self, r);
    return true;
}

static int best_saving_first(const void *left, const void *right)
{
    const struct busted *const *a = left;
    const struct busted *const *b = right;
    int64_t x = busted_way(*a)->saving_nusd, y = busted_way(*b)->saving_nusd;
    if (x != y)
        return x < y ? 1 : -1;
    return (*a > *b) - (*a < *b);  // dearest first
}

// Those with a buster, by what it costs; returns how many.
static int64_t rank(const struct buster_scan *s, const struct busted **out)
{
    int64_t count = 0;
    for (int64_t k = 0; k < s->count; k++)
        if (busted_way(&s->list[k])->has_buster)
            out[count++] = &s->list[k];
    qsort(out, (size_t)count, sizeof(const struct busted *), best_saving_first);
    return count;
}

static int64_t tok_of(const struct busted *b, int64_t bytes)
{
    return (int64_t)((double)bytes / template_bytes_per_tok(b->template) + 0.5);
}

static double lost_share(const struct buster *b)
{
    return b->cacheable_bytes
               ? (double)(b->cacheable_bytes - b->before_bytes) / (double)b->cacheable_bytes
               : NAN;
}

static void add_row(struct table *t, const struct buster_scan *s, const struct busted *b)
{
    const struct busted_way *way = busted_way(b);
    const struct buster *buster = &way->buster;
    int64_t saving = b->replayed ? way->saving_nusd : UNKNOWN;
    struct cell *row = table_row(t);
    *row++ = cell_int((int64_t)b->template->id);
    *row++ = cell_str(b->template->name);
    *row++ = cell_int(saving);
    *row++ = cell_int(saving == UNKNOWN ? UNKNOWN : buster_scan_month_nusd(s, saving));
    *row++ = cell_str(buster_words(buster));
    *row++ = cell_str(buster_place(buster, t->arena));
    *row++ = cell_int(buster->offset);
    *row++ = cell_int(tok_of(b, buster->before_bytes));
    *row++ = cell_int(tok_of(b, buster->cacheable_bytes - buster->before_bytes));
    *row++ = cell_double(lost_share(buster));
    *row++ = cell_int(b->calls);
    *row++ = cell_int(b->read_calls);
    *row++ = cell_int(b->replayed ? way->hits : UNKNOWN);
    *row++ = cell_str(str_copy(b->provider, t->arena));
    *row++ = cell_str(str_copy(b->model, t->arena));
    *row++ = cell_int(b->top_calls);
    *row = cell_str(buster_example(buster, &b->layout, t->arena));
}

// "a timestamp at byte 41 of the system prompt keeps 92.0 % of its prefix from being cached: $12.30
// in 30 days"
static void add_sentence(struct table *t, const struct buster_scan *s, const struct busted *b)
{
    const struct busted_way *way = busted_way(b);
    int64_t month = buster_scan_month_nusd(s, way->saving_nusd);
    if (!b->replayed || way->saving_nusd <= 0 || month == UNKNOWN)
        return;
    table_note(t, str_fmt(t->arena,
                          "%016llx: %.*s at %.*s keeps %.1f %% of its prefix from being cached: "
                          "$%.*f in 30 days",
                          (unsigned long long)b->template->id, STR_ARG(buster_words(&way->buster)),
                          STR_ARG(buster_place(&way->buster, t->arena)),
                          100 * lost_share(&way->buster), month < CENT_NUSD ? 4 : 2,
                          (double)month / 1e9));
}

static void add_assumptions(struct table *t, const struct buster_scan *s,
                            const struct busted *const *rows, int64_t count)
{
    int64_t calls = 0, replayed = 0, assumed = 0, on_demand = 0, too_short = 0;
    bool has_chunks = false;
    for (int64_t i = 0; i < count; i++) {
        has_chunks = has_chunks || busted_way(rows[i])->buster.kind == BUSTER_CHUNKS;
        calls += rows[i]->calls;
        replayed += rows[i]->replayed;
        assumed += rows[i]->assumed;
        on_demand += rows[i]->on_demand;
        too_short += rows[i]->too_short;
    }
    table_note(t, S("saving: what the calls would have cost less with the static text in front; a "
                    "call reads it if the one before it with the same model and template was "
                    "answered and not longer ago than the cache lives (providers' rules of 2026-11)"
                    "; what conversations repeat of themselves comes on top; savings of 30 days "
                    "are scaled from the period"));
    if (has_chunks)
        table_note(t,
                   S("retrieved chunks that all sampled texts of a template have count as static "
                     "text, as if they came in one order"));
    if (too_short)
        table_note(t, str_fmt(t->arena,
                              "for %lld calls the static text is shorter than what their provider "
                              "caches: they save nothing",
                              (long long)too_short));
    if (calls > replayed)
        table_note(t, str_fmt(t->arena,
                              "%lld of the %lld calls have no price, or no prompt cache that is "
                              "known: they save nothing here",
                              (long long)(calls - replayed), (long long)calls));
    if (assumed)
        table_note(t, str_fmt(t->arena,
                              "for %lld calls the cache's lifetime or least size is not published "
                              "and assumed",
                              (long long)assumed));
    if (on_demand)
        table_note(t, str_fmt(t->arena,
                              "for %lld calls the saving takes cache breakpoints behind the static "
                              "text",
                              (long long)on_demand));
    if (s->templates->count > s->count)
        table_note(t, str_fmt(t->arena, "the %d dearest of %lld templates were looked at",
                              BUSTED_MAX, (long long)s->templates->count));
}

static void draw(const struct buster_scan *s, int64_t top, struct answer *out)
{
    struct table *t =
        figures_table(out, "busters", "Cache busters", specs, (int)(sizeof specs / sizeof *specs));
    const struct busted **rows = ARENA_ARRAY(out->arena, const struct busted *, (size_t)s->count);
    int64_t count = rank(s, rows);
    int64_t shown = top && top < count ? top : count;
    for (int64_t i = 0; i < shown; i++)
        add_row(t, s, rows[i]);
    for (int64_t i = 0; i < shown && i < SENTENCES_MAX; i++)
        add_sentence(t, s, rows[i]);
    if (shown < count)
        table_note(t, str_fmt(out->arena, "%lld busters of lower cost are not listed (--top)",
                              (long long)(count - shown)));
    if (count)
        add_assumptions(t, s, rows, count);
}

static bool run(struct profiling *p, struct answer *out, struct err *e)
{
    struct templates templates;
    struct buster_scan scan;
    if (!templates_collect(p, &templates, e))
        return false;
    bool ok =
        buster_scan_init(&scan, p, &templates, e) &&
        profiling_scan(p, CURSOR_PRINTS | CURSOR_FACTS, CURSOR_BY_TIME, add_request, &scan, e);
    if (ok)
        draw(&scan, p->question->top, out);
    buster_scan_release(&scan);
    return ok;
}

const struct profile profile_busters = {
    .name = "busters",
    .summary = "what keeps prompts from being cached, and what moving it would save",
    .rank = 30,
    .run = run,
};

// profile_near.c - questions in nearly the same words: candidates for a semantic cache.
#include <math.h>
#include <stdlib.h>

#include "analyze/excerpt.h"
#include "analyze/figures.h"
#include "analyze/near_calls.h"
#include "analyze/profile.h"
#include "model/similarity.h"

static const struct spec total_specs[] = {
    {"sketched_questions", "different questions compared", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"kept_share", "share of all kept", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"threshold", "similarity from", UNIT_SHARE, EVIDENCE_ASSUMED, false},
    {"same_words", "in the very words of another", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"candidate_pairs", "candidate pairs", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"similar_pairs", "similar pairs", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"groups", "groups", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"questions", "questions in groups", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"calls", "calls in groups", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"potential_usd", "cost of all but the first call", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"beyond_repeats_usd", "beyond repeated questions", UNIT_NUSD, EVIDENCE_MODELLED, false},
};

static const struct spec group_specs[] = {
    {"group", "group", UNIT_HASH, EVIDENCE_MODELLED, true},
    {"calls", "calls", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"potential_usd", "at most", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"question", "question", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"other_question", "another question", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"similarity_p50", "similar", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"same_normal_share", "agree", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"beyond_repeats_usd", "beyond repeats", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"questions", "questions", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"users", "users", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"features", "features", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"systems", "system prompts", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"answers", "answers", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"similarity_min", "least similar", UNIT_SHARE, EVIDENCE_MODELLED, false},
};

// All but the first successful call.
static int64_t potential_nusd(const struct near_sums *s)
{
    return s->cost_nusd - s->first.cost_nusd;
}

// All but the first call of the group, of the first calls of its questions.
static int64_t beyond_repeats_nusd(const struct near_sums *s)
{
    return s->firsts_nusd - s->first.cost_nusd;
}

static void note_what_it_is(struct table *t)
{
    table_note(t, S("candidates, not safe to serve: similarity of words, not of meaning"));
}

// Probability in per cent that two questions are compared at all.
static double compared_percent(double similarity)
{
    double equal = similarity + (1 - similarity) / (1 << SKETCH_BITS);
    return 100 * (1 - pow(1 - pow(equal, SKETCH_ROWS), SKETCH_BANDS));
}

static void note_method(struct table *t)
{
    table_note(t, str_fmt(t->arena,
                          "similarity: share of words and pairs of neighbouring words that two "
                          "last user messages have in common (Jaccard), estimated from %d minima "
                          "with a standard deviation of at most 0.053; similar from %.2f on",
                          SKETCH_HASHES, NEAR_THRESHOLD));
    table_note(t, str_fmt(t->arena,
                          "two are compared if one of %d bands of %d minima is the same: with a "
                          "similarity of 0.3 in %.0f %% of cases, of 0.5 in %.0f %%, of 0.8 in "
                          "%.2f %%",
                          SKETCH_BANDS, SKETCH_ROWS, compared_percent(0.3), compared_percent(0.5),
                          compared_percent(0.8)));
    table_note(t, S("a group is linked pair by pair: its ends may be less similar"));
}

static void note_bounds(struct table *t, const struct near_calls *c)
{
    table_note(t, S("potential: an upper bound, cost of all but the first successful call of each "
                    "group; it holds repeats of the very same question and is never to be added to "
                    "the costs of duplicates"));
    if (c->share < 1)
        table_note(t, str_fmt(t->arena,
                              "%.1f %% of the different questions are kept, chosen by their "
                              "fingerprints; counts and costs are of these alone",
                              100 * c->share));
    if (c->near.large_buckets)
        table_note(t, str_fmt(t->arena,
                              "%lld times more than %d questions shared a band; there each was "
                              "compared with at most %d of them",
                              (long long)c->near.large_buckets, NEAR_BUCKET_MAX, NEAR_LEADERS));
    if (c->unpriced)
        table_note(t, str_fmt(t->arena, "%lld calls have no price and count as free",
                              (long long)c->unpriced));
}

static void add_totals(const struct near_calls *c, struct answer *out)
{
    int64_t calls = 0;
    int64_t potential = 0;
    int64_t beyond = 0;
    for (uint32_t i = 0; i < c->near.group_count; i++) {
        calls += c->sums[i].calls;
        potential += potential_nusd(&c->sums[i]);
        beyond += beyond_repeats_nusd(&c->sums[i]);
    }
    struct cell *row =
        figures_object(out, "near", "Near duplicates (candidates, not safe to serve)", total_specs,
                       sizeof total_specs / sizeof *total_specs);
    *row++ = cell_int(c->count);
    *row++ = cell_double(c->share);
    *row++ = cell_double(NEAR_THRESHOLD);
    *row++ = cell_int(c->near.same_words);
    *row++ = cell_int(c->near.candidate_pairs);
    *row++ = cell_int(c->near.linked_pairs);
    *row++ = cell_int(c->near.group_count);
    *row++ = cell_int(c->near.member_count);
    *row++ = cell_int(calls);
    *row++ = cell_int(potential);
    *row = cell_int(beyond);
    struct table *t = out->tables[out->table_count - 1];
    if (!c->count)
        return;
    note_what_it_is(t);
    note_method(t);
    note_bounds(t, c);
}

static bool add_group(struct profiling *p, struct table *t, const struct near_calls *c,
                      uint32_t group, struct err *e)
{
    const struct near_group *g = &c->near.groups[group];
    const struct near_sums *s = &c->sums[group];
    struct str questions[2] = {{NULL, 0}, {NULL, 0}};
    for (int i = 0; i < 2; i++)
        if (s->often[i] && !excerpt_of(p->store, s->often[i]->segment, &questions[i], p->arena, e))
            return false;
    struct cell *row = table_row(t);
    *row++ = cell_int((int64_t)c->rows[c->near.members[g->first]].question_fp);
    *row++ = cell_int(s->calls);
    *row++ = cell_int(potential_nusd(s));
    *row++ = cell_str(questions[0]);
    *row++ = cell_str(questions[1]);
    *row++ = cell_double(g->similarity_p50);
    *row++ = s->answered > 1 ? figures_ratio(s->most_common, s->answered) : cell_double(NAN);
    *row++ = cell_int(beyond_repeats_nusd(s));
    *row++ = cell_int(g->count);
    *row++ = cell_int(s->users);
    *row++ = cell_int(s->features);
    *row++ = cell_int(s->systems);
    *row++ = cell_int(s->answers);
    *row = cell_double(g->similarity_min);
    return true;
}

// A group by what it may save.
struct ranked_group {
    int64_t potential_nusd, calls;
    uint32_t group;
};

static int by_potential(const void *x, const void *y)
{
    const struct ranked_group *a = x;
    const struct ranked_group *b = y;
    if (a->potential_nusd != b->potential_nusd)
        return a->potential_nusd > b->potential_nusd ? -1 : 1;
    if (a->calls != b->calls)
        return a->calls > b->calls ? -1 : 1;
    return a->group < b->group ? -1 : a->group > b->group;
}

static bool add_groups(struct profiling *p, const struct near_calls *c, struct answer *out,
                       struct err *e)
{
    uint32_t count = c->near.group_count;
    struct ranked_group *ranked = ARENA_ARRAY(p->arena, struct ranked_group, count);
    for (uint32_t i = 0; i < count; i++)
        ranked[i] = (struct ranked_group){potential_nusd(&c->sums[i]), c->sums[i].calls, i};
    qsort(ranked, count, sizeof *ranked, by_potential);
    struct table *t = figures_table(out, "near_groups", "Dearest near duplicates (candidates)",
                                    group_specs, sizeof group_specs / sizeof *group_specs);
    int64_t top = p->question->top;
    for (uint32_t i = 0; i < count && (top == 0 || i < top); i++)
        if (!add_group(p, t, c, ranked[i].group, e))
            return false;
    if (count)
        note_what_it_is(t);
    if (t->row_count < count)
        table_note(t, str_fmt(t->arena, "%lld groups of lower cost are not listed (--top)",
                              (long long)(count - t->row_count)));
    return true;
}

static bool run(struct profiling *p, struct answer *out, struct err *e)
{
    struct near_calls calls;
    if (!near_calls_collect(p, &calls, e))
        return false;
    add_totals(&calls, out);
    return add_groups(p, &calls, out, e);
}

const struct profile profile_near = {
    .name = "near",
    .summary = "questions in nearly the same words: candidates for a semantic cache",
    .rank = 50,
    .run = run,
};

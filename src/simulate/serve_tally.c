// serve_tally.c - see serve_tally.h.
#include "simulate/serve_tally.h"

#include <math.h>
#include <string.h>

static const struct key_spec by_output = {.parts = 1u << KEY_OUTPUT};
static const struct key_spec by_answer = {.parts = 1u << KEY_ANSWER};

void serve_tally_wants(struct column_wants *wants)
{
    (void)column_wants_key(wants, by_output);
    (void)column_wants_key(wants, by_answer);
    wants->users = true;
}

void serve_tally_init(struct serve_tally *t, const struct columns *c, int classes, struct arena *a)
{
    *t = (struct serve_tally){
        .columns = c,
        .output = columns_key(c, by_output)->ids,
        .answer = columns_key(c, by_answer)->ids,
        .features = ARENA_ARRAY(a, struct serve_group, c->feature_count),
        .classes = ARENA_ARRAY(a, struct serve_group, (size_t)classes),
        .ages = ARENA_NEW(a, struct age_histogram),
    };
}

static struct serve_group *feature_of(const struct serve_tally *t, int64_t i)
{
    return &t->features[t->columns->callers[t->columns->caller[i]].feature];
}

void serve_tally_lookup(struct serve_tally *t, int64_t i, int class)
{
    feature_of(t, i)->lookups++;
    t->classes[class].lookups++;
}

static struct agreement compare(const uint32_t *ids, const struct served *s)
{
    uint32_t logged = ids[s->i];
    uint32_t served = ids[s->server];
    bool is_known = logged && served;
    return (struct agreement){.compared = is_known, .diverged = is_known && logged != served};
}

static void add(struct serve_group *g, const struct serve_group *more)
{
    g->lookups += more->lookups;
    g->hits += more->hits;
    g->saved_nusd += more->saved_nusd;
    g->unpriced += more->unpriced;
    g->exact.compared += more->exact.compared;
    g->exact.diverged += more->exact.diverged;
    g->normal.compared += more->normal.compared;
    g->normal.diverged += more->normal.diverged;
}

void serve_tally_hit(struct serve_tally *t, const struct served *s)
{
    const struct columns *c = t->columns;
    struct serve_group one = {
        .hits = 1,
        .saved_nusd = s->saved_nusd == UNKNOWN ? 0 : s->saved_nusd,
        .unpriced = s->saved_nusd == UNKNOWN,
        .exact = compare(t->output, s),
        .normal = compare(t->answer, s),
    };
    add(feature_of(t, s->i), &one);
    add(&t->classes[s->class], &one);
    uint32_t user = c->user[s->i];
    uint32_t other = c->user[s->server];
    t->across_users += user && other && user != other;
    t->across_models += s->is_across_models;
    t->with_pii += (c->flags[s->i] | c->flags[s->server]) >> COLUMN_PII_SHIFT != 0;
    age_add(t->ages, s->age_us);
}

struct serve_group serve_tally_total(const struct serve_tally *t)
{
    struct serve_group total = {0};
    for (uint32_t f = 0; f < t->columns->feature_count; f++)
        add(&total, &t->features[f]);
    return total;
}

static struct cell share(int64_t part, int64_t whole)
{
    return cell_double(whole ? (double)part / (double)whole : NAN);
}

void serve_tally_risk(const struct serve_tally *t, struct outcome *out)
{
    struct serve_group all = serve_tally_total(t);
    const enum evidence measured = EVIDENCE_MEASURED;
    outcome_risk(out, "divergence", UNIT_SHARE, measured,
                 share(all.exact.diverged, all.exact.compared));
    outcome_risk(out, "divergence_compared", UNIT_COUNT, measured, cell_int(all.exact.compared));
    outcome_risk(out, "normal_divergence", UNIT_SHARE, measured,
                 share(all.normal.diverged, all.normal.compared));
    outcome_risk(out, "normal_divergence_compared", UNIT_COUNT, measured,
                 cell_int(all.normal.compared));
    outcome_risk(out, "hits_across_users", UNIT_COUNT, measured, cell_int(t->across_users));
    outcome_risk(out, "hits_across_models", UNIT_COUNT, measured, cell_int(t->across_models));
    outcome_risk(out, "hits_with_pii", UNIT_COUNT, measured, cell_int(t->with_pii));
}

const struct column_spec serve_group_specs[SERVE_CELLS] = {
    {"requests", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"hits", "hits", UNIT_COUNT, EVIDENCE_MODELLED, false},
    {"hit_rate", "hit rate", UNIT_SHARE, EVIDENCE_MODELLED, false},
    {"saved_usd", "saved", UNIT_NUSD, EVIDENCE_MODELLED, false},
    {"divergence", "differ", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"divergence_compared", "of compared", UNIT_COUNT, EVIDENCE_MEASURED, false},
    {"normal_divergence", "beyond spaces", UNIT_SHARE, EVIDENCE_MEASURED, false},
    {"normal_divergence_compared", NULL, UNIT_COUNT, EVIDENCE_MEASURED, false},
};

void serve_group_cells(const struct serve_group *g, struct cell *cells)
{
    cells[0] = cell_int(g->lookups);
    cells[1] = cell_int(g->hits);
    cells[2] = share(g->hits, g->lookups);
    cells[3] = cell_int(g->hits && g->unpriced == g->hits ? UNKNOWN : g->saved_nusd);
    cells[4] = share(g->exact.diverged, g->exact.compared);
    cells[5] = cell_int(g->exact.compared);
    cells[6] = share(g->normal.diverged, g->normal.compared);
    cells[7] = cell_int(g->normal.compared);
}

static bool saves_more(const struct serve_group *a, const struct serve_group *b)
{
    return a->saved_nusd != b->saved_nusd ? a->saved_nusd > b->saved_nusd : a->hits > b->hits;
}

// Features that asked and are not yet listed: the one that saves most; the count when none is left.
static uint32_t next_feature(const struct serve_tally *t, const bool *is_listed)
{
    uint32_t best = t->columns->feature_count;
    for (uint32_t f = 0; f < t->columns->feature_count; f++)
        if (!is_listed[f] && t->features[f].lookups &&
            (best == t->columns->feature_count || saves_more(&t->features[f], &t->features[best])))
            best = f;
    return best;
}

struct table *serve_tally_features(const struct serve_tally *t, const char *key, struct arena *a)
{
    struct column_spec specs[SERVE_CELLS + 1] = {
        {"feature", "feature", UNIT_TEXT, EVIDENCE_MEASURED, true},
    };
    memcpy(specs + 1, serve_group_specs, sizeof serve_group_specs);
    struct table *table = table_of_specs(a, key, "By feature", specs, SERVE_CELLS + 1);
    struct arena scratch = {0};
    bool *is_listed = ARENA_ARRAY(&scratch, bool, t->columns->feature_count);
    for (uint32_t f = next_feature(t, is_listed); f < t->columns->feature_count;
         f = next_feature(t, is_listed)) {
        struct cell *row = table_row(table);
        is_listed[f] = true;
        row[0] = cell_str(t->columns->features[f]);
        serve_group_cells(&t->features[f], row + 1);
    }
    arena_release(&scratch);
    return table;
}

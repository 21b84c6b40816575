// prefix_models.c - see prefix_models.h.
#include "simulate/prefix_models.h"

#include <stdlib.h>

#include "base/time.h"
#include "simulate/table_spec.h"

struct prefix_model_row {
    uint32_t model;  // number in sim->models of the first request
    const struct cache_rule *rule;
    const struct prefix_family *family;
    int64_t life_us;
    bool assumes_lifetime;
    int64_t requests, hits, unpriced;
    int64_t logged_read_tok, read_tok, fresh_tok, written_tok;
    int64_t before_nusd, after_nusd;  // of priced requests
};

static struct prefix_model_row *row_of(struct prefix_models *m, const struct simulation *sim,
                                       const struct prefix_result *r)
{
    const struct prefix_terms *terms = r->call->terms;
    uint64_t rule = terms->rule ? (uint64_t)(terms->rule - cache_rule_at(0)) + 1 : 0;
    bool is_new = false;
    m->numbers.arena = m->arena;
    uint64_t *number = map_put(&m->numbers, (uint64_t)r->model << 16 | rule, &is_new);
    if (!is_new)
        return &m->rows[*number];
    if (m->count == m->cap) {
        size_t cap = m->cap ? 2 * m->cap : 16;
        m->rows = arena_grow(m->arena, m->rows, m->cap * sizeof *m->rows, cap * sizeof *m->rows);
        m->cap = cap;
    }
    *number = m->count;
    m->rows[m->count] = (struct prefix_model_row){
        .model = sim_model(sim, r->i),
        .rule = terms->rule,
        .family = terms->family,
        .life_us = terms->life_us[terms->write_as],
        .assumes_lifetime = terms->assumes_lifetime,
    };
    return &m->rows[m->count++];
}

void prefix_models_add(struct prefix_models *m, const struct simulation *sim,
                       const struct prefix_result *r)
{
    struct prefix_model_row *row = row_of(m, sim, r);
    const struct prefix_split *split = r->split;
    int64_t written_tok = split->write_tok[MARK_5M] + split->write_tok[MARK_1H];
    row->requests++;
    row->hits += split->read_tok > 0;
    row->logged_read_tok += sim->columns->tok[r->i].n[TOK_CACHE_READ];
    row->read_tok += split->read_tok;
    row->written_tok += written_tok;
    row->fresh_tok += r->call->input_tok - split->read_tok - written_tok;
    if (r->before_nusd == UNKNOWN || r->after_nusd == UNKNOWN) {
        row->unpriced++;
        return;
    }
    row->before_nusd += r->before_nusd;
    row->after_nusd += r->after_nusd;
}

static int by_cost(const void *left, const void *right)
{
    const struct prefix_model_row *a = *(const struct prefix_model_row *const *)left;
    const struct prefix_model_row *b = *(const struct prefix_model_row *const *)right;
    if (a->before_nusd != b->before_nusd)
        return a->before_nusd > b->before_nusd ? -1 : 1;
    return (a > b) - (a < b);
}

enum {
    MODEL,
    SAVED,
    REQUESTS,
    HITS,
    READ,
    LOGGED_READ,
    WRITTEN,
    LIFETIME,
    IS_ASSUMED,
    FRESH,
    BEFORE,
    AFTER,
    PROVIDER,
    RULES,
    KIND,
    UNPRICED,
    SOURCE,
    COLUMNS
};

static const struct column_spec specs[COLUMNS] = {
    [PROVIDER] = {"provider", "provider", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [MODEL] = {"model", "model", UNIT_TEXT, EVIDENCE_MEASURED, true},
    [RULES] = {"rules", "rules", UNIT_TEXT, EVIDENCE_MEASURED, false},
    [KIND] = {"kind", NULL, UNIT_TEXT, EVIDENCE_MODELLED, false},
    [LIFETIME] = {"lifetime_s", "lifetime", UNIT_SECONDS, EVIDENCE_MODELLED, false},
    [IS_ASSUMED] = {"lifetime_is_assumed", "assumed", UNIT_BOOL, EVIDENCE_MEASURED, false},
    [REQUESTS] = {"requests", "calls", UNIT_COUNT, EVIDENCE_MEASURED, false},
    [HITS] = {"hits", "hits", UNIT_COUNT, EVIDENCE_MODELLED, false},
    [LOGGED_READ] = {"logged_read_tok", "read, logged", UNIT_TOKENS, EVIDENCE_MEASURED, false},
    [READ] = {"read_tok", "read", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [WRITTEN] = {"written_tok", "written", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [FRESH] = {"fresh_tok", "fresh", UNIT_TOKENS, EVIDENCE_MODELLED, false},
    [BEFORE] = {"before_usd", "before", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [AFTER] = {"after_usd", "after", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [SAVED] = {"saved_usd", "saved", UNIT_NUSD, EVIDENCE_MODELLED, false},
    [UNPRICED] = {"unpriced_requests", NULL, UNIT_COUNT, EVIDENCE_MEASURED, false},
    [SOURCE] = {"source", "source of the rules", UNIT_TEXT, EVIDENCE_MEASURED, false},
};

static void fill_row(struct cell *out, const struct prefix_model_row *row,
                     const struct model_name *name)
{
    bool has_price = row->unpriced < row->requests;
    bool has_life = row->life_us != INT64_MAX;
    double life_s = (double)row->life_us / (double)US_PER_SECOND;
    out[PROVIDER] = cell_str(name->provider);
    out[MODEL] = cell_str(model_name_text(name));
    out[RULES] = cell_str(str_of(row->rule ? row->rule->family : "blocks"));
    out[KIND] = cell_str(str_of(row->family->name));
    out[LIFETIME] = has_life ? cell_double(life_s) : (struct cell){.is_null = true};
    out[IS_ASSUMED] = cell_int(row->assumes_lifetime);
    out[REQUESTS] = cell_int(row->requests);
    out[HITS] = cell_int(row->hits);
    out[LOGGED_READ] = cell_int(row->logged_read_tok);
    out[READ] = cell_int(row->read_tok);
    out[WRITTEN] = cell_int(row->written_tok);
    out[FRESH] = cell_int(row->fresh_tok);
    out[BEFORE] = cell_int(has_price ? row->before_nusd : UNKNOWN);
    out[AFTER] = cell_int(has_price ? row->after_nusd : UNKNOWN);
    out[SAVED] = cell_int(has_price ? row->before_nusd - row->after_nusd : UNKNOWN);
    out[UNPRICED] = cell_int(row->unpriced);
    out[SOURCE] = cell_str(str_of(row->rule ? row->rule->source : NULL));
}

struct table *prefix_models_table(const struct prefix_models *m, const struct simulation *sim)
{
    struct table *t =
        table_of_specs(sim->arena, "by_model", "Prompt caches by model", specs, COLUMNS);
    struct arena scratch = {0};
    const struct prefix_model_row **order =
        ARENA_ARRAY(&scratch, const struct prefix_model_row *, m->count);
    for (size_t i = 0; i < m->count; i++)
        order[i] = &m->rows[i];
    qsort(order, m->count, sizeof(*order), by_cost);
    for (size_t i = 0; i < m->count; i++)
        fill_row(table_row(t), order[i], &sim->models[order[i]->model]);
    arena_release(&scratch);
    return t;
}

// strategy_prompt_trim.c - takes out of system prompts what a model follows as well without.
#include <stdlib.h>

#include "simulate/prompt_span.h"
#include "simulate/simulation.h"

enum setting_row { EDITS };

// What may go: bits of enum trim_kind, and tools that no call ever used behind them.
enum { EDIT_IDLE_TOOLS = TRIM_KINDS, EDIT_COUNT };
static const char *const edit_names[] = {
    [TRIM_REPEAT] = "repeat", [TRIM_SIMILAR] = "similar",       [TRIM_FILLER] = "filler",
    [TRIM_SPACE] = "space",   [EDIT_IDLE_TOOLS] = "idle_tools", NULL,
};

static const struct setting settings[] = {
    [EDITS] = {.name = "edits",
               .type = SETTING_CHOICE,
               .form = SETTING_LIST,
               .choices = edit_names,
               .fallback = "filler,space,repeat,similar",
               .help = "what to take out: filler (words), space, repeat (sentences said before), "
                       "similar (nearly), idle_tools"},
    {0},
};

static unsigned edits_of(const struct step *step)
{
    unsigned bits = 0;
    for (int i = 0; i < step->values[EDITS].count; i++)
        bits |= 1u << step->values[EDITS].items[i].i;
    return bits;
}

static bool prepare(const struct step *step, struct column_wants *wants, struct err *e)
{
    if (!edits_of(step))
        return err_set(e, ERR_USAGE, "edits: an empty list takes nothing out");
    wants->parts = true;
    wants->trims = true;
    column_wants_key(wants, (struct key_spec){.parts = 1u << KEY_SYSTEM});
    return true;
}

// What trimming did to the requests with a system prompt.
struct trimmed {
    int64_t requests, saved_nusd, tok;
    int64_t first;  // the first of them
};

// A step at work.
struct trimming {
    struct simulation *sim;
    struct outcome *out;
    unsigned edits;
    const struct key_column *system;
    struct trimmed *prompts;  // by id of the system prompt
    int64_t considered, changed;
    int64_t below_minimum;  // whose prefix is then too short for the provider's cache
};

static int64_t edit_bytes(const struct trim_column *trim, unsigned edits)
{
    int64_t bytes = 0;
    for (int edit = 0; edit < EDIT_COUNT; edit++)
        if (edits >> edit & 1)
            bytes += edit == EDIT_IDLE_TOOLS ? trim->idle_tool_bytes : trim->bytes[edit];
    return bytes;
}

// Of the prompt in all and of its front, which is what other sessions find in the cache.
static bool gets_too_short(const struct cache_rule *rule, int64_t before_tok, int64_t gone_tok)
{
    return before_tok >= rule->min_prefix_tok && before_tok - gone_tok < rule->min_prefix_tok;
}

static void trim_request(struct trimming *t, int64_t i)
{
    struct simulation *sim = t->sim;
    const struct columns *c = sim->columns;
    const uint32_t *parts = c->part_bytes[i];
    struct tokens tok = *sim_tokens(sim, i);
    uint32_t system = t->system->ids[i];
    int64_t all_bytes = prompt_bytes(parts);
    int64_t input_tok = tokens_input(&tok);
    int64_t span_bytes = (int64_t)parts[PART_TOOLS] + parts[PART_SYSTEM];
    int64_t gone_bytes = edit_bytes(&c->trims[system], t->edits);
    int64_t gone_tok = prompt_tok_of_bytes(input_tok, gone_bytes, all_bytes);
    int64_t span_tok = prompt_tok_of_bytes(input_tok, span_bytes, all_bytes);
    t->considered++;
    gone_tok = gone_tok < span_tok ? gone_tok : span_tok;
    if (!gone_tok)
        return;
    const struct cache_rule *rule = sim_terms(sim, i)->rule;
    int64_t cached_tok = input_tok - tok.n[TOK_INPUT];
    prompt_thin(&tok, span_tok, gone_tok);
    int64_t still_tok = tokens_input(&tok) - tok.n[TOK_INPUT];
    t->below_minimum += rule && cached_tok > 0 &&
                        (gets_too_short(rule, cached_tok, cached_tok - still_tok) ||
                         gets_too_short(rule, span_tok, gone_tok));
    struct trimmed *prompt = &t->prompts[system];
    int64_t saved = t->out->saved_nusd;
    sim_set_tokens(sim, t->out, i, &tok);
    if (!prompt->requests++)
        prompt->first = i;
    prompt->saved_nusd += t->out->saved_nusd - saved;
    prompt->tok += gone_tok;
    t->changed++;
}

static int by_saving(const void *left, const void *right)
{
    const struct trimmed *a = *(const struct trimmed *const *)left;
    const struct trimmed *b = *(const struct trimmed *const *)right;
    if (a->saved_nusd != b->saved_nusd)
        return a->saved_nusd > b->saved_nusd ? -1 : 1;
    return (a > b) - (a < b);
}

enum { EXAMPLE, REQUESTS, TOK, SAVED, FIRST_EDIT, COLUMNS = FIRST_EDIT + EDIT_COUNT };
enum { PROMPTS_SHOWN = 20 };

static struct table *empty_table(struct arena *a)
{
    struct column columns[COLUMNS] = {
        [EXAMPLE] = {S("example_id"), S("as in request"), UNIT_HASH, EVIDENCE_MEASURED, true},
        [REQUESTS] = {S("requests"), S("requests"), UNIT_COUNT, EVIDENCE_MEASURED, false},
        [TOK] = {S("saved_tok"), S("tokens"), UNIT_TOKENS, EVIDENCE_MODELLED, false},
        [SAVED] = {S("saved_usd"), S("saved"), UNIT_NUSD, EVIDENCE_MODELLED, false},
    };
    for (int edit = 0; edit < EDIT_COUNT; edit++)
        columns[FIRST_EDIT + edit] =
            (struct column){str_fmt(a, "%s_bytes", edit_names[edit]), str_of(edit_names[edit]),
                            UNIT_BYTES, EVIDENCE_MEASURED, false};
    return table_new(a, S("trimmed_prompts"), S("System prompts by what trimming saves"), columns,
                     COLUMNS);
}

static void fill_row(const struct trimming *t, const struct trimmed *prompt, struct cell *row)
{
    const struct columns *c = t->sim->columns;
    uint32_t system = (uint32_t)(prompt - t->prompts);
    uint64_t id = 0;
    struct err e = {0};
    bool has_id = c->id_of && c->id_of(c->self, c->row[prompt->first], &id, &e);
    row[EXAMPLE] = cell_int(has_id ? (int64_t)id : UNKNOWN);
    row[REQUESTS] = cell_int(prompt->requests);
    row[TOK] = cell_int(prompt->tok);
    row[SAVED] = cell_int(prompt->saved_nusd);
    for (int edit = 0; edit < EDIT_COUNT; edit++)
        if (t->edits >> edit & 1)
            row[FIRST_EDIT + edit] = cell_int(edit_bytes(&c->trims[system], 1u << edit));
}

static struct table *prompts_table(const struct trimming *t)
{
    struct arena scratch = {0};
    struct table *table = empty_table(t->sim->arena);
    const struct trimmed **order =
        ARENA_ARRAY(&scratch, const struct trimmed *, (size_t)t->system->distinct + 1);
    int64_t n = 0;
    for (uint32_t id = 0; id <= t->system->distinct; id++)
        if (t->prompts[id].requests)
            order[n++] = &t->prompts[id];
    qsort(order, (size_t)n, sizeof(*order), by_saving);
    for (int64_t k = 0; k < n && k < PROMPTS_SHOWN; k++)
        fill_row(t, order[k], table_row(table));
    if (n > PROMPTS_SHOWN)
        table_note(table, str_fmt(t->sim->arena, "%lld more are left out",
                                  (long long)(n - PROMPTS_SHOWN)));
    table_note(table, S("bytes in each call; toll prompts system lists the edits themselves"));
    arena_release(&scratch);
    return table;
}

static bool run(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e)
{
    (void)partner;
    struct arena scratch = {0};
    struct trimming t = {
        .sim = sim,
        .out = out,
        .edits = edits_of(step),
        .system = columns_key(sim->columns, (struct key_spec){.parts = 1u << KEY_SYSTEM}),
    };
    t.prompts = ARENA_ARRAY(&scratch, struct trimmed, (size_t)t.system->distinct + 1);
    bool ok = true;
    int64_t count = sim->columns->count;
    for (int64_t i = sim_first(sim, step); ok && i < count; i = sim_next(sim, step, i)) {
        ok = sim_tick(sim, step, i, e);
        if (ok && !(sim->columns->flags[i] & COLUMN_GATEWAY_HIT))
            trim_request(&t, i);
    }
    out->lookups = t.considered;
    out->hits = t.changed;
    if (ok) {
        outcome_risk(out, "below_cache_minimum", UNIT_COUNT, EVIDENCE_MODELLED,
                     cell_int(t.below_minimum));
        outcome_note(out,
                     S("tokens are the share of the bytes that go; whether the model follows the "
                       "shorter prompt as well is for a trial to tell"));
        if (t.below_minimum)
            outcome_note(out, str_fmt(sim->arena,
                                      "what %lld requests have in the provider's cache, or tools "
                                      "and system prompt alone, which sessions share, becomes too "
                                      "short for it: a later prompt_cache step accounts for that",
                                      (long long)t.below_minimum));
        outcome_table(out, prompts_table(&t));
    }
    arena_release(&scratch);
    return ok;
}

static const struct risk_words risks[] = {
    {"below_cache_minimum", "calls whose prompt gets too short to cache", true},
    {0},
};

const struct strategy strategy_prompt_trim = {
    .name = "prompt_trim",
    .summary = "takes filler, repetition and idle tools out of system prompts",
    .unit = "requests",
    .hits_are = "shorter",
    .example = "--edits filler,space",
    .risks = risks,
    .settings = settings,
    .prepare = prepare,
    .run = run,
};

// sim_kit.h - requests made by hand, as columns, and a policy run over them with the built-in
// prices.
#pragma once

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <cmocka.h>

#include "base/hash.h"
#include "simulate/simulation.h"

// A request; zero is a valid start: no key, nobody, no tokens. Set what the test is about.
struct kit_call {
    double ts_s;
    double latency_s;  // negative = unknown
    double ttft_s;     // 0 = unknown
    // Fingerprints; 0 = none. near: the group of near duplicates.
    uint64_t request, content, normal, question, system, template_id, near, output, answer;
    double temperature;  // negative = unknown
    const char *provider, *model, *feature, *team, *project, *user, *session;
    struct tokens tok;
    bool is_error, is_gateway_hit;
    enum tier tier;
    enum task task;
    unsigned pii, time_words, watch;
    uint32_t part_bytes[PART_COUNT];
    uint32_t max_tok;  // 0 = none
    uint16_t retrieved_chunks;
    enum column_label label;
    const struct chain_point *points;  // of the prefix chain
    int64_t point_count;
    enum chain_unit unit;
};

// Zero is a valid start. kit_release() at the end.
struct kit {
    struct arena arena;
    struct price_book *book, *other_book;
    struct kit_call *calls;
    int64_t count, cap;
    struct trim_column *trims;  // by 1 + place of the system fingerprint in the order of calls
    uint32_t *statics;          // likewise of the template
    struct policy policy;
    struct column_wants wants;
    struct columns columns;
    struct chain_source chains;
    struct simulation sim;
    struct err err;
};

// A copy of `call` behind the others; their times must ascend. Returns the copy.
static inline struct kit_call *kit_add(struct kit *k, struct kit_call call)
{
    if (k->count == k->cap) {
        int64_t cap = k->cap ? 2 * k->cap : 64;
        k->calls = arena_grow(&k->arena, k->calls, (size_t)k->cap * sizeof *k->calls,
                              (size_t)cap * sizeof *k->calls);
        k->cap = cap;
    }
    k->calls[k->count] = call;
    return &k->calls[k->count++];
}

static inline uint64_t kit_text_hash(const char *text)
{
    return text ? hash_str(str_of(text)) : 0;
}

// The value of a part of a key; 0 = the request lacks it.
static inline uint64_t kit_part(const struct kit_call *c, enum key_part part)
{
    switch (part) {
    case KEY_REQUEST:
        return c->request;
    case KEY_CONTENT:
        return c->content;
    case KEY_NORMAL:
        return c->normal;
    case KEY_QUESTION:
        return c->question;
    case KEY_SYSTEM:
        return c->system;
    case KEY_TEMPLATE:
        return c->template_id;
    case KEY_NEAR:
        return c->near;
    case KEY_OUTPUT:
        return c->output;
    case KEY_ANSWER:
        return c->answer;
    case KEY_MODEL:
        return kit_text_hash(c->model ? c->model : "");
    case KEY_TEMPERATURE:
        return (uint64_t)(c->temperature * 1e6 + 7e6);
    case KEY_TEAM:
        return kit_text_hash(c->team);
    case KEY_USER:
        return kit_text_hash(c->user);
    case KEY_SESSION:
        return kit_text_hash(c->session);
    case KEY_PARTS:
        break;
    }
    return 0;
}

static inline uint64_t kit_key(const struct kit_call *c, struct key_spec spec)
{
    uint64_t key = 0x9e3779b97f4a7c15u;  // hash_mix(x, x) is 0
    for (int part = 0; part < KEY_PARTS; part++) {
        if (!(spec.parts >> part & 1))
            continue;
        uint64_t value = kit_part(c, (enum key_part)part);
        if (!value)
            return 0;
        key = hash_mix(key, value);
    }
    return key;
}

static inline void kit_fill_key(struct kit *k, struct key_column *out, struct key_spec spec)
{
    struct map ids = {.arena = &k->arena};
    uint64_t *templates = ARENA_ARRAY(&k->arena, uint64_t, (size_t)k->count + 1);
    out->spec = spec;
    out->templates = spec.parts == 1U << KEY_TEMPLATE ? templates : NULL;
    out->ids = ARENA_ARRAY(&k->arena, uint32_t, (size_t)k->count);
    for (int64_t i = 0; i < k->count; i++) {
        uint64_t key = kit_key(&k->calls[i], spec);
        bool is_new = false;
        if (!key)
            continue;
        uint64_t *id = map_put(&ids, key, &is_new);
        if (is_new)
            *id = ++out->distinct;
        templates[*id] = key;
        out->ids[i] = (uint32_t)*id;
    }
}

// The number of a name in a list that begins with "unattributed".
static inline uint32_t kit_name(struct kit *k, struct str **list, uint32_t *count, const char *name)
{
    if (!*count) {
        *list = ARENA_ARRAY(&k->arena, struct str, 256);
        *count = 1;
    }
    for (uint32_t i = name ? 1 : 0; i < *count; i++)
        if (!name || str_eq((*list)[i], str_of(name)))
            return i;
    assert_true(*count < 256);
    (*list)[*count] = str_of(name);
    return (*count)++;
}

static inline uint32_t kit_caller(struct kit *k, const struct kit_call *call)
{
    struct columns *c = &k->columns;
    struct caller caller = {0};
    caller.names[NAME_PROVIDER] = str_of(call->provider ? call->provider : "openai");
    caller.names[NAME_MODEL] = str_of(call->model ? call->model : "gpt-4o");
    caller.names[NAME_FEATURE] = str_of(call->feature);
    caller.names[NAME_TEAM] = str_of(call->team);
    caller.names[NAME_PROJECT] = str_of(call->project);
    caller.feature = kit_name(k, &c->features, &c->feature_count, call->feature);
    caller.team = kit_name(k, &c->teams, &c->team_count, call->team);
    for (uint32_t i = 0; i < c->caller_count; i++) {
        bool is_same = true;
        for (int n = 0; n < NAME_COUNT; n++)
            is_same = is_same && str_eq(c->callers[i].names[n], caller.names[n]);
        if (is_same)
            return i;
    }
    assert_true(c->caller_count < 256);
    for (caller.model = 0; caller.model < c->model_count; caller.model++)
        if (str_eq(c->models[caller.model].provider, caller.names[NAME_PROVIDER]) &&
            str_eq(c->models[caller.model].model, caller.names[NAME_MODEL]))
            break;
    if (caller.model == c->model_count)
        c->models[c->model_count++] = (struct model_name){.provider = caller.names[NAME_PROVIDER],
                                                          .model = caller.names[NAME_MODEL]};
    c->callers[c->caller_count] = caller;
    return c->caller_count++;
}

static inline uint32_t kit_flags(const struct kit_call *c)
{
    bool has_usage = false;
    for (int i = 0; i < COLUMN_TOKENS; i++)
        has_usage = has_usage || c->tok.n[i];
    return (c->is_error ? COLUMN_ERROR : 0u) | (c->is_gateway_hit ? COLUMN_GATEWAY_HIT : 0u) |
           (has_usage ? COLUMN_HAS_USAGE : 0u) | COLUMN_HAS_REQUEST |
           (c->temperature == 0 ? COLUMN_TEMPERATURE_ZERO : 0u) |
           (unsigned)c->tier << COLUMN_TIER_SHIFT | (unsigned)c->task << COLUMN_TASK_SHIFT |
           c->pii << COLUMN_PII_SHIFT;
}

// As the store prices a request; `book` may be another.
static inline int64_t kit_cost(const struct price_book *book, const struct kit_call *c,
                               int64_t ts_us)
{
    struct usage u;
    struct price_cost cost;
    usage_init(&u);
    for (int i = 0; i < COLUMN_TOKENS; i++)
        u.tok[i] = c->tok.n[i];
    if (c->is_gateway_hit || (c->is_error && !(kit_flags(c) & COLUMN_HAS_USAGE)))
        return 0;
    const struct price_row *row =
        price_find(book, str_of(c->provider ? c->provider : "openai"),
                   str_of(c->model ? c->model : "gpt-4o"), c->tier, ts_us);
    return row && price_cost(row, &u, c->tier, &cost) ? price_total_nusd(&cost) : UNKNOWN;
}

static inline bool kit_read_chain(void *self, uint32_t row, struct chain_view *out, struct err *e)
{
    const struct kit *k = self;
    const struct kit_call *c = &k->calls[row - 1];
    (void)e;
    *out = (struct chain_view){.points = c->points, .count = c->point_count, .unit = c->unit};
    return true;
}

static inline bool kit_id(void *self, uint32_t row, uint64_t *out, struct err *e)
{
    (void)self;
    (void)e;
    *out = 0xabc000000000ull + row;
    return true;
}

// User and session numbers count the distinct names in the order of the calls.
static inline bool kit_name_of(void *self, uint32_t number, struct str *out, struct arena *a,
                               struct err *e)
{
    (void)self;
    (void)e;
    *out = str_fmt(a, "name %u", number);
    return true;
}

// Instants of the calls count from here: prices of the newest models are known then.
#define KIT_START_US 1790000000000000LL  // 2026-09-21T14:13:20Z

static inline void kit_fill(struct kit *k, int64_t i)
{
    struct columns *c = &k->columns;
    const struct kit_call *call = &k->calls[i];
    struct map *names = &c->extras;  // borrowed while filling
    c->ts_us[i] = KIT_START_US + (int64_t)llround(call->ts_s * 1e6);
    c->cost_nusd[i] = kit_cost(k->book, call, c->ts_us[i]);
    c->tok[i] = call->tok;
    c->latency_us[i] =
        call->latency_s < 0 ? LATENCY_UNKNOWN : (uint32_t)llround(call->latency_s * 1e6);
    c->ttft_us[i] = call->ttft_s > 0 ? (uint32_t)llround(call->ttft_s * 1e6) : LATENCY_UNKNOWN;
    c->flags[i] = kit_flags(call);
    c->caller[i] = kit_caller(k, call);
    const char *who[] = {call->user, call->session};
    uint32_t *into[] = {&c->user[i], &c->session[i]};
    for (int n = 0; n < 2; n++) {
        bool is_new = false;
        if (!who[n])
            continue;
        uint64_t *number = map_put(names, kit_text_hash(who[n]), &is_new);
        if (is_new)
            *number = names->len;
        *into[n] = (uint32_t)*number;
    }
    c->row[i] = (uint32_t)i + 1;
    memcpy(c->part_bytes[i], call->part_bytes, sizeof call->part_bytes);
    c->max_tok[i] = call->max_tok ? call->max_tok : UINT32_MAX;
    c->time_words[i] = (uint16_t)call->time_words;
    c->watch[i] = call->watch;
    c->retrieved_chunks[i] = call->retrieved_chunks;
    c->label[i] = (uint8_t)call->label;
}

static inline void kit_fill_selections(struct kit *k)
{
    // Filters of tests compare features, teams, models and tasks alone.
    struct columns *c = &k->columns;
    c->selection_count = k->wants.filter_count;
    c->selections = ARENA_ARRAY(&k->arena, struct selection, (size_t)k->wants.filter_count + 1);
    for (int f = 0; f < k->wants.filter_count; f++) {
        struct selection *s = &c->selections[f];
        s->filter = k->wants.filters[f];
        s->bits = ARENA_ARRAY(&k->arena, uint64_t, (size_t)(k->count / 64 + 1));
        for (int64_t i = 0; i < k->count; i++) {
            const struct caller *who = &c->callers[c->caller[i]];
            struct filter_row row;
            filter_row_init(&row);
            row.text[FIELD_MODEL] = who->names[NAME_MODEL];
            row.text[FIELD_PROVIDER] = who->names[NAME_PROVIDER];
            row.text[FIELD_FEATURE] = who->names[NAME_FEATURE];
            row.text[FIELD_TEAM] = who->names[NAME_TEAM];
            row.text[FIELD_TASK] = str_of(task_name[column_task(c->flags[i])]);
            if (filter_matches(s->filter, &row))
                s->bits[i / 64] |= 1ull << i % 64;
        }
    }
}

// Columns of all calls with what `wants` says.
static inline void kit_columns(struct kit *k)
{
    struct columns *c = &k->columns;
    struct arena *a = &k->arena;
    size_t n = (size_t)k->count;
    *c = (struct columns){.arena = a, .count = k->count, .self = k};
    c->extras = (struct map){.arena = a};
    c->ts_us = ARENA_ARRAY(a, int64_t, n);
    c->cost_nusd = ARENA_ARRAY(a, int64_t, n);
    c->tok = ARENA_ARRAY(a, struct tokens, n);
    c->latency_us = ARENA_ARRAY(a, uint32_t, n);
    c->ttft_us = ARENA_ARRAY(a, uint32_t, n);
    c->flags = ARENA_ARRAY(a, uint32_t, n);
    c->caller = ARENA_ARRAY(a, uint32_t, n);
    c->user = ARENA_ARRAY(a, uint32_t, n);
    c->session = ARENA_ARRAY(a, uint32_t, n);
    c->row = ARENA_ARRAY(a, uint32_t, n);
    c->part_bytes = arena_alloc(a, sizeof *c->part_bytes, n);
    c->max_tok = ARENA_ARRAY(a, uint32_t, n);
    c->time_words = ARENA_ARRAY(a, uint16_t, n);
    c->watch = ARENA_ARRAY(a, uint32_t, n);
    c->retrieved_chunks = ARENA_ARRAY(a, uint16_t, n);
    c->label = ARENA_ARRAY(a, uint8_t, n);
    c->callers = ARENA_ARRAY(a, struct caller, 256);
    c->models = ARENA_ARRAY(a, struct model_name, 256);
    (void)kit_name(k, &c->features, &c->feature_count, NULL);
    (void)kit_name(k, &c->teams, &c->team_count, NULL);
    for (int64_t i = 0; i < k->count; i++)
        kit_fill(k, i);
    c->extras = (struct map){.arena = a};
    c->key_count = k->wants.key_count;
    c->keys = ARENA_ARRAY(a, struct key_column, (size_t)k->wants.key_count + 1);
    for (int i = 0; i < k->wants.key_count; i++)
        kit_fill_key(k, &c->keys[i], k->wants.keys[i]);
    kit_fill_selections(k);
    c->trims = k->trims;
    c->statics = k->statics;
    k->chains = (struct chain_source){.self = k, .read = kit_read_chain};
    c->chains = &k->chains;
    c->name_of = kit_name_of;
    c->id_of = kit_id;
}

// Reads the policy; false sets k->err.
static inline bool kit_policy(struct kit *k, const char *json)
{
    policy_init(&k->policy, &k->arena, KIT_START_US);
    k->wants = (struct column_wants){.arena = &k->arena};
    return policy_parse(&k->policy, str_of(json), S("policy"), &k->err) &&
           policy_prepare(&k->policy, &k->wants, &k->err);
}

// Runs a policy over the calls; the outcomes are in k->sim. Asserts that the parts sum up.
static inline void kit_run(struct kit *k, const char *json)
{
    if (!k->book)
        assert_true(price_book_builtin(&k->book, &k->arena, &k->err));
    simulation_release(&k->sim);
    policy_release(&k->policy);
    if (!kit_policy(k, json))
        fail_msg("%s", k->err.text);
    kit_columns(k);
    struct simulation_options options = {.book = k->book, .other_book = k->other_book};
    if (!simulation_run(&k->sim, &k->columns, &k->policy, &options, &k->arena, &k->err))
        fail_msg("%s", k->err.text);
    assert_int_equal(simulation_saved_nusd(&k->sim), k->sim.baseline_nusd - k->sim.final_nusd);
    for (uint32_t f = 0; f < k->columns.feature_count; f++) {
        int64_t saved = 0;
        for (int s = 0; s < k->policy.step_count; s++)
            saved += k->sim.outcomes[s].feature_nusd[f];
        assert_int_equal(saved, k->sim.feature_baseline_nusd[f] - k->sim.feature_final_nusd[f]);
    }
}

static inline void kit_release(struct kit *k)
{
    simulation_release(&k->sim);
    policy_release(&k->policy);
    arena_release(&k->arena);
    *k = (struct kit){0};
}

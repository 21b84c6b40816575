// curve_accesses.c - see curve_accesses.h.
#include "simulate/curve_accesses.h"

#include "simulate/response_key.h"

// Accesses while they are collected. A block is some 512 tokens: more of them than this take more
// than 4 GB.
enum { BLOCKS_MAX = 1 << 27, STOP_EVERY = 1 << 16 };
struct collecting {
    struct curve_accesses *out;
    const struct simulation *sim;
    const struct step *step;
    const struct selection *when;
    bool is_zero_only, skips_pii;
    int64_t *ts_us, *tok;
    uint32_t *key, *group;
    int64_t count, cap;
};

static const struct setting_item *setting_of(const struct step *step, struct str name)
{
    int at = strategy_setting(step->strategy, name);
    return at < 0 ? NULL : &step->values[at].one;
}

static bool has_choice(const struct step *step, const char *strategy, struct str setting,
                       struct str choice)
{
    if (!str_eq(str_of(step->strategy->name), str_of(strategy)))
        return false;
    int at = strategy_setting(step->strategy, setting);
    const char *const *choices = step->strategy->settings[at].choices;
    return str_eq(str_of(choices[step->values[at].one.i]), choice);
}

bool curve_accesses_suit(const struct step *step)
{
    return str_eq(str_of(step->strategy->name), S("response_cache")) ||
           has_choice(step, "prompt_cache", S("rules"), S("blocks"));
}

static bool is_set(const struct step *step, struct str name)
{
    const struct setting_item *item = setting_of(step, name);
    return item && item->i == 1;
}

// Calls that a response cache would look at: those that were answered by their provider.
static bool is_looked_up(const struct collecting *c, int64_t i)
{
    const struct columns *columns = c->sim->columns;
    uint32_t flags = columns->flags[i];
    const struct selection *when = c->when;
    return columns->ts_us[i] != UNKNOWN && !(flags & COLUMN_ERROR) &&
           (!when || selection_has(when, i)) &&
           (!c->is_zero_only || flags & COLUMN_TEMPERATURE_ZERO) &&
           (!c->skips_pii || !(flags >> COLUMN_PII_SHIFT));
}

// 0 = the call is not looked up.
static uint32_t key_asked(const struct collecting *c, const struct key_column *keys, int64_t i)
{
    return keys->ids[i] && is_looked_up(c, i) ? keys->ids[i] : 0;
}

static void make_room(struct collecting *c, int64_t more)
{
    struct arena *a = &c->out->arena;
    int64_t cap = c->cap ? c->cap : 1024;
    while (cap < c->count + more)
        cap *= 2;
    if (cap == c->cap)
        return;
    size_t old = (size_t)c->cap;
    size_t new = (size_t)cap;
    c->ts_us = arena_grow(a, c->ts_us, old * sizeof *c->ts_us, new * sizeof *c->ts_us);
    c->tok = arena_grow(a, c->tok, old * sizeof *c->tok, new * sizeof *c->tok);
    c->key = arena_grow(a, c->key, old * sizeof *c->key, new * sizeof *c->key);
    c->group = arena_grow(a, c->group, old * sizeof *c->group, new * sizeof *c->group);
    c->cap = cap;
}

static void add(struct collecting *c, int64_t i, uint32_t key, int64_t tok)
{
    const struct columns *columns = c->sim->columns;
    make_room(c, 1);
    c->ts_us[c->count] = columns->ts_us[i];
    c->tok[c->count] = tok;
    c->key[c->count] = key;
    c->group[c->count++] = columns->callers[columns->caller[i]].feature;
}

// From the first call that is looked up to the last; those between that are not have key 0, so that
// the columns serve as they are.
static void add_calls(struct collecting *c)
{
    const struct columns *columns = c->sim->columns;
    const struct key_column *keys = columns_key(columns, response_key(c->step));
    struct arena *a = &c->out->arena;
    int64_t first = columns->timed, end = columns->count;
    while (first < end && !key_asked(c, keys, first))
        first++;
    while (end > first && !key_asked(c, keys, end - 1))
        end--;
    size_t count = (size_t)(end - first);
    uint32_t *key = arena_raw(a, count * sizeof *key), *group = arena_raw(a, count * sizeof *group);
    int64_t *tok = arena_raw(a, count * sizeof *tok);
    for (int64_t i = first; i < end; i++) {
        const struct tokens *t = &columns->tok[i];
        key[i - first] = key_asked(c, keys, i);
        tok[i - first] = tokens_input(t) + t->n[TOK_OUTPUT];
        group[i - first] = columns->callers[columns->caller[i]].feature;
        c->out->lookups += key[i - first] > 0;
    }
    c->out->accesses = (struct accesses){columns->ts_us + first, key, end - first, keys->distinct};
    c->out->weights = (struct weights){tok, columns->cost_nusd + first, columns->latency_us + first,
                                       group, columns->feature_count};
}

static bool add_blocks(struct collecting *c, struct err *e)
{
    const struct columns *columns = c->sim->columns;
    struct map ids = {.arena = &c->out->arena};
    for (int64_t i = columns->timed; i < columns->count; i++) {
        struct chain_view chain;
        if (i % STOP_EVERY == 0 && !sim_goes_on(c->sim, e))
            return false;
        if (c->when && !selection_has(c->when, i))
            continue;
        if (!columns->chains->read(columns->chains->self, columns->row[i], &chain, e))
            return false;
        if (c->count + chain.count > BLOCKS_MAX)
            return err_set(e, ERR_DATA, "curves: more than %d blocks", BLOCKS_MAX);
        for (int64_t k = 0; k < chain.count; k++) {
            bool is_new = false;
            uint64_t *id = map_put(&ids, chain.points[k].hash, &is_new);
            if (is_new)
                *id = ids.len;
            add(c, i, (uint32_t)*id, chain.points[k].size);
        }
    }
    c->out->lookups = c->count;
    c->out->accesses = (struct accesses){c->ts_us, c->key, c->count, (uint32_t)ids.len};
    c->out->weights =
        (struct weights){.tok = c->tok, .group = c->group, .groups = columns->feature_count};
    return true;
}

bool curve_accesses_of(struct curve_accesses *out, const struct simulation *sim,
                       const struct step *step, struct err *e)
{
    struct collecting c = {
        .out = out,
        .sim = sim,
        .step = step,
        .when = columns_selection(sim->columns, step->when),
        .is_zero_only = is_set(step, S("only_temperature_zero")),
        .skips_pii = is_set(step, S("skip_pii")),
    };
    *out = (struct curve_accesses){
        .is_blocks = has_choice(step, "prompt_cache", S("rules"), S("blocks")),
        .untimed = sim->columns->timed,
    };
    if (!out->is_blocks)
        add_calls(&c);
    else if (!add_blocks(&c, e)) {
        curve_accesses_release(out);
        return false;
    }
    return true;
}

void curve_accesses_release(struct curve_accesses *x)
{
    arena_release(&x->arena);
}

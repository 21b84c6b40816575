// prefix_run.c - replays the requests that are left through the caches of their models.
#include "simulate/prefix_run.h"

#include "base/hash.h"
#include "base/time.h"

// A rule that was looked up for a model, and the day it was for.
struct forced_rule {
    const struct cache_rule *rule;
    int64_t day;
    bool is_known;
};

static void number_models(struct prefix_run *r)
{
    const struct simulation *sim = r->sim;
    struct intern names = {.arena = &r->scratch};
    r->model_numbers = ARENA_ARRAY(&r->scratch, uint32_t, sim->model_count);
    for (uint32_t i = 0; i < sim->model_count; i++) {
        const struct model_name *name = &sim->models[i];
        struct str model = model_name_text(name);
        struct str whole =
            str_fmt(&r->scratch, "%.*s\n%.*s", STR_ARG(name->provider), STR_ARG(model));
        r->model_numbers[i] = intern_put(&names, whole, NULL);
    }
}

// What was forced changes with the day at most.
static const struct cache_rule *forced_rule(struct prefix_run *r, int64_t i)
{
    uint32_t number = sim_model(r->sim, i);
    const struct model_name *name = &r->sim->models[number];
    struct forced_rule *memo = &r->forced[number];
    int64_t ts_us = r->sim->columns->ts_us[i], day = ts_us / US_PER_DAY;
    if (!memo->is_known || memo->day != day) {
        struct str vendor = str_of(prefix_rules_names[r->settings.rules]);
        struct str model = model_name_text(name);
        memo->rule = cache_rule_forced(vendor, model, ts_us);
        memo->day = day;
        memo->is_known = true;
    }
    return memo->rule;
}

// False when no rules are known for its model.
static bool find_terms(struct prefix_run *r, int64_t i, struct prefix_terms *out)
{
    const struct cache_rule *rule = NULL;
    if (r->settings.rules == RULES_AUTO)
        rule = sim_terms(r->sim, i)->rule;
    else if (r->settings.rules != RULES_BLOCKS)
        rule = forced_rule(r, i);
    if (!rule && r->settings.rules != RULES_BLOCKS)
        return false;
    *out = prefix_terms_of(&r->settings, rule);
    return true;
}

static uint64_t scope_of(const struct prefix_run *r, int64_t i)
{
    const struct columns *c = r->sim->columns;
    const struct caller *caller = &c->callers[c->caller[i]];
    switch (r->settings.scope) {
    case SCOPE_NONE:
        return 0;
    case SCOPE_API_KEY:
        return hash_str(caller->names[NAME_API_KEY]);
    case SCOPE_PROJECT:
        return hash_str(caller->names[NAME_PROJECT]);
    case SCOPE_USER:
        return c->user[i];
    }
    return 0;
}

// The points of its prompt; false sets e, no points: it has no chain.
static bool read_points(struct prefix_run *r, int64_t i, const struct prefix_terms *terms,
                        int64_t input_tok, struct err *e)
{
    const struct columns *c = r->sim->columns;
    struct chain_view chain;
    struct prefix_reading how = prefix_reading_of(&r->settings, terms);
    uint32_t id = r->templates ? r->templates->ids[i] : 0;
    if (!c->chains->read(c->chains->self, c->row[i], &chain, e))
        return false;
    how.space = hash_mix(hash_mix(r->model_numbers[sim_model(r->sim, i)], 1), scope_of(r, i));
    how.input_tok = input_tok;
    how.static_key = id;
    how.static_bytes = r->templates && r->is_static_first[id] ? c->statics[id] : 0;
    prefix_points_read(&r->points, &chain, &how);
    r->counts.without_chain += r->points.count == 0;
    r->counts.assumed_marks += r->points.has_assumed_marks;
    r->counts.has_bytes = r->counts.has_bytes || (r->points.count && chain.unit == CHAIN_BYTES);
    return true;
}

static int64_t ready_us(struct prefix_run *r, int64_t i)
{
    const struct columns *c = r->sim->columns;
    int64_t ts_us = c->ts_us[i];
    if (r->settings.visible_after_us != UNKNOWN)
        return ts_us + r->settings.visible_after_us;
    if (c->ttft_us && c->ttft_us[i] != LATENCY_UNKNOWN)
        return ts_us + c->ttft_us[i];
    r->counts.unknown_ttft++;
    r->counts.unknown_latency += !sim_latency_is_known(r->sim, i);
    return ts_us + sim_latency_us(r->sim, i);
}

static void make_room(struct prefix_run *r)
{
    struct prefix_store_options *o = &r->store.options;
    int64_t capacity = r->settings.store.capacity;
    prefix_store_thin(&r->store, ++r->sample.level);
    // A share of the families has that share of the room.
    o->capacity = capacity >> r->sample.level;
    if (capacity && !o->capacity)
        o->capacity = 1;
}

static void replay(struct prefix_run *r, struct prefix_call *call, uint32_t model,
                   struct prefix_split *split)
{
    prefix_store_expire(&r->store, call->ts_us);
    if (!prefix_sample_follows(&r->sample, call->level)) {
        prefix_sample_estimate(&r->sample, model, call, split);
        return;
    }
    call->terms->family->replay(&r->store, call, split);
    if (call->terms->family != &prefix_objects)
        prefix_windows_pass(&r->windows, call, split);
    prefix_sample_add(&r->sample, model, call, split);
    if (r->store.is_over)
        make_room(r);
}

static void count_call(struct prefix_run *r, const struct prefix_call *call,
                       const struct prefix_split *split)
{
    const struct prefix_terms *terms = call->terms;
    struct prefix_counts *n = &r->counts;
    bool is_blocks = terms->family == &prefix_blocks;
    int64_t life_us = terms->assumes_lifetime ? terms->life_us[MARK_NONE] : 0;
    n->below_min += split->is_below_min;
    n->not_sold += terms->is_not_sold;
    n->storage_nusd += split->storage_nusd;
    if (life_us && (!n->least_life_us || life_us < n->least_life_us))
        n->least_life_us = life_us;
    if (life_us > n->most_life_us)
        n->most_life_us = life_us;
    r->out->lookups += is_blocks ? split->blocks : 1;
    r->out->hits += is_blocks ? split->block_hits : split->read_tok > 0;
    r->out->hit_tok += split->read_tok;
}

static struct tokens tokens_of(const struct prefix_run *r, const struct prefix_result *result)
{
    const struct prefix_split *split = result->split;
    int64_t written_tok = split->write_tok[MARK_5M] + split->write_tok[MARK_1H];
    struct tokens tok = *sim_tokens(r->sim, result->i);
    tok.n[TOK_INPUT] = (uint32_t)(result->call->input_tok - split->read_tok - written_tok);
    tok.n[TOK_CACHE_READ] = (uint32_t)split->read_tok;
    tok.n[TOK_CACHE_WRITE_5M] = (uint32_t)split->write_tok[MARK_5M];
    tok.n[TOK_CACHE_WRITE_1H] = (uint32_t)split->write_tok[MARK_1H];
    return tok;
}

// Puts the split into the request's tokens and books it.
static void book(struct prefix_run *r, struct prefix_result *result)
{
    struct simulation *sim = r->sim;
    const struct prefix_split *split = result->split;
    int64_t i = result->i;
    struct tokens tok = tokens_of(r, result);
    count_call(r, result->call, split);
    prefix_backtest_add(&r->backtest, sim, i, split->read_tok);
    result->before_nusd = sim->cost_nusd[i];
    sim_set_tokens(sim, r->out, i, &tok);
    if (split->storage_nusd)
        sim_charge(sim, r->out, i, split->storage_nusd);
    result->after_nusd = sim->cost_nusd[i];
    prefix_models_add(&r->models, sim, result);
}

// Adds what the request would cost; without a price what it would not read.
static void add_trial(struct prefix_run *r, const struct prefix_result *result)
{
    struct simulation *sim = r->sim;
    int64_t i = result->i;
    struct tokens tok = tokens_of(r, result);
    int64_t nusd = sim_price(sim, i, &tok, sim_model(sim, i), sim_tier(sim, i));
    if (nusd == UNKNOWN)
        nusd = result->call->input_tok - result->split->read_tok;
    r->trial_nusd[r->templates->ids[i]] += nusd + result->split->storage_nusd;
}

static bool pass(struct prefix_run *r, int64_t i, struct err *e)
{
    struct prefix_terms terms;
    int64_t input_tok = tokens_input(sim_tokens(r->sim, i));
    bool was_sent = !(r->sim->columns->flags[i] & COLUMN_GATEWAY_HIT);
    if (!was_sent || !input_tok || input_tok > UINT32_MAX)
        return true;
    if (i < r->sim->columns->timed) {
        r->counts.without_time++;
        return true;
    }
    if (!find_terms(r, i, &terms)) {
        r->counts.without_rule++;
        return true;
    }
    if (!read_points(r, i, &terms, input_tok, e))
        return false;
    if (!r->points.count)
        return true;
    struct prefix_call call = {
        .ts_us = r->sim->columns->ts_us[i],
        .ready_us = ready_us(r, i),
        .input_tok = input_tok,
        .points = r->points.list,
        .count = r->points.count,
        .level = prefix_family_level(r->points.list[0].key),
        .terms = &terms,
    };
    struct prefix_split split = {0};
    struct prefix_result result = {
        .i = i,
        .model = r->model_numbers[sim_model(r->sim, i)],
        .call = &call,
        .split = &split,
    };
    replay(r, &call, result.model, &split);
    if (r->trial_nusd)
        add_trial(r, &result);
    else
        book(r, &result);
    return true;
}

static bool pass_all(struct prefix_run *r, struct err *e)
{
    struct simulation *sim = r->sim;
    bool ok = true;
    prefix_store_init(&r->store, &r->settings.store);
    r->sample = (struct prefix_sample){.arena = &r->scratch};
    r->windows = (struct prefix_windows){.machines = r->settings.machines};
    r->counts = (struct prefix_counts){0};
    for (int64_t i = sim_first(sim, r->step); ok && i < sim->columns->count;
         i = sim_next(sim, r->step, i))
        ok = sim_tick(sim, r->step, i, e) && pass(r, i, e);
    return ok;
}

// What all requests of the templates would cost in one form or the other.
static bool try_form(struct prefix_run *r, bool is_static_first, int64_t **nusd, struct err *e)
{
    size_t count = (size_t)r->templates->distinct + 1;
    *nusd = r->trial_nusd = ARENA_ARRAY(&r->scratch, int64_t, count);
    for (size_t i = 0; i < count; i++)
        r->is_static_first[i] = is_static_first;
    bool ok = pass_all(r, e);
    prefix_store_release(&r->store);
    prefix_windows_release(&r->windows);
    r->trial_nusd = NULL;
    return ok;
}

// Puts first what the requests of a template have alike where that is cheaper: a conversation that
// is read from turn to turn as it is would only lose.
static bool choose_forms(struct prefix_run *r, struct err *e)
{
    int64_t *as_is = NULL, *first = NULL;
    r->is_static_first = ARENA_ARRAY(&r->scratch, bool, (size_t)r->templates->distinct + 1);
    if (!try_form(r, false, &as_is, e) || !try_form(r, true, &first, e))
        return false;
    for (uint32_t i = 0; i <= r->templates->distinct; i++)
        r->is_static_first[i] = first[i] < as_is[i];
    return true;
}

bool prefix_run(struct prefix_run *r, struct err *e)
{
    prefix_backtest_init(&r->backtest, r->sim);
    r->models.arena = &r->scratch;
    r->forced = ARENA_ARRAY(&r->scratch, struct forced_rule, r->sim->model_count);
    number_models(r);
    return (!r->templates || choose_forms(r, e)) && pass_all(r, e);
}

void prefix_run_release(struct prefix_run *r)
{
    prefix_store_release(&r->store);
    prefix_points_release(&r->points);
    prefix_windows_release(&r->windows);
    arena_release(&r->scratch);
}

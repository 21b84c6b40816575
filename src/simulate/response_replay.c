// response_replay.c - see response_replay.h.
#include "simulate/response_replay.h"

// A request that may be answered without a call. Keys are 0 for the side that it does not ask.
struct asker {
    int64_t i;
    uint32_t cache_key, flight_key;
};

static void call(struct response_replay *r, struct asker who, int64_t at_us)
{
    bool fills = who.cache_key && sim_is_success(r->sim, who.i);
    r->unknown_latency += !sim_latency_is_known(r->sim, who.i);
    r->early += who.cache_key && r->store.entries[who.cache_key].pending;
    if (fills && r->rules->is_fill_instant) {
        cache_fill(&r->store, who.cache_key, who.i, at_us);
        fills = false;
    }
    if (fills)
        r->store.entries[who.cache_key].pending++;
    if (who.flight_key)
        r->flights.flights[who.flight_key].is_open = true;
    if (!fills && !who.flight_key)
        return;
    completions_push(&r->calls, (struct completion){
                                    .at_us = at_us + sim_latency_us(r->sim, who.i),
                                    .request = (uint32_t)who.i,
                                    .cache_key = fills ? who.cache_key : 0,
                                    .flight_key = who.flight_key,
                                });
}

// Both were billed as models that are known, and not the same.
static bool are_models_different(const struct simulation *sim, int64_t a, int64_t b)
{
    const struct model_name *x = &sim->models[sim_model(sim, a)];
    const struct model_name *y = &sim->models[sim_model(sim, b)];
    return x != y && x->model.len && y->model.len && !str_eq(x->model, y->model);
}

// Books that a request was served the answer of another.
static void serve(struct response_replay *r, struct response_side *side, struct served s,
                  int64_t saved_us)
{
    const struct tokens *tok = sim_tokens(r->sim, s.i);
    bool is_priced = sim_cost_nusd(r->sim, s.i) != UNKNOWN;
    int64_t before_nusd = side->out->saved_nusd;
    side->out->hits++;
    side->out->hit_tok += tokens_input(tok) + tok->n[TOK_OUTPUT];
    s.is_across_models = are_models_different(r->sim, s.i, s.server);
    sim_serve(r->sim, side->out, s.i, saved_us);
    s.saved_nusd = is_priced ? side->out->saved_nusd - before_nusd : UNKNOWN;
    serve_tally_hit(&side->tally, &s);
}

static void serve_waiter(struct response_replay *r, int64_t i, int64_t leader, int64_t at_us)
{
    int64_t waited_us = at_us - r->sim->columns->ts_us[i];
    struct served s = {.i = i, .server = leader};
    serve(r, &r->flight, s, sim_latency_us(r->sim, i) - waited_us);
}

static void end_flight(struct response_replay *r, uint32_t key, int64_t leader, int64_t at_us)
{
    struct flight *flight = &r->flights.flights[key];
    struct waiter next;
    flight->is_open = false;
    if (sim_is_success(r->sim, leader)) {
        flight->leader = (uint32_t)leader + 1;
        flight->ended_us = at_us;
        while (flights_next(&r->flights, key, &next))
            serve_waiter(r, next.request, leader, at_us);
    } else if (flights_next(&r->flights, key, &next)) {
        r->failed_leads++;
        r->flight.out->saved_us -= at_us - r->sim->columns->ts_us[next.request];
        call(r, (struct asker){next.request, next.cache_key, key}, at_us);
    }
}

static void flush_until(struct response_replay *r, int64_t at_us)
{
    if (at_us < r->next_flush_us || r->next_flush_us == INT64_MAX)
        return;
    cache_flush(&r->store, r->next_flush_us);
    r->next_flush_us = invalidation_next(&r->rules->invalidation, at_us);
}

// Ends the calls that end until an instant.
static void advance(struct response_replay *r, int64_t until_us)
{
    struct completion done;
    while (completions_pop(&r->calls, until_us, &done)) {
        flush_until(r, done.at_us);
        if (done.cache_key) {
            r->store.entries[done.cache_key].pending--;
            cache_fill(&r->store, done.cache_key, done.request, done.at_us);
        }
        if (done.flight_key)
            end_flight(r, done.flight_key, done.request, done.at_us);
    }
}

static bool ask_cache(struct response_replay *r, struct asker who, int64_t at_us)
{
    struct response_side *side = &r->cache;
    const struct columns *c = r->sim->columns;
    int class = ttl_rules_class(&r->rules->cache.ttl, c, who.i);
    side->out->lookups++;
    serve_tally_lookup(&side->tally, who.i, class);
    const struct cache_entry *entry = cache_lookup(&r->store, who.cache_key, who.i, at_us);
    if (!entry)
        return false;
    int64_t latency_us = sim_latency_us(r->sim, who.i);
    bool has_latency = latency_us || sim_latency_is_known(r->sim, who.i);
    struct served s = {
        .i = who.i,
        .server = (int64_t)entry->filler - 1,
        .class = class,
        .age_us = at_us - entry->filled_us,
    };
    serve(r, side, s, has_latency ? latency_us - r->rules->hit_latency_us : 0);
    return true;
}

static bool ask_flight(struct response_replay *r, struct asker who, int64_t at_us)
{
    const struct flight *flight = &r->flights.flights[who.flight_key];
    r->flight.out->lookups++;
    serve_tally_lookup(&r->flight.tally, who.i, 0);
    if (flight->is_open) {
        flights_wait(&r->flights, who.flight_key,
                     (struct waiter){.request = (uint32_t)who.i, .cache_key = who.cache_key});
        return true;
    }
    if (flight->leader && flight->ended_us == at_us) {
        serve_waiter(r, who.i, (int64_t)flight->leader - 1, at_us);
        return true;
    }
    return false;
}

// The key by which a request asks the cache; 0 = it does not.
static uint32_t cache_key(struct response_replay *r, int64_t i)
{
    uint32_t flags = r->sim->columns->flags[i];
    uint32_t key = r->cache.keys[i];
    if (!key) {
        r->keyless++;
    } else if (r->rules->only_temperature_zero && !(flags & COLUMN_TEMPERATURE_ZERO)) {
        r->warm++;
        return 0;
    } else if (r->rules->skip_pii && flags >> COLUMN_PII_SHIFT) {
        r->personal++;
        return 0;
    }
    return key;
}

static void arrive(struct response_replay *r, int64_t i, bool is_cached, bool is_flown)
{
    int64_t at_us = r->sim->columns->ts_us[i];
    struct asker who = {.i = i};
    if (is_cached)
        who.cache_key = cache_key(r, i);
    if (is_flown) {
        who.flight_key = r->flight.keys[i];
        r->keyless += !r->cache.step && !who.flight_key;
    }
    advance(r, at_us);
    flush_until(r, at_us);
    if (who.cache_key && ask_cache(r, who, at_us))
        return;
    if (who.flight_key && ask_flight(r, who, at_us))
        return;
    if (who.cache_key || who.flight_key)
        call(r, who, at_us);
}

static void begin(struct response_replay *r)
{
    const struct columns *c = r->sim->columns;
    r->calls.arena = &r->call_arena;
    r->next_flush_us = INT64_MAX;
    if (r->cache.step) {
        cache_store_init(&r->store, &r->rules->cache, r->sim, r->cache.distinct, &r->arena);
        r->store.out = r->cache.out;
        serve_tally_init(&r->cache.tally, c, r->rules->cache.ttl.count, &r->arena);
        r->next_flush_us = invalidation_next(&r->rules->invalidation, INT64_MIN);
    }
    if (r->flight.step) {
        flights_init(&r->flights, r->flight.distinct, &r->arena);
        r->flights.arena = &r->waiter_arena;
        serve_tally_init(&r->flight.tally, c, 1, &r->arena);
    }
}

// The next request after `i` that a side is for; columns.count if there is none.
static int64_t next_of(const struct response_replay *r, const struct response_side *side, int64_t i)
{
    return side->step ? sim_next(r->sim, side->step, i) : r->sim->columns->count;
}

// Fetches what the requests behind `i` will look at: their entries, then what is known of the
// requests that filled them. (Half of the time of a replay is waiting for memory.)
static void look_ahead(const struct response_replay *r, int64_t i)
{
    enum { FAR = 32, NEAR = 16 };
    const struct columns *c = r->sim->columns;
    const struct cache_entry *entries = r->store.entries;
    if (!r->cache.step || i + FAR >= c->count)
        return;
    uint32_t far_key = r->cache.keys[i + FAR];
    __builtin_prefetch(&entries[far_key]);
    if (far_key < r->store.held.slot_cap)
        __builtin_prefetch(&r->store.held.slots[far_key], 1);
    uint32_t filler = entries[r->cache.keys[i + NEAR]].filler;
    if (!filler)
        return;
    __builtin_prefetch(&c->caller[filler - 1]);
    __builtin_prefetch(&c->flags[filler - 1]);
    __builtin_prefetch(&c->user[filler - 1]);
    __builtin_prefetch(&r->cache.tally.output[filler - 1]);
    __builtin_prefetch(&r->cache.tally.answer[filler - 1]);
}

// From the last request of this stage to that of all, then whoever still waits; later nobody asks,
// so that nothing more is flushed.
static void finish(struct response_replay *r)
{
    const struct columns *c = r->sim->columns;
    if (c->count > c->timed) {
        advance(r, c->ts_us[c->count - 1]);
        flush_until(r, c->ts_us[c->count - 1]);
    }
    r->next_flush_us = INT64_MAX;
    advance(r, INT64_MAX);
    if (r->cache.step)
        cache_settle(&r->store, r->cache.distinct);
}

bool response_replay_run(struct response_replay *r, struct err *e)
{
    const struct columns *c = r->sim->columns;
    const struct step *step = r->cache.step ? r->cache.step : r->flight.step;
    begin(r);
    int64_t i = -1;
    int64_t cached = next_of(r, &r->cache, i);
    int64_t flown = next_of(r, &r->flight, i);
    while ((i = cached < flown ? cached : flown) < c->count) {
        if (!sim_tick(r->sim, step, i, e))
            return false;
        look_ahead(r, i);
        if (i >= c->timed)
            arrive(r, i, i == cached, i == flown);
        if (cached == i)
            cached = next_of(r, &r->cache, i);
        if (flown == i)
            flown = next_of(r, &r->flight, i);
    }
    finish(r);
    return true;
}

void response_replay_release(struct response_replay *r)
{
    arena_release(&r->arena);
    arena_release(&r->call_arena);
    arena_release(&r->waiter_arena);
}

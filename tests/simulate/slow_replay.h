// slow_replay.h - a response cache with single flight replayed in the most literal way: all calls
// under way and all entries are looked through at every event.
#pragma once

#include "naive_evict.h"
#include "sim_kit.h"

enum { SLOW_CALLS = 128 };

// Times in µs from the start of the calls.
struct slow_rules {
    bool has_cache, has_flight;
    const char *cache_feature, *flight_feature;  // "when": only these; NULL = all
    bool is_by_user;                             // scope
    bool is_sliding, is_instant, only_temperature_zero, skip_pii;
    int64_t ttl_us, word_ttl_us, max_ttl_us;  // INT64_MAX = none; word: questions with "today"
    int64_t capacity;                         // 0 = none
    bool has_byte_capacity;
    enum evict_kind evict;
    int64_t flush_every_us, flush_at_us;  // 0 = none
    bool is_dropped_by_system;
    int64_t hit_latency_us;
    int64_t gb_month_usd;
};

struct slow_entry {
    uint32_t key;  // 0 = free
    int64_t filler, filled_us, used_us, ttl_us;
};
enum slow_state { SLOW_NEW, SLOW_WAITS, SLOW_CALLS_NOW, SLOW_DONE };
struct slow_result {
    enum slow_state state;
    int64_t ends_us;     // of its call
    bool is_flight_led;  // its call leads a flight
    int64_t server;      // -1 = none: it called
    bool is_by_flight;
};
struct slow_replay {
    const struct kit *kit;
    struct slow_rules rules;
    struct slow_result results[SLOW_CALLS];
    struct slow_entry entries[SLOW_CALLS];
    struct naive naive;
    int64_t last_flush_us;
    int64_t lookups, flight_lookups, hits, joins, hit_tok, saved_us, flight_saved_us;
    int64_t saved_nusd, storage_nusd;
    int64_t evictions, expired, invalidated, not_admitted, before_fill, failed_leads;
    int64_t peak_entries, peak_bytes;
    int64_t max_age_us, across_users, with_pii, diverged, compared;
};

static inline const struct kit_call *slow_call(const struct slow_replay *s, int64_t i)
{
    return &s->kit->calls[i];
}

static inline int64_t slow_us(double seconds)
{
    return (int64_t)llround(seconds * 1e6);
}

static inline bool slow_is_for(const char *feature, const struct kit_call *c)
{
    return !feature || (c->feature && strcmp(feature, c->feature) == 0);
}

// The key without regard to who may ask: question, and the user if answers are not shared.
static inline uint32_t slow_key(const struct slow_replay *s, int64_t i)
{
    const struct kit_call *c = slow_call(s, i);
    uint32_t user = c->user ? (uint32_t)(c->user[0] - 'a') + 1 : 0;
    if (!c->question || (s->rules.is_by_user && !user))
        return 0;
    return (uint32_t)c->question + (s->rules.is_by_user ? 10 * user : 0);
}

static inline uint32_t slow_cache_key(const struct slow_replay *s, int64_t i)
{
    const struct kit_call *c = slow_call(s, i);
    if (!s->rules.has_cache || !slow_is_for(s->rules.cache_feature, c) ||
        (s->rules.only_temperature_zero && c->temperature != 0) || (s->rules.skip_pii && c->pii))
        return 0;
    return slow_key(s, i);
}

static inline uint32_t slow_flight_key(const struct slow_replay *s, int64_t i)
{
    if (!s->rules.has_flight || !slow_is_for(s->rules.flight_feature, slow_call(s, i)))
        return 0;
    return slow_key(s, i);
}

static inline int64_t slow_latency_us(const struct slow_replay *s, int64_t i)
{
    int64_t known[SLOW_CALLS];
    int64_t count = 0;
    if (slow_call(s, i)->latency_s >= 0)
        return slow_us(slow_call(s, i)->latency_s);
    for (int64_t k = 0; k < s->kit->count; k++) {
        int64_t us = slow_us(slow_call(s, k)->latency_s);
        if (us < 0 || strcmp(slow_call(s, k)->model, slow_call(s, i)->model) != 0)
            continue;
        int64_t at = count++;
        for (; at > 0 && known[at - 1] > us; at--)
            known[at] = known[at - 1];
        known[at] = us;
    }
    return count ? known[(count - 1) / 2] : 0;
}

static inline struct slow_entry *slow_entry(struct slow_replay *s, uint32_t key)
{
    for (int i = 0; i < SLOW_CALLS; i++)
        if (s->entries[i].key == key)
            return &s->entries[i];
    return NULL;
}

static inline int64_t slow_last_us(const struct slow_replay *s, const struct slow_entry *e)
{
    int64_t from_us = s->rules.is_sliding ? e->used_us : e->filled_us;
    int64_t a = e->ttl_us == INT64_MAX ? INT64_MAX : from_us + e->ttl_us;
    int64_t b = s->rules.max_ttl_us == INT64_MAX ? INT64_MAX : e->filled_us + s->rules.max_ttl_us;
    return a < b ? a : b;
}

static inline uint32_t slow_bytes(const struct slow_replay *s, int64_t i)
{
    const struct kit_call *c = slow_call(s, i);
    uint32_t bytes = c->part_bytes[PART_RESPONSE];
    return bytes ? bytes : c->tok.n[TOK_OUTPUT] * 4;
}

// 10^9 bytes for 30 days cost gb_month_usd.
static inline void slow_pay(struct slow_replay *s, const struct slow_entry *e, int64_t until_us)
{
    int64_t end_us = s->kit->columns.ts_us[s->kit->count - 1] - KIT_START_US;
    int64_t last_us = slow_last_us(s, e);
    until_us = until_us < last_us ? until_us : last_us;
    until_us = until_us < end_us ? until_us : end_us;
    if (until_us <= e->filled_us || s->kit->columns.cost_nusd[e->filler] == UNKNOWN)
        return;
    // 1e9 nUSD a dollar ÷ 1e9 bytes ÷ 2,592,000,000,000 µs, rounded.
    int64_t month_us = 2592000000000;
    int64_t byte_us = (int64_t)slow_bytes(s, e->filler) * (until_us - e->filled_us);
    s->storage_nusd += (byte_us * s->rules.gb_month_usd + month_us / 2) / month_us;
}

// An entry goes: counted as expired if nobody would have been served any more.
static inline void slow_drop(struct slow_replay *s, struct slow_entry *e, int64_t at_us,
                             int64_t *count)
{
    if (at_us > slow_last_us(s, e))
        s->expired++;
    else
        ++*count;
    slow_pay(s, e, at_us);
    if (s->rules.capacity && naive_find(&s->naive, e->key))
        naive_remove(&s->naive, e->key);
    e->key = 0;
}

static inline void slow_note_peak(struct slow_replay *s)
{
    int64_t entries = 0;
    int64_t bytes = 0;
    for (int k = 0; k < SLOW_CALLS; k++)
        if (s->entries[k].key) {
            entries++;
            bytes += slow_bytes(s, s->entries[k].filler);
        }
    s->peak_entries = entries > s->peak_entries ? entries : s->peak_entries;
    s->peak_bytes = bytes > s->peak_bytes ? bytes : s->peak_bytes;
}

static inline void slow_fill(struct slow_replay *s, uint32_t key, int64_t i, int64_t at_us)
{
    struct slow_entry *old = slow_entry(s, key);
    int64_t size = s->rules.has_byte_capacity ? slow_bytes(s, i) : 1;
    bool is_same_size = false;
    if (old && at_us > slow_last_us(s, old)) {
        slow_drop(s, old, at_us, &s->expired);
    } else if (old) {
        slow_pay(s, old, at_us);
        old->key = 0;
        if (s->rules.capacity) {
            is_same_size = naive_find(&s->naive, key)->size == size;
            if (is_same_size)
                naive_use(&s->naive, key);
            else
                naive_remove(&s->naive, key);
        }
    }
    if (s->rules.capacity && size > s->rules.capacity) {
        s->not_admitted++;
        return;
    }
    if (s->rules.capacity && !is_same_size) {
        uint32_t gone = 0;
        while ((gone = naive_make_room(&s->naive, size)) != 0)
            slow_drop(s, slow_entry(s, gone), at_us, &s->evictions);
        naive_add(&s->naive, key, size);
    }
    *slow_entry(s, 0) = (struct slow_entry){
        .key = key,
        .filler = i,
        .filled_us = at_us,
        .used_us = at_us,
        .ttl_us =
            slow_call(s, i)->time_words & 1u << TIME_TODAY ? s->rules.word_ttl_us : s->rules.ttl_us,
    };
    slow_note_peak(s);
}

static inline void slow_serve(struct slow_replay *s, int64_t i, int64_t server)
{
    const struct kit_call *a = slow_call(s, i);
    const struct kit_call *b = slow_call(s, server);
    int64_t nusd = s->kit->columns.cost_nusd[i];
    s->results[i].state = SLOW_DONE;
    s->results[i].server = server;
    s->saved_nusd += nusd == UNKNOWN ? 0 : nusd;
    s->hit_tok += tokens_input(&a->tok) + a->tok.n[TOK_OUTPUT];
    s->across_users += a->user && b->user && strcmp(a->user, b->user) != 0;
    s->with_pii += a->pii || b->pii;
    s->compared += a->output && b->output;
    s->diverged += a->output && b->output && a->output != b->output;
}

static inline void slow_start(struct slow_replay *s, int64_t i, int64_t at_us)
{
    uint32_t key = slow_cache_key(s, i);
    struct slow_result *r = &s->results[i];
    bool is_early = false;
    for (int64_t k = 0; key && !s->rules.is_instant && k < s->kit->count; k++)
        is_early = is_early || (s->results[k].state == SLOW_CALLS_NOW &&
                                slow_cache_key(s, k) == key && !slow_call(s, k)->is_error);
    s->before_fill += is_early;
    r->state = SLOW_CALLS_NOW;
    r->ends_us = at_us + slow_latency_us(s, i);
    r->is_flight_led = slow_flight_key(s, i) != 0;
    if (key && s->rules.is_instant && !slow_call(s, i)->is_error)
        slow_fill(s, key, i, at_us);
}

static inline void slow_end(struct slow_replay *s, int64_t i)
{
    struct slow_result *r = &s->results[i];
    int64_t at_us = r->ends_us;
    bool is_error = slow_call(s, i)->is_error;
    uint32_t key = slow_cache_key(s, i);
    r->state = SLOW_DONE;
    if (key && !is_error && !s->rules.is_instant)
        slow_fill(s, key, i, at_us);
    for (int64_t k = 0; r->is_flight_led && k < s->kit->count; k++) {
        if (s->results[k].state != SLOW_WAITS || slow_flight_key(s, k) != slow_flight_key(s, i))
            continue;
        int64_t waited_us = at_us - slow_us(slow_call(s, k)->ts_s);
        if (is_error) {
            s->failed_leads++;
            s->flight_saved_us -= waited_us;
            slow_start(s, k, at_us);
            return;
        }
        s->joins++;
        s->flight_saved_us += slow_latency_us(s, k) - waited_us;
        s->results[k].is_by_flight = true;
        slow_serve(s, k, i);
    }
}

// Flushes that are due at an instant or before.
static inline void slow_flush(struct slow_replay *s, int64_t at_us)
{
    int64_t every_us = s->rules.flush_every_us;
    int64_t once_us = s->rules.flush_at_us;
    int64_t end_us = slow_us(slow_call(s, s->kit->count - 1)->ts_s);
    at_us = at_us < end_us ? at_us : end_us;
    for (int64_t t = s->last_flush_us + 1000000; t <= at_us; t += 1000000) {
        bool is_due = (once_us && t == once_us) || (every_us && (KIT_START_US + t) % every_us == 0);
        for (int k = 0; is_due && k < SLOW_CALLS; k++)
            if (s->entries[k].key)
                slow_drop(s, &s->entries[k], t, &s->invalidated);
        s->last_flush_us = t;
    }
}

// The call that ends first, at `until_us` or before; of several the first request's. -1 = none.
static inline int64_t slow_next_end(const struct slow_replay *s, int64_t until_us)
{
    int64_t best = -1;
    for (int64_t i = 0; i < s->kit->count; i++)
        if (s->results[i].state == SLOW_CALLS_NOW && s->results[i].ends_us <= until_us &&
            (best < 0 || s->results[i].ends_us < s->results[best].ends_us))
            best = i;
    return best;
}

static inline void slow_advance(struct slow_replay *s, int64_t until_us)
{
    for (int64_t i = 0; (i = slow_next_end(s, until_us)) >= 0;) {
        slow_flush(s, s->results[i].ends_us);
        slow_end(s, i);
    }
}

static inline bool slow_ask_cache(struct slow_replay *s, int64_t i, int64_t at_us)
{
    uint32_t key = slow_cache_key(s, i);
    struct slow_entry *e = key ? slow_entry(s, key) : NULL;
    s->lookups += key != 0;
    if (!e)
        return false;
    if (at_us > slow_last_us(s, e)) {
        slow_drop(s, e, at_us, &s->expired);
        return false;
    }
    if (s->rules.is_dropped_by_system &&
        slow_call(s, e->filler)->system != slow_call(s, i)->system) {
        slow_drop(s, e, at_us, &s->invalidated);
        return false;
    }
    e->used_us = at_us;
    if (s->rules.capacity)
        naive_use(&s->naive, key);
    s->hits++;
    if (at_us - e->filled_us > s->max_age_us)
        s->max_age_us = at_us - e->filled_us;
    if (slow_call(s, i)->latency_s >= 0 || slow_latency_us(s, i))
        s->saved_us += slow_latency_us(s, i) - s->rules.hit_latency_us;
    slow_serve(s, i, e->filler);
    return true;
}

// Waits for a call under way, or gets the answer of one that ended well at this very instant: the
// last one.
static inline bool slow_ask_flight(struct slow_replay *s, int64_t i, int64_t at_us)
{
    uint32_t key = slow_flight_key(s, i);
    int64_t ended = -1;
    s->flight_lookups += key != 0;
    for (int64_t k = 0; key && k < s->kit->count; k++) {
        const struct slow_result *r = &s->results[k];
        if (!r->is_flight_led || slow_flight_key(s, k) != key)
            continue;
        if (r->state == SLOW_CALLS_NOW) {
            s->results[i].state = SLOW_WAITS;
            return true;
        }
        if (r->ends_us == at_us && !slow_call(s, k)->is_error)
            ended = k;
    }
    if (ended < 0)
        return false;
    s->joins++;
    s->flight_saved_us += slow_latency_us(s, i);
    s->results[i].is_by_flight = true;
    slow_serve(s, i, ended);
    return true;
}

// Replays the calls of a kit, whose columns are filled.
static inline void slow_run(struct slow_replay *s, const struct kit *k, struct slow_rules rules)
{
    *s = (struct slow_replay){.kit = k, .rules = rules};
    s->naive = (struct naive){.kind = rules.evict, .capacity = rules.capacity};
    s->last_flush_us = -100000000;
    assert_true(k->count <= SLOW_CALLS);
    for (int64_t i = 0; i < k->count; i++)
        s->results[i].server = -1;
    for (int64_t i = 0; i < k->count; i++) {
        int64_t at_us = slow_us(slow_call(s, i)->ts_s);
        slow_advance(s, at_us);
        slow_flush(s, at_us);
        if (slow_ask_cache(s, i, at_us) || slow_ask_flight(s, i, at_us))
            continue;
        if (slow_cache_key(s, i) || slow_flight_key(s, i))
            slow_start(s, i, at_us);
    }
    slow_advance(s, INT64_MAX);
    for (int e = 0; e < SLOW_CALLS; e++)
        if (s->entries[e].key)
            slow_pay(s, &s->entries[e], INT64_MAX);
}

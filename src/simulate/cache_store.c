// cache_store.c - see cache_store.h.
#include "simulate/cache_store.h"

#include <stddef.h>

#include "base/time.h"

__extension__ typedef __int128 wide;

static const int64_t gb_bytes = 1000000000;
static const int64_t month_us = 30 * US_PER_DAY;

bool capacity_parse(struct str text, struct capacity *out, struct err *e)
{
    struct capacity c = {.limit = UNKNOWN, .is_bytes = str_ends(text, S("B"))};
    if (text.ptr && (!str_to_size(text, &c.limit) || c.limit == 0))
        return err_set(e, ERR_USAGE,
                       "capacity takes a number of entries such as 10k, or bytes such as 512MiB, "
                       "not '%.*s'",
                       STR_ARG(text));
    *out = c;
    return true;
}

void cache_store_init(struct cache_store *s, const struct cache_rules *rules,
                      struct simulation *sim, uint32_t distinct, struct arena *a)
{
    const struct columns *c = sim->columns;
    *s = (struct cache_store){.rules = rules, .sim = sim, .arena = a};
    s->entries = ARENA_ARRAY(a, struct cache_entry, (size_t)distinct + 1);
    s->end_us = c->count > c->timed ? c->ts_us[c->count - 1] : 0;
    if (rules->capacity.limit != UNKNOWN)
        evict_init(&s->held, rules->evict, rules->capacity.limit, a);
}

// Bytes of the answer to a request; where the log has none, so many for each token of its output (a
// rule of thumb for English; a log with answers gives its own sizes).
static uint32_t answer_bytes(const struct simulation *sim, int64_t i)
{
    enum { BYTES_PER_TOKEN = 4 };
    uint32_t bytes = sim->columns->part_bytes[i][PART_RESPONSE];
    if (bytes)
        return bytes;
    uint64_t guess = (uint64_t)sim_tokens(sim, i)->n[TOK_OUTPUT] * BYTES_PER_TOKEN;
    return guess < UINT32_MAX ? (uint32_t)guess : UINT32_MAX;
}

// The last instant at which an entry is served.
static int64_t last_us(const struct cache_rules *r, const struct cache_entry *entry)
{
    int64_t ttl_us = r->ttl.classes[entry->ttl_class].ttl_us;
    int64_t ttl_end = time_after(r->is_sliding ? entry->used_us : entry->filled_us, ttl_us);
    int64_t life_end = time_after(entry->filled_us, r->max_life_us);
    return ttl_end < life_end ? ttl_end : life_end;
}

static void charge_storage(struct cache_store *s, const struct cache_entry *entry, int64_t at_us)
{
    int64_t end_us = last_us(s->rules, entry);
    end_us = at_us < end_us ? at_us : end_us;
    end_us = s->end_us < end_us ? s->end_us : end_us;
    if (!s->rules->gb_month_nusd || end_us <= entry->filled_us)
        return;
    wide byte_us = (wide)entry->bytes * (end_us - entry->filled_us);
    wide den = (wide)gb_bytes * month_us;
    wide nusd = (byte_us * s->rules->gb_month_nusd + den / 2) / den;
    sim_charge(s->sim, s->out, (int64_t)entry->filler - 1, (int64_t)nusd);
}

// What was in the entry is gone.
static void end_life(struct cache_store *s, struct cache_entry *entry, int64_t at_us)
{
    charge_storage(s, entry, at_us);
    s->entry_count--;
    s->entry_bytes -= entry->bytes;
    entry->filler = 0;
}

// An entry goes at an instant for a reason that is counted in *count, unless it had expired before.
static void drop(struct cache_store *s, uint32_t key, int64_t at_us, int64_t *count)
{
    struct cache_entry *entry = &s->entries[key];
    if (at_us > last_us(s->rules, entry))
        count = &s->expired;
    ++*count;
    if (evict_has(&s->held, key))
        evict_remove(&s->held, key);
    end_life(s, entry, at_us);
}

const struct cache_entry *cache_lookup(struct cache_store *s, uint32_t key, int64_t i,
                                       int64_t at_us)
{
    struct cache_entry *entry = &s->entries[key];
    const uint32_t *system = s->rules->system;
    if (!entry->filler)
        return NULL;
    if (at_us > last_us(s->rules, entry)) {
        drop(s, key, at_us, &s->expired);
        return NULL;
    }
    if (system && system[i] != system[entry->filler - 1]) {
        drop(s, key, at_us, &s->invalidated);
        return NULL;
    }
    entry->used_us = at_us;
    if (evict_has(&s->held, key))
        evict_use(&s->held, key);
    return entry;
}

// Makes the entry one of this size to the rule of eviction; false if it is too large.
static bool hold(struct cache_store *s, uint32_t key, uint32_t size, int64_t at_us)
{
    struct evict *held = &s->held;
    if (evict_has(held, key) && held->slots[key].size == size) {
        evict_use(held, key);
        return true;
    }
    if (evict_has(held, key))
        evict_remove(held, key);
    if (!evict_admits(held, size))
        return false;
    for (uint32_t gone; (gone = evict_make_room(held, size)) != 0;)
        drop(s, gone, at_us, &s->evictions);
    evict_add(held, key, size);
    return true;
}

static void note_fill(struct cache_store *s, uint32_t key)
{
    if (!s->rules->has_flushes)
        return;
    if (s->fill_count == s->fill_cap) {
        size_t cap = s->fill_cap ? s->fill_cap * 2 : 1024;
        s->fills =
            arena_grow(s->arena, s->fills, s->fill_cap * sizeof *s->fills, cap * sizeof *s->fills);
        s->fill_cap = cap;
    }
    s->fills[s->fill_count++] = key;
}

void cache_fill(struct cache_store *s, uint32_t key, int64_t i, int64_t at_us)
{
    struct cache_entry *entry = &s->entries[key];
    uint32_t bytes = answer_bytes(s->sim, i);
    s->guessed_sizes += !s->sim->columns->part_bytes[i][PART_RESPONSE];
    if (entry->filler && at_us > last_us(s->rules, entry))
        drop(s, key, at_us, &s->expired);
    else if (entry->filler)
        end_life(s, entry, at_us);
    uint32_t size = s->rules->capacity.is_bytes ? bytes : 1;
    if (s->rules->capacity.limit != UNKNOWN && !hold(s, key, size, at_us)) {
        s->not_admitted++;
        return;
    }
    entry->filler = (uint32_t)i + 1;
    entry->filled_us = entry->used_us = at_us;
    entry->ttl_class = (uint32_t)ttl_rules_class(&s->rules->ttl, s->sim->columns, i);
    entry->bytes = bytes;
    s->entry_count++;
    s->entry_bytes += bytes;
    if (s->entry_count > s->peak_entries)
        s->peak_entries = s->entry_count;
    if (s->entry_bytes > s->peak_bytes)
        s->peak_bytes = s->entry_bytes;
    note_fill(s, key);
}

void cache_flush(struct cache_store *s, int64_t at_us)
{
    for (size_t k = 0; k < s->fill_count; k++)
        if (s->entries[s->fills[k]].filler)
            drop(s, s->fills[k], at_us, &s->invalidated);
    s->fill_count = 0;
}

void cache_settle(struct cache_store *s, uint32_t distinct)
{
    for (uint32_t key = 1; s->rules->gb_month_nusd && key <= distinct; key++)
        if (s->entries[key].filler)
            charge_storage(s, &s->entries[key], INT64_MAX);
}

// cache_reads.c - see cache_reads.h.
#include "analyze/cache_reads.h"

#include "base/hash.h"
#include "base/time.h"

enum { PENDING = 8, WRITERS_MAX = 1 << 18 };

// Writes of one key that nobody has read yet.
struct writer {
    uint64_t key;
    int64_t ts_us[PENDING], end_us[PENDING], number[PENDING];
    int count;
};

// The rule of the model at the time of the request, which is known.
static const struct cache_rule *rule_of(struct cache_reads *c, const struct request *r)
{
    const struct str *names = r->who->names;
    struct str model = names[NAME_MODEL].ptr ? names[NAME_MODEL] : names[NAME_MODEL_REQUESTED];
    uint64_t who = (uint64_t)r->who->id + 1;
    struct known_rule *known = &c->rules[who % CACHE_RULE_SLOTS];
    if (known->who == who && r->ts_us >= known->span.from_us && r->ts_us < known->span.until_us)
        return known->rule;
    known->who = who;
    known->span = (struct price_span){UNKNOWN + 1, INT64_MAX};
    known->rule = cache_rule_find_for(names[NAME_PROVIDER], model, r->ts_us, &known->span);
    return known->rule;
}

// How long after its request a written prefix can be read.
static int64_t lifetime_us(struct cache_reads *c, const struct request *r)
{
    const struct cache_rule *rule = rule_of(c, r);
    if (tok_or_zero(&r->usage, TOK_CACHE_WRITE_1H) > 0)
        return rule && rule->long_lifetime_s ? rule->long_lifetime_s * 1000000 : US_PER_HOUR;
    return rule ? rule->lifetime_s * 1000000 : 5 * US_PER_MINUTE;
}

static int64_t written(const struct request *r)
{
    return tok_or_zero(&r->usage, TOK_CACHE_WRITE_5M) + tok_or_zero(&r->usage, TOK_CACHE_WRITE_1H);
}

void cache_reads_init(struct cache_reads *c)
{
    *c = (struct cache_reads){.last_us = UNKNOWN};
    c->rules = ARENA_ARRAY(&c->arena, struct known_rule, CACHE_RULE_SLOTS);
    recent_init(&c->writers, sizeof(struct writer), WRITERS_MAX);
}

static void mark_read(struct cache_reads *c, int64_t number)
{
    c->is_read[number / 64] |= 1ULL << (number % 64);
}

static void reserve(struct cache_reads *c, int64_t number)
{
    if (number / 64 < c->cap)
        return;
    int64_t cap = c->cap ? c->cap * 2 : 1024;
    uint64_t *grown = ARENA_ARRAY(&c->arena, uint64_t, (size_t)cap);
    for (int64_t i = 0; i < c->cap; i++)
        grown[i] = c->is_read[i];
    c->is_read = grown;
    c->cap = cap;
}

static uint64_t prompt_key(const struct request *r)
{
    return hash_mix(hash_str(r->who->names[NAME_MODEL]), r->print[PRINT_SYSTEM]);
}

static uint64_t own_key(const struct request *r, uint64_t prompt)
{
    if (r->session_id != UNKNOWN)
        return hash_mix(hash_mix(prompt, 1), (uint64_t)r->session_id);
    if (r->user_id != UNKNOWN)
        return hash_mix(hash_mix(prompt, 2), (uint64_t)r->user_id);
    return prompt;
}

// All that is waiting and alive was read.
static void resolve(struct cache_reads *c, uint64_t key, int64_t ts_us)
{
    struct writer *w = recent_find(&c->writers, key);
    int kept = 0;
    for (int i = 0; w && i < w->count; i++) {
        if (w->ts_us[i] <= ts_us && ts_us <= w->end_us[i]) {
            mark_read(c, w->number[i]);
            continue;
        }
        w->ts_us[kept] = w->ts_us[i];
        w->end_us[kept] = w->end_us[i];
        w->number[kept++] = w->number[i];
    }
    if (w)
        w->count = kept;
}

// The oldest makes room; if it is still alive it gets the benefit of the doubt.
static void wait_for_read(struct cache_reads *c, uint64_t key, int64_t number,
                          const struct request *r)
{
    bool is_new = false;
    struct writer *w = recent_put(&c->writers, key, &is_new);
    if (w->count == PENDING) {
        if (w->end_us[0] >= r->ts_us)
            mark_read(c, w->number[0]);
        for (int i = 1; i < PENDING; i++) {
            w->ts_us[i - 1] = w->ts_us[i];
            w->end_us[i - 1] = w->end_us[i];
            w->number[i - 1] = w->number[i];
        }
        w->count--;
    }
    w->ts_us[w->count] = r->ts_us;
    w->end_us[w->count] = r->ts_us + lifetime_us(c, r);
    w->number[w->count++] = number;
}

void cache_reads_see(struct cache_reads *c, int64_t number, const struct request *r)
{
    int64_t read = tok_or_zero(&r->usage, TOK_CACHE_READ);
    reserve(c, number);
    if (r->ts_us == UNKNOWN)
        return;
    if (c->last_us == UNKNOWN || r->ts_us > c->last_us)
        c->last_us = r->ts_us;
    if (!read && !written(r))
        return;
    uint64_t prompt = prompt_key(r);
    uint64_t own = own_key(r, prompt);
    if (read) {
        resolve(c, prompt, r->ts_us);
        resolve(c, own, r->ts_us);
    }
    if (!written(r))
        return;
    wait_for_read(c, own, number, r);
    if (!read && own != prompt)
        wait_for_read(c, prompt, number, r);
}

void cache_reads_prefetch(const struct cache_reads *c, const struct request *r, bool is_far)
{
    if (!tok_or_zero(&r->usage, TOK_CACHE_READ) && !written(r))
        return;
    uint64_t prompt = prompt_key(r);
    uint64_t own = own_key(r, prompt);
    recent_prefetch(&c->writers, own, is_far);
}

bool cache_reads_is_unread(struct cache_reads *c, int64_t number, const struct request *r)
{
    // Beyond `cap`: a request that came into the database since the first scan.
    if (number / 64 >= c->cap || !written(r) || r->ts_us == UNKNOWN ||
        r->ts_us + lifetime_us(c, r) > c->last_us)
        return false;
    return !(c->is_read[number / 64] >> (number % 64) & 1);
}

void cache_reads_release(struct cache_reads *c)
{
    recent_release(&c->writers);
    arena_release(&c->arena);
}

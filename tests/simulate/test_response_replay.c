// test_response_replay.c - response cache and single flight against a literal replay, over random
// traces, and what must hold for any trace.
#include "base/buf.h"
#include "base/time.h"
#include "response_kit.h"
#include "slow_replay.h"

struct chance {
    uint64_t state;
};
static uint32_t pick(struct chance *c, uint32_t below)
{
    c->state = hash_mix(c->state, 0x9e3779b97f4a7c15ull);
    return (uint32_t)(c->state >> 33) % below;
}
static bool one_in(struct chance *c, uint32_t n)
{
    return pick(c, n) == 0;
}

static const char *const users[] = {"a", "b", "c", NULL};
static const char *const features[] = {"chat", "mail", NULL};
static const char *const models[] = {"gpt-4o", "gpt-4o", "gpt-4o", "no-such-model"};

// Few keys, whole seconds: ties and exact boundaries are common.
static void add_calls(struct kit *k, struct chance *c)
{
    int64_t count = pick(c, 60);
    uint32_t keys = 1 + pick(c, 8);
    uint32_t pause_s = 1 + pick(c, 4);
    uint32_t ts_s = 0;
    for (int64_t i = 0; i < count; i++) {
        ts_s += pick(c, pause_s + 1);
        struct kit_call call = {
            .ts_s = ts_s,
            .latency_s = one_in(c, 8) ? -1.0 : (double)pick(c, 6),
            .question = one_in(c, 12) ? 0 : 1 + pick(c, keys),
            .system = pick(c, 3),
            .output = pick(c, 4),
            .answer = 1 + pick(c, 2),
            .temperature = (int)pick(c, 3) - 1,
            .model = models[pick(c, 4)],
            .feature = features[pick(c, 3)],
            .user = users[pick(c, 4)],
            .is_error = one_in(c, 5),
            .is_gateway_hit = one_in(c, 12),
            .pii = one_in(c, 5) ? 1u << PII_EMAIL : 0,
            .time_words = one_in(c, 4) ? 1u << TIME_TODAY : 1u << TIME_PART,
        };
        call.tok.n[TOK_INPUT] = pick(c, 5000);
        call.tok.n[TOK_OUTPUT] = pick(c, 50);
        call.part_bytes[PART_RESPONSE] = one_in(c, 4) ? 0 : 1 + pick(c, 100);
        kit_add(k, call);
    }
}

static struct slow_rules choose_rules(struct chance *c)
{
    struct slow_rules r = {.has_cache = !one_in(c, 5)};
    r.has_flight = !r.has_cache || one_in(c, 2);
    r.cache_feature = one_in(c, 6) ? "chat" : NULL;
    r.flight_feature = one_in(c, 6) ? "chat" : NULL;
    r.is_by_user = one_in(c, 3);
    r.is_sliding = one_in(c, 2);
    r.is_instant = one_in(c, 3);
    r.only_temperature_zero = one_in(c, 6);
    r.skip_pii = one_in(c, 6);
    r.ttl_us = one_in(c, 5) ? INT64_MAX : pick(c, 20) * 1000000LL;
    r.max_ttl_us = one_in(c, 2) ? INT64_MAX : pick(c, 30) * 1000000LL;
    r.word_ttl_us = one_in(c, 2) ? r.ttl_us : pick(c, 10) * 1000000LL;
    r.capacity = one_in(c, 2) ? 0 : 1 + pick(c, 6);
    r.has_byte_capacity = r.capacity && one_in(c, 2);
    r.capacity *= r.has_byte_capacity ? 50 : 1;
    r.evict = (enum evict_kind)pick(c, EVICT_KINDS);
    r.flush_every_us = one_in(c, 5) ? (1 + pick(c, 20)) * 1000000LL : 0;
    r.flush_at_us = one_in(c, 5) ? (1 + pick(c, 40)) * 1000000LL : 0;
    r.is_dropped_by_system = one_in(c, 5);
    r.hit_latency_us = pick(c, 100) * 1000LL;
    r.gb_month_usd = one_in(c, 3) ? 1 + pick(c, 1000000) : 0;
    return r;
}

static void print_ttl(struct buf *b, const char *name, int64_t us)
{
    if (us == INT64_MAX)
        buf_fmt(b, ", \"%s\": \"none\"", name);
    else
        buf_fmt(b, ", \"%s\": \"%llds\"", name, (long long)(us / 1000000));
}

static void print_cache(struct buf *b, const struct slow_rules *r)
{
    char instant[TIME_TEXT_BYTES];
    buf_fmt(b, "{\"strategy\": \"response_cache\", \"key\": \"question\", \"scope\": \"%s\"",
            r->is_by_user ? "user" : "global");
    if (r->cache_feature)
        buf_fmt(b, ", \"when\": \"feature=%s\"", r->cache_feature);
    print_ttl(b, "ttl", r->ttl_us);
    print_ttl(b, "max_ttl", r->max_ttl_us);
    buf_fmt(b, ", \"ttl_rules\": {");
    if (r->word_ttl_us != r->ttl_us)
        buf_fmt(b, "\"today, now\": \"%llds\"", (long long)(r->word_ttl_us / 1000000));
    buf_fmt(b, "}, \"refresh\": \"%s\", \"fill\": \"%s\"", r->is_sliding ? "sliding" : "fixed",
            r->is_instant ? "instant" : "completion");
    if (r->capacity)
        buf_fmt(b, ", \"capacity\": \"%lld%s\", \"evict\": \"%s\"", (long long)r->capacity,
                r->has_byte_capacity ? "B" : "", evict_names[r->evict]);
    buf_fmt(b, ", \"invalidate\": [");
    if (r->flush_every_us)
        buf_fmt(b, "\"every %llds\", ", (long long)(r->flush_every_us / 1000000));
    if (r->flush_at_us)
        buf_fmt(b, "\"%s\", ", time_format(KIT_START_US + r->flush_at_us, instant).ptr);
    buf_fmt(b, "%s], \"only_temperature_zero\": %s, \"skip_pii\": %s",
            r->is_dropped_by_system ? "\"on_system_change\"" : "\"2001-01-01\"",
            r->only_temperature_zero ? "true" : "false", r->skip_pii ? "true" : "false");
    buf_fmt(b, ", \"hit_latency\": \"%lldms\", \"cost\": \"%lld\"}",
            (long long)(r->hit_latency_us / 1000), (long long)r->gb_month_usd);
}

static void print_flight(struct buf *b, const struct slow_rules *r)
{
    // Beside a cache the key and the scope are taken from there.
    buf_fmt(b, "{\"strategy\": \"single_flight\"");
    if (!r->has_cache)
        buf_fmt(b, ", \"key\": [\"question\"], \"scope\": \"%s\"",
                r->is_by_user ? "user" : "global");
    if (r->flight_feature)
        buf_fmt(b, ", \"when\": \"feature=%s\"", r->flight_feature);
    buf_fmt(b, "}");
}

static const char *print_policy(const struct slow_rules *r, bool is_flight_first, struct arena *a)
{
    struct buf b = {.arena = a};
    buf_fmt(&b, "{\"strategies\": [");
    if (r->has_flight && is_flight_first)
        print_flight(&b, r);
    if (r->has_flight && is_flight_first && r->has_cache)
        buf_fmt(&b, ", ");
    if (r->has_cache)
        print_cache(&b, r);
    if (r->has_flight && !is_flight_first && r->has_cache)
        buf_fmt(&b, ", ");
    if (r->has_flight && !is_flight_first)
        print_flight(&b, r);
    buf_fmt(&b, "]}");
    return str_cstr(buf_view(&b), a);
}

static const struct outcome *outcome_of(const struct kit *k, const char *strategy)
{
    for (int i = 0; i < k->policy.step_count; i++)
        if (strcmp(k->policy.steps[i].strategy->name, strategy) == 0)
            return &k->sim.outcomes[i];
    fail_msg("no %s", strategy);
    return NULL;
}

// Sums over the outcomes of the strategies that ran.
static void same_sums(const struct kit *k, const struct slow_replay *s)
{
    int64_t hit_tok = 0, saved_nusd = 0, across = 0, pii = 0, compared = 0;
    double diverged = 0;
    for (int i = 0; i < k->policy.step_count; i++) {
        const struct outcome *o = &k->sim.outcomes[i];
        struct cell share = risk(o, "divergence");
        hit_tok += o->hit_tok;
        saved_nusd += o->saved_nusd;
        across += risk(o, "hits_across_users").i;
        pii += risk(o, "hits_with_pii").i;
        compared += risk(o, "divergence_compared").i;
        diverged += share.is_null ? 0 : share.f * (double)risk(o, "divergence_compared").i;
    }
    assert_int_equal(hit_tok, s->hit_tok);
    assert_int_equal(saved_nusd, s->saved_nusd - s->storage_nusd);
    assert_int_equal(across, s->across_users);
    assert_int_equal(pii, s->with_pii);
    assert_int_equal(compared, s->compared);
    assert_int_equal(llround(diverged), s->diverged);
}

static void same_cache(const struct outcome *o, const struct slow_replay *s)
{
    assert_int_equal(o->lookups, s->lookups);
    assert_int_equal(o->hits, s->hits);
    assert_int_equal(o->saved_us, s->saved_us);
    assert_int_equal(risk(o, "evictions").i, s->evictions);
    assert_int_equal(risk(o, "expired").i, s->expired);
    assert_int_equal(risk(o, "invalidated").i, s->invalidated);
    assert_int_equal(risk(o, "not_admitted").i, s->not_admitted);
    assert_int_equal(risk(o, "before_fill").i, s->before_fill);
    assert_int_equal(risk(o, "peak_entries").i, s->peak_entries);
    assert_int_equal(risk(o, "peak_bytes").i, s->peak_bytes);
    if (o->hits)
        assert_int_equal(llround(risk(o, "staleness_max_s").f * 1e6), s->max_age_us);
    else
        assert_true(risk(o, "staleness_max_s").is_null);
}

static void same_flight(const struct outcome *o, const struct slow_replay *s)
{
    assert_int_equal(o->lookups, s->flight_lookups);
    assert_int_equal(o->hits, s->joins);
    assert_int_equal(o->saved_us, s->flight_saved_us);
    assert_int_equal(risk(o, "failed_leads").i, s->failed_leads);
}

static void same(const struct kit *k, const struct slow_replay *s)
{
    for (int64_t i = 0; i < k->count; i++)
        assert_int_equal(k->sim.fate[i] == FATE_SERVED, s->results[i].server >= 0);
    if (s->rules.has_cache)
        same_cache(outcome_of(k, "response_cache"), s);
    if (s->rules.has_flight)
        same_flight(outcome_of(k, "single_flight"), s);
    same_sums(k, s);
}

enum { TRACES = 3000 };

static void every_replay_is_that_of_the_slow_twin(void **state)
{
    (void)state;
    static struct slow_replay slow;
    struct kit books = {0};
    int64_t seen[6] = {0};
    assert_true(price_book_builtin(&books.book, &books.arena, &books.err));
    for (uint64_t seed = 0; seed < TRACES; seed++) {
        struct kit k = {.book = books.book};
        struct chance chance = {.state = seed};
        add_calls(&k, &chance);
        struct slow_rules rules = choose_rules(&chance);
        const char *policy = print_policy(&rules, one_in(&chance, 2), &k.arena);
        if (!k.count)
            kit_add(&k, (struct kit_call){.model = "gpt-4o"});
        kit_run(&k, policy);
        slow_run(&slow, &k, rules);
        same(&k, &slow);
        seen[0] += slow.hits;
        seen[1] += slow.joins;
        seen[2] += slow.evictions;
        seen[3] += slow.failed_leads;
        seen[4] += slow.invalidated;
        seen[5] += slow.before_fill;
        kit_release(&k);
    }
    for (size_t i = 0; i < sizeof seen / sizeof *seen; i++)
        assert_true(seen[i] > TRACES / 20);
    kit_release(&books);
}

// Runs a policy and returns the hits of its cache.
static int64_t hits_with(struct kit *k, const struct slow_rules *r)
{
    kit_run(k, print_policy(r, false, &k->arena));
    return outcome_of(k, "response_cache")->hits;
}

static void longer_lives_never_cost_a_hit_and_no_cache_beats_the_infinite_one(void **state)
{
    (void)state;
    struct kit books = {0};
    assert_true(price_book_builtin(&books.book, &books.arena, &books.err));
    for (uint64_t seed = 0; seed < 150; seed++) {
        struct kit k = {.book = books.book};
        struct chance chance = {.state = ~seed};
        add_calls(&k, &chance);
        kit_add(&k, (struct kit_call){.ts_s = 1000, .model = "gpt-4o"});
        // A fixed life may begin later because of a call that fails and fills nothing.
        for (int64_t i = 0; i < k.count; i++)
            k.calls[i].is_error = k.calls[i].is_error && seed % 2;
        struct slow_rules r = {.has_cache = true, .is_sliding = seed % 2, .is_instant = true};
        r.ttl_us = r.word_ttl_us = r.max_ttl_us = INT64_MAX;
        int64_t most = hits_with(&k, &r);
        int64_t before = 0;
        for (int64_t ttl_s = 0; ttl_s < 24; ttl_s += 3) {
            r.ttl_us = r.word_ttl_us = ttl_s * 1000000;
            int64_t hits = hits_with(&k, &r);
            assert_true(hits >= before && hits <= most);
            before = hits;
        }
        for (r.capacity = 1; r.capacity < 8; r.capacity++) {
            r.evict = (enum evict_kind)(seed % EVICT_KINDS);
            r.ttl_us = r.word_ttl_us = INT64_MAX;
            assert_true(hits_with(&k, &r) <= most);
        }
        kit_release(&k);
    }
    kit_release(&books);
}

static void the_order_of_cache_and_flight_changes_nothing(void **state)
{
    (void)state;
    struct kit books = {0};
    assert_true(price_book_builtin(&books.book, &books.arena, &books.err));
    for (uint64_t seed = 0; seed < 200; seed++) {
        struct kit k = {.book = books.book};
        struct chance chance = {.state = seed * 77 + 5};
        add_calls(&k, &chance);
        kit_add(&k, (struct kit_call){.ts_s = 1000, .model = "gpt-4o"});
        struct slow_rules r = choose_rules(&chance);
        r.has_cache = r.has_flight = true;
        kit_run(&k, print_policy(&r, false, &k.arena));
        struct outcome cache = *outcome_of(&k, "response_cache");
        struct outcome flight = *outcome_of(&k, "single_flight");
        int64_t final_nusd = k.sim.final_nusd;
        kit_run(&k, print_policy(&r, true, &k.arena));
        const struct outcome *other_cache = outcome_of(&k, "response_cache");
        const struct outcome *other_flight = outcome_of(&k, "single_flight");
        assert_int_equal(k.sim.final_nusd, final_nusd);
        assert_int_equal(other_cache->hits, cache.hits);
        assert_int_equal(other_cache->saved_nusd, cache.saved_nusd);
        assert_int_equal(other_cache->saved_us, cache.saved_us);
        assert_int_equal(other_flight->hits, flight.hits);
        assert_int_equal(other_flight->saved_nusd, flight.saved_nusd);
        assert_int_equal(other_flight->saved_us, flight.saved_us);
        kit_release(&k);
    }
    kit_release(&books);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_replay_is_that_of_the_slow_twin),
        cmocka_unit_test(longer_lives_never_cost_a_hit_and_no_cache_beats_the_infinite_one),
        cmocka_unit_test(the_order_of_cache_and_flight_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

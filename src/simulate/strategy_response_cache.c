// strategy_response_cache.c - answers repeated requests from a store.
#include "simulate/response_key.h"
#include "simulate/response_outcome.h"
#include "simulate/response_replay.h"
#include "simulate/strategy.h"

enum {
    TTL = RESPONSE_KEY_SETTINGS,
    REFRESH,
    FILL,
    TTL_RULES,
    MAX_TTL,
    ONLY_TEMPERATURE_ZERO,
    SKIP_PII,
    CAPACITY,
    EVICT,
    INVALIDATE,
    HIT_LATENCY,
    COST,
};
enum { REFRESH_FIXED, REFRESH_SLIDING };
enum { FILL_COMPLETION, FILL_INSTANT };
static const char *const refresh_choices[] = {"fixed", "sliding", NULL};
static const char *const fill_choices[] = {"completion", "instant", NULL};
static const struct key_spec by_system = {.parts = 1u << KEY_SYSTEM};

// The ranges of the assumptions are judgements: a local table to a store across the network; object
// storage to memory.
static const struct setting settings[] = {
    [RESPONSE_KEY] = {.name = "key",
                      .type = SETTING_CHOICE,
                      .form = SETTING_LIST,
                      .fallback = "request",
                      .choices = response_key_choices,
                      .help = "what must be alike to share an answer: request, content, normal, "
                              "near, or parts of a request"},
    [RESPONSE_SIMILARITY] = {.name = "similarity",
                             .type = SETTING_SHARE,
                             .fallback = "0.9",
                             .help = "of questions, for key near"},
    [RESPONSE_SCOPE] = {.name = "scope",
                        .type = SETTING_CHOICE,
                        .fallback = "global",
                        .choices = response_scope_choices,
                        .help = "who shares answers: everybody, a team, a user, a session"},
    [TTL] = {.name = "ttl",
             .type = SETTING_DURATION,
             .fallback = "7d",
             .help = "how long an answer is served; exactly that old it still is; none = for ever"},
    [REFRESH] = {.name = "refresh",
                 .type = SETTING_CHOICE,
                 .fallback = "fixed",
                 .choices = refresh_choices,
                 .help = "the ttl counts from the fill (fixed) or from the last use (sliding)"},
    [FILL] = {.name = "fill",
              .type = SETTING_CHOICE,
              .fallback = "completion",
              .choices = fill_choices,
              .help = "an answer is there when its call ends, or at once as curves assume"},
    [TTL_RULES] = {.name = "ttl_rules",
                   .type = SETTING_DURATION,
                   .form = SETTING_PAIRS,
                   .fallback = "today, now, current, latest, this week=1h",
                   .help = "another ttl for questions with one of these words: 'WORD, WORD=1h;…'"},
    [MAX_TTL] = {.name = "max_ttl",
                 .type = SETTING_DURATION,
                 .fallback = "14d",
                 .help = "no answer lives longer than this from its fill"},
    [ONLY_TEMPERATURE_ZERO] = {.name = "only_temperature_zero",
                               .type = SETTING_FLAG,
                               .fallback = "false",
                               .help = "requests of another or unknown temperature go past"},
    [SKIP_PII] = {.name = "skip_pii",
                  .type = SETTING_FLAG,
                  .fallback = "false",
                  .help = "requests with personal data go past"},
    [CAPACITY] = {.name = "capacity",
                  .type = SETTING_TEXT,
                  .help = "answers held at most (10k), or their bytes (512MiB)"},
    [EVICT] = {.name = "evict",
               .type = SETTING_CHOICE,
               .fallback = "lru",
               .choices = evict_names,
               .help = "which answer goes when the capacity is reached"},
    [INVALIDATE] = {.name = "invalidate",
                    .type = SETTING_TEXT,
                    .form = SETTING_LIST,
                    .help = "when all answers are dropped: instants, 'every 1d' (UTC); or "
                            "on_system_change: answers to another system prompt"},
    [HIT_LATENCY] = {.name = "hit_latency",
                     .type = SETTING_DURATION,
                     .fallback = "10ms",
                     .help = "how long an answer from the cache takes",
                     .sweep_from = "1ms",
                     .sweep_to = "100ms"},
    [COST] = {.name = "cost",
              .type = SETTING_USD,
              .fallback = "0",
              .help = "dollars to keep 10^9 bytes of answers for 30 days",
              .sweep_from = "0.02",
              .sweep_to = "10"},
    {0},
};

static bool prepare(const struct step *step, struct column_wants *wants, struct err *e)
{
    struct invalidation invalidation;
    struct capacity capacity;
    struct arena scratch = {0};
    bool ok = response_key_check(step, e) &&
              invalidation_read(&invalidation, &step->values[INVALIDATE], 0, &scratch, e) &&
              capacity_parse(step->values[CAPACITY].one.s, &capacity, e);
    arena_release(&scratch);
    if (!ok)
        return false;
    (void)column_wants_key(wants, response_key(step));
    if (invalidation.is_on_system_change)
        (void)column_wants_key(wants, by_system);
    serve_tally_wants(wants);
    wants->facts |= step->values[TTL_RULES].count > 0;
    wants->parts = true;
    return true;
}

static bool read_rules(const struct simulation *sim, const struct step *step,
                       struct response_rules *out, struct arena *a, struct err *e)
{
    const struct setting_value *values = step->values;
    int64_t max_ttl_us = values[MAX_TTL].one.i;
    int64_t cost_nusd = values[COST].one.i;
    *out = (struct response_rules){
        .is_fill_instant = values[FILL].one.i == FILL_INSTANT,
        .only_temperature_zero = values[ONLY_TEMPERATURE_ZERO].one.i == 1,
        .skip_pii = values[SKIP_PII].one.i == 1,
        .hit_latency_us = values[HIT_LATENCY].one.i == UNKNOWN ? 0 : values[HIT_LATENCY].one.i,
    };
    struct cache_rules *cache = &out->cache;
    cache->is_sliding = values[REFRESH].one.i == REFRESH_SLIDING;
    cache->max_life_us = max_ttl_us == UNKNOWN ? INT64_MAX : max_ttl_us;
    cache->evict = (enum evict_kind)values[EVICT].one.i;
    cache->gb_month_nusd = cost_nusd == UNKNOWN ? 0 : cost_nusd;
    struct ttl_settings ttl = {&values[TTL], &values[TTL_RULES], &values[MAX_TTL]};
    if (!ttl_rules_read(&cache->ttl, &ttl, sim->columns, a, e) ||
        !capacity_parse(values[CAPACITY].one.s, &cache->capacity, e) ||
        !invalidation_read(&out->invalidation, &values[INVALIDATE], sim->policy->context.now_us, a,
                           e))
        return false;
    const struct invalidation *v = &out->invalidation;
    cache->has_flushes = v->instant_count + v->every_count > 0;
    if (v->is_on_system_change)
        cache->system = columns_key(sim->columns, by_system)->ids;
    return true;
}

static bool run(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e)
{
    struct arena scratch = {0};
    struct response_rules rules;
    struct response_replay r = {.sim = sim, .rules = &rules};
    const struct key_column *keys = columns_key(sim->columns, response_key(step));
    r.cache = (struct response_side){
        .step = step, .out = out, .keys = keys->ids, .distinct = keys->distinct};
    if (partner) {
        keys = columns_key(sim->columns, response_key(partner->step));
        r.flight = (struct response_side){
            .step = partner->step, .out = partner, .keys = keys->ids, .distinct = keys->distinct};
    }
    bool ok = read_rules(sim, step, &rules, &scratch, e) && response_replay_run(&r, e);
    if (ok) {
        response_outcome_cache(&r);
        if (partner)
            response_outcome_flight(&r, false);
    }
    response_replay_release(&r);
    arena_release(&scratch);
    return ok;
}

const struct strategy strategy_response_cache = {
    .name = "response_cache",
    .summary = "answers repeated requests from a store",
    .unit = "requests",
    .hits_are = "served",
    .example = "--key question,system,model --ttl 1d",
    .risks = response_risks,
    .settings = settings,
    .partner = "single_flight",
    .prepare = prepare,
    .run = run,
};

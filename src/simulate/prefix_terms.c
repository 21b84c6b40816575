// prefix_terms.c - see prefix_terms.h.
#include "simulate/prefix_terms.h"

#include <stddef.h>

#include "base/time.h"

const char *const prefix_rules_names[] = {
    [RULES_AUTO] = "auto",     [RULES_OPENAI] = "openai",     [RULES_ANTHROPIC] = "anthropic",
    [RULES_GEMINI] = "gemini", [RULES_DEEPSEEK] = "deepseek", [RULES_BEDROCK] = "bedrock",
    [RULES_XAI] = "xai",       [RULES_BLOCKS] = "blocks",     NULL,
};

static int64_t known_or(int64_t value, int64_t otherwise)
{
    return value == UNKNOWN ? otherwise : value;
}

static void set_lives(struct prefix_terms *t, int64_t normal_us, int64_t long_us)
{
    t->life_us[MARK_NONE] = t->life_us[MARK_5M] = normal_us;
    t->life_us[MARK_1H] = long_us;
}

static struct prefix_terms blocks(const struct prefix_settings *s)
{
    struct prefix_terms t = {
        .family = &prefix_blocks,
        .granularity_tok = 1,
        .write_as = MARK_5M,
        .is_sliding = s->refresh != REFRESH_FIXED,
        .matches_prefix = !s->matches_blocks,
    };
    int64_t life_us = known_or(s->ttl_us, INT64_MAX);
    set_lives(&t, life_us, life_us);
    return t;
}

static const struct prefix_family *family_of(enum cache_kind kind)
{
    static const struct prefix_family *const families[] = {
        [CACHE_BREAKPOINTS] = &prefix_breakpoints,
        [CACHE_AUTOMATIC] = &prefix_automatic,
        [CACHE_MESSAGES] = &prefix_messages,
        [CACHE_UNITS] = &prefix_units,
    };
    return families[kind];
}

static void use_objects(struct prefix_terms *t, const struct prefix_settings *s)
{
    int64_t life_us = known_or(s->ttl_us, t->rule->object_lifetime_s * US_PER_SECOND);
    t->family = &prefix_objects;
    t->is_explicit = true;
    t->is_sliding = s->refresh == REFRESH_SLIDING;
    t->assumes_lifetime = false;
    t->is_not_sold = false;  // of an object any lifetime is
    t->storage_nusd = known_or(s->storage_nusd, t->rule->storage_nusd);
    set_lives(t, life_us, life_us);
}

struct prefix_terms prefix_terms_of(const struct prefix_settings *s, const struct cache_rule *rule)
{
    if (s->rules == RULES_BLOCKS)
        return blocks(s);
    int64_t life_us = rule->lifetime_s * US_PER_SECOND;
    int64_t long_us = rule->long_lifetime_s * US_PER_SECOND;
    bool is_long = s->ttl_us != UNKNOWN && long_us && s->ttl_us > life_us;
    if (rule->assumes_lifetime)
        life_us = known_or(s->assumed_ttl_us, life_us);
    struct prefix_terms t = {
        .family = family_of(rule->kind),
        .rule = rule,
        .min_tok = rule->min_prefix_tok,
        .granularity_tok = rule->granularity_tok,
        .step_tok = rule->step_tok,
        .write_as = is_long ? MARK_1H : MARK_5M,
        .look_back = rule->look_back,
        .is_sliding = s->refresh != REFRESH_FIXED,
        .refreshes_shorter = s->refreshes_shorter,
        .bills_writes = rule->bills_writes,
        .is_explicit = s->is_explicit && rule->kind == CACHE_MESSAGES,
        // So that a limited cache loses the end of a prefix before its beginning.
        .is_deepest_first = s->store.capacity && s->store.evict == PREFIX_LRU,
        .assumes_lifetime = rule->assumes_lifetime && s->ttl_us == UNKNOWN,
        .is_not_sold = s->ttl_us != UNKNOWN && !rule->assumes_lifetime && s->ttl_us != life_us &&
                       s->ttl_us != long_us,
    };
    set_lives(&t, known_or(s->ttl_us, life_us), known_or(s->ttl_us, long_us ? long_us : life_us));
    if (s->is_explicit && rule->object_lifetime_s)
        use_objects(&t, s);
    return t;
}

struct prefix_reading prefix_reading_of(const struct prefix_settings *s,
                                        const struct prefix_terms *t)
{
    bool is_marked =
        t->family == &prefix_breakpoints || (t->family == &prefix_messages && t->is_explicit);
    bool sells_long = t->rule && t->rule->long_lifetime_s;
    return (struct prefix_reading){
        .is_block = t->family == &prefix_blocks,
        .breakpoints = s->breakpoints,
        .assumes_system = is_marked || t->family == &prefix_objects,
        .assumes_last = is_marked,
        .mark = s->ttl_us != UNKNOWN || !sells_long ? t->write_as : MARK_NONE,
    };
}

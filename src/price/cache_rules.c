// cache_rules.c - the table of prompt-cache rules, most specific first.
#include "price/cache_rules.h"

#include <stddef.h>

#include "base/time.h"
#include "model/record.h"
#include "price/model_names.h"
#include "price/provider.h"

// Minima, lifetimes and steps as the vendors' guides had them in November 2026; first days as they
// announced their prompt caches.
#define ANTHROPIC_GUIDE "Anthropic, guide to prompt caching, read 2026-11"
#define OPENAI_GUIDE    "OpenAI, guide to prompt caching, read 2026-11"

#define CLAUDE_SELLERS "anthropic|aws|google|azure"

// Positions that are checked at a breakpoint, itself the first.
enum { CLAUDE_LOOK_BACK = 20 };

// Gemini's cache objects are stored for so much a million tokens and hour ("Pro", "Flash"); read
// 2026-11 at second hand.
#define PRO_STORAGE_NUSD   4500000000
#define FLASH_STORAGE_NUSD 1000000000

enum { FIVE_MINUTES_S = 300, HALF_HOUR_S = 1800, HOUR_S = 3600 };

static const struct cache_rule rules[] = {
    // Anthropic: 5 minutes or 1 hour from the last use; below the minimum silently nothing.
    {
        .family = "anthropic",
        .kind = CACHE_BREAKPOINTS,
        .providers = "aws",
        .models = "claude-fable-5*",
        .min_prefix_tok = 1024,
        .granularity_tok = 1,
        .lifetime_s = FIVE_MINUTES_S,
        .long_lifetime_s = HOUR_S,
        .bills_writes = true,
        .look_back = CLAUDE_LOOK_BACK,
        .source = "Amazon Bedrock, user guide on prompt caching, read 2026-11",
    },
    {
        .family = "anthropic",
        .kind = CACHE_BREAKPOINTS,
        .providers = CLAUDE_SELLERS,
        .models = "claude-fable-5*|claude-mythos-5*|claude-opus-5*|claude-haiku-5-5*",
        .from = "2024-08-14",
        .min_prefix_tok = 512,
        .granularity_tok = 1,
        .lifetime_s = FIVE_MINUTES_S,
        .long_lifetime_s = HOUR_S,
        .bills_writes = true,
        .look_back = CLAUDE_LOOK_BACK,
        .source = ANTHROPIC_GUIDE,
    },
    {
        .family = "anthropic",
        .kind = CACHE_BREAKPOINTS,
        .providers = CLAUDE_SELLERS,
        .models = "claude-opus-4-6*|claude-opus-4-5*|claude-haiku-4-5*",
        .from = "2024-08-14",
        .min_prefix_tok = 4096,
        .granularity_tok = 1,
        .lifetime_s = FIVE_MINUTES_S,
        .long_lifetime_s = HOUR_S,
        .bills_writes = true,
        .look_back = CLAUDE_LOOK_BACK,
        .source = ANTHROPIC_GUIDE,
    },
    {
        .family = "anthropic",
        .kind = CACHE_BREAKPOINTS,
        .providers = CLAUDE_SELLERS,
        .models = "claude-opus-4-7*|claude-mythos-preview*|claude-3-5-haiku*|claude-haiku-3-5*|"
                  "claude-3-haiku*",
        .from = "2024-08-14",
        .min_prefix_tok = 2048,
        .granularity_tok = 1,
        .lifetime_s = FIVE_MINUTES_S,
        .long_lifetime_s = HOUR_S,
        .bills_writes = true,
        .look_back = CLAUDE_LOOK_BACK,
        .source = ANTHROPIC_GUIDE,
    },
    // Opus 4.8, 4.1, 4; Sonnet 5, 4.6, 4.5, 4 and older.
    {
        .family = "anthropic",
        .kind = CACHE_BREAKPOINTS,
        .providers = CLAUDE_SELLERS,
        .models = "claude-opus-4*|claude-sonnet-*|claude-3*",
        .from = "2024-08-14",
        .min_prefix_tok = 1024,
        .granularity_tok = 1,
        .lifetime_s = FIVE_MINUTES_S,
        .long_lifetime_s = HOUR_S,
        .bills_writes = true,
        .look_back = CLAUDE_LOOK_BACK,
        .source = ANTHROPIC_GUIDE,
    },
    // OpenAI from 5.6: at least 30 minutes from the last write or use, to the token; writes cost.
    // In
    // the implicit mode up to 20 earlier ends of messages are looked at.
    {
        .family = "openai",
        .kind = CACHE_MESSAGES,
        .providers = "openai|azure",
        .models = "gpt-5-6*|gpt-5-7*|gpt-5-8*|gpt-5-9*|gpt-6*",
        .from = "2024-10-01",
        .min_prefix_tok = 1024,
        .granularity_tok = 1,
        .lifetime_s = HALF_HOUR_S,
        .is_automatic = true,
        .bills_writes = true,
        .look_back = 20,
        .source = OPENAI_GUIDE,
    },
    // 5.5: typically 30 minutes, up to 24 hours; kept in steps of 2,048 (the only model for which
    // the
    // step is published), reported in steps of 128.
    {
        .family = "openai",
        .kind = CACHE_AUTOMATIC,
        .providers = "openai|azure",
        .models = "gpt-5-5*",
        .from = "2024-10-01",
        .min_prefix_tok = 1024,
        .granularity_tok = 128,
        .lifetime_s = HALF_HOUR_S,
        .is_automatic = true,
        .assumes_lifetime = true,
        .step_tok = 2048,
        .source = OPENAI_GUIDE,
    },
    // Earlier ones in memory: 5 to 10 idle minutes, at most an hour. The lower end counts here.
    {
        .family = "openai",
        .kind = CACHE_AUTOMATIC,
        .providers = "azure",
        .models = "gpt-4o*|chatgpt-4o*|gpt-4-1*|gpt-4-5*|gpt-5*|o1*|o3*|o4-*|codex-mini*",
        .from = "2024-10-01",
        .min_prefix_tok = 1024,
        .granularity_tok = 128,
        .lifetime_s = FIVE_MINUTES_S,
        .is_automatic = true,
        .assumes_lifetime = true,
        .source = "MicrosoftDocs/azure-ai-docs on prompt caching of 2026-08-04",
    },
    {
        .family = "openai",
        .kind = CACHE_AUTOMATIC,
        .providers = "openai",
        .models = "gpt-4o*|chatgpt-4o*|gpt-4-1*|gpt-4-5*|gpt-5*|o1*|o3*|o4-*|codex-mini*",
        .from = "2024-10-01",
        .min_prefix_tok = 1024,
        .granularity_tok = 128,
        .lifetime_s = FIVE_MINUTES_S,
        .is_automatic = true,
        .assumes_lifetime = true,
        .source = OPENAI_GUIDE,
    },
    // Gemini's implicit cache; how long it lives is not published.
    {
        .family = "gemini",
        .kind = CACHE_AUTOMATIC,
        .providers = "google",
        .models = "gemini-2-5-pro*",
        .from = "2025-05-08",
        .min_prefix_tok = 2048,
        .granularity_tok = 1,
        .lifetime_s = FIVE_MINUTES_S,
        .is_automatic = true,
        .assumes_lifetime = true,
        .object_lifetime_s = HOUR_S,
        .storage_nusd = PRO_STORAGE_NUSD,
        .source = "Google, Gemini API guide to context caching, read 2026-11",
    },
    {
        .family = "gemini",
        .kind = CACHE_AUTOMATIC,
        .providers = "google",
        .models = "gemini-2-5*",
        .from = "2025-05-08",
        .min_prefix_tok = 2048,
        .granularity_tok = 1,
        .lifetime_s = FIVE_MINUTES_S,
        .is_automatic = true,
        .assumes_lifetime = true,
        .object_lifetime_s = HOUR_S,
        .storage_nusd = FLASH_STORAGE_NUSD,
        .source = "Google, Gemini API guide to context caching, read 2026-11",
    },
    {
        .family = "gemini",
        .kind = CACHE_AUTOMATIC,
        .providers = "google",
        .models = "gemini-3-pro*|gemini-3-1-pro*",
        .from = "2025-05-08",
        .min_prefix_tok = 4096,
        .granularity_tok = 1,
        .lifetime_s = FIVE_MINUTES_S,
        .is_automatic = true,
        .assumes_lifetime = true,
        .object_lifetime_s = HOUR_S,
        .storage_nusd = PRO_STORAGE_NUSD,
        .source = "Google, Gemini API guide to context caching, read 2026-11",
    },
    {
        .family = "gemini",
        .kind = CACHE_AUTOMATIC,
        .providers = "google",
        .models = "gemini-3*",
        .from = "2025-05-08",
        .min_prefix_tok = 4096,
        .granularity_tok = 1,
        .lifetime_s = FIVE_MINUTES_S,
        .is_automatic = true,
        .assumes_lifetime = true,
        .object_lifetime_s = HOUR_S,
        .storage_nusd = FLASH_STORAGE_NUSD,
        .source = "Google, Gemini API guide to context caching, read 2026-11",
    },
    // "Hours to days", best effort.
    {
        .family = "deepseek",
        .kind = CACHE_UNITS,
        .providers = "deepseek",
        .models = "deepseek-*",
        .from = "2024-08-02",
        .min_prefix_tok = 64,
        .granularity_tok = 64,
        .lifetime_s = HOUR_S,
        .is_automatic = true,
        .assumes_lifetime = true,
        .source = "DeepSeek, guide to context caching, read 2026-11",
    },
    // Blocks of 128 as third parties measured them.
    {
        .family = "xai",
        .kind = CACHE_AUTOMATIC,
        .providers = "x-ai",
        .models = "grok-*",
        .min_prefix_tok = 128,
        .granularity_tok = 128,
        .lifetime_s = FIVE_MINUTES_S,
        .is_automatic = true,
        .assumes_min = true,
        .assumes_lifetime = true,
        .source = "docs.x.ai and docs.apiyi.com, read 2026-11",
    },
    {
        .family = "qwen",
        .kind = CACHE_BREAKPOINTS,
        .providers = "qwen",
        .models = "qwen*|qwq-*",
        .min_prefix_tok = 1024,
        .granularity_tok = 1,
        .lifetime_s = FIVE_MINUTES_S,
        .bills_writes = true,
        .look_back = CLAUDE_LOOK_BACK,
        .source = "Alibaba Cloud, guide to context caching, read 2026-11",
    },
    {
        .family = "minimax",
        .kind = CACHE_AUTOMATIC,
        .providers = "minimax",
        .models = "minimax-*",
        .min_prefix_tok = 512,
        .granularity_tok = 1,
        .lifetime_s = FIVE_MINUTES_S,
        .is_automatic = true,
        .assumes_lifetime = true,
        .bills_writes = true,
        .source = "platform.minimax.io, read 2026-11",
    },
};
enum { RULE_COUNT = sizeof rules / sizeof *rules };

const struct cache_rule *cache_rule_at(int i)
{
    return i < RULE_COUNT ? &rules[i] : NULL;
}

static bool holds_at(const struct cache_rule *rule, int64_t ts_us, struct price_span *span)
{
    int64_t from_us = 0;
    if (ts_us == UNKNOWN || !rule->from || !time_parse(str_of(rule->from), &from_us))
        return true;
    price_span_cut(span, from_us, ts_us);
    return ts_us >= from_us;
}

static bool holds_for(const struct cache_rule *rule, struct str name)
{
    char text[MODEL_NAME_BYTES];
    for (size_t i = 0; i < name.len; i++)
        text[i] = (char)(name.ptr[i] == '.' ? '-' : name.ptr[i]);
    return glob_list_holds(rule->models, (struct str){text, name.len});
}

static const struct cache_rule *find(struct str provider, struct str name, int64_t ts_us,
                                     struct price_span *span)
{
    for (int i = 0; i < RULE_COUNT; i++)
        if (glob_list_holds(rules[i].providers, provider) && holds_for(&rules[i], name) &&
            holds_at(&rules[i], ts_us, span))
            return &rules[i];
    return NULL;
}

const struct cache_rule *cache_rule_find(struct str provider, struct str model, int64_t ts_us)
{
    return cache_rule_find_for(provider, model, ts_us, NULL);
}

const struct cache_rule *cache_rule_find_for(struct str provider, struct str model, int64_t ts_us,
                                             struct price_span *span)
{
    struct model_names names;
    if (!model_names_init(&names, provider, model) || !names.bare.ptr)
        return NULL;
    const struct provider *seller = provider_find(names.provider);
    const struct cache_rule *rule = find(names.provider, names.bare, ts_us, span);
    if (!rule && names.maker.ptr && seller && seller->kind == PROVIDER_GATEWAY)
        rule = find(names.maker, names.bare, ts_us, span);
    return rule;
}

// Vendors whose rules can be forced: who sells by them, their rules, and a model that has the
// newest.
static const struct {
    const char *name, *provider, *family, *model;
} vendors[] = {
    {"openai", "openai", "openai", "gpt-6"},
    {"anthropic", "anthropic", "anthropic", "claude-sonnet-5"},
    {"gemini", "google", "gemini", "gemini-3-pro"},
    {"deepseek", "deepseek", "deepseek", "deepseek-chat"},
    {"bedrock", "aws", "anthropic", "claude-sonnet-5"},
    {"xai", "x-ai", "xai", "grok-4"},
};
enum { VENDOR_COUNT = sizeof vendors / sizeof *vendors };

const struct cache_rule *cache_rule_forced(struct str vendor, struct str model, int64_t ts_us)
{
    for (int i = 0; i < VENDOR_COUNT; i++) {
        if (!str_eq(vendor, str_of(vendors[i].name)))
            continue;
        struct str provider = str_of(vendors[i].provider);
        const struct cache_rule *rule = cache_rule_find(provider, model, ts_us);
        if (rule && str_eq(str_of(rule->family), str_of(vendors[i].family)))
            return rule;
        return cache_rule_find(provider, str_of(vendors[i].model), UNKNOWN);
    }
    return NULL;
}

int64_t cache_rule_readable_tok(const struct cache_rule *rule, int64_t prefix_tok)
{
    if (prefix_tok < rule->min_prefix_tok)
        return 0;
    return prefix_tok - prefix_tok % rule->granularity_tok;
}

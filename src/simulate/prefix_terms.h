// prefix_terms.h - the settings of a prompt_cache step, and the rules of a model with them put
// over.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "simulate/prefix_family.h"
#include "simulate/prefix_points.h"

// "auto" and the vendors of cache_rule_forced(), then "blocks".
enum prefix_rules {
    RULES_AUTO,
    RULES_OPENAI,
    RULES_ANTHROPIC,
    RULES_GEMINI,
    RULES_DEEPSEEK,
    RULES_BEDROCK,
    RULES_XAI,
    RULES_BLOCKS,
};
extern const char *const prefix_rules_names[];  // NULL-terminated

enum prefix_refresh { REFRESH_AUTO, REFRESH_SLIDING, REFRESH_FIXED };
enum prefix_scope { SCOPE_NONE, SCOPE_API_KEY, SCOPE_PROJECT, SCOPE_USER };

struct prefix_settings {
    enum prefix_rules rules;
    bool is_explicit;        // the explicit mode of OpenAI from 5.6 and of Gemini
    int64_t ttl_us;          // UNKNOWN = by the rules
    int64_t assumed_ttl_us;  // where it is not published; UNKNOWN = by the table of rules
    enum prefix_refresh refresh;
    bool refreshes_shorter;
    bool matches_blocks;
    enum breakpoints breakpoints;
    bool puts_static_first;
    enum prefix_scope scope;
    int64_t visible_after_us;  // UNKNOWN = when the response was there
    int64_t machines;
    int64_t storage_nusd;  // a million tokens and hour; UNKNOWN = by the table of rules
    struct prefix_store_options store;
};

// `rule` is NULL for blocks only.
struct prefix_terms prefix_terms_of(const struct prefix_settings *settings,
                                    const struct cache_rule *rule);
// How its chain is read: breakpoints.
struct prefix_reading prefix_reading_of(const struct prefix_settings *settings,
                                        const struct prefix_terms *terms);

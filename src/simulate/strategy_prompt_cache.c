// strategy_prompt_cache.c - a provider's prompt cache by its rules: what each request would have
// read, written and paid in full.
#include "simulate/prefix_run.h"

enum setting_row {
    RULES,
    MODE,
    TTL,
    ASSUMED_TTL,
    REFRESH,
    REFRESH_SHORTER,
    CAPACITY,
    CAPACITY_UNIT,
    EVICT,
    MATCH,
    BREAKPOINTS,
    STATIC_FIRST,
    SCOPE,
    MACHINES,
    VISIBLE_AFTER,
    STORAGE,
    MEMORY,
};

static const char *const modes[] = {"implicit", "explicit", NULL};
static const char *const refreshes[] = {
    [REFRESH_AUTO] = "auto", [REFRESH_SLIDING] = "sliding", [REFRESH_FIXED] = "fixed", NULL};
static const char *const capacity_units[] = {"blocks", "tokens", NULL};
static const char *const evictions[] = {[PREFIX_LRU] = "lru", [PREFIX_FIFO] = "fifo", NULL};
enum match { MATCH_PREFIX, MATCH_BLOCKS };
static const char *const matches[] = {[MATCH_PREFIX] = "prefix", [MATCH_BLOCKS] = "blocks", NULL};
static const char *const breakpoints[] = {
    [BREAKPOINTS_AUTO] = "auto",
    [BREAKPOINTS_AS_LOGGED] = "as_logged",
    [BREAKPOINTS_END_OF_SYSTEM] = "end_of_system",
    [BREAKPOINTS_END_OF_LAST] = "end_of_last_message",
    NULL,
};
// "none" is unset.
static const char *const scopes[] = {"api_key", "project", "user", NULL};

static const struct setting settings[] = {
    [RULES] = {.name = "rules",
               .type = SETTING_CHOICE,
               .fallback = "auto",
               .choices = prefix_rules_names,
               .help = "whose rules: auto = of each request's model and date"},
    [MODE] = {.name = "mode",
              .type = SETTING_CHOICE,
              .fallback = "implicit",
              .choices = modes,
              .help = "OpenAI from 5.6 and Gemini: what the provider does unasked, or only what is "
                      "marked"},
    [TTL] = {.name = "ttl",
             .type = SETTING_DURATION,
             .least = 1,
             .most = 1e17,
             .help = "lifetime of all entries; above the normal one writes cost the long one's "
                     "price (default: by the rules)"},
    [ASSUMED_TTL] = {.name = "assumed_ttl",
                     .type = SETTING_DURATION,
                     .least = 1,
                     .most = 1e17,
                     .help = "lifetime where the provider publishes none (default: by the table of "
                             "rules)",
                     .sweep_from = "5m",
                     .sweep_to = "1h"},
    [REFRESH] = {.name = "refresh",
                 .type = SETTING_CHOICE,
                 .fallback = "auto",
                 .choices = refreshes,
                 .help = "whether a read begins the lifetime anew; auto = sliding, fixed for "
                         "Gemini's objects"},
    [REFRESH_SHORTER] = {.name = "refresh_shorter",
                         .type = SETTING_FLAG,
                         .fallback = "false",
                         .help = "Anthropic: a read keeps shorter prefixes of the same prompt "
                                 "alive, too (not documented)"},
    [CAPACITY] = {.name = "capacity",
                  .type = SETTING_COUNT,
                  .least = 1,
                  .most = 1e15,
                  .help = "room in capacity_unit (default: for all that lives)"},
    [CAPACITY_UNIT] = {.name = "capacity_unit",
                       .type = SETTING_CHOICE,
                       .fallback = "blocks",
                       .choices = capacity_units,
                       .help = "what capacity counts: entries (points of a prefix, blocks) or "
                               "tokens"},
    [EVICT] = {.name = "evict",
               .type = SETTING_CHOICE,
               .fallback = "lru",
               .choices = evictions,
               .help = "which goes first when there is no room"},
    [MATCH] = {.name = "match",
               .type = SETTING_CHOICE,
               .choices = matches,
               .help = "rules blocks: each block by itself, or only as part of a prefix (default: "
                       "blocks)"},
    [BREAKPOINTS] = {.name = "breakpoints",
                     .type = SETTING_CHOICE,
                     .fallback = "auto",
                     .choices = breakpoints,
                     .help =
                         "where prompts are marked; auto = as logged, without any behind system "
                         "prompt and last message"},
    [STATIC_FIRST] = {.name = "static_first",
                      .type = SETTING_FLAG,
                      .fallback = "false",
                      .help = "as if each template's volatile parts stood at the end"},
    [SCOPE] = {.name = "scope",
               .type = SETTING_CHOICE,
               .choices = scopes,
               .help = "who shares a cache: none = everybody in the log"},
    // Not published by any provider: a parameter, never a fact.
    [MACHINES] = {.name = "machines",
                  .type = SETTING_COUNT,
                  .fallback = "1",
                  .least = 1,
                  .most = 1000,
                  .help = "machines that requests are spread over: a prefix misses once a lifetime "
                          "on each",
                  .sweep_from = "1",
                  .sweep_to = "4"},
    [VISIBLE_AFTER] = {.name = "visible_after",
                       .type = SETTING_DURATION,
                       .help = "when others can read what a request wrote (default: once its "
                               "answer began, else once it was there)"},
    // $0.50 (lite), $1.00 (Flash), $4.50 (Pro); at second hand, 2026-11.
    [STORAGE] = {.name = "storage",
                 .type = SETTING_USD,
                 .help = "price of a million tokens and hour in Gemini's explicit cache (default: "
                         "by the table of rules)",
                 .sweep_from = "0.5",
                 .sweep_to = "4.5"},
    [MEMORY] = {.name = "memory",
                .type = SETTING_BYTES,
                .fallback = "1GiB",
                .least = 65536,
                .most = 1e15,
                .help = "beyond it only a share of the prefix families is followed"},
    {0},
};

static const struct setting_item *value(const struct step *step, enum setting_row row)
{
    return &step->values[row].one;
}

static bool is_set(const struct step *step, enum setting_row row)
{
    return value(step, row)->i != UNKNOWN;
}

static bool prepare(const struct step *step, struct column_wants *wants, struct err *e)
{
    bool is_blocks = value(step, RULES)->i == RULES_BLOCKS;
    if (!is_blocks && value(step, MATCH)->i == MATCH_BLOCKS)
        return err_set(e, ERR_USAGE,
                       "match: blocks is for rules blocks; providers read prefixes only");
    if (is_blocks && value(step, STATIC_FIRST)->i)
        return err_set(e, ERR_USAGE, "static_first: blocks say nothing of templates");
    wants->chains = true;
    wants->users |= value(step, SCOPE)->i + 1 == SCOPE_USER;
    wants->ttft = wants->ttft || !is_set(step, VISIBLE_AFTER);
    if (value(step, STATIC_FIRST)->i) {
        wants->statics = true;
        (void)column_wants_key(wants, (struct key_spec){.parts = 1u << KEY_TEMPLATE});
    }
    return true;
}

static struct prefix_settings settings_of(const struct step *step)
{
    int64_t capacity = value(step, CAPACITY)->i, scope = value(step, SCOPE)->i;
    return (struct prefix_settings){
        .rules = (enum prefix_rules)value(step, RULES)->i,
        .is_explicit = value(step, MODE)->i,
        .ttl_us = value(step, TTL)->i,
        .assumed_ttl_us = value(step, ASSUMED_TTL)->i,
        .refresh = (enum prefix_refresh)value(step, REFRESH)->i,
        .refreshes_shorter = value(step, REFRESH_SHORTER)->i,
        .matches_blocks = !is_set(step, MATCH) || value(step, MATCH)->i == MATCH_BLOCKS,
        .breakpoints = (enum breakpoints)value(step, BREAKPOINTS)->i,
        .puts_static_first = value(step, STATIC_FIRST)->i,
        .scope = scope == UNKNOWN ? SCOPE_NONE : (enum prefix_scope)(scope + 1),
        .visible_after_us = value(step, VISIBLE_AFTER)->i,
        .machines = value(step, MACHINES)->i,
        .storage_nusd = value(step, STORAGE)->i,
        .store =
            {
                .capacity = capacity == UNKNOWN ? 0 : capacity,
                .is_capacity_tok = value(step, CAPACITY_UNIT)->i,
                .evict = (enum prefix_evict)value(step, EVICT)->i,
                .memory_bytes = value(step, MEMORY)->i,
            },
    };
}

static bool run(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e)
{
    (void)partner;
    struct prefix_run r = {
        .sim = sim,
        .step = step,
        .out = out,
        .settings = settings_of(step),
    };
    if (r.settings.puts_static_first && sim->columns->statics)
        r.templates = columns_key(sim->columns, (struct key_spec){.parts = 1u << KEY_TEMPLATE});
    bool ok = prefix_run(&r, e);
    if (ok)
        prefix_run_report(&r);
    prefix_run_release(&r);
    return ok;
}

const struct strategy strategy_prompt_cache = {
    .name = "prompt_cache",
    .summary = "a provider's prompt cache by its rules: what would have been read and written",
    .unit = "requests",
    .hits_are = "read",
    .example = "--ttl 1h --when model~claude",
    .risks = prefix_risks,
    .settings = settings,
    .prepare = prepare,
    .run = run,
};

// application.c - see application.h.
#include "demo/application.h"

#include "base/time.h"

const struct application applications[FEATURE_NONE] = {
    [FEATURE_SUPPORT] = {.body = &body_support,
                         .teams = {"customer-care", "customer-care"},
                         .key = "support-prod",
                         .weight = {30, 45, 50},
                         .models = {{MODEL_CLAUDE_SONNET, 1000}}},
    [FEATURE_SEARCH] = {.body = &body_search,
                        .teams = {"web-shop", "mobile-app"},
                        .key = "search-prod",
                        .weight = {240, 250, 330},
                        .models = {{MODEL_GPT_41_MINI, 840},
                                   {MODEL_GROK, 120},
                                   {MODEL_IN_HOUSE, 30},
                                   {MODEL_GPT_4O, 10}},
                        .has_catalogue = true,
                        .max_tok = 400},
    [FEATURE_CLASSIFY] = {.body = &body_classify,
                          .teams = {"trust-safety", "trust-safety"},
                          .key = "classify-prod",
                          .weight = {180, 180, 180},
                          .models = {{MODEL_GPT_4O, 1000}},
                          .is_service = true,
                          .has_catalogue = true,
                          .variants = 4},
    [FEATURE_SUMMARIZE] = {.body = &body_summarize,
                           .teams = {"legal", "research"},
                           .key = "docs-prod",
                           .weight = {20, 90, 30},
                           .models = {{MODEL_GEMINI, 1000}}},
    [FEATURE_EXTRACT] = {.body = &body_extract,
                         .teams = {"finance", "finance"},
                         .key = "extract-prod",
                         .weight = {90, 100, 70},
                         .models = {{MODEL_GPT_4O_MINI, 1000}},
                         .is_service = true},
    [FEATURE_AUTOCOMPLETE] = {.body = &body_autocomplete,
                              .teams = {"developer-tools", "data-platform"},
                              .key = "ide-plugin",
                              .weight = {20, 130, 40},
                              .models = {{MODEL_GPT_41_NANO, 1000}}},
    [FEATURE_AGENT] = {.body = &body_agent,
                       .teams = {"operations", "operations"},
                       .key = "agent-prod",
                       .weight = {8, 9, 6},
                       .models = {{MODEL_GPT_51, 1000}}},
    [FEATURE_EMBEDDINGS] = {.body = &body_embeddings,
                            .teams = {"search-infra", "search-infra"},
                            .key = "indexer",
                            .weight = {120, 30, 30},
                            .models = {{MODEL_EMBEDDING, 1000}},
                            .is_service = true,
                            .has_catalogue = true},
};

static int part_of_day(int64_t ts_us)
{
    int64_t hour = ts_us / US_PER_HOUR % 24;
    return hour < 6 ? 0 : hour < 18 ? 1 : 2;
}

enum demo_feature application_draw(struct rng *r, int64_t ts_us)
{
    int part = part_of_day(ts_us);
    int64_t whole = 0;
    for (int i = 0; i < FEATURE_NONE; i++)
        whole += applications[i].weight[part];
    int64_t at = rng_below(r, whole);
    int feature = 0;
    while (at >= applications[feature].weight[part])
        at -= applications[feature++].weight[part];
    return (enum demo_feature)feature;
}

int application_draw_model(const struct application *app, struct rng *r)
{
    int64_t at = rng_below(r, 1000);
    int i = 0;
    while (at >= app->models[i].permille)
        at -= app->models[i++].permille;
    return i;
}

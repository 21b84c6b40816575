// candidate.c - see candidate.h.
#include "simulate/candidate.h"

const char *const confidence_name[CONFIDENCES] = {
    [CONFIDENCE_HIGH] = "high",
    [CONFIDENCE_MEDIUM] = "medium",
    [CONFIDENCE_LOW] = "low",
};

// Limits of what is combined unasked.
#define DIVERGENCE_MAX 0.05
#define CUT_MAX        0.01

#define DIVERGENCE                                                                                 \
    {                                                                                              \
        "normal_divergence", false, DIVERGENCE_MAX,                                                \
            "hits whose logged answer differs beyond case, space"                                  \
    }
#define AS_LOGGED                                                                                  \
    {                                                                                              \
        {                                                                                          \
            "breakpoints", "as_logged"                                                             \
        }                                                                                          \
    }

const struct candidate_risk candidate_control_risk = {
    "control", false, 0.25,
    "the saving, that is the error of the model: it claims so much for prompts as logged"};

const struct candidate candidates[] = {
    {
        .name = "repeats",
        .title = "answer repeated requests from a store",
        .strategy = "response_cache",
        .settings = {{"key", "request"}},
        .stage = STAGE_ANSWER,
        .kind = "response_cache",
        .confidence = CONFIDENCE_HIGH,
        .risks = {DIVERGENCE},
        .evidence = "toll prompts duplicates",
    },
    {
        .name = "repeats_at_zero",
        .title = "answer repeated requests from a store, at temperature 0 only",
        .strategy = "response_cache",
        .settings = {{"key", "request"}, {"only_temperature_zero", "true"}},
        .stage = STAGE_ANSWER,
        .kind = "response_cache",
        .confidence = CONFIDENCE_HIGH,
        .risks = {DIVERGENCE},
        .evidence = "toll prompts duplicates",
    },
    {
        .name = "questions",
        .title = "answer the same question under the same system prompt from a store",
        .strategy = "response_cache",
        .settings = {{"key", "question,system,model,temperature"}},
        .stage = STAGE_ANSWER,
        .kind = "response_cache",
        .confidence = CONFIDENCE_HIGH,
        .risks = {DIVERGENCE},
        .evidence = "toll prompts duplicates",
    },
    {
        .name = "normal_repeats",
        .title = "answer requests that repeat but for case, white space and punctuation",
        .strategy = "response_cache",
        .settings = {{"key", "normal"}},
        .stage = STAGE_ANSWER,
        .kind = "response_cache",
        .confidence = CONFIDENCE_HIGH,
        .risks = {DIVERGENCE},
        .evidence = "toll prompts duplicates",
    },
    {
        .name = "near_repeats",
        .title = "answer nearly the same questions from a store",
        .strategy = "response_cache",
        .settings = {{"key", "near"}},
        .stage = STAGE_ANSWER,
        .kind = "response_cache",
        .confidence = CONFIDENCE_LOW,
        .assumes = "nearly the same question wants the same answer",
        .risks = {DIVERGENCE},
        .evidence = "toll prompts near",
    },
    {
        .name = "in_flight",
        .title = "let identical requests in flight share one call",
        .strategy = "single_flight",  // by the key of a response cache beside it
        .stage = STAGE_ANSWER,
        .kind = "single_flight",
        .confidence = CONFIDENCE_HIGH,
        .risks = {DIVERGENCE},
        .evidence = "toll prompts duplicates",
    },
    {
        .name = "trim",
        .title = "take filler, repetitions and white space out of system prompts",
        .strategy = "prompt_trim",
        .stage = STAGE_SHORTEN,
        .kind = "prompt_trim",
        .confidence = CONFIDENCE_MEDIUM,
        .risks = {{"below_cache_minimum", true, 0.05,
                   "calls whose prompt gets too short to cache"}},
        .evidence = "toll prompts system",
    },
    {
        .name = "fewer_chunks",
        .title = "send at most four retrieved chunks",
        .strategy = "context_limit",
        .settings = {{"max_chunks", "4"}},
        .stage = STAGE_SHORTEN,
        .kind = "context_limit",
        .confidence = CONFIDENCE_LOW,
        .assumes = "answers from four chunks are as good",
        .risks = {{"cut_share", false, 0.5, "requests with fewer chunks"}},
        .evidence = "toll prompts tokens",
    },
    {
        .name = "caps",
        .title = "limit the length of answers by task",
        .strategy = "output_cap",
        .stage = STAGE_SHORTEN,
        .kind = "output_cap",
        .confidence = CONFIDENCE_LOW,
        .assumes = "answers that were cut are still complete enough",
        .risks = {{"cut_share", false, CUT_MAX, "answers that would have been cut"}},
        .evidence = "toll query cut_answers",
    },
    {
        .name = "cache_marks",
        .title = "mark the end of what repeats at the front of prompts for the provider's cache",
        .strategy = "prompt_cache",
        .settings = {{"breakpoints", "auto"}},
        .stage = STAGE_PREFIX,
        .kind = "prompt_cache",
        .confidence = CONFIDENCE_MEDIUM,
        .control = AS_LOGGED,
        .evidence = "toll prompts busters",
    },
    {
        .name = "cache_for_an_hour",
        .title = "let the provider keep prompts for an hour",
        .strategy = "prompt_cache",
        .settings = {{"ttl", "1h"}},
        .stage = STAGE_PREFIX,
        .kind = "prompt_cache",
        .confidence = CONFIDENCE_MEDIUM,
        .control = AS_LOGGED,
        .evidence = "toll query cache_efficiency",
    },
    {
        .name = "static_first",
        .title = "move what changes behind what stays the same in prompts",
        .strategy = "prompt_cache",
        .settings = {{"static_first", "true"}, {"breakpoints", "auto"}},
        .stage = STAGE_PREFIX,
        .kind = "prompt_cache",
        .confidence = CONFIDENCE_MEDIUM,
        .control = AS_LOGGED,
        .evidence = "toll prompts busters",
    },
    {
        .name = "overnight",
        .title = "send calls without a user in batches",
        .strategy = "batch",
        .when = "user=",
        .stage = STAGE_DELAY,
        .kind = "batch",
        .confidence = CONFIDENCE_LOW,
        .assumes = "nobody waits for calls without a user",
        .risks = {{"needed_sooner", true, 0.05, "calls whose session went on sooner"}},
        .evidence = "toll query unattributed_cost",
    },
    {
        .name = "together",
        .title = "collect calls of the same fifth of a second into one",
        .strategy = "coalesce",
        .stage = STAGE_DELAY,
        .kind = "coalesce",
        .confidence = CONFIDENCE_LOW,
        .assumes = "one call answers several questions as well",
        .evidence = "toll query busiest_minutes",
    },
    {0},
};

static bool no_strategy(const struct candidate *c, struct err *e)
{
    return err_set(e, ERR_USAGE, "there is no strategy %s", c->strategy);
}

static bool fill(const struct candidate *c, bool is_control, struct policy *out, struct err *e)
{
    const struct candidate_setting *settings = is_control ? c->control : c->settings;
    const struct strategy *strategy = strategy_find(str_of(c->strategy));
    struct step *step = strategy ? policy_add(out, strategy, e) : NULL;
    if (!step)
        return strategy ? false : no_strategy(c, e);
    bool ok = policy_set(out, step, S("name"), str_of(c->name), e);
    if (ok && c->when)
        ok = policy_set(out, step, S("when"), str_of(c->when), e);
    for (int i = 0; ok && i < CANDIDATE_SETTINGS && settings[i].key; i++)
        ok = policy_set(out, step, str_of(settings[i].key), str_of(settings[i].value), e);
    return ok;
}

bool candidate_policy(const struct candidate *c, bool is_control, struct arena *a, int64_t now_us,
                      struct policy *out, struct err *e)
{
    policy_init(out, a, now_us);
    return fill(c, is_control, out, e) || err_wrap(e, "advice %s", c->name);
}

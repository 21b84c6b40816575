// strategy_single_flight.c - concurrent identical requests wait for the first.
#include "simulate/response_key.h"
#include "simulate/response_outcome.h"
#include "simulate/response_replay.h"
#include "simulate/strategy.h"

static const struct setting settings[] = {
    [RESPONSE_KEY] = {.name = "key",
                      .type = SETTING_CHOICE,
                      .form = SETTING_LIST,
                      .fallback = "request",
                      .choices = response_key_choices,
                      .help = "what must be alike to wait for the same call; in a policy with "
                              "response_cache the same as there"},
    [RESPONSE_SIMILARITY] = {.name = "similarity",
                             .type = SETTING_SHARE,
                             .fallback = "0.9",
                             .help = "of questions, for key near"},
    [RESPONSE_SCOPE] = {.name = "scope",
                        .type = SETTING_CHOICE,
                        .fallback = "global",
                        .choices = response_scope_choices,
                        .help = "who shares calls: everybody, a team, a user, a session"},
    {0},
};

static bool prepare(const struct step *step, struct column_wants *wants, struct err *e)
{
    if (!response_key_check(step, e))
        return false;
    (void)column_wants_key(wants, response_key(step));
    serve_tally_wants(wants);
    return true;
}

static bool run(struct simulation *sim, const struct step *step, struct outcome *out,
                struct outcome *partner, struct err *e)
{
    (void)partner;
    struct response_rules rules = {0};
    struct response_replay r = {.sim = sim, .rules = &rules};
    const struct key_column *keys = columns_key(sim->columns, response_key(step));
    r.flight = (struct response_side){
        .step = step, .out = out, .keys = keys->ids, .distinct = keys->distinct};
    bool ok = response_replay_run(&r, e);
    if (ok)
        response_outcome_flight(&r, true);
    response_replay_release(&r);
    return ok;
}

const struct strategy strategy_single_flight = {
    .name = "single_flight",
    .summary = "concurrent identical requests wait for the first",
    .unit = "requests",
    .hits_are = "joined",
    .risks = response_risks,
    .settings = settings,
    .prepare = prepare,
    .run = run,
};

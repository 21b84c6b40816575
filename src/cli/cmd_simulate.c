// cmd_simulate.c - toll simulate: what caches, routers, batches, limits would have changed.
#include "cli/ask.h"
#include "cli/asking.h"
#include "cli/command.h"
#include "cli/file_text.h"
#include "cli/present.h"
#include "cli/simulating.h"
#include "cli/strategy_options.h"
#include "simulate/sensitivity.h"
#include "simulate/sim_answer.h"
#include "simulate/sim_curves.h"

enum { TOP_FOR_PEOPLE = 10, SENSITIVITY_RUNS_MAX = 100 };

static const struct option options[] = {
    {"policy", 0, "FILE", "the strategies of a policy file, before those named here"},
    {"curves", 0, "[=yes|no]", "every TTL and capacity; yes when the one strategy is a cache"},
    {"sensitivity", 0, NULL,
     "what the saving would be at the ends of what is assumed (runs again)"},
    ASK_OPTIONS,
    {"by", 0, "feature", "the curves for each feature, too"},
    {"top", 0, "N", "rows of a table (text: 10; else all)"},
    PRESENT_OPTIONS,
    {0},
};

// What is run, and what with it.
struct running {
    struct cli *cli;
    struct policy policy;
    struct column_wants wants;
    bool has_curves, has_sensitivity;
};

static bool read_policy(struct cli *cli, const struct args *args, struct policy *p, struct err *e)
{
    struct str path = args_get(args, "policy");
    struct str text;
    if (path.ptr && (!file_text(path, &text, cli->arena, e) || !policy_parse(p, text, path, e)))
        return false;
    if (!strategy_options_read(p, args, e))
        return false;
    if (!p->step_count && path.ptr)
        return err_set(e, ERR_USAGE, "%.*s has no strategies, and none is named here",
                       STR_ARG(path));
    if (!p->step_count)
        return err_set(e, ERR_USAGE,
                       "which strategy? toll simulate STRATEGY, or --policy FILE (toll simulate -h "
                       "lists the strategies)");
    return true;
}

// What the one step did to the requests as they were logged is what curves are about.
static bool add_curves(const struct running *r, const struct simulation *sim,
                       const struct question *q, struct answer *out, struct err *e)
{
    const struct step *step = &r->policy.steps[0];
    return !r->has_curves || sim_curves(sim, step, q->by_count > 0, q->top, out, e);
}

static bool run_again(void *self, const struct policy *policy, struct simulation *out,
                      struct err *e)
{
    return simulating_run(self, policy, out, e);
}

static bool add_sensitivity(const struct running *r, struct simulating *s,
                            const struct simulation *sim, struct answer *out, struct err *e)
{
    struct runner runner = {.run = run_again, .self = s};
    struct sensitivity found;
    if (!r->has_sensitivity)
        return true;
    if (!sensitivity_run(&found, sim, &runner, SENSITIVITY_RUNS_MAX, out->arena, e))
        return false;
    answer_add(out, sensitivity_table(&found, &r->policy, out->arena));
    return true;
}

static bool answer_policy(struct running *r, struct simulating *s, struct answer *out,
                          int64_t *requests, struct err *e)
{
    struct simulation sim;
    if (!simulating_load(s, &r->wants, e))
        return false;
    *requests = s->columns.count;
    if (!simulating_run(s, &r->policy, &sim, e))
        return false;
    sim_answer(&sim, s->question->top, out);
    bool ok = add_sensitivity(r, s, &sim, out, e);
    // Curves are of the requests as they were logged: the state makes room for them.
    simulation_release(&sim);
    return ok && add_curves(r, &sim, s->question, out, e);
}

static bool answer(void *self, struct store *s, const struct question *q, struct answer *out,
                   int64_t *requests, struct err *e)
{
    struct running *r = self;
    struct simulating simulating = {.cli = r->cli, .store = s, .question = q};
    bool ok =
        simulating_open(&simulating, out, e) && answer_policy(r, &simulating, out, requests, e);
    if (ok)
        simulating_state(&simulating, out);
    simulating_release(&simulating);
    return ok;
}

// --curves, else where they fit: of a policy of one step that is a cache.
static bool read_curves(struct running *r, const struct args *args, struct err *e)
{
    struct str wanted = args_get(args, "curves");
    bool fits = r->policy.step_count == 1 && sim_curves_suit(&r->policy.steps[0]);
    bool is_no = str_eq(wanted, S("no"));
    if (wanted.ptr && !is_no && !str_eq(wanted, S("yes")))
        return err_set(e, ERR_USAGE, "--curves takes yes or no, not '%.*s'", STR_ARG(wanted));
    if (args_has(args, "curves") && !is_no && !fits)
        return err_set(e, ERR_USAGE,
                       "--curves are of one step alone: response_cache, or prompt_cache --rules "
                       "blocks");
    r->has_curves = fits && !is_no;
    return true;
}

static bool check_by(const struct args *args, struct err *e)
{
    struct str by;
    for (int at = 0; args_next(args, "by", &at, &by);)
        if (!str_eq(by, S("feature")))
            return err_set(e, ERR_USAGE, "--by %.*s: curves are by feature", STR_ARG(by));
    return true;
}

// Of steps that all come from the file, messages name it.
static bool prepare(struct running *r, const struct args *args, struct err *e)
{
    struct str path = args_get(args, "policy");
    r->has_sensitivity = args_has(args, "sensitivity");
    if (policy_prepare(&r->policy, &r->wants, e) &&
        (!r->has_sensitivity || sensitivity_wants(&r->policy, &r->wants, e)))
        return true;
    return path.ptr && !args->operand_count ? err_wrap(e, "%.*s", STR_ARG(path)) : false;
}

static bool ask(struct running *r, const struct args *args, struct err *e)
{
    struct asking asking = {
        .title = "toll simulate",
        .has_title_only_of_none = true,
        .top_for_people = TOP_FOR_PEOPLE,
        .answer = answer,
        .self = r,
    };
    return check_by(args, e) && read_policy(r->cli, args, &r->policy, e) &&
           read_curves(r, args, e) && prepare(r, args, e) && asking_run(r->cli, args, &asking, e);
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    struct running *r = ARENA_NEW(cli->arena, struct running);
    r->cli = cli;
    r->wants.arena = cli->arena;
    policy_init(&r->policy, cli->arena, cli->now_us);
    bool ok = ask(r, args, e);
    policy_release(&r->policy);
    return ok;
}

const struct command cmd_simulate = {
    .name = "simulate",
    .usage = "[--policy FILE] [STRATEGY [--SETTING VALUE]…]… [OPTION…]",
    .summary = "what a cache, a router, a batch queue, a cap or a budget would have saved",
    .help =
        "Strategies run one after the other, each on what those before it left over. A setting\n"
        "stands behind its strategy; toll simulate STRATEGY -h lists them. docs/simulation.md\n"
        "describes strategies, policy files and how to read the answer.\n"
        "--where takes the filters of toll report (toll report -h).\n"
        "\nexamples:\n"
        "  toll simulate response_cache --ttl 1d       # of a cache alone: every other TTL, too\n"
        "  toll simulate response_cache --ttl 1d single_flight route --to gpt-4o-mini\n"
        "  toll simulate budget --per team --monthly 300 --where team!=ops --since 2026-11\n"
        "  toll advise -o policy.json; toll simulate --policy policy.json\n",
    .options = options,
    .options_behind = strategy_options_behind,
    .operand = strategy_options_operand,
    .help_on = strategy_options_help,
    .run = run,
};

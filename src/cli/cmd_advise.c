// cmd_advise.c - toll advise: what would save money, alone and together, and a policy that does it.
#include "cli/ask.h"
#include "cli/asking.h"
#include "cli/command.h"
#include "cli/file_write.h"
#include "cli/present.h"
#include "cli/simulating.h"
#include "simulate/advise_answer.h"
#include "simulate/litellm_settings.h"

static const struct option options[] = {
    ASK_OPTIONS,
    {"include-assumed", 0, NULL, "combine what rests on assumptions, too (routes, caps, batches)"},
    {"max-divergence", 0, "SHARE", "combine caches up to this share of differing answers (5%)"},
    {"labels", 0, "FILE", "which answers of a cheaper model were of use: id and ok"},
    {"policy", 'o', "FILE", "write the combination as a policy for toll simulate --policy"},
    {"litellm", 0, "FILE", "write it as settings of the LiteLLM proxy: .yaml or .json"},
    {"format", 0, "FORMAT", "text (default), markdown, json, jsonl or csv"},
    {0},
};

struct asked_advice {
    struct cli *cli;
    struct advising advising;
    struct column_wants wants;
    struct str policy_path, litellm_path;
};

static bool run_policy(void *self, const struct policy *p, struct simulation *out, struct err *e)
{
    return simulating_run(self, p, out, e);
}

static bool write_litellm(const struct asked_advice *a, struct err *e)
{
    struct litellm_settings settings;
    const struct advising *v = &a->advising;
    bool is_json = str_ends(a->litellm_path, S(".json"));
    litellm_settings(&v->best, v->columns, a->cli->arena, &settings);
    for (int i = 0; is_json && i < settings.note_count; i++)
        cli_say("%.*s", STR_ARG(settings.notes[i]));
    return file_write(a->litellm_path, is_json ? settings.json : settings.yaml, a->cli->arena, e);
}

static bool write_files(struct asked_advice *a, struct err *e)
{
    struct policy *best = &a->advising.best;
    bool is_wanted = a->policy_path.ptr || a->litellm_path.ptr;
    if (!a->advising.has_best) {
        if (is_wanted)
            cli_say("nothing to combine: no file is written");
        return true;
    }
    best->name = S("toll advise");
    if (a->policy_path.ptr &&
        !file_write(a->policy_path, policy_print(best, a->cli->arena), a->cli->arena, e))
        return false;
    return !a->litellm_path.ptr || write_litellm(a, e);
}

static bool advise(struct asked_advice *a, struct simulating *s, struct answer *out,
                   int64_t *requests, struct err *e)
{
    struct runner runner = {.run = run_policy, .self = s};
    if (!simulating_load(s, &a->wants, e))
        return false;
    *requests = s->columns.count;
    if (!s->columns.count)
        return true;
    if (!advising_run(&a->advising, &s->columns, &runner, e))
        return false;
    advise_answer(&a->advising, out);
    return write_files(a, e);
}

static bool answer(void *self, struct store *s, const struct question *q, struct answer *out,
                   int64_t *requests, struct err *e)
{
    struct asked_advice *a = self;
    struct simulating simulating = {.cli = a->cli, .store = s, .question = q};
    a->advising.options.book = q->book;
    bool ok = simulating_open(&simulating, out, e) && advise(a, &simulating, out, requests, e);
    if (ok)
        simulating_state(&simulating, out);
    simulating_release(&simulating);
    return ok;
}

static bool read_share(const struct args *args, double *out, struct err *e)
{
    static const struct setting divergence = {.name = "--max-divergence", .type = SETTING_SHARE};
    struct arena scratch = {0};
    struct setting_context context = {.arena = &scratch};
    struct setting_value value;
    struct str text = args_get(args, "max-divergence");
    bool ok = setting_parse(&divergence, text, &context, &value, e);
    if (ok)
        *out = value.one.f;
    arena_release(&scratch);
    return ok;
}

static bool read_options(struct asked_advice *a, const struct args *args, struct err *e)
{
    struct advise_options options_given = {
        .with_assumed = args_has(args, "include-assumed"),
        .labels_path = args_get(args, "labels"),
        .now_us = a->cli->now_us,
    };
    a->policy_path = args_get(args, "policy");
    a->litellm_path = args_get(args, "litellm");
    if (a->litellm_path.ptr && !str_ends(a->litellm_path, S(".json")) &&
        !str_ends(a->litellm_path, S(".yaml")) && !str_ends(a->litellm_path, S(".yml")))
        return err_set(e, ERR_USAGE, "--litellm %.*s: the name must end in .yaml or .json",
                       STR_ARG(a->litellm_path));
    if (!read_share(args, &options_given.divergence_max, e))
        return false;
    advising_init(&a->advising, &options_given, a->cli->arena);
    return true;
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    struct asked_advice *a = ARENA_NEW(cli->arena, struct asked_advice);
    a->cli = cli;
    a->wants.arena = cli->arena;
    struct asking asking = {
        .title = "toll advise",
        .has_title_only_of_none = true,
        .answer = answer,
        .self = a,
    };
    if (!args_at_most(args, 0, e) || !read_options(a, args, e))
        return false;
    bool ok = advising_wants(&a->advising, &a->wants, e) && asking_run(cli, args, &asking, e);
    advising_release(&a->advising);
    return ok;
}

const struct command cmd_advise = {
    .name = "advise",
    .usage = "[OPTION…]",
    .summary = "what would save money, how sure that is, and a policy that does it",
    .help =
        "Tries every strategy alone, then together without counting a saving twice; shows what it\n"
        "rests on and what two have in common. What is risky or assumed is shown and not "
        "combined.\n"
        "docs/advise.md says how to read the answer.\n"
        "--where takes the filters of toll report (toll report -h).\n"
        "\nexamples:\n"
        "  toll advise                                   # what to do first\n"
        "  toll advise --where feature=search --include-assumed\n"
        "  toll advise -o policy.json; toll simulate --policy policy.json\n",
    .options = options,
    .run = run,
};

// cmd_export.c - toll export: a copy of the database for others, or a sample of its requests.
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "cli/ask.h"
#include "cli/command.h"
#include "cli/connection.h"
#include "cli/export_sample.h"
#include "cli/present.h"
#include "model/nearest.h"
#include "store/anonymise.h"

static const struct option options[] = {
    {"n", 'n', "N", "sample: how many requests (default: 1000)"},
    {"by", 0, "DIM[,DIM]", "sample: what the strata are (default: template)"},
    {"seed", 0, "N", "sample: another number takes other requests (default: 1)"},
    ASK_OPTIONS,
    PRESENT_OPTIONS,
    {0},
};

static bool draw_key(struct siphash_key *key, struct err *e)
{
    return getrandom(key, sizeof *key, 0) == (ssize_t)sizeof *key ||
           err_set(e, ERR_IO, "no random numbers: %s", strerror(errno));
}

// -o names a database here, and nothing is left out.
static bool only_output(const struct args *args, struct err *e)
{
    for (int i = 0; i < args->value_count; i++) {
        const char *name = args->values[i].option->name;
        for (int k = 0; options[k].name; k++)
            if (strcmp(name, options[k].name) == 0 && strcmp(name, "output") != 0)
                return err_set(e, ERR_USAGE, "export anonymised takes no --%s", name);
    }
    return true;
}

static bool export_anonymised(struct cli *cli, const struct args *args, struct err *e)
{
    struct store *s = NULL;
    bool is_settled = false;
    struct anonymise_options o = {
        .to = args_get(args, "output"), .stop = connection_stop, .stop_self = cli};
    if (!only_output(args, e))
        return false;
    if (!o.to.len)
        return err_set(e, ERR_USAGE, "export anonymised: -o FILE says where to");
    // Opened for answers first: that settles what an interrupted ingest left.
    if (!connection_open(cli, &s, e))
        return false;
    bool ok = store_is_settled(s, &is_settled, e);
    store_close(s);
    if (ok && !is_settled)
        return err_set(e, ERR_DB, "%.*s: the last ingest did not end", STR_ARG(cli->db_path));
    if (!ok || !draw_key(&o.key, e) || !store_anonymise(cli->db_path, &o, e))
        return false;
    cli_say("wrote %.*s: names, texts, paths and fingerprints are replaced or gone; times, sizes, "
            "tokens and costs are not",
            STR_ARG(o.to));
    return true;
}

static const struct {
    const char *name;
    bool (*run)(struct cli *cli, const struct args *args, struct err *e);
} exports[] = {
    {"anonymised", export_anonymised},
    {"sample", export_sample},
};
enum { EXPORTS = sizeof exports / sizeof *exports };

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    if (!args_at_most(args, 1, e))
        return false;
    if (!args->operand_count)
        return err_set(e, ERR_USAGE, "export what? (anonymised or sample)");
    struct nearest n = {.word = args->operands[0]};
    for (int i = 0; i < EXPORTS; i++) {
        nearest_offer(&n, str_of(exports[i].name));
        if (str_eq(args->operands[0], str_of(exports[i].name)))
            return exports[i].run(cli, args, e);
    }
    return err_set(e, ERR_USAGE, "export %.*s: anonymised and sample can be exported%s%.*s%s",
                   STR_ARG(n.word), n.best.ptr ? "; did you mean " : "", STR_ARG(n.best),
                   n.best.ptr ? "?" : "");
}

const struct command cmd_export = {
    .name = "export",
    .usage = "anonymised -o FILE | sample [OPTION…]",
    .summary = "write a copy for others, or a list of requests to try a cheaper model on",
    .help =
        "anonymised writes a copy of the database without names, texts and fingerprints.\n"
        "Users, features, teams, keys, sessions, tags and sources become pseudonyms, fingerprints\n"
        "other numbers, under a random key that is not kept; texts, messages, paths and names of\n"
        "tools and templates are left out. Every sum, duplicate and template stays, and so do\n"
        "times, sizes, providers and the names of models that have a price (docs/privacy.md).\n"
        "sample lists requests (CSV; --format json or jsonl): at least one a stratum, the rest in\n"
        "proportion, the same ones every time. Source, entry and offset say where each stands in\n"
        "the log. Answer them by the other model, write yes or no under ok, and toll simulate\n"
        "route --labels FILE says what share was of use, and what one such answer costs.\n"
        "--where takes the filters of toll report (toll report -h).\n",
    .options = options,
    .run = run,
};

// cmd_export.c - toll export anonymised: a copy of the database that can be given away.
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "cli/command.h"
#include "cli/connection.h"
#include "store/anonymise.h"

static const struct option options[] = {
    {"output", 'o', "FILE", "database to write; it must not be there yet"},
    {0},
};

static bool draw_key(struct siphash_key *key, struct err *e)
{
    return getrandom(key, sizeof *key, 0) == (ssize_t)sizeof *key ||
           err_set(e, ERR_IO, "no random numbers: %s", strerror(errno));
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    struct store *s = NULL;
    bool is_settled = false;
    struct anonymise_options o = {
        .to = args_get(args, "output"), .stop = connection_stop, .stop_self = cli};
    if (!args_at_most(args, 1, e))
        return false;
    if (!args->operand_count)
        return err_set(e, ERR_USAGE, "export what? (toll export anonymised -o FILE)");
    if (!str_eq(args->operands[0], S("anonymised")))
        return err_set(e, ERR_USAGE, "export %.*s: only anonymised can be exported",
                       STR_ARG(args->operands[0]));
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

const struct command cmd_export = {
    .name = "export",
    .usage = "anonymised -o FILE",
    .summary = "write a copy of the database without names, texts and fingerprints",
    .help =
        "Users, features, teams, keys, sessions, tags and sources become pseudonyms, fingerprints\n"
        "other numbers, under a random key that is not kept; texts, messages, paths and names of\n"
        "tools and templates are left out. Every sum, duplicate and template stays, and so do\n"
        "times, sizes, providers and the names of models that have a price (docs/privacy.md).\n",
    .options = options,
    .run = run,
};

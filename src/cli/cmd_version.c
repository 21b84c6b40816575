// cmd_version.c - toll version.
#include <stdio.h>

#include "cli/command.h"
#include "store/store.h"

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    if (!args_at_most(args, 0, e))
        return false;
    fprintf(cli->out, "toll %s (database schema %d)\n", TOLL_VERSION, STORE_SCHEMA);
    return true;
}

const struct command cmd_version = {
    .name = "version",
    .usage = "",
    .summary = "the version of the program and of its database",
    .run = run,
};

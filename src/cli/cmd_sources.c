// cmd_sources.c - toll sources: which files the database holds, and what became of their entries.
#include "cli/asking_sql.h"
#include "cli/command.h"
#include "cli/present.h"

static const struct option options[] = {
    PRESENT_OPTIONS,
    {0},
};

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    return args_at_most(args, 0, e) && asking_sql_saved(cli, args, S("sources"), e);
}

const struct command cmd_sources = {
    .name = "sources",
    .usage = "",
    .summary = "the logs that were read, and what became of their entries",
    .options = options,
    .run = run,
};

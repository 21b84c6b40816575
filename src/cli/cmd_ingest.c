// cmd_ingest.c - toll ingest: logs into the database.
#include "cli/command.h"
#include "cli/ingest_run.h"

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    return ingest_run(cli, args, cli->out, e);
}

const struct command cmd_ingest = {
    .name = "ingest",
    .usage = "[OPTION…] FILE|DIR|-…",
    .summary = "read logs (plain, .zst, .gz …) into the database",
    .help =
        "Formats and compression are told by content, never by name. Reading the same file again\n"
        "adds nothing; a file that has grown is read from where it ended. What cannot be read is\n"
        "counted and shown by `toll rejects`.",
    .options = ingest_option_table,
    .run = run,
};

// cmd_formats.c - toll formats: the log formats that are read.
#include <stdio.h>

#include "analyze/figures.h"
#include "cli/command.h"
#include "cli/present.h"
#include "parsers/envelope.h"

static const struct option options[] = {
    {"fields", 0, NULL, "also say which fields of the log are read as what"},
    PRESENT_OPTIONS,
    {0},
};

static const struct spec specs[] = {
    {"name", "format", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"title", "what it is", UNIT_TEXT, EVIDENCE_MEASURED, false},
};

static void print_fields(struct cli *cli)
{
    for (int i = 0; envelopes[i]; i++)
        fprintf(cli->out, "%s%s: %s\n%s\n", i ? "\n" : "", envelopes[i]->name, envelopes[i]->title,
                envelopes[i]->fields ? envelopes[i]->fields : "");
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    struct answer answer = {.arena = cli->arena};
    if (!args_at_most(args, 0, e))
        return false;
    if (args_has(args, "fields")) {
        print_fields(cli);
        return true;
    }
    struct table *t = figures_table(&answer, NULL, "", specs, 2);
    for (int i = 0; envelopes[i]; i++) {
        struct cell *row = table_row(t);
        row[0] = cell_str(str_of(envelopes[i]->name));
        row[1] = cell_str(str_of(envelopes[i]->title));
    }
    return present(cli, args, &answer, e);
}

const struct command cmd_formats = {
    .name = "formats",
    .usage = "[--fields]",
    .summary = "the log formats that are read",
    .help = "Formats are told by content, entry by entry; --format NAME of ingest forces one.\n",
    .options = options,
    .run = run,
};

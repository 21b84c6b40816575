// cmd_report.c - toll report: where the money goes.
#include "cli/ask.h"
#include "cli/asking.h"
#include "cli/command.h"
#include "cli/present.h"
#include "cli/reporting.h"

static const struct option options[] = {
    {"by", 0, "DIM[,DIM]", "split by a dimension, or by two crossed; repeatable"},
    ASK_OPTIONS,
    {"top", 0, "N", "rows of a table, the rest in one row (default: 20 in text, else all)"},
    SQL_OPTION,
    PRESENT_OPTIONS,
    {0},
};

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    return reporting_run(cli, args, args->operands, args->operand_count, e);
}

const struct command cmd_report = {
    .name = "report",
    .usage = "[SECTION…] [OPTION…]",
    .summary = "where the money goes: cost, tokens, repeated work, latency",
    .help =
        "Sections: summary, by, duplication, latency, unpriced, prices, estimates, drift, ingest\n"
        "(the default), and chargeback.\n"
        "Dimensions: feature, model, user, team, project, provider, key, session, environment,\n"
        "status, tier, template, task, month, day, hour, weekday, hour_of_day.\n"
        "Filter: terms by spaces, all must hold; [!]field op value[,value…] with = != < <= > >=\n"
        "~ (regular expression) :from..to (100k..2M), has:cache|error|text|tools|stream|pii|time;\n"
        "field= means unattributed. An unknown value makes a comparison false, its ! true.\n",
    .options = options,
    .run = run,
};

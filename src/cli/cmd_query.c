// cmd_query.c - toll query: the saved queries, listed, described, run.
#include <stdio.h>

#include "analyze/figures.h"
#include "cli/asking_sql.h"
#include "cli/command.h"
#include "cli/present.h"
#include "store/queries.h"

static const struct option options[] = {
    {"param", 0, "NAME=VALUE", "a parameter of the query; repeatable"},
    {"describe", 0, NULL, "show what the query answers, its parameters, columns and SQL"},
    SQL_OPTIONS,
    PRESENT_OPTIONS,
    {0},
};

static const struct spec list_specs[] = {
    {"name", "query", UNIT_TEXT, EVIDENCE_MEASURED, true},
    {"params", "parameters", UNIT_TEXT, EVIDENCE_MEASURED, false},
    {"purpose", "answers", UNIT_TEXT, EVIDENCE_MEASURED, false},
};

static struct str params_of(const struct saved_query *q, struct arena *a)
{
    struct buf text = {.arena = a};
    for (int i = 0; i < q->param_count; i++) {
        struct str otherwise = q->params[i].otherwise;
        buf_fmt(&text, "%s%.*s%s%.*s", i ? " " : "", STR_ARG(q->params[i].name),
                otherwise.ptr ? "=" : "", STR_ARG(otherwise));
    }
    return buf_view(&text);
}

static bool list(struct cli *cli, const struct args *args, struct err *e)
{
    struct answer answer = {.arena = cli->arena};
    struct table *t = figures_table(&answer, NULL, "", list_specs, 3);
    for (int i = 0; queries[i].name; i++) {
        struct saved_query q = saved_query_read(i, cli->arena);
        struct cell *row = table_row(t);
        row[0] = cell_str(q.name);
        row[1] = cell_str(params_of(&q, cli->arena));
        row[2] = cell_str(q.purpose);
    }
    return present(cli, args, &answer, e);
}

static bool describe(struct cli *cli, struct str name, struct err *e)
{
    struct saved_query q;
    if (!saved_query_find(name, &q, cli->arena, e))
        return false;
    // The file opens with the comment that says all this.
    fprintf(cli->out, "%.*s", STR_ARG(q.sql));
    return true;
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    if (!args_at_most(args, 1, e))
        return false;
    if (!args->operand_count)
        return list(cli, args, e);
    if (args_has(args, "describe"))
        return describe(cli, args->operands[0], e);
    return asking_sql_saved(cli, args, args->operands[0], e);
}

const struct command cmd_query = {
    .name = "query",
    .usage = "[NAME [--param NAME=VALUE]…]",
    .summary = "the saved queries: list them, or run one",
    .help = "Without a name: lists them. Exit status 1 when a query gives no row.\n",
    .options = options,
    .run = run,
};

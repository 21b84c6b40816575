// cmd_sql.c - toll sql: a question of one's own, read-only.
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "cli/asking_sql.h"
#include "cli/command.h"
#include "cli/present.h"

enum { SQL_MAX_BYTES = 1 << 20 };

static const struct option options[] = {
    SQL_OPTIONS,
    PRESENT_OPTIONS,
    {0},
};

static bool read_stdin(struct cli *cli, struct str *out, struct err *e)
{
    struct buf text = {.arena = cli->arena};
    size_t n = 0;
    if (cli->captured)
        return err_set(e, ERR_USAGE, "the dashboard has no standard input for SQL");
    while ((n = fread(buf_reserve(&text, 65536), 1, 65536, stdin)) > 0) {
        text.len += n;
        if (text.len > SQL_MAX_BYTES)
            return err_set(e, ERR_USAGE, "the SQL is longer than %d bytes", SQL_MAX_BYTES);
    }
    if (ferror(stdin))
        return err_set(e, ERR_IO, "standard input: %s", strerror(errno));
    *out = buf_view(&text);
    return true;
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    if (!args_at_most(args, 1, e))
        return false;
    if (!args->operand_count)
        return err_set(e, ERR_USAGE,
                       "which question? toll sql 'SELECT feature, sum(cost_usd) "
                       "FROM requests GROUP BY feature'");
    struct str sql = args->operands[0];
    if (str_eq(sql, S("-")) && !read_stdin(cli, &sql, e))
        return false;
    return asking_sql_run(cli, args, sql, NULL, 0, e);
}

const struct command cmd_sql = {
    .name = "sql",
    .usage = "'SELECT …' | -",
    .summary = "ask the database in SQL, read-only",
    .help = "The views requests, prompts, contents, templates, system_prompts, tools, segments,\n"
            "costs_hourly, sources, rejects, prices_used, calibration and meta are the interface "
            "(docs/database.md).\n"
            "Only reading is allowed. Exit status 1 when there is no row.\n",
    .options = options,
    .run = run,
};

// cmd_verify.c - toll verify: the file is sound, the ledger balances, the sums agree with the rows.
#include <inttypes.h>
#include <stdio.h>

#include "base/utf8.h"
#include "cli/command.h"
#include "cli/connection.h"
#include "cli/saved_query.h"
#include "store/stmt.h"

// Prints every row but "ok"; *failures counts them.
static bool quick_check(struct cli *cli, struct store *s, int64_t *failures, struct err *e)
{
    struct stmt *t = NULL;
    bool has_row = false;
    bool ok = true;
    if (!stmt_open(s, S("PRAGMA quick_check(20)"), &t, e))
        return false;
    while ((ok = stmt_step(t, &has_row, e)) && has_row) {
        struct str row = utf8_printable(stmt_str(t, 0), cli->arena);
        if (str_eq(row, S("ok")))
            continue;
        fprintf(cli->out, "  %.*s\n", STR_ARG(row));
        ++*failures;
    }
    stmt_close(t);
    return ok;
}

// Runs the saved query `verify`: what, expected, found; a row a check.
static bool compare_sums(struct cli *cli, struct store *s, int64_t *failures, struct err *e)
{
    struct saved_query q;
    struct stmt *t = NULL;
    bool has_row = false;
    bool ok = true;
    if (!saved_query_find(S("verify"), &q, cli->arena, e) || !stmt_open(s, q.sql, &t, e))
        return false;
    while ((ok = stmt_step(t, &has_row, e)) && has_row) {
        struct str what = utf8_printable(stmt_str(t, 0), cli->arena);
        int64_t expected = stmt_int(t, 1);
        int64_t found = stmt_int(t, 2);
        fprintf(cli->out, "%s  %.*s: %" PRId64, expected == found ? "ok    " : "FAILED",
                STR_ARG(what), found);
        if (expected != found)
            fprintf(cli->out, ", expected %" PRId64, expected);
        fputc('\n', cli->out);
        *failures += expected != found;
    }
    stmt_close(t);
    return ok;
}

static bool verify(struct cli *cli, struct store *s, struct err *e)
{
    int64_t failures = 0;
    if (!quick_check(cli, s, &failures, e))
        return false;
    fprintf(cli->out, "%s  the file is a sound SQLite database\n", failures ? "FAILED" : "ok    ");
    if (!compare_sums(cli, s, &failures, e))
        return false;
    if (failures)
        return err_set(e, ERR_DATA, "%.*s: %" PRId64 " checks failed", STR_ARG(cli->db_path),
                       failures);
    return true;
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    struct store *s = NULL;
    if (!args_at_most(args, 0, e) || !connection_open(cli, &s, e))
        return false;
    bool ok = verify(cli, s, e);
    store_close(s);
    return ok;
}

const struct command cmd_verify = {
    .name = "verify",
    .usage = "",
    .summary = "check the file, the ledger of every source, and sums against rows",
    .help = "Exit status 4 when a check fails.\n",
    .run = run,
};

// scratch.c - see scratch.h.
#include "cli/scratch.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/ask.h"
#include "cli/ingest_run.h"
#include "cli/present.h"
#include "cli/reporting.h"

static const struct option options[] = {
    {"by", 0, "DIM[,DIM]", "split by a dimension, or by two crossed; repeatable"},
    ASK_OPTIONS,
    {"top", 0, "N", "rows of a table, the rest in one row (default: 20 in text, else all)"},
    PRESENT_OPTIONS,
    {0},
};

static bool make_folder(struct cli *cli, char **out, struct err *e)
{
    const char *tmp = getenv("TMPDIR");
    struct str path = str_fmt(cli->arena, "%s/toll-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    char *folder = arena_cstr(cli->arena, path.ptr, path.len);
    if (!mkdtemp(folder))
        return err_set(e, ERR_IO, "%.*s: %s", STR_ARG(path), strerror(errno));
    *out = folder;
    return true;
}

// The database, its WAL, whatever lies in the folder that nobody else knows.
static void remove_folder(struct cli *cli, const char *folder)
{
    DIR *dir = opendir(folder);
    for (struct dirent *entry = dir ? readdir(dir) : NULL; entry; entry = readdir(dir)) {
        struct str path = str_fmt(cli->arena, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] != '.')
            (void)unlink(path.ptr);
    }
    if (dir)
        closedir(dir);
    if (rmdir(folder) != 0)
        cli_say("%s is left behind: %s", folder, strerror(errno));
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    char *folder = NULL;
    // The operands are logs for the ingest; the options belong to the report.
    struct args logs = {.operands = args->operands, .operand_count = args->operand_count};
    if (!make_folder(cli, &folder, e))
        return false;
    cli->db_path = str_fmt(cli->arena, "%s/scratch.db", folder);
    bool ok = ingest_run(cli, &logs, stderr, e) && reporting_run(cli, args, NULL, 0, e);
    remove_folder(cli, folder);
    return ok;
}

const struct command scratch_command = {
    .name = "LOG…",
    .usage = "[OPTION…]",
    .summary = "read logs into a database that is removed again, and print the report",
    .options = options,
    .run = run,
};

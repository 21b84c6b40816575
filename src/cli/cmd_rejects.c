// cmd_rejects.c - toll rejects: what could not be read, and why.
#include "cli/asking_sql.h"
#include "cli/command.h"
#include "cli/present.h"

static const struct option options[] = {
    SQL_OPTIONS,
    PRESENT_OPTIONS,
    {0},
};

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    static const struct {
        const char *word, *query;
    } words[] = {{"list", "rejects_by_reason"}, {"show", "reject_excerpts"}};
    struct str word = args->operand_count ? args->operands[0] : S("list");
    if (!args_at_most(args, 1, e))
        return false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq(word, str_of(words[i].word)))
            return asking_sql_saved(cli, args, str_of(words[i].query), e);
    return err_set(e, ERR_USAGE, "'%.*s': list or show is wanted", STR_ARG(word));
}

const struct command cmd_rejects = {
    .name = "rejects",
    .usage = "[list | show]",
    .summary = "entries that could not be read: counts by reason, or each with an excerpt",
    .options = options,
    .run = run,
};

// cmd_prompts.c - toll prompts: what is repeated, wasted and cacheable in the prompts themselves.
#include "analyze/profile.h"
#include "analyze/question_sql.h"
#include "cli/ask.h"
#include "cli/asking.h"
#include "cli/command.h"
#include "cli/connection.h"
#include "cli/present.h"
#include "store/prompts.h"

enum { TOP_OF_ALL = 5, TOP_OF_SECTION = 10, SECTIONS_MAX = 32 };

static const struct option options[] = {
    ASK_OPTIONS,
    {"top", 0, "N", "rows of a table, the dearest (text: 10, of all sections 5; else all)"},
    SQL_OPTION,
    PRESENT_OPTIONS,
    {0},
};

static bool unknown_section(struct str name, struct err *e)
{
    struct nearest n = {.word = name};
    for (int i = 0; profiles[i]; i++)
        nearest_offer(&n, str_of(profiles[i]->name));
    nearest_offer(&n, S("name"));
    return asking_unknown_section(&n, "prompts", e);
}

static bool answer(void *self, struct store *s, const struct question *q, struct answer *out,
                   int64_t *requests, struct err *e)
{
    return profile_answer(s, q, self, out, requests, e);
}

static bool sql(void *self, const struct question *q, struct buf *out, struct err *e)
{
    const struct profile *const *sections = self;
    bool is_templates = sections[0] == profile_find(S("templates")) && !sections[1];
    if (!sections[0] || !is_templates)
        return err_set(e, ERR_USAGE, "no SQL: of the sections, templates is one query");
    return question_sql_templates(q, out, e);
}

static bool show_sections(struct cli *cli, const struct args *args, struct err *e)
{
    const struct profile *chosen[SECTIONS_MAX + 1] = {NULL};
    if (!args_at_most(args, SECTIONS_MAX, e))
        return false;
    for (int i = 0; i < args->operand_count; i++) {
        chosen[i] = profile_find(args->operands[i]);
        if (!chosen[i])
            return unknown_section(args->operands[i], e);
    }
    struct asking asking = {
        .title = "toll prompts",
        .has_title_only_of_none = true,
        .top_for_people = args->operand_count ? TOP_OF_SECTION : TOP_OF_ALL,
        .answer = answer,
        .sql = sql,
        .self = chosen,
    };
    return asking_run(cli, args, &asking, e);
}

// toll prompts name ID NAME
static bool set_name(struct cli *cli, const struct args *args, struct err *e)
{
    struct store *s = NULL;
    if (!args_at_most(args, 3, e))
        return false;
    if (args->operand_count < 3)
        return err_set(e, ERR_USAGE, "which template, and what name? toll prompts name ID NAME");
    // Opened for answers first: a name must not make a database that is not there.
    if (!connection_open(cli, &s, e))
        return false;
    store_close(s);
    if (!connection_open_to_name(cli, &s, e))
        return false;
    bool ok = prompts_set_name(s, args->operands[1], args->operands[2], e) && store_commit(s, e);
    store_close(s);
    // A name is given once, not whenever the dashboard asks.
    if (ok && cli->captured)
        cli->captured->has_written = true;
    return ok;
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    bool is_name = args->operand_count && str_eq(args->operands[0], S("name"));
    return is_name ? set_name(cli, args, e) : show_sections(cli, args, e);
}

const struct command cmd_prompts = {
    .name = "prompts",
    .usage = "[SECTION… | name ID NAME] [OPTION…]",
    .summary = "what is repeated in the prompts, what breaks their cache, what they waste",
    .help =
        "Sections: duplicates, templates, busters, system, near, waste, tokens. Without one an\n"
        "overview and all of them. docs/prompts.md says how to read each table.\n"
        "name gives the template whose id begins with ID a name, by which --where\n"
        "template_name=NAME and report --by template know it; an empty NAME takes it away.\n"
        "--where takes the filters of toll report (toll report -h).\n",
    .options = options,
    .run = run,
};

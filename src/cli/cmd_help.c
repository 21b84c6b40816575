// cmd_help.c - toll help: all commands, or one, or the keys of the dashboard.
#include "cli/command.h"
#include "tui/help.h"

static void print_keys(struct cli *cli)
{
    struct buf text = {.arena = cli->arena};
    help_print_keys(&text);
    fprintf(cli->out, "keys of the dashboard (toll tui; docs/dashboard.md says more):\n%.*s",
            STR_ARG(buf_view(&text)));
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    if (!args_at_most(args, 1, e))
        return false;
    if (!args->operand_count) {
        program_help(cli);
        return true;
    }
    if (str_eq(args->operands[0], S("keys"))) {
        print_keys(cli);
        return true;
    }
    const struct command *command = command_find(args->operands[0]);
    if (!command)
        return err_set(e, ERR_USAGE, "there is no command '%.*s' (toll help lists them)",
                       STR_ARG(args->operands[0]));
    command_help(cli, command, &(struct args){0});
    return true;
}

const struct command cmd_help = {
    .name = "help",
    .usage = "[COMMAND | keys]",
    .summary = "this list, the options of a command, the keys of the dashboard",
    .run = run,
};

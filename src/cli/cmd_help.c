// cmd_help.c - toll help: all commands, or one.
#include "cli/command.h"

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    if (!args_at_most(args, 1, e))
        return false;
    if (!args->operand_count) {
        program_help(cli);
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
    .usage = "[COMMAND]",
    .summary = "this list, or the options of a command",
    .run = run,
};

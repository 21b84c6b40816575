// cmd_completion.c - toll completion: scripts for bash, zsh and fish, made from the tables of
// options.
#include <stdio.h>

#include "cli/command.h"

static void print_options(FILE *out, const struct option *table)
{
    for (const struct option *o = table; o && o->name; o++)
        fprintf(out, " --%s", o->name);
}

// The operands of a command, then, of those that were named before, the options they bring.
static void print_bash_operands(struct cli *cli, const struct command *command)
{
    const char *summary = NULL;
    struct err ignored = {0};
    for (int i = 0; command->operand(i, &summary); i++)
        fprintf(cli->out, " %s", command->operand(i, &summary));
    fputs("'\n        for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
          "            case $word in\n",
          cli->out);
    for (int i = 0; command->operand(i, &summary); i++) {
        const struct option *table = NULL;
        const char *name = command->operand(i, &summary);
        if (!command->options_behind ||
            !command->options_behind(cli, str_of(name), &table, &ignored))
            continue;
        fprintf(cli->out, "            %s) words=\"$words", name);
        print_options(cli->out, table);
        fputs("\" ;;\n", cli->out);
    }
    fputs("            esac\n        done ;;\n", cli->out);
}

static void print_bash(struct cli *cli)
{
    FILE *out = cli->out;
    fputs("# bash completion for toll: eval \"$(toll completion bash)\"\n"
          "_toll() {\n"
          "    local cur=${COMP_WORDS[COMP_CWORD]} word command=''\n"
          "    for word in \"${COMP_WORDS[@]:1:COMP_CWORD-1}\"; do\n"
          "        case $word in -*) ;; *) command=$word; break ;; esac\n"
          "    done\n"
          "    local words=''\n"
          "    case $command in\n"
          "    '') words='",
          out);
    for (int i = 0; commands[i]; i++)
        fprintf(out, "%s%s", i ? " " : "", commands[i]->name);
    fputs("' ;;\n", out);
    for (int i = 0; commands[i]; i++) {
        fprintf(out, "    %s) words='", commands[i]->name);
        print_options(out, commands[i]->options);
        if (commands[i]->operand)
            print_bash_operands(cli, commands[i]);
        else
            fputs("' ;;\n", out);
    }
    fputs("    esac\n"
          "    case $cur in -*) words=\"$words",
          out);
    print_options(out, global_options);
    fputs("\" ;; esac\n"
          "    mapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$cur\")\n"
          "    [ ${#COMPREPLY[@]} -gt 0 ] || mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
          "}\n"
          "complete -o filenames -F _toll toll\n",
          out);
}

static void print_zsh(struct cli *cli)
{
    fputs("#compdef toll\n"
          "# zsh completion for toll: toll completion zsh >\"${fpath[1]}/_toll\"\n"
          "autoload -U +X bashcompinit && bashcompinit\n",
          cli->out);
    print_bash(cli);
}

// A text in single quotes for fish.
static void print_quoted(FILE *out, const char *text)
{
    fputc('\'', out);
    for (; *text; text++) {
        if (*text == '\'' || *text == '\\')
            fputc('\\', out);
        fputc(*text, out);
    }
    fputc('\'', out);
}

static void print_fish_option(FILE *out, const struct option *o, const char *command)
{
    fputs("complete -c toll", out);
    if (command)
        fprintf(out, " -n '__fish_seen_subcommand_from %s'", command);
    fprintf(out, " -l %s%s -d ", o->name, o->argument ? " -r" : "");
    print_quoted(out, o->help);
    fputc('\n', out);
}

static void print_fish_operands(struct cli *cli, const struct command *command)
{
    const char *summary = NULL;
    struct err ignored = {0};
    for (int i = 0; command->operand(i, &summary); i++) {
        const char *name = command->operand(i, &summary);
        const struct option *table = NULL;
        fprintf(cli->out, "complete -c toll -n '__fish_seen_subcommand_from %s' -a %s -d ",
                command->name, name);
        print_quoted(cli->out, summary);
        fputc('\n', cli->out);
        if (command->options_behind && command->options_behind(cli, str_of(name), &table, &ignored))
            for (const struct option *o = table; o->name; o++)
                print_fish_option(cli->out, o, name);
    }
}

static void print_fish(struct cli *cli)
{
    FILE *out = cli->out;
    fputs("# fish completion for toll: toll completion fish | source\n", out);
    for (int i = 0; commands[i]; i++) {
        fprintf(out, "complete -c toll -n __fish_use_subcommand -a %s -d ", commands[i]->name);
        print_quoted(out, commands[i]->summary);
        fputc('\n', out);
        for (const struct option *o = commands[i]->options; o && o->name; o++)
            print_fish_option(out, o, commands[i]->name);
        if (commands[i]->operand)
            print_fish_operands(cli, commands[i]);
    }
    for (const struct option *o = global_options; o->name; o++)
        print_fish_option(out, o, NULL);
}

static bool run(struct cli *cli, const struct args *args, struct err *e)
{
    static const struct {
        const char *name;
        void (*print)(struct cli *cli);
    } shells[] = {{"bash", print_bash}, {"zsh", print_zsh}, {"fish", print_fish}};
    struct str shell = args->operand_count ? args->operands[0] : S("");
    if (!args_at_most(args, 1, e))
        return false;
    for (size_t i = 0; i < sizeof shells / sizeof *shells; i++)
        if (str_eq(shell, str_of(shells[i].name))) {
            shells[i].print(cli);
            return true;
        }
    return err_set(e, ERR_USAGE, "which shell? bash, zsh or fish");
}

const struct command cmd_completion = {
    .name = "completion",
    .usage = "bash | zsh | fish",
    .summary = "a completion script for a shell",
    .run = run,
};

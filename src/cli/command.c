// command.c - see command.h.
#include "cli/command.h"

#include <stdio.h>

#include "base/utf8.h"

const struct option global_options[] = {
    {"db", 0, "FILE", "the database (default: $TOLL_DB, else toll.db)"},
    {"tz", 0, "ZONE",
     "zone of times and days, such as Europe/Berlin (default: $TOLL_TZ, else UTC)"},
    {"now", 0, "TIME", "what relative times count from (default: the clock)"},
    {"help", 'h', NULL, "show this help"},
    {"version", 'V', NULL, "show the version"},
    {0},
};

const struct command *command_find(struct str name)
{
    for (int i = 0; commands[i]; i++)
        if (str_eq(str_of(commands[i]->name), name))
            return commands[i];
    return NULL;
}

enum { HELP_LEFT = 28, HELP_COLUMNS = 100 };

// Breaks between words; further lines stand below the first.
static void put_help(FILE *out, struct str help)
{
    int used = HELP_LEFT + 4;
    bool is_first = true;
    while (help.len) {
        struct str_cut cut = str_cut(help, ' ');
        int width = utf8_width(cut.head);
        bool is_new_line = !is_first && used + 1 + width > HELP_COLUMNS;
        if (is_new_line)
            fprintf(out, "\n%*s", HELP_LEFT + 4, "");
        fprintf(out, "%s%.*s", is_first || is_new_line ? "" : " ", STR_ARG(cut.head));
        used = (is_new_line ? HELP_LEFT + 4 : used + !is_first) + width;
        is_first = false;
        help = cut.tail;
    }
    fputc('\n', out);
}

void options_help(FILE *out, const struct option *table)
{
    for (const struct option *o = table; o && o->name; o++) {
        char left[64];
        char letter[8] = "   ";
        if (o->letter)
            snprintf(letter, sizeof letter, "-%c,", o->letter);
        snprintf(left, sizeof left, "%s --%s%s%s", letter, o->name,
                 o->argument && o->argument[0] != '[' ? " " : "", o->argument ? o->argument : "");
        int width = utf8_width(str_of(left));
        if (width > HELP_LEFT)
            fprintf(out, "  %s\n  %-*s  ", left, HELP_LEFT, "");
        else
            fprintf(out, "  %s%*s  ", left, HELP_LEFT - width, "");
        put_help(out, str_of(o->help));
    }
}

void command_help(struct cli *cli, const struct command *command, const struct args *args)
{
    FILE *out = cli->out;
    fprintf(out, "usage: toll %s%s%s\n%s\n", command->name, *command->usage ? " " : "",
            command->usage, command->summary);
    if (command->help_on && command->help_on(cli, args))
        return;
    if (command->help)
        fprintf(out, "\n%s%s", command->help, str_ends(str_of(command->help), S("\n")) ? "" : "\n");
    if (command->options) {
        fprintf(out, "\noptions:\n");
        options_help(out, command->options);
    }
    fprintf(out, "\noptions of every command:\n");
    options_help(out, global_options);
}

void program_help(struct cli *cli)
{
    FILE *out = cli->out;
    fprintf(
        out,
        "usage: toll [--db FILE] COMMAND [OPTION…]\n"
        "       toll LOG…\n"
        "       toll [--db FILE]\n"
        "Reads the request logs of LLM APIs, prices and fingerprints every call, and says\n"
        "where the money goes. Without a command: reads the logs and prints the report; without\n"
        "logs, on a terminal, opens the dashboard (toll tui) of the database.\n"
        "\ncommands:\n");
    for (int i = 0; commands[i]; i++)
        fprintf(out, "  %-12s %s\n", commands[i]->name, commands[i]->summary);
    fprintf(out, "\noptions of every command:\n");
    options_help(out, global_options);
    fprintf(out,
            "\nexit status: 0 done · 1 nothing matched · 2 wrong usage · 3 cannot be evaluated ·\n"
            "4 torn or corrupt input · 5 a file or the database cannot be used · 130 interrupted\n"
            "toll COMMAND -h shows a command's options.\n");
}

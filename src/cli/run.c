// run.c - see run.h.
#include "cli/run.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/time.h"
#include "base/zone.h"
#include "cli/command.h"
#include "cli/scratch.h"
#include "model/nearest.h"

static struct str option_or_environment(const struct args *args, const char *option,
                                        const char *variable, struct str otherwise)
{
    struct str given = args_get(args, option);
    if (given.ptr)
        return given;
    const char *value = getenv(variable);
    return value && *value ? str_of(value) : otherwise;
}

// The database, the zone and the moment of a dashboard are those that it was started with.
static bool has_no_globals(const struct args *args, struct err *e)
{
    static const char *const names[] = {"db", "tz", "now"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (args_has(args, names[i]))
            return err_set(e, ERR_USAGE, "--%s is to be given to toll tui itself", names[i]);
    return true;
}

static bool apply_globals(struct cli *cli, const struct args *args, struct err *e)
{
    if (cli->captured)
        return has_no_globals(args, e);
    cli->db_path = option_or_environment(args, "db", "TOLL_DB", S("toll.db"));
    cli->zone = option_or_environment(args, "tz", "TOLL_TZ", S("UTC"));
    if (!cli->db_path.len)
        return err_set(e, ERR_USAGE, "--db needs the name of a file");
    if (!zone_set(cli->zone))
        return err_set(e, ERR_USAGE, "unknown zone '%.*s'; a name such as Europe/Berlin is wanted",
                       STR_ARG(cli->zone));
    struct str now = args_get(args, "now");
    int64_t begin_us = 0;
    int64_t end_us = 0;
    if (now.ptr && !time_interval(now, cli->now_us, &begin_us, &end_us))
        return err_set(e, ERR_USAGE, "--now '%.*s' is no time", STR_ARG(now));
    if (now.ptr)
        cli->now_us = begin_us;
    return true;
}

static bool run_command(struct cli *cli, const struct command *command, int argc, char **argv,
                        struct err *e)
{
    struct args args;
    struct command_line line = {
        .argc = argc,
        .argv = argv,
        .tables = {command->options, global_options},
        .options_behind = command->options_behind,
        .self = cli,
    };
    if (!args_parse(&args, &line, cli->arena, e))
        return err_wrap(e, "%s", command->name);
    if (args_has(&args, "help")) {
        command_help(cli, command, &args);
        return true;
    }
    return apply_globals(cli, &args, e) && command->run(cli, &args, e);
}

static bool unknown_command(struct str word, struct err *e)
{
    struct nearest n = {.word = word};
    for (int i = 0; commands[i]; i++)
        nearest_offer(&n, str_of(commands[i]->name));
    if (n.best.ptr)
        return err_set(e, ERR_USAGE, "there is no command and no file '%.*s'; did you mean %.*s?",
                       STR_ARG(word), STR_ARG(n.best));
    return err_set(e, ERR_USAGE,
                   "there is no command and no file '%.*s' (toll help lists commands)",
                   STR_ARG(word));
}

static bool is_log(struct str word)
{
    struct stat info;
    return str_eq(word, S("-")) || stat(word.ptr, &info) == 0;
}

// Where in argv the command's name stands: behind global options that were given first.
static int command_position(int argc, char **argv)
{
    int at = 1;
    while (at < argc && argv[at][0] == '-' && argv[at][1] != 0) {
        struct str word = str_of(argv[at]);
        if (str_eq(word, S("--")))
            return at;
        bool takes_next = false;
        for (const struct option *o = global_options; o->name; o++)
            takes_next |= o->argument && str_eq(str_skip(word, 2), str_of(o->name));
        at += takes_next ? 2 : 1;
    }
    return at;
}

// Takes the command's name out of the words and gives the rest to the command.
static bool run_named(struct cli *cli, int argc, char **argv, int at, struct err *e)
{
    const struct command *command = command_find(str_of(argv[at]));
    char **rest = ARENA_ARRAY(cli->arena, char *, (size_t)argc);
    int count = 0;
    for (int i = 1; i < argc; i++)
        if (i != at || !command)
            rest[count++] = argv[i];
    if (command)
        return run_command(cli, command, count, rest, e);
    if (!str_eq(str_of(argv[at]), S("--")) && !is_log(str_of(argv[at])))
        return unknown_command(str_of(argv[at]), e);
    return run_command(cli, &scratch_command, count, rest, e);
}

// Plain `toll` opens the dashboard where there is something to show, and to show it on.
static bool has_dashboard(const struct cli *cli)
{
    struct stat info;
    return !cli->captured && cli->columns > 0 && isatty(STDIN_FILENO) &&
           stat(str_cstr(cli->db_path, cli->arena), &info) == 0;
}

bool cli_run(struct cli *cli, int argc, char **argv, struct err *e)
{
    int at = command_position(argc, argv);
    if (at < argc)
        return run_named(cli, argc, argv, at, e);
    struct args args;
    struct command_line line = {
        .argc = argc - 1, .argv = argv + 1, .tables = {NULL, global_options}};
    if (!args_parse(&args, &line, cli->arena, e))
        return false;
    if (args_has(&args, "version")) {
        fprintf(cli->out, "toll %s\n", TOLL_VERSION);
        return true;
    }
    if (!args_has(&args, "help")) {
        if (!apply_globals(cli, &args, e))
            return false;
        if (has_dashboard(cli))
            return command_find(S("tui"))->run(cli, &args, e);
        cli_status(cli, err_exit_status(ERR_USAGE));
    }
    program_help(cli);
    return true;
}

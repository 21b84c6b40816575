// main.c - the program: finds the command, runs it, prints its error, checks that results were
// written.
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "base/utf8.h"
#include "cli/command.h"
#include "cli/interrupt.h"
#include "cli/scratch.h"
#include "model/nearest.h"

static int64_t clock_us(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * US_PER_SECOND + now.tv_nsec / 1000;
}

// Columns of the terminal on a descriptor, 0 if it is none. $COLUMNS wins over what the kernel
// says.
static int terminal_columns(int fd)
{
    struct winsize size = {0};
    int64_t columns = 0;
    if (!isatty(fd))
        return 0;
    const char *wanted = getenv("COLUMNS");
    if (wanted && str_to_i64(str_of(wanted), &columns) && columns > 0 && columns < 10000)
        return (int)columns;
    if (ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return size.ws_col;
    return 80;
}

static struct str option_or_environment(const struct args *args, const char *option,
                                        const char *variable, struct str otherwise)
{
    struct str given = args_get(args, option);
    if (given.ptr)
        return given;
    const char *value = getenv(variable);
    return value && *value ? str_of(value) : otherwise;
}

static bool apply_globals(struct cli *cli, const struct args *args, struct err *e)
{
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

static bool run_program(struct cli *cli, int argc, char **argv, struct err *e)
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
    program_help(cli);
    if (!args_has(&args, "help"))
        cli_status(cli, err_exit_status(ERR_USAGE));
    return true;
}

// The reader of our pipe ended (head, a pager): nothing to report.
static bool is_reader_gone(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};
    return poll(&p, 1, 0) == 1 && (p.revents & POLLERR) != 0;
}

// A full disk shows when the last bytes are written.
static bool close_results(struct cli *cli, struct err *e)
{
    bool is_good = ferror(cli->out) == 0;
    bool is_gone = is_reader_gone(STDOUT_FILENO);
    errno = 0;
    is_good &= fclose(cli->out) == 0;
    if (is_good || is_gone)
        return true;
    return err_set(e, ERR_IO, "standard output: %s", errno ? strerror(errno) : "write error");
}

int main(int argc, char **argv)
{
    struct arena arena = {0};
    struct err e = {0};
    struct cli cli = {
        .arena = &arena,
        .out = stdout,
        .zone = S("UTC"),
        .now_us = clock_us(),
        .columns = terminal_columns(STDOUT_FILENO),
        .is_progress_wanted = isatty(STDERR_FILENO) != 0,
        .is_interrupted = interrupt_install(),
    };
    const char *no_color = getenv("NO_COLOR");
    const char *term = getenv("TERM");
    cli.has_color =
        cli.columns > 0 && !(no_color && *no_color) && !(term && str_eq(str_of(term), S("dumb")));
    bool ok = run_program(&cli, argc, argv, &e);
    if (!ok && e.code == ERR_IO && ferror(cli.out) && is_reader_gone(STDOUT_FILENO))
        ok = true;
    struct err close_error = {0};
    if (!close_results(&cli, &close_error) && ok) {
        e = close_error;
        ok = false;
    }
    if (!ok) {
        struct str text = utf8_printable(str_of(e.text), &arena);
        cli_say("%.*s", STR_ARG(text));
        cli_status(&cli, err_exit_status(e.code));
    }
    int status = cli.status;
    arena_release(&arena);
    return status;
}

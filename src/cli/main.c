// main.c - the program: runs the command, prints its error, checks that results were written.
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "base/time.h"
#include "base/utf8.h"
#include "cli/interrupt.h"
#include "cli/run.h"

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
    bool ok = cli_run(&cli, argc, argv, &e);
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

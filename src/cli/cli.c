// cli.c - see cli.h.
#include "cli/cli.h"

#include <stdarg.h>

void cli_status(struct cli *cli, int status)
{
    if (status > cli->status)
        cli->status = status;
}

void cli_say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    fputs("toll: ", stderr);
    vfprintf(stderr, format, args);
    fputc('\n', stderr);
    va_end(args);
}

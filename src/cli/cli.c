// cli.c - see cli.h.
#include "cli/cli.h"

#include <stdarg.h>

#include "base/err.h"
#include "base/utf8.h"

void cli_status(struct cli *cli, int status)
{
    if (status > cli->status)
        cli->status = status;
}

// cli_say() is called where no struct cli is known; a thread runs one command at a time.
static _Thread_local struct buf *say_to;

void cli_say_to(struct buf *said)
{
    say_to = said;
}

PRINTF(2, 0) static void keep(struct buf *said, const char *format, va_list args)
{
    char text[ERR_TEXT_BYTES];
    int bytes = vsnprintf(text, sizeof text, format, args);
    if (said->len)
        buf_str(said, S("; "));
    if (bytes > 0)
        buf_str(said, utf8_head(str_of(text), sizeof text));
}

void cli_say(const char *format, ...)
{
    va_list args;
    va_start(args, format);
    if (say_to) {
        keep(say_to, format, args);
    } else {
        fputs("toll: ", stderr);
        vfprintf(stderr, format, args);
        fputc('\n', stderr);
    }
    va_end(args);
}

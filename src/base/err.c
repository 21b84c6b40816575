// err.c - see err.h.
#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool err_set(struct err *e, enum err_code code, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    e->code = code;
    if (vsnprintf(e->text, sizeof e->text, format, args) < 0)
        e->text[0] = 0;
    va_end(args);
    return false;
}

bool err_wrap(struct err *e, const char *format, ...)
{
    char text[ERR_TEXT_BYTES];
    memcpy(text, e->text, sizeof text);
    va_list args;
    va_start(args, format);
    int n = vsnprintf(e->text, sizeof e->text, format, args);
    va_end(args);
    if (n < 0 || (size_t)n + 2 >= sizeof e->text)
        return false;
    size_t room = sizeof e->text - (size_t)n;
    snprintf(e->text + n, room, ": %.*s", (int)(room - 3), text);
    return false;
}

int err_exit_status(enum err_code code)
{
    static const int status[] = {
        [ERR_NONE] = 0, [ERR_USAGE] = 2, [ERR_UNEVALUATED] = 3,   [ERR_DATA] = 4,
        [ERR_IO] = 5,   [ERR_DB] = 5,    [ERR_INTERRUPTED] = 130,
    };
    return status[code];
}

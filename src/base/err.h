// err.h - one error, with a message that helps at 3 a.m.; wrapped on the way up, printed at the
// top.
#pragma once

#include <stdbool.h>

#include "base/attr.h"

enum err_code {
    ERR_NONE = 0,
    ERR_USAGE,        // wrong option, SQL, policy or filter: exit status 2
    ERR_UNEVALUATED,  // a gate cannot be evaluated: 3
    ERR_DATA,         // an input ends torn or is corrupt: 4
    ERR_IO,           // a file cannot be opened, read or written: 5
    ERR_DB,           // the database cannot be opened or written: 5
    ERR_INTERRUPTED,  // the user stopped it: 130
};

enum { ERR_TEXT_BYTES = 1024 };

// Zero-initialise. The first error set stays unless it is set again.
struct err {
    enum err_code code;
    char text[ERR_TEXT_BYTES];
};

// Both return false, so that `return err_set(...)` ends a failing function in one line.
bool err_set(struct err *e, enum err_code code, const char *format, ...) PRINTF(3, 4);
// Puts "format: " before the message.
bool err_wrap(struct err *e, const char *format, ...) PRINTF(2, 3);
// The exit status of design.md §6 for a code.
int err_exit_status(enum err_code code);

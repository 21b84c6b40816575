// crash.h - gives the terminal back when the program crashes while the dashboard has it.
#pragma once

#include <termios.h>

#include "base/arena.h"
#include "base/str.h"

// From here on a signal that kills the program (SIGSEGV, SIGABRT, SIGQUIT…), in any of its threads,
// first writes `bytes` to the terminal `fd` and sets its modes; then it kills as it would have
// without. Both live as long as the program.
void crash_guard(int fd, const struct termios *modes, struct str bytes, struct arena *a);
// The terminal has been given back: nothing is done any more.
void crash_unguard(void);

// interrupt.h - Ctrl-C as a flag that long work looks at; the only signal handler of the program.
#pragma once

#include <signal.h>

// Installs the handler for SIGINT and SIGTERM and returns the flag. A second signal ends the
// process at once. SIGPIPE is ignored: writes fail instead, so that scratch files are still
// removed.
const volatile sig_atomic_t *interrupt_install(void);

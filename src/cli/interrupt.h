// interrupt.h - Ctrl-C as a flag that long work looks at; the only signal handler of the program.
#pragma once

#include <stdatomic.h>
#include <stdbool.h>

// Installs the handler for SIGINT and SIGTERM and returns the flag. A second signal ends the
// process at once. SIGPIPE is ignored: writes fail instead, so that scratch files are still
// removed.
const atomic_bool *interrupt_install(void);
// The end of the terminal (SIGHUP) sets the flag too; a SIGHUP that is ignored (nohup) stays so.
void interrupt_on_hangup(void);

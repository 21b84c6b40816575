// interrupt.c - see interrupt.h.
#include "cli/interrupt.h"

#include <stddef.h>

// A handler has nowhere else to put it.
static volatile sig_atomic_t is_interrupted;

static void on_signal(int number)
{
    (void)number;
    is_interrupted = 1;
}

const volatile sig_atomic_t *interrupt_install(void)
{
    // SA_RESETHAND: the second Ctrl-C has the default action. No SA_RESTART: reads return.
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    sigemptyset(&action.sa_mask);
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    sigemptyset(&ignore.sa_mask);
    sigaction(SIGPIPE, &ignore, NULL);
    return &is_interrupted;
}

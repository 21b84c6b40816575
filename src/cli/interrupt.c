// interrupt.c - see interrupt.h.
#include "cli/interrupt.h"

#include <signal.h>
#include <stddef.h>

// A handler has nowhere else to put it.
static atomic_bool is_interrupted;

static void on_signal(int number)
{
    (void)number;
    is_interrupted = true;
}

const atomic_bool *interrupt_install(void)
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

void interrupt_on_hangup(void)
{
    struct sigaction action = {.sa_handler = on_signal, .sa_flags = (int)SA_RESETHAND};
    struct sigaction before = {0};
    sigemptyset(&action.sa_mask);
    if (sigaction(SIGHUP, NULL, &before) == 0 && before.sa_handler != SIG_IGN)
        sigaction(SIGHUP, &action, NULL);
}

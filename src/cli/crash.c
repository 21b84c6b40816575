// crash.c - see crash.h.
#include "cli/crash.h"

#include <signal.h>
#include <stddef.h>
#include <unistd.h>

#define COUNT(array) (sizeof(array) / sizeof *(array))

// Signals that end the program without its being able to clean up.
static const int deadly[] = {SIGSEGV, SIGBUS,  SIGFPE,  SIGILL,  SIGABRT, SIGQUIT,
                             SIGSYS,  SIGTRAP, SIGXCPU, SIGALRM, SIGUSR1, SIGUSR2};

// A handler has nowhere else to look.
static struct {
    int fd;
    struct termios modes;
    struct str bytes;
    struct sigaction before[COUNT(deadly)];  // of the sanitizers, or the default
} guard;

static void take_back(int number)
{
    for (size_t i = 0; i < COUNT(deadly); i++)
        if (!number || deadly[i] == number)
            sigaction(deadly[i], &guard.before[i], NULL);
}

// Only what POSIX calls async-signal-safe. A fault comes again as soon as this returns, a signal
// that was sent is sent again: either finds who was there before.
static void on_deadly(int number, siginfo_t *info, void *context)
{
    (void)context;
    (void)!write(guard.fd, guard.bytes.ptr, guard.bytes.len);
    (void)tcsetattr(guard.fd, TCSANOW, &guard.modes);
    take_back(number);
    bool is_sent = info->si_code <= 0;  // SI_USER, SI_TKILL…: not by a fault
    if (is_sent)
        (void)raise(number);
}

// A stack that ran over has no room for a handler.
static void add_stack(struct arena *a)
{
    enum { BYTES = 1 << 16 };
    stack_t now = {0};
    if (sigaltstack(NULL, &now) != 0 || !(now.ss_flags & SS_DISABLE))
        return;
    stack_t own = {.ss_sp = arena_alloc(a, 1, BYTES), .ss_size = BYTES};
    (void)sigaltstack(&own, NULL);
}

void crash_guard(int fd, const struct termios *modes, struct str bytes, struct arena *a)
{
    struct sigaction action = {
        .sa_sigaction = on_deadly,
        .sa_flags = SA_SIGINFO | SA_ONSTACK,
    };
    sigemptyset(&action.sa_mask);
    guard.fd = fd;
    guard.modes = *modes;
    guard.bytes = bytes;
    add_stack(a);
    for (size_t i = 0; i < COUNT(deadly); i++)
        sigaction(deadly[i], &action, &guard.before[i]);
}

void crash_unguard(void)
{
    take_back(0);
}

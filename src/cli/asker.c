// asker.c - see asker.h.
#include "cli/asker.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "base/time.h"
#include "cli/asker_run.h"
#include "cli/asker_slots.h"
#include "cli/database_change.h"

enum { PATIENCE_S = 2 };

struct asker {
    struct service service;
    struct cli cli;
    bool is_synchronous;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t has_work, has_ended;
    int wake[2];  // a byte for every answer: look() waits on it
    struct slots slots;
    atomic_bool is_cancelled;  // the command that runs is not wanted any more
    atomic_int done_permille;  // of the command that runs
    int64_t begin_us;          // when it began
    bool is_ending, is_over;
    int64_t generation, moment;
    int64_t busy_us;  // how long the commands took since the last refresh
    // The reader's.
    struct database_change change;
    int64_t looked_us;            // for a change
    struct reply replies[SLOTS];  // of the last snapshot
};

static int64_t clock_us(void)
{
    struct timespec now;
    if (clock_gettime(CLOCK_MONOTONIC, &now) != 0)
        return 0;
    return (int64_t)now.tv_sec * US_PER_SECOND + now.tv_nsec / 1000;
}

// Runs a command. Called with the lock held, which is given back meanwhile.
static void run_slot(struct asker *k, struct slot *s)
{
    k->begin_us = clock_us();
    struct asker_result result = {
        .memory = &s->fresh_memory,
        .done_permille = &k->done_permille,
    };
    s->state = SLOT_RUNNING;
    s->fresh_generation = k->generation;
    atomic_store(&k->is_cancelled, false);
    atomic_store(&k->done_permille, 0);
    pthread_mutex_unlock(&k->lock);
    asker_run(&k->cli, s->command, &k->is_cancelled, &result);
    pthread_mutex_lock(&k->lock);
    k->busy_us += clock_us() - k->begin_us;
    s->fresh = result.reply;
    s->is_once = result.has_written;
    s->state = SLOT_DONE;
    if (atomic_load(&k->is_cancelled) && !result.has_written) {
        arena_release(&s->fresh_memory);
        s->state = s->is_wanted && !s->is_stopped ? SLOT_WAITING : SLOT_IDLE;
    }
}

static void *work(void *self)
{
    struct asker *k = self;
    pthread_mutex_lock(&k->lock);
    while (!k->is_ending) {
        struct slot *s = slots_next(&k->slots);
        if (!s) {
            pthread_cond_wait(&k->has_work, &k->lock);
            continue;
        }
        run_slot(k, s);
        // A full pipe has bytes enough to wake look() up.
        (void)!write(k->wake[1], "", 1);
    }
    k->is_over = true;
    pthread_cond_signal(&k->has_ended);
    pthread_mutex_unlock(&k->lock);
    return NULL;
}

// Whether a slot is to be computed, given that it is wanted.
static bool is_due(const struct asker *k, const struct slot *s)
{
    return s->state == SLOT_IDLE && s->generation < k->generation && !s->is_stopped && !s->is_once;
}

static void want_command(struct asker *k, struct str command, int urgency)
{
    struct slot *s = slots_take(&k->slots, command);
    if (!s)
        return;
    s->is_wanted = true;
    s->urgency = urgency;
    s->used = k->moment;
    if (is_due(k, s))
        s->state = SLOT_WAITING;
}

static void unwant_all(struct asker *k, bool is_stop)
{
    for (struct slot *s = k->slots.all; s < k->slots.all + SLOTS; s++) {
        s->is_stopped |= is_stop && (s->state == SLOT_WAITING || s->state == SLOT_RUNNING);
        s->is_wanted = false;
    }
}

// What nobody wants does not wait, nor run.
static void cancel_unwanted(struct asker *k)
{
    for (struct slot *s = k->slots.all; s < k->slots.all + SLOTS; s++) {
        if (s->is_wanted)
            continue;
        if (s->state == SLOT_RUNNING)
            atomic_store(&k->is_cancelled, true);
        else if (s->state == SLOT_WAITING)
            s->state = SLOT_IDLE;
    }
}

static void want(void *self, const struct str *commands, int count)
{
    struct asker *k = self;
    pthread_mutex_lock(&k->lock);
    k->moment++;
    unwant_all(k, !commands);
    for (int i = 0; i < count; i++)
        want_command(k, commands[i], i);
    cancel_unwanted(k);
    if (commands)
        slots_trim(&k->slots);
    pthread_cond_signal(&k->has_work);
    pthread_mutex_unlock(&k->lock);
}

static void refresh(void *self)
{
    struct asker *k = self;
    pthread_mutex_lock(&k->lock);
    k->generation++;
    k->busy_us = 0;
    for (struct slot *s = k->slots.all; s < k->slots.all + SLOTS; s++) {
        s->is_stopped = false;
        if (s->is_wanted && is_due(k, s))
            s->state = SLOT_WAITING;
    }
    pthread_cond_signal(&k->has_work);
    pthread_mutex_unlock(&k->lock);
}

// Answers that are done are shown from now on. True when there were any.
static bool take_done(struct asker *k)
{
    bool has_taken = false;
    for (struct slot *s = k->slots.all; s < k->slots.all + SLOTS; s++) {
        if (s->state != SLOT_DONE)
            continue;
        arena_release(&s->memory);
        s->memory = s->fresh_memory;
        s->fresh_memory = (struct arena){0};
        s->shown = s->fresh;
        s->generation = s->fresh_generation;
        s->state = SLOT_IDLE;
        if (s->is_wanted && is_due(k, s))
            s->state = SLOT_WAITING;
        has_taken = true;
    }
    return has_taken;
}

static void fill_snapshot(struct asker *k, struct snapshot *out)
{
    int count = 0;
    for (struct slot *s = k->slots.all; s < k->slots.all + SLOTS; s++) {
        if (!s->command.ptr)
            continue;
        struct reply *r = &k->replies[count++];
        *r = slot_reply(s);
        if (r->status == REPLY_PENDING && s->state == SLOT_RUNNING) {
            r->running_us = clock_us() - k->begin_us;
            r->done_permille = atomic_load(&k->done_permille);
        }
    }
    out->replies = k->replies;
    out->count = count;
    out->database = k->cli.db_path;
}

static void drain(struct asker *k)
{
    char bytes[64];
    while (read(k->wake[0], bytes, sizeof bytes) > 0)
        continue;
}

// A change is answered when all is answered, and the less often the longer that takes.
static void notice_change(struct asker *k)
{
    bool is_busy = false;
    pthread_mutex_lock(&k->lock);
    for (struct slot *s = k->slots.all; s < k->slots.all + SLOTS; s++)
        is_busy |= s->state != SLOT_IDLE;
    int64_t pause_us = k->busy_us * 4 > US_PER_SECOND ? k->busy_us * 4 : US_PER_SECOND;
    pthread_mutex_unlock(&k->lock);
    int64_t now_us = clock_us();
    if (is_busy || (k->looked_us && now_us - k->looked_us < pause_us))
        return;
    k->looked_us = now_us;
    if (database_has_changed(&k->change))
        refresh(k);
}

static bool look_synchronously(struct asker *k, struct snapshot *out)
{
    bool has_changed = false;
    pthread_mutex_lock(&k->lock);
    for (struct slot *s = slots_next(&k->slots); s; s = slots_next(&k->slots)) {
        run_slot(k, s);
        has_changed |= take_done(k);
    }
    fill_snapshot(k, out);
    pthread_mutex_unlock(&k->lock);
    return has_changed;
}

static bool look(void *self, int other_fd, int wait_ms, struct snapshot *out)
{
    struct asker *k = self;
    if (k->is_synchronous)
        return look_synchronously(k, out);
    notice_change(k);
    pthread_mutex_lock(&k->lock);
    bool has_changed = take_done(k);
    if (!has_changed && wait_ms) {
        struct pollfd fds[] = {
            {.fd = k->wake[0], .events = POLLIN},
            {.fd = other_fd, .events = POLLIN},
        };
        pthread_mutex_unlock(&k->lock);
        (void)poll(fds, 2, wait_ms);
        pthread_mutex_lock(&k->lock);
        drain(k);
        has_changed = take_done(k);
    }
    fill_snapshot(k, out);
    pthread_mutex_unlock(&k->lock);
    return has_changed;
}

static bool make_pipe(int fds[2], struct err *e)
{
    if (pipe(fds) != 0)
        return err_set(e, ERR_IO, "pipe: %s", strerror(errno));
    for (int i = 0; i < 2; i++) {
        (void)fcntl(fds[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(fds[i], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

// Signals are for the thread that has the terminal, but for those of its own faults: blocked, they
// would kill before the terminal is given back.
static bool start(struct asker *k, struct err *e)
{
    static const int faults[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGSYS, SIGTRAP};
    sigset_t all, before;
    sigfillset(&all);
    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
        sigdelset(&all, faults[i]);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int status = pthread_create(&k->thread, NULL, work, k);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return status == 0 || err_set(e, ERR_IO, "a thread: %s", strerror(status));
}

bool asker_open(const struct cli *cli, bool is_synchronous, struct asker **out, struct arena *a,
                struct err *e)
{
    struct asker *k = ARENA_NEW(a, struct asker);
    k->service = (struct service){k, want, look, refresh};
    k->cli = *cli;
    k->is_synchronous = is_synchronous;
    k->generation = 1;
    k->change.path = str_cstr(cli->db_path, a);
    k->change.log_path = str_join(cli->db_path, S("-wal"), a).ptr;
    // From here on: what is written while the first answers are computed is a change.
    (void)database_has_changed(&k->change);
    atomic_init(&k->is_cancelled, false);
    atomic_init(&k->done_permille, 0);
    pthread_mutex_init(&k->lock, NULL);
    pthread_cond_init(&k->has_work, NULL);
    pthread_cond_init(&k->has_ended, NULL);
    *out = k;
    return is_synchronous || (make_pipe(k->wake, e) && start(k, e));
}

struct service *asker_service(struct asker *k)
{
    return &k->service;
}

static bool stop_thread(struct asker *k)
{
    struct timespec until;
    int status = clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += PATIENCE_S;
    pthread_mutex_lock(&k->lock);
    k->is_ending = true;
    atomic_store(&k->is_cancelled, true);
    pthread_cond_signal(&k->has_work);
    while (!k->is_over && status == 0)
        status = pthread_cond_timedwait(&k->has_ended, &k->lock, &until);
    bool is_over = k->is_over;
    pthread_mutex_unlock(&k->lock);
    if (is_over)
        pthread_join(k->thread, NULL);
    return is_over;
}

bool asker_close(struct asker *k)
{
    if (!k->is_synchronous && !stop_thread(k))
        return false;
    for (struct slot *s = k->slots.all; s < k->slots.all + SLOTS; s++)
        slot_forget(s);
    if (!k->is_synchronous) {
        (void)close(k->wake[0]);
        (void)close(k->wake[1]);
    }
    return true;
}

// database_change.c - see database_change.h.
#include "cli/database_change.h"

#include <sys/stat.h>

static struct database_state state_of(const struct database_change *c)
{
    struct database_state state = {0};
    struct stat info;
    if (stat(c->path, &info) == 0) {
        state.bytes = info.st_size;
        state.written = info.st_mtim;
    }
    // An empty log is made and removed by readers.
    if (stat(c->log_path, &info) == 0 && info.st_size > 0) {
        state.log_bytes = info.st_size;
        state.log_written = info.st_mtim;
    }
    return state;
}

static bool is_same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

bool database_has_changed(struct database_change *c)
{
    struct database_state now = state_of(c);
    struct database_state last = c->last;
    bool is_first = !last.written.tv_sec;
    c->last = now;
    return !is_first && (now.bytes != last.bytes || now.log_bytes != last.log_bytes ||
                         !is_same_time(now.written, last.written) ||
                         !is_same_time(now.log_written, last.log_written));
}

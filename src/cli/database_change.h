// database_change.h - notices that somebody else has written to a database.
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>
#include <time.h>

// Size and time of the database and of its log (WAL); readers change neither.
struct database_state {
    off_t bytes, log_bytes;
    struct timespec written, log_written;
};

struct database_change {
    const char *path, *log_path;  // NUL-terminated
    struct database_state last;
};

// True when it differs from what it was at the last call; false at the first.
bool database_has_changed(struct database_change *c);

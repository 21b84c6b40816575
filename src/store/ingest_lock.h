// ingest_lock.h - one ingest at a time: a lock file beside the database that says who holds it.
#pragma once

#include <stdbool.h>

#include "base/arena.h"
#include "base/err.h"
#include "base/str.h"
#include "store/store.h"

// Locks FILE-ingest, waiting up to access->lock_wait_ms; the kernel gives the lock back when the
// process dies. The error names the holder.
MUST_USE bool ingest_lock_take(struct str path, const struct store_access *access, int *fd,
                               struct arena *a, struct err *e);
// Removes the file and gives the lock back; -1 is fine.
void ingest_lock_give(struct str path, int fd);

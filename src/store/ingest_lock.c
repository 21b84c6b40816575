// ingest_lock.c - flock() on FILE-ingest.
#include "store/ingest_lock.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { POLL_MS = 50, HOLDER_BYTES = 200 };

static const char *lock_path(struct str path, struct arena *a)
{
    return str_cstr(str_join(path, S("-ingest"), a), a);
}

// The file may have been removed by its holder between our open and our lock: then we hold nothing.
static bool is_current(int fd, const char *name)
{
    struct stat ours;
    struct stat theirs;
    return fstat(fd, &ours) == 0 && stat(name, &theirs) == 0 && ours.st_ino == theirs.st_ino &&
           ours.st_dev == theirs.st_dev;
}

static bool held_by_another(int fd, const char *name, struct err *e)
{
    char holder[HOLDER_BYTES];
    ssize_t n = pread(fd, holder, sizeof holder, 0);
    if (n <= 0)
        return err_set(e, ERR_DB, "%s: another ingest is running", name);
    return err_set(e, ERR_DB, "%s: another ingest is running: %.*s", name, (int)n, holder);
}

static bool write_holder(int fd, const char *name, struct str holder, struct err *e)
{
    holder = str_head(holder, HOLDER_BYTES);
    if (ftruncate(fd, 0) != 0 ||
        (holder.len && pwrite(fd, holder.ptr, holder.len, 0) != (ssize_t)holder.len))
        return err_set(e, ERR_DB, "%s: %s", name, strerror(errno));
    return true;
}

// One attempt: *fd >= 0 when the lock is ours, -1 when it is another's.
static bool try_lock(const char *name, bool is_last, int *fd, struct err *e)
{
    *fd = -1;
    int file = open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
    if (file < 0)
        return err_set(e, ERR_DB, "%s: %s", name, strerror(errno));
    if (flock(file, LOCK_EX | LOCK_NB) == 0 && is_current(file, name)) {
        *fd = file;
        return true;
    }
    bool ok = !is_last || held_by_another(file, name, e);
    (void)close(file);
    return ok;
}

bool ingest_lock_take(struct str path, const struct store_access *access, int *fd, struct arena *a,
                      struct err *e)
{
    const char *name = lock_path(path, a);
    for (int64_t waited_ms = 0;; waited_ms += POLL_MS) {
        bool is_last = waited_ms >= access->lock_wait_ms;
        if (!try_lock(name, is_last, fd, e))
            return false;
        if (*fd >= 0)
            break;
        nanosleep(&(struct timespec){.tv_nsec = POLL_MS * 1000000L}, NULL);
    }
    if (write_holder(*fd, name, access->lock_holder, e))
        return true;
    ingest_lock_give(path, *fd);
    *fd = -1;
    return false;
}

void ingest_lock_give(struct str path, int fd)
{
    if (fd < 0)
        return;
    struct arena scratch = {0};
    unlink(lock_path(path, &scratch));
    (void)close(fd);
    arena_release(&scratch);
}

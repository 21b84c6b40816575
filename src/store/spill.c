// spill.c - one buffer a partition; full buffers go to an unlinked file.
#include "store/spill.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER_PAIRS = 1024 };

// Full buffers in the file, newest first.
struct extent {
    struct extent *older;
    int64_t offset;
};

struct partition {
    struct pair *buffer;
    size_t used;
    struct extent *extents;
    size_t extent_count;
};

struct spill {
    struct arena arena;  // holds the struct
    struct partition *partitions;
    struct str beside;
    int fd;  // -1 = none yet
    int64_t end;
};

struct spill *spill_open(int lists, struct str beside)
{
    struct arena a = {0};
    struct spill *s = ARENA_NEW(&a, struct spill);
    s->arena = a;
    s->partitions = ARENA_ARRAY(&s->arena, struct partition, (size_t)lists * SPILL_PARTITIONS);
    s->beside = str_copy(beside, &s->arena);
    s->fd = -1;
    return s;
}

void spill_close(struct spill *s)
{
    if (s->fd >= 0)
        (void)close(s->fd);
    struct arena a = s->arena;
    arena_release(&a);
}

static bool open_file(struct spill *s, struct err *e)
{
    struct str name = str_join(s->beside, S("-XXXXXX"), &s->arena);
    char *path = arena_cstr(&s->arena, name.ptr, name.len);
    s->fd = mkstemp(path);  // mode 0600
    if (s->fd < 0)
        return err_set(e, ERR_DB, "%s: %s", path, strerror(errno));
    unlink(path);
    return true;
}

static bool write_buffer(struct spill *s, struct partition *p, struct err *e)
{
    if (s->fd < 0 && !open_file(s, e))
        return false;
    size_t bytes = p->used * sizeof *p->buffer;
    if (pwrite(s->fd, p->buffer, bytes, s->end) != (ssize_t)bytes)
        return err_set(e, ERR_DB, "%.*s: scratch file: %s", STR_ARG(s->beside),
                       errno ? strerror(errno) : "disk is full");
    struct extent *extent = ARENA_NEW(&s->arena, struct extent);
    *extent = (struct extent){.older = p->extents, .offset = s->end};
    p->extents = extent;
    p->extent_count++;
    s->end += (int64_t)bytes;
    p->used = 0;
    return true;
}

bool spill_add(struct spill *s, int list, struct pair pair, struct err *e)
{
    struct partition *p = &s->partitions[list * SPILL_PARTITIONS + (int)(pair.key >> 58)];
    if (!p->buffer)
        p->buffer = arena_raw(&s->arena, BUFFER_PAIRS * sizeof *p->buffer);
    p->buffer[p->used++] = pair;
    return p->used < BUFFER_PAIRS || write_buffer(s, p, e);
}

bool spill_read(struct spill *s, int list, int partition, struct pairs *out, struct arena *a,
                struct err *e)
{
    const struct partition *p = &s->partitions[list * SPILL_PARTITIONS + partition];
    size_t count = p->extent_count * BUFFER_PAIRS + p->used;
    struct pair *all = arena_raw(a, count * sizeof *all);
    size_t bytes = BUFFER_PAIRS * sizeof *all;
    size_t at = p->extent_count;
    for (const struct extent *x = p->extents; x; x = x->older) {
        at--;
        if (pread(s->fd, all + at * BUFFER_PAIRS, bytes, x->offset) != (ssize_t)bytes)
            return err_set(e, ERR_DB, "%.*s: scratch file cannot be read", STR_ARG(s->beside));
    }
    if (p->used)
        memcpy(all + p->extent_count * BUFFER_PAIRS, p->buffer, p->used * sizeof *all);
    *out = (struct pairs){.list = all, .count = count};
    return true;
}

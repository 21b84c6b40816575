// spill.c - one buffer a partition; full buffers go to an unlinked file.
#include "store/spill.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { BUFFER_PAIRS = 1024 };

struct partition {
    struct pair *buffer;
    size_t used;
    int64_t *extents;  // offsets of full buffers in the file
    size_t extent_count, extent_cap;
};

struct spill {
    struct arena arena;  // holds the struct
    struct partition *partitions;
    struct pair *chunk;  // as it was read
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
    if (p->extent_count == p->extent_cap) {
        size_t cap = p->extent_cap ? p->extent_cap * 2 : 4;
        p->extents = arena_grow(&s->arena, p->extents, p->extent_cap * sizeof *p->extents,
                                cap * sizeof *p->extents);
        p->extent_cap = cap;
    }
    p->extents[p->extent_count++] = s->end;
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

bool spill_read(struct spill *s, int list, int partition, size_t n, struct pairs *out,
                struct err *e)
{
    const struct partition *p = &s->partitions[list * SPILL_PARTITIONS + partition];
    if (n >= p->extent_count) {
        *out = (struct pairs){.list = p->buffer, .count = n == p->extent_count ? p->used : 0};
        return true;
    }
    size_t bytes = BUFFER_PAIRS * sizeof *s->chunk;
    if (!s->chunk)
        s->chunk = arena_raw(&s->arena, bytes);
    if (pread(s->fd, s->chunk, bytes, p->extents[n]) != (ssize_t)bytes)
        return err_set(e, ERR_DB, "%.*s: scratch file cannot be read", STR_ARG(s->beside));
    *out = (struct pairs){.list = s->chunk, .count = BUFFER_PAIRS};
    return true;
}

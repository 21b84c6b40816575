// block.c - see block.h.
#include "ingest/block.h"

#include <string.h>

void work_grow(struct work *w, size_t capacity)
{
    struct arena bigger = {0};
    char *bytes = arena_raw(&bigger, capacity + JSON_PADDING);
    if (w->len)
        memcpy(bytes, w->bytes, w->len);
    memset(bytes + capacity, ' ', JSON_PADDING);
    arena_release(&w->storage);
    w->storage = bigger;
    w->bytes = bytes;
    w->capacity = capacity;
}

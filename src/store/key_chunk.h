// key_chunk.h - a chunk of a keyset's run: sorted keys as varints of their distances, each followed
// by its number.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/buf.h"

// Zero but `rest`, then the keys one after the other.
struct chunk_walk {
    struct str rest;
    uint64_t key;
    uint64_t number;
};

static inline bool chunk_next(struct chunk_walk *w)
{
    uint64_t delta = 0;
    if (!str_take_varint(&w->rest, &delta) || !str_take_varint(&w->rest, &w->number))
        return false;
    w->key += delta;
    return true;
}

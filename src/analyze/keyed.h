// keyed.h - structs found by a 64-bit key: millions of them, without copies when they grow.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"

// Each struct begins with its uint64_t key. Zero + keyed_init(). Structs stay where they are until
// keyed_release(); their numbers are those of first sight.
struct keyed {
    size_t size;  // of one struct
    struct arena structs, tables;
    char **chunks;
    size_t chunk_cap;
    uint32_t *slots;  // number + 1, 0 = free; linear probing at a load of at most one half
    size_t slot_cap;
    uint32_t len;
};

void keyed_init(struct keyed *k, size_t size);
void *keyed_find(const struct keyed *k, uint64_t key);  // NULL when absent
// Before a look-up of this key some time later, and once more shortly before it: the slot, then the
// struct it is likely to name.
void keyed_prefetch(const struct keyed *k, uint64_t key);
void keyed_prefetch_struct(const struct keyed *k, uint64_t key);
// Added, zeroed but for the key, when absent.
void *keyed_put(struct keyed *k, uint64_t key, bool *is_new);
void *keyed_at(const struct keyed *k, uint32_t number);
void keyed_release(struct keyed *k);  // empty, and ready for use again

// keyed.c - see keyed.h.
#include "analyze/keyed.h"

#include <string.h>

#include "base/attr.h"
#include "base/hash.h"

enum { CHUNK = 1 << 12, FIRST_SLOTS = 1 << 10 };

void keyed_init(struct keyed *k, size_t size)
{
    *k = (struct keyed){.size = size};
}

void *keyed_at(const struct keyed *k, uint32_t number)
{
    return k->chunks[number / CHUNK] + (size_t)(number % CHUNK) * k->size;
}

static uint64_t key_at(const struct keyed *k, uint32_t number)
{
    uint64_t key = 0;
    memcpy(&key, keyed_at(k, number), sizeof key);
    return key;
}

static size_t slot_of(const struct keyed *k, uint64_t key)
{
    size_t i = (size_t)hash_mix(0, key) & (k->slot_cap - 1);
    while (k->slots[i] && key_at(k, k->slots[i] - 1) != key)
        i = (i + 1) & (k->slot_cap - 1);
    return i;
}

static void grow_slots(struct keyed *k)
{
    struct arena old = k->tables;
    k->tables = (struct arena){0};
    k->slot_cap = k->slot_cap ? k->slot_cap * 2 : FIRST_SLOTS;
    k->slots = ARENA_ARRAY(&k->tables, uint32_t, k->slot_cap);
    for (uint32_t i = 0; i < k->len; i++)
        k->slots[slot_of(k, key_at(k, i))] = i + 1;
    arena_release(&old);
}

static void add_chunk(struct keyed *k)
{
    size_t count = k->len / CHUNK;
    if (count == k->chunk_cap) {
        size_t cap = k->chunk_cap ? k->chunk_cap * 2 : 16;
        k->chunks = arena_grow(&k->structs, k->chunks, k->chunk_cap * sizeof *k->chunks,
                               cap * sizeof *k->chunks);
        k->chunk_cap = cap;
    }
    k->chunks[count] = arena_alloc(&k->structs, k->size, CHUNK);
}

void keyed_prefetch(const struct keyed *k, uint64_t key)
{
    if (k->slot_cap)
        PREFETCH(&k->slots[hash_mix(0, key) & (k->slot_cap - 1)]);
}

void keyed_prefetch_struct(const struct keyed *k, uint64_t key)
{
    uint32_t slot = k->slot_cap ? k->slots[hash_mix(0, key) & (k->slot_cap - 1)] : 0;
    if (!slot)
        return;
    const char *at = keyed_at(k, slot - 1);
    PREFETCH(at);
    PREFETCH(at + k->size - 1);
}

void *keyed_find(const struct keyed *k, uint64_t key)
{
    if (!k->slot_cap)
        return NULL;
    uint32_t slot = k->slots[slot_of(k, key)];
    return slot ? keyed_at(k, slot - 1) : NULL;
}

void *keyed_put(struct keyed *k, uint64_t key, bool *is_new)
{
    if ((size_t)k->len * 2 >= k->slot_cap)
        grow_slots(k);
    size_t at = slot_of(k, key);
    *is_new = !k->slots[at];
    if (!*is_new)
        return keyed_at(k, k->slots[at] - 1);
    if (k->len % CHUNK == 0)
        add_chunk(k);
    void *added = keyed_at(k, k->len);
    memcpy(added, &key, sizeof key);
    k->slots[at] = ++k->len;
    return added;
}

void keyed_release(struct keyed *k)
{
    arena_release(&k->structs);
    arena_release(&k->tables);
    keyed_init(k, k->size);
}

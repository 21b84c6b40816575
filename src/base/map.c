// map.c - linear probing at a load of at most one half.
#include "base/map.h"

#include "base/attr.h"
#include "base/hash.h"

enum { FIRST_CAP = 64 };

static size_t slot_of(const struct map *m, uint64_t key)
{
    size_t i = (size_t)hash_mix(0, key) & (m->cap - 1);
    while (m->used[i] && m->keys[i] != key)
        i = (i + 1) & (m->cap - 1);
    return i;
}

static void map_resize(struct map *m, size_t cap)
{
    struct map old = *m;
    m->keys = ARENA_ARRAY(m->arena, uint64_t, cap);
    m->values = ARENA_ARRAY(m->arena, uint64_t, cap);
    m->used = ARENA_ARRAY(m->arena, unsigned char, cap);
    m->cap = cap;
    for (size_t i = 0; i < old.cap; i++)
        if (old.used[i]) {
            size_t at = slot_of(m, old.keys[i]);
            m->keys[at] = old.keys[i];
            m->values[at] = old.values[i];
            m->used[at] = 1;
        }
}

void map_prefetch(const struct map *m, uint64_t key)
{
    size_t i = (size_t)hash_mix(0, key) & (m->cap - 1);
    if (!m->cap)
        return;
    PREFETCH(&m->used[i]);
    PREFETCH(&m->keys[i]);
    PREFETCH(&m->values[i]);
}

uint64_t *map_get(const struct map *m, uint64_t key)
{
    if (!m->cap)
        return NULL;
    size_t i = slot_of(m, key);
    return m->used[i] ? &m->values[i] : NULL;
}

uint64_t *map_put(struct map *m, uint64_t key, bool *is_new)
{
    if (m->len * 2 >= m->cap)
        map_resize(m, m->cap ? m->cap * 2 : FIRST_CAP);
    size_t i = slot_of(m, key);
    if (is_new)
        *is_new = !m->used[i];
    if (!m->used[i]) {
        m->used[i] = 1;
        m->keys[i] = key;
        m->len++;
    }
    return &m->values[i];
}

static uint64_t name_hash(struct str name)
{
    return name.ptr ? hash_str(name) : 1;
}

static size_t intern_slot(const struct intern *t, struct str name, uint64_t hash)
{
    size_t i = (size_t)hash & (t->table_cap - 1);
    while (t->slots[i]) {
        struct str known = t->names[t->slots[i] - 1];
        if (t->hashes[i] == hash && !known.ptr == !name.ptr && str_eq(known, name))
            break;
        i = (i + 1) & (t->table_cap - 1);
    }
    return i;
}

static void intern_resize(struct intern *t, size_t cap)
{
    t->table_cap = cap;
    t->hashes = ARENA_ARRAY(t->arena, uint64_t, cap);
    t->slots = ARENA_ARRAY(t->arena, uint32_t, cap);
    for (size_t n = 0; n < t->len; n++) {
        uint64_t hash = name_hash(t->names[n]);
        size_t i = intern_slot(t, t->names[n], hash);
        t->hashes[i] = hash;
        t->slots[i] = (uint32_t)n + 1;
    }
}

uint32_t intern_put(struct intern *t, struct str name, bool *is_new)
{
    if (t->len * 2 >= t->table_cap)
        intern_resize(t, t->table_cap ? t->table_cap * 2 : FIRST_CAP);
    uint64_t hash = name_hash(name);
    size_t i = intern_slot(t, name, hash);
    if (is_new)
        *is_new = !t->slots[i];
    if (t->slots[i])
        return t->slots[i] - 1;
    if (t->len == t->cap) {
        size_t cap = t->cap ? t->cap * 2 : FIRST_CAP;
        t->names =
            arena_grow(t->arena, t->names, t->cap * sizeof *t->names, cap * sizeof *t->names);
        t->cap = cap;
    }
    t->names[t->len] = str_copy(name, t->arena);
    t->hashes[i] = hash;
    t->slots[i] = (uint32_t)++t->len;
    return (uint32_t)t->len - 1;
}

bool intern_find(const struct intern *t, struct str name, uint32_t *out)
{
    if (!t->table_cap)
        return false;
    size_t i = intern_slot(t, name, name_hash(name));
    if (!t->slots[i])
        return false;
    *out = t->slots[i] - 1;
    return true;
}

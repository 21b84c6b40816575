// alike.c - see alike.h.
#include "analyze/alike.h"

#include <string.h>

enum { TOOLS_MARK = 0xff };  // struct shape: no text, a hash of the tools

void alike_init(struct alike *k, struct arena *a)
{
    *k = (struct alike){.first = {.arena = a}};
}

static int length_of(const uint8_t tokens[SHAPE_SYSTEM])
{
    int n = 0;
    while (n < SHAPE_SYSTEM && tokens[n])
        n++;
    return n;
}

// Longest common subsequence.
static int common(const uint8_t *a, int a_count, const uint8_t *b, int b_count)
{
    int best[SHAPE_SYSTEM + 1] = {0};
    for (int i = 0; i < a_count; i++) {
        int diagonal = 0;
        for (int k = 0; k < b_count; k++) {
            int above = best[k + 1];
            if (a[i] == b[k])
                best[k + 1] = diagonal + 1;
            else if (best[k] > above)
                best[k + 1] = best[k];
            diagonal = above;
        }
    }
    return best[b_count];
}

bool alike_tokens(const uint8_t a[SHAPE_SYSTEM], const uint8_t b[SHAPE_SYSTEM])
{
    int a_count = length_of(a);
    int b_count = length_of(b);
    if (a_count == 0 || b_count == 0)
        return false;
    if (memcmp(a, b, SHAPE_SYSTEM) == 0)
        return true;
    if (a[0] == TOOLS_MARK || b[0] == TOOLS_MARK)
        return false;
    int n = common(a, a_count, b, b_count);
    return n >= ALIKE_TOKENS && 2 * n > a_count && 2 * n > b_count;
}

static int64_t add_leader(struct alike *k, const struct shape *shape, uint32_t id)
{
    if (k->count == k->cap) {
        int64_t cap = k->cap ? k->cap * 2 : 64;
        k->leaders = arena_grow(k->first.arena, k->leaders, (size_t)k->cap * sizeof *k->leaders,
                                (size_t)cap * sizeof *k->leaders);
        k->cap = cap;
    }
    struct alike_leader *l = &k->leaders[k->count];
    *l = (struct alike_leader){.id = id, .next = -1};
    memcpy(l->system, shape->system, sizeof l->system);
    return k->count++;
}

uint32_t alike_find(struct alike *k, uint64_t template_id, const struct shape *shape, uint32_t id)
{
    bool is_new = false;
    uint64_t *first = map_put(&k->first, template_id, &is_new);
    if (is_new) {
        *first = (uint64_t)add_leader(k, shape, id);
        return id;
    }
    int64_t last = -1;
    int leaders = 0;
    for (int64_t i = (int64_t)*first; i >= 0; i = k->leaders[i].next) {
        if (alike_tokens(k->leaders[i].system, shape->system))
            return k->leaders[i].id;
        last = i;
        leaders++;
    }
    if (leaders < ALIKE_LEADERS) {
        int64_t added = add_leader(k, shape, id);
        k->leaders[last].next = added;
    }
    return id;
}

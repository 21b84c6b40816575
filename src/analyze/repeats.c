// repeats.c - see repeats.h.
#include "analyze/repeats.h"

static const enum print counted[] = {PRINT_REQUEST,  PRINT_CONTENT, PRINT_SYSTEM,
                                     PRINT_QUESTION, PRINT_NORMAL,  PRINT_TEMPLATE};

// Fingerprints are split by their first bits, so that the table of one part stays in the cache.
enum { PART_BITS = 10, PARTS = 1 << PART_BITS };

static void add_pair(struct repeats *r, enum print p, struct repeat pair)
{
    if (r->count[p] == r->cap[p]) {
        size_t cap = r->cap[p] ? r->cap[p] * 2 : 1024;
        r->pairs[p] =
            arena_grow(&r->memory[p], r->pairs[p], r->cap[p] * sizeof pair, cap * sizeof pair);
        r->cap[p] = cap;
    }
    r->pairs[p][r->count[p]++] = pair;
}

void repeats_add(struct repeats *r, const struct request *request)
{
    uint64_t cost_nusd = request->cost_nusd == UNKNOWN ? 0 : (uint64_t)request->cost_nusd;
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        uint64_t print = request->print[counted[i]];
        if (print)
            add_pair(r, counted[i], (struct repeat){print, cost_nusd << 1 | request->is_error});
    }
}

static size_t part_of(uint64_t print)
{
    return (size_t)(print >> (64 - PART_BITS));
}

// The pairs part by part, in their order within each; starts[PARTS + 1] says where each begins.
static struct repeat *split(const struct repeat *pairs, size_t count, size_t *starts,
                            struct arena *a)
{
    struct repeat *out = arena_raw(a, count * sizeof *out);
    size_t *at = ARENA_ARRAY(a, size_t, PARTS);
    for (size_t i = 0; i < count; i++)
        starts[part_of(pairs[i].print) + 1]++;
    for (size_t p = 0; p < PARTS; p++) {
        starts[p + 1] += starts[p];
        at[p] = starts[p];
    }
    for (size_t i = 0; i < count; i++)
        out[at[part_of(pairs[i].print)]++] = pairs[i];
    return out;
}

// A part's fingerprints; used, and whether a successful call of it was seen.
struct slot {
    uint64_t print;
    bool is_success_seen;
};

struct part_sums {
    int64_t distinct;
    int64_t duplicate_cost_nusd;
};

// Linear probing at a load of at most one half; print 0 = free.
static void count_part(const struct repeat *pairs, size_t count, struct part_sums *sums,
                       struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    size_t cap = 16;
    while (cap < count * 2)
        cap *= 2;
    struct slot *slots = ARENA_ARRAY(a, struct slot, cap);
    for (size_t i = 0; i < count; i++) {
        bool is_error = pairs[i].cost & 1;
        size_t at = (size_t)pairs[i].print & (cap - 1);
        while (slots[at].print && slots[at].print != pairs[i].print)
            at = (at + 1) & (cap - 1);
        sums->distinct += slots[at].print == 0;
        slots[at].print = pairs[i].print;
        if (is_error || slots[at].is_success_seen)
            sums->duplicate_cost_nusd += (int64_t)(pairs[i].cost >> 1);
        else
            slots[at].is_success_seen = true;
    }
    arena_rewind(a, mark);
}

static struct part_sums count_print(const struct repeat *pairs, size_t count, struct arena *a)
{
    struct part_sums sums = {0};
    size_t *starts = ARENA_ARRAY(a, size_t, PARTS + 1);
    const struct repeat *parts = split(pairs, count, starts, a);
    for (size_t p = 0; p < PARTS; p++)
        count_part(parts + starts[p], starts[p + 1] - starts[p], &sums, a);
    return sums;
}

void repeats_count(const struct repeats *r, struct repetition *out)
{
    struct arena scratch = {0};
    *out = (struct repetition){0};
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++) {
        enum print p = counted[i];
        struct part_sums sums = count_print(r->pairs[p], r->count[p], &scratch);
        out->distinct[p] = sums.distinct;
        out->with_print[p] = (int64_t)r->count[p];
        if (p == PRINT_REQUEST)
            out->duplicate_cost_nusd = sums.duplicate_cost_nusd;
        arena_reset(&scratch);
    }
    arena_release(&scratch);
}

void repeats_release(struct repeats *r)
{
    for (int i = 0; i < PRINT_COUNT; i++)
        arena_release(&r->memory[i]);
}

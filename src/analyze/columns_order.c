// columns_order.c - requests from the order of the scan into the order of time: radix sort of their
// numbers, then one array after the other.
#include <stdlib.h>
#include <string.h>

#include "analyze/columns_build.h"

enum { DIGIT_BITS = 11, RADIX = 1 << DIGIT_BITS, WORD_BITS = 64 };

static int compare_runs(const void *left, const void *right)
{
    const struct source_run *a = left;
    const struct source_run *b = right;
    if (a->source != b->source)
        return a->source < b->source ? -1 : 1;
    return (a->first > b->first) - (a->first < b->first);
}

// By source, then as scanned: entries of a source are rows in their order.
static void order_by_place(struct columns_build *b, uint32_t *order)
{
    int64_t n = b->run_count;
    struct source_run *sorted = ARENA_ARRAY(&b->scratch, struct source_run, (size_t)n);
    int64_t *ends = ARENA_ARRAY(&b->scratch, int64_t, (size_t)n);
    uint32_t at = 0;
    for (int64_t k = 0; k < n; k++)
        sorted[k] = (struct source_run){b->runs[k].source, k};
    if (n)
        qsort(sorted, (size_t)n, sizeof *sorted, compare_runs);
    for (int64_t k = 0; k < n; k++)
        ends[k] = k + 1 < n ? b->runs[k + 1].first : b->out->count;
    for (int64_t k = 0; k < n; k++) {
        int64_t run = sorted[k].first;
        for (int64_t i = b->runs[run].first; i < ends[run]; i++)
            order[at++] = (uint32_t)i;
    }
}

static bool is_in_order(const struct columns_build *b)
{
    for (int64_t k = 1; k < b->run_count; k++)
        if (b->runs[k].source < b->runs[k - 1].source)
            return false;
    for (int64_t i = 1; i < b->out->count; i++)
        if (b->out->ts_us[i] < b->out->ts_us[i - 1])
            return false;
    return true;
}

// Times above the first known one, + 1; 0 = unknown.
static uint64_t key_of(int64_t ts_us, int64_t first_us)
{
    return ts_us == UNKNOWN ? 0 : (uint64_t)ts_us - (uint64_t)first_us + 1;
}

static void range_of(const struct columns *c, int64_t *first_us, uint64_t *highest)
{
    *first_us = INT64_MAX;
    *highest = 0;
    for (int64_t i = 0; i < c->count; i++)
        if (c->ts_us[i] != UNKNOWN && c->ts_us[i] < *first_us)
            *first_us = c->ts_us[i];
    for (int64_t i = 0; i < c->count; i++) {
        uint64_t key = key_of(c->ts_us[i], *first_us);
        *highest = key > *highest ? key : *highest;
    }
}

// One stable pass over a digit.
static void scatter(const struct columns *c, int64_t first_us, int shift, const uint32_t *from,
                    uint32_t *to)
{
    uint32_t starts[RADIX] = {0};
    uint32_t at = 0;
    for (int64_t i = 0; i < c->count; i++)
        starts[key_of(c->ts_us[i], first_us) >> shift & (RADIX - 1)]++;
    for (int d = 0; d < RADIX; d++) {
        uint32_t count = starts[d];
        starts[d] = at;
        at += count;
    }
    for (int64_t i = 0; i < c->count; i++)
        to[starts[key_of(c->ts_us[from[i]], first_us) >> shift & (RADIX - 1)]++] = from[i];
}

static uint32_t *sort(struct columns_build *b)
{
    size_t n = (size_t)b->out->count;
    uint32_t *from = arena_raw(&b->scratch, n * sizeof *from);
    struct arena other = {0};
    uint32_t *to = arena_raw(&other, n * sizeof *to);
    uint32_t *kept = from;
    int64_t first_us = 0;
    uint64_t highest = 0;
    order_by_place(b, from);
    range_of(b->out, &first_us, &highest);
    for (int shift = 0; shift < WORD_BITS && highest >> shift; shift += DIGIT_BITS) {
        scatter(b->out, first_us, shift, from, to);
        uint32_t *swap = from;
        from = to;
        to = swap;
    }
    if (from != kept)
        memcpy(kept, from, n * sizeof *kept);
    arena_release(&other);
    return kept;
}

// Words of 8 bytes, `stride` to an item.
static void permute_words(const struct columns_build *b, uint64_t *words, size_t stride)
{
    size_t n = (size_t)b->out->count;
    uint64_t *moved = b->moved;
    for (size_t word = 0; word < stride; word++) {
        for (size_t i = 0; i < n; i++)
            moved[i] = words[b->order[i] * stride + word];
        for (size_t i = 0; i < n; i++)
            words[i * stride + word] = moved[i];
    }
}

static void permute_u32(const struct columns_build *b, uint32_t *items)
{
    size_t n = (size_t)b->out->count;
    uint32_t *moved = (uint32_t *)b->moved;
    for (size_t i = 0; i < n; i++)
        moved[i] = items[b->order[i]];
    memcpy(items, moved, n * sizeof *items);
}

static void permute_u16(const struct columns_build *b, uint16_t *items)
{
    size_t n = (size_t)b->out->count;
    uint16_t *moved = (uint16_t *)b->moved;
    for (size_t i = 0; i < n; i++)
        moved[i] = items[b->order[i]];
    memcpy(items, moved, n * sizeof *items);
}

void columns_permute(struct columns_build *b, void *items, size_t size)
{
    if (!b->order || !items)
        return;
    if (!b->moved)
        b->moved = arena_raw(&b->move_arena, sizeof *b->moved * (size_t)b->out->count);
    if (size == sizeof(uint16_t))
        permute_u16(b, items);
    else if (size == sizeof(uint32_t))
        permute_u32(b, items);
    else
        permute_words(b, items, size / sizeof(uint64_t));
}

void columns_permute_end(struct columns_build *b)
{
    arena_release(&b->move_arena);
    b->moved = NULL;
}

static void permute_selection(const struct columns_build *b, struct selection *s)
{
    size_t n = (size_t)b->out->count;
    struct arena scratch = {0};
    size_t words = n / WORD_BITS + 1;
    uint64_t *old = arena_raw(&scratch, words * sizeof *old);
    memcpy(old, s->bits, words * sizeof *old);
    memset(s->bits, 0, words * sizeof *old);
    for (size_t i = 0; i < n; i++) {
        size_t from = b->order[i];
        s->bits[i / WORD_BITS] |= (old[from / WORD_BITS] >> from % WORD_BITS & 1) << i % WORD_BITS;
    }
    arena_release(&scratch);
}

static void permute_all(struct columns_build *b)
{
    struct columns *c = b->out;
    columns_permute(b, c->ts_us, sizeof *c->ts_us);
    columns_permute(b, c->cost_nusd, sizeof *c->cost_nusd);
    columns_permute(b, c->tok, sizeof *c->tok);
    columns_permute(b, c->latency_us, sizeof *c->latency_us);
    columns_permute(b, c->flags, sizeof *c->flags);
    columns_permute(b, c->caller, sizeof *c->caller);
    columns_permute(b, c->user, sizeof *c->user);
    columns_permute(b, c->session, sizeof *c->session);
    columns_permute(b, c->row, sizeof *c->row);
    columns_permute(b, c->part_bytes, sizeof *c->part_bytes);
    columns_permute(b, c->max_tok, sizeof *c->max_tok);
    columns_permute(b, c->ttft_us, sizeof *c->ttft_us);
    columns_permute(b, c->time_words, sizeof *c->time_words);
    columns_permute(b, c->watch, sizeof *c->watch);
    columns_permute(b, c->retrieved_chunks, sizeof *c->retrieved_chunks);
    for (int i = 0; i < c->selection_count; i++)
        permute_selection(b, &c->selections[i]);
    columns_permute_end(b);
}

// Extras were noted by the scanned number of their request.
static void number_extras(struct columns_build *b)
{
    struct columns *c = b->out;
    struct map scanned = {.arena = &b->scratch};
    c->extras.arena = b->arena;
    c->extra_usages = ARENA_ARRAY(b->arena, struct usage, (size_t)c->extra_count);
    for (int64_t i = 0; i < c->extra_count; i++) {
        c->extra_usages[i] = b->extras[i].usage;
        *map_put(&scanned, (uint64_t)b->extras[i].request, NULL) = (uint64_t)i;
    }
    for (int64_t i = 0; c->extra_count && i < c->count; i++)
        if (c->flags[i] & COLUMN_HAS_EXTRA)
            *map_put(&c->extras, (uint64_t)i, NULL) =
                *map_get(&scanned, b->order ? b->order[i] : (uint64_t)i);
}

void columns_order(struct columns_build *b)
{
    struct columns *c = b->out;
    if (!is_in_order(b)) {
        b->order = sort(b);
        permute_all(b);
    }
    number_extras(b);
    while (c->timed < c->count && c->ts_us[c->timed] == UNKNOWN)
        c->timed++;
}

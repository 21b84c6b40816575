// reuse.c - stack distances from a bitmap of the last accesses of all keys, ranked in constant
// time.
#include "simulate/reuse.h"

#include <string.h>

static int64_t *gaps(const struct accesses *x, struct arena *a)
{
    int64_t *gap = arena_raw(a, (size_t)x->count * sizeof *gap);
    struct arena_mark mark = arena_mark(a);
    int64_t *last = arena_raw(a, ((size_t)x->distinct + 1) * sizeof *last);
    for (size_t k = 0; k <= x->distinct; k++)
        last[k] = UNKNOWN;
    for (int64_t i = 0; i < x->count; i++) {
        __builtin_prefetch(&last[accesses_ahead(x, i, ACCESSES_AHEAD)], 1);
        uint32_t k = x->key[i];
        gap[i] = last[k] == UNKNOWN ? UNKNOWN : x->ts_us[i] - last[k];
        last[k] = k ? x->ts_us[i] : UNKNOWN;
    }
    arena_rewind(a, mark);
    return gap;
}

// A place for each access, the place of the last access of each key marked. How many marks stand
// before a place is the sum of three counts and some bits of a word; taking a mark away changes
// the counts of at most 32 words and 32 blocks, which are a few vector instructions, and of the
// groups behind. For a million keys all of it takes 320 KiB. New marks go to the end, so they are
// before nobody.
enum {
    WORD_BITS = 64,
    BLOCK_WORDS = 32,
    GROUP_BLOCKS = 32,
    BLOCK_BITS = WORD_BITS * BLOCK_WORDS,
    GROUP_BITS = BLOCK_BITS * GROUP_BLOCKS,
};
struct marks {
    uint64_t *words;
    uint16_t *in_block;  // [words] marks before the word, from the beginning of its block
    uint32_t *in_group;  // [blocks] marks before the block, from the beginning of its group
    uint32_t *in_all;    // [groups] marks before the group
    uint32_t groups;
    uint32_t places, end;  // all of them; the next free one
    uint32_t set;          // marks
    uint32_t *place;       // [distinct + 1] of a key's mark, + 1; 0 = none
};

static void marks_init(struct marks *m, const struct accesses *x, struct arena *a)
{
    int64_t want = (int64_t)x->distinct * 2 < x->count ? (int64_t)x->distinct * 2 : x->count;
    size_t groups = (size_t)(want / GROUP_BITS) + 1;
    *m = (struct marks){
        .words = ARENA_ARRAY(a, uint64_t, groups * GROUP_BLOCKS * BLOCK_WORDS),
        .in_block = ARENA_ARRAY(a, uint16_t, groups * GROUP_BLOCKS * BLOCK_WORDS),
        .in_group = ARENA_ARRAY(a, uint32_t, groups * GROUP_BLOCKS),
        .in_all = ARENA_ARRAY(a, uint32_t, groups),
        .groups = (uint32_t)groups,
        .places = (uint32_t)(groups * GROUP_BITS),
        .place = ARENA_ARRAY(a, uint32_t, (size_t)x->distinct + 1),
    };
}

static uint32_t bits_set(uint64_t word)
{
    return (uint32_t)__builtin_popcountll(word);
}

static uint32_t marks_before(const struct marks *m, uint32_t place)
{
    uint32_t word = place / WORD_BITS;
    uint64_t below = ((uint64_t)1 << place % WORD_BITS) - 1;
    return m->in_all[place / GROUP_BITS] + m->in_group[place / BLOCK_BITS] + m->in_block[word] +
           bits_set(m->words[word] & below);
}

static void marks_remove(struct marks *m, uint32_t place)
{
    uint32_t word = place / WORD_BITS, block = place / BLOCK_BITS, group = place / GROUP_BITS;
    m->words[word] ^= (uint64_t)1 << place % WORD_BITS;
    uint16_t *in_block = m->in_block + (size_t)block * BLOCK_WORDS;
    // Counts and indices of the same width go into one vector.
    const uint16_t words = BLOCK_WORDS, nth = (uint16_t)(word % BLOCK_WORDS);
    for (uint16_t w = 0; w < words; w++)
        in_block[w] = (uint16_t)(in_block[w] - (w > nth));
    uint32_t *in_group = m->in_group + (size_t)group * GROUP_BLOCKS;
    for (uint32_t b = 0; b < GROUP_BLOCKS; b++)
        in_group[b] -= b > block % GROUP_BLOCKS;
    for (uint32_t g = 0; g < m->groups; g++)
        m->in_all[g] -= g > group;
    m->set--;
}

// Counts of a place that is the first of its word, block or group are set when it is reached: what
// removals did to them before does not matter.
static void marks_append(struct marks *m, uint32_t key)
{
    uint32_t place = m->end++;
    uint32_t group = place / GROUP_BITS, block = place / BLOCK_BITS;
    if (place % GROUP_BITS == 0)
        m->in_all[group] = m->set;
    if (place % BLOCK_BITS == 0)
        m->in_group[block] = m->set - m->in_all[group];
    if (place % WORD_BITS == 0)
        m->in_block[place / WORD_BITS] = (uint16_t)(m->set - m->in_all[group] - m->in_group[block]);
    m->words[place / WORD_BITS] |= (uint64_t)1 << place % WORD_BITS;
    m->place[key] = m->end;
    m->set++;
}

// Closes the gaps: the marks move to the first places. No more than half of the places are marked.
static void marks_compact(struct marks *m, uint32_t distinct)
{
    for (uint32_t k = 1; k <= distinct; k++)
        if (m->place[k])
            m->place[k] = marks_before(m, m->place[k] - 1) + 1;
    uint32_t full = m->set / WORD_BITS;
    memset(m->words, 0, m->places / WORD_BITS * sizeof *m->words);
    memset(m->words, 0xff, full * sizeof *m->words);
    m->words[full] = ((uint64_t)1 << m->set % WORD_BITS) - 1;
    for (uint32_t w = 0; w <= full; w++)
        m->in_block[w] = (uint16_t)(w % BLOCK_WORDS * WORD_BITS);
    for (uint32_t b = 0; b <= m->set / BLOCK_BITS; b++)
        m->in_group[b] = b % GROUP_BLOCKS * BLOCK_BITS;
    for (uint32_t g = 0; g <= m->set / GROUP_BITS; g++)
        m->in_all[g] = g * GROUP_BITS;
    m->end = m->set;
}

static uint32_t *distances(const struct accesses *x, struct arena *a)
{
    uint32_t *distance = arena_raw(a, (size_t)x->count * sizeof *distance);
    struct arena_mark mark = arena_mark(a);
    struct marks m;
    marks_init(&m, x, a);
    for (int64_t i = 0; i < x->count; i++) {
        __builtin_prefetch(&m.place[accesses_ahead(x, i, ACCESSES_AHEAD)], 1);
        uint32_t k = x->key[i];
        distance[i] = 0;
        if (k == 0)
            continue;
        if (m.end == m.places)
            marks_compact(&m, x->distinct);
        if (m.place[k]) {
            distance[i] = m.set - marks_before(&m, m.place[k] - 1);
            marks_remove(&m, m.place[k] - 1);
        }
        marks_append(&m, k);
    }
    arena_rewind(a, mark);
    return distance;
}

void reuse_of(struct reuse *out, const struct accesses *x, struct arena *a)
{
    *out = (struct reuse){.count = x->count, .gap_us = gaps(x, a), .distance = distances(x, a)};
}

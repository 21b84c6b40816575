// curves.c - accesses sorted by group and limit: into buckets with sums, then within each.
#include "simulate/curves.h"

// ---- Buckets of limits: exact below 2^precision, then 2^precision for each power of two.

enum { PRECISION_MAX = 6, BUCKETS_MAX = 32768 };

static inline int64_t bucket_of(int64_t limit, int precision)
{
    if (limit >> precision == 0)
        return limit;
    int shift = 63 - __builtin_clzll((uint64_t)limit) - precision;
    return ((int64_t)shift << precision) + (limit >> shift);
}

// UNKNOWN = hits under no limit.
static inline int64_t limit_of(const struct curve *c, int64_t i)
{
    if (!c->is_of_capacity)
        return c->reuse->gap_us[i];
    return c->reuse->distance[i] ? c->reuse->distance[i] : UNKNOWN;
}

static inline struct curve_bucket *bucket_for(const struct curve *c, int64_t i, int64_t limit)
{
    return &c->bucket[weights_group(c->weights, i) * c->row + bucket_of(limit, c->precision)];
}

static void choose_buckets(struct curve *c)
{
    int64_t highest = 0, groups = c->weights->groups;
    for (int64_t i = 0; i < c->reuse->count; i++) {
        int64_t limit = limit_of(c, i);
        highest = limit > highest ? limit : highest;
    }
    int64_t most = c->reuse->count / 16 < BUCKETS_MAX ? c->reuse->count / 16 : BUCKETS_MAX;
    c->precision = PRECISION_MAX;
    while (c->precision > 0 && (bucket_of(highest, c->precision) + 1) * groups > most)
        c->precision--;
    c->row = bucket_of(highest, c->precision) + 1;
    c->bucket_count = c->row * groups;
}

// The number of accesses of each bucket in `begin` and their sums in `before`, then of all buckets
// before.
static void add_up(struct curve *c)
{
    for (int64_t i = 0; i < c->reuse->count; i++) {
        int64_t limit = limit_of(c, i);
        if (limit == UNKNOWN)
            continue;
        struct curve_bucket *b = bucket_for(c, i, limit);
        struct saving s = weights_of(c->weights, i);
        b->begin++;
        saving_add(&b->before, &s);
    }
    struct curve_bucket sum = {0};
    for (int64_t b = 0; b <= c->bucket_count; b++) {
        struct curve_bucket own = c->bucket[b];
        c->bucket[b] = sum;
        sum.begin += own.begin;
        saving_add(&sum.before, &own.before);
    }
}

static void distribute(struct curve *c, struct arena *scratch)
{
    int64_t *next = ARENA_ARRAY(scratch, int64_t, (size_t)c->bucket_count);
    for (int64_t b = 0; b < c->bucket_count; b++)
        next[b] = c->bucket[b].begin;
    for (int64_t i = 0; i < c->reuse->count; i++) {
        int64_t limit = limit_of(c, i);
        if (limit != UNKNOWN)
            c->access[next[bucket_for(c, i, limit) - c->bucket]++] = (uint32_t)i;
    }
}

// ---- Sorting a bucket by limit.

enum { DIGIT_BITS = 8, DIGITS = 1 << DIGIT_BITS, FEW = 48 };

struct entries {
    int64_t *limit;
    uint32_t *access;
};

static void sort_few(struct entries x, int64_t count)
{
    for (int64_t i = 1; i < count; i++) {
        int64_t limit = x.limit[i], to = i;
        uint32_t access = x.access[i];
        for (; to > 0 && x.limit[to - 1] > limit; to--) {
            x.limit[to] = x.limit[to - 1];
            x.access[to] = x.access[to - 1];
        }
        x.limit[to] = limit;
        x.access[to] = access;
    }
}

// A pass of a radix sort: from x to y, by the digit at `shift`.
static void sort_by_digit(struct entries x, struct entries y, int64_t count, int shift)
{
    uint32_t next[DIGITS] = {0};
    for (int64_t i = 0; i < count; i++)
        next[x.limit[i] >> shift & (DIGITS - 1)]++;
    uint32_t at = 0;
    for (int d = 0; d < DIGITS; d++) {
        uint32_t n = next[d];
        next[d] = at;
        at += n;
    }
    for (int64_t i = 0; i < count; i++) {
        uint32_t to = next[x.limit[i] >> shift & (DIGITS - 1)]++;
        y.limit[to] = x.limit[i];
        y.access[to] = x.access[i];
    }
}

// Both hold `count` entries; the limits are in x. Returns the one that is sorted.
static struct entries sort(struct entries x, struct entries y, int64_t count)
{
    int64_t differs = 0;
    for (int64_t i = 1; i < count; i++)
        differs |= x.limit[i] ^ x.limit[0];
    if (count <= FEW)
        sort_few(x, count);
    for (int shift = 0; count > FEW && differs >> shift; shift += DIGIT_BITS) {
        sort_by_digit(x, y, count, shift);
        struct entries sorted = y;
        y = x;
        x = sorted;
    }
    return x;
}

static struct entries new_entries(int64_t count, struct arena *a)
{
    return (struct entries){
        .limit = arena_raw(a, (size_t)count * sizeof(int64_t)),
        .access = arena_raw(a, (size_t)count * sizeof(uint32_t)),
    };
}

// Accesses of a bucket stand all over the array of limits.
static inline void fetch_limit(const struct curve *c, const uint32_t *access)
{
    if (access >= c->access + c->bucket[c->bucket_count].begin)
        return;
    if (c->is_of_capacity)
        __builtin_prefetch(&c->reuse->distance[*access]);
    else
        __builtin_prefetch(&c->reuse->gap_us[*access]);
}

static void sort_buckets(struct curve *c, struct arena *scratch)
{
    int64_t largest = 0;
    for (int64_t b = 0; b < c->bucket_count; b++) {
        int64_t count = c->bucket[b + 1].begin - c->bucket[b].begin;
        largest = count > largest ? count : largest;
    }
    struct entries x = new_entries(largest, scratch), y = new_entries(largest, scratch);
    for (int64_t b = 0; b < c->bucket_count; b++) {
        uint32_t *access = c->access + c->bucket[b].begin;
        int64_t count = c->bucket[b + 1].begin - c->bucket[b].begin;
        for (int64_t i = 0; i < count; i++) {
            fetch_limit(c, access + i + ACCESSES_AHEAD);
            x.access[i] = access[i];
            x.limit[i] = limit_of(c, access[i]);
        }
        struct entries sorted = sort(x, y, count);
        for (int64_t i = 0; i < count; i++)
            access[i] = sorted.access[i];
    }
}

static void build(struct curve *c, struct arena *a)
{
    choose_buckets(c);
    c->bucket = ARENA_ARRAY(a, struct curve_bucket, (size_t)c->bucket_count + 1);
    add_up(c);
    c->access = arena_raw(a, (size_t)c->bucket[c->bucket_count].begin * sizeof *c->access);
    struct arena_mark mark = arena_mark(a);
    distribute(c, a);
    sort_buckets(c, a);
    arena_rewind(a, mark);
}

void curve_of_ttl(struct curve *out, const struct reuse *r, const struct weights *w,
                  struct arena *a)
{
    *out = (struct curve){.weights = w, .reuse = r};
    build(out, a);
}

void curve_of_capacity(struct curve *out, const struct reuse *r, const struct weights *w,
                       struct arena *a)
{
    *out = (struct curve){.weights = w, .reuse = r, .is_of_capacity = true};
    build(out, a);
}

// ---- Questions.

struct place {
    int64_t bucket;  // where the limit belongs, or the end of the group
    int64_t at;      // the first access with a larger limit, or the end of the bucket
};

static struct place find(const struct curve *c, uint32_t group, int64_t limit)
{
    int64_t first = group * c->row;
    int64_t nth = limit < 0 ? 0 : bucket_of(limit, c->precision);
    if (nth >= c->row)
        return (struct place){first + c->row, c->bucket[first + c->row].begin};
    struct place p = {first + nth, c->bucket[first + nth].begin};
    int64_t end = c->bucket[p.bucket + 1].begin;
    while (p.at < end) {
        int64_t middle = p.at + (end - p.at) / 2;
        if (limit_of(c, c->access[middle]) <= limit)
            p.at = middle + 1;
        else
            end = middle;
    }
    return p;
}

struct saving curve_at(const struct curve *c, uint32_t group, int64_t limit)
{
    struct saving sum = {0};
    uint32_t first = group == CURVE_ALL ? 0 : group;
    uint32_t last = group == CURVE_ALL ? c->weights->groups - 1 : group;
    for (uint32_t g = first; g <= last; g++) {
        struct place p = find(c, g, limit);
        saving_add(&sum, &c->bucket[p.bucket].before);
        saving_subtract(&sum, &c->bucket[g * c->row].before);
        for (int64_t i = c->bucket[p.bucket].begin; i < p.at; i++) {
            struct saving s = weights_of(c->weights, c->access[i]);
            saving_add(&sum, &s);
        }
    }
    return sum;
}

int64_t curve_next(const struct curve *c, uint32_t group, int64_t limit)
{
    int64_t next = UNKNOWN;
    uint32_t first = group == CURVE_ALL ? 0 : group;
    uint32_t last = group == CURVE_ALL ? c->weights->groups - 1 : group;
    for (uint32_t g = first; g <= last; g++) {
        int64_t i = find(c, g, limit).at;
        if (i == c->bucket[(g + 1) * c->row].begin)
            continue;
        int64_t above = limit_of(c, c->access[i]);
        next = next == UNKNOWN || above < next ? above : next;
    }
    return next;
}

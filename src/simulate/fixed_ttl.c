// fixed_ttl.c - one pass over the accesses for eight TTLs: a cache line of write times for each
// key.
#include "simulate/fixed_ttl.h"

enum { LANES = 8 };
// An entry that was never written is older than the longest TTL, and no difference overflows.
#define NEVER_WRITTEN_US (INT64_MIN / 2)
#define LONGEST_TTL_US   (INT64_MAX / 4)

// Sums by which of the TTLs an access hits, a bit each: one addition instead of eight.
enum { OUTCOMES = 1 << LANES };

struct lane_pass {
    const struct accesses *x;
    const struct weights *weights;
    const uint32_t *repeated;  // [distinct + 1] number of a key that is asked for again; 0 = is not
    int64_t (*written)[LANES];  // by number; when the entry was written
    int64_t ttl_us[LANES];
    struct saving (*sums)[OUTCOMES];  // [groups]
};

// Numbers the keys that are asked for more than once: the others need no state.
static uint32_t number_repeated(const struct accesses *x, uint32_t *repeated)
{
    enum { ONCE = 1, AGAIN = 2 };
    for (int64_t i = 0; i < x->count; i++) {
        __builtin_prefetch(&repeated[accesses_ahead(x, i, ACCESSES_AHEAD)], 1);
        uint32_t k = x->key[i];
        repeated[k] = repeated[k] ? AGAIN : ONCE;
    }
    repeated[0] = 0;
    uint32_t count = 0;
    for (size_t k = 1; k <= x->distinct; k++)
        repeated[k] = repeated[k] == AGAIN ? ++count : 0;
    return count;
}

// Looks up an entry under all TTLs, writes it anew where it has expired. A bit for each that hits.
static inline unsigned look_up(int64_t *restrict written, const int64_t *restrict ttl_us,
                               int64_t now_us)
{
    int64_t hits = 0;
    for (int t = 0; t < LANES; t++) {
        int64_t expired = -(int64_t)(ttl_us[t] - (now_us - written[t]) < 0);
        written[t] = (written[t] & ~expired) | (now_us & expired);
        hits |= ~expired & (INT64_C(1) << t);
    }
    return (unsigned)hits;
}

static void run(struct lane_pass *p, uint32_t repeated_count)
{
    for (size_t k = 0; k <= repeated_count; k++)
        for (int t = 0; t < LANES; t++)
            p->written[k][t] = NEVER_WRITTEN_US;
    for (int64_t i = 0; i < p->x->count; i++) {
        __builtin_prefetch(&p->repeated[accesses_ahead(p->x, i, 2 * (int64_t)ACCESSES_AHEAD)]);
        __builtin_prefetch(p->written[p->repeated[accesses_ahead(p->x, i, ACCESSES_AHEAD)]], 1);
        uint32_t entry = p->repeated[p->x->key[i]];
        if (entry == 0)
            continue;
        unsigned hits = look_up(p->written[entry], p->ttl_us, p->x->ts_us[i]);
        struct saving s = weights_of(p->weights, i);
        saving_add(&p->sums[weights_group(p->weights, i)][hits], &s);
    }
}

static void take(const struct lane_pass *p, int lane, struct saving *out, size_t stride)
{
    uint32_t groups = p->weights->groups;
    for (uint32_t g = 0; g < groups; g++)
        for (int hits = 0; hits < OUTCOMES; hits++)
            if (hits >> lane & 1)
                saving_add(&out[g * stride], &p->sums[g][hits]);
    for (uint32_t g = 0; g < groups; g++)
        saving_add(&out[groups * stride], &out[g * stride]);
}

// Entries that each lie in one cache line.
static int64_t (*new_lines(size_t count, struct arena *a))[LANES]
{
    enum { LINE = LANES * sizeof(int64_t) };
    char *p = arena_raw(a, (count + 1) * LINE);
    return (int64_t(*)[LANES])(void *)(p + (LINE - (uintptr_t)p % LINE) % LINE);
}

struct saving *fixed_ttl_savings(const struct accesses *x, const struct weights *w,
                                 const int64_t *ttl_us, int ttls, struct arena *a)
{
    struct saving *out = ARENA_ARRAY(a, struct saving, ((size_t)w->groups + 1) * (size_t)ttls);
    struct arena_mark mark = arena_mark(a);
    uint32_t *repeated = ARENA_ARRAY(a, uint32_t, (size_t)x->distinct + 1);
    uint32_t count = number_repeated(x, repeated);
    struct lane_pass p = {.x = x, .weights = w, .repeated = repeated};
    p.written = new_lines((size_t)count + 1, a);
    for (int first = 0; first < ttls; first += LANES) {
        int lanes = ttls - first < LANES ? ttls - first : LANES;
        for (int t = 0; t < lanes; t++)
            p.ttl_us[t] = ttl_us[first + t] < LONGEST_TTL_US ? ttl_us[first + t] : LONGEST_TTL_US;
        struct arena_mark pass = arena_mark(a);
        p.sums = arena_alloc(a, sizeof *p.sums, w->groups);
        run(&p, count);
        for (int t = 0; t < lanes; t++)
            take(&p, t, out + first + t, (size_t)ttls);
        arena_rewind(a, pass);
    }
    arena_rewind(a, mark);
    return out;
}

// grouping.c - see grouping.h.
#include "analyze/grouping.h"

#include "base/attr.h"
#include "store/sort.h"

// Buckets of latency.h fit into this many bits.
enum { GROUP_SHIFT = 12 };
// Attributions with higher numbers are looked up by their names every time.
enum { ATTRIBUTIONS_MAX = 1 << 20 };
_Static_assert(LATENCY_BUCKETS <= 1 << GROUP_SHIFT, "a bucket must fit beside its group");

void grouping_init(struct grouping *g, struct crossing crossing, struct arena *a)
{
    *g = (struct grouping){.crossing = crossing, .arena = a};
    g->index.arena = a;
    g->latencies.arena = a;
    g->hist = ARENA_NEW(a, struct latency_hist);
    for (int i = 0; i < crossing.count; i++) {
        lens_init(&g->lenses[i], crossing.dims[i], a);
        g->dense[i].arena = a;
    }
}

static uint64_t dense_code(struct map *dense, int64_t code)
{
    bool is_new = false;
    uint64_t *slot = map_put(dense, (uint64_t)code, &is_new);
    if (is_new)
        *slot = dense->len - 1;
    return *slot;
}

static int64_t add_group(struct grouping *g, const int64_t codes[2])
{
    if (g->count == g->cap) {
        int64_t cap = g->cap ? g->cap * 2 : 64;
        g->groups = arena_grow(g->arena, g->groups, (size_t)g->cap * sizeof *g->groups,
                               (size_t)cap * sizeof *g->groups);
        g->cap = cap;
    }
    g->groups[g->count] = (struct group){.codes = {codes[0], codes[1]}, .first_us = UNKNOWN};
    return g->count++;
}

static int64_t find_by_codes(struct grouping *g, const struct observation *o)
{
    int64_t codes[2] = {lens_code(&g->lenses[0], o), 0};
    uint64_t key = (uint64_t)codes[0];
    if (g->crossing.count > 1) {
        codes[1] = lens_code(&g->lenses[1], o);
        key = dense_code(&g->dense[0], codes[0]) << 32 | dense_code(&g->dense[1], codes[1]);
    }
    bool is_new = false;
    uint64_t *slot = map_put(&g->index, key, &is_new);
    if (is_new)
        *slot = (uint64_t)add_group(g, codes);
    return (int64_t)*slot;
}

// The place of an attribution's group + 1; NULL when the attribution does not tell the group.
static int64_t *slot_of_attribution(struct grouping *g, int64_t id)
{
    for (int i = 0; i < g->crossing.count; i++)
        if (!dimension_table[g->crossing.dims[i]].is_attribution)
            return NULL;
    if (id < 0 || id >= ATTRIBUTIONS_MAX)
        return NULL;
    size_t at = (size_t)id;
    if (at >= g->attribution_cap) {
        size_t cap = g->attribution_cap ? g->attribution_cap * 2 : 64;
        while (cap <= at)
            cap *= 2;
        int64_t *grown = ARENA_ARRAY(g->arena, int64_t, cap);
        for (size_t i = 0; i < g->attribution_cap; i++)
            grown[i] = g->of_attribution[i];
        g->of_attribution = grown;
        g->attribution_cap = cap;
    }
    return &g->of_attribution[at];
}

void grouping_ahead(const struct grouping *g, const struct request *r, bool is_far)
{
    enum dimension dimension = g->crossing.dims[0];
    if (g->crossing.count > 1 || !dimension_table[dimension].needs_caller)
        return;
    uint64_t code = (uint64_t)(dimension == DIM_USER ? r->user_id : r->session_id);
    if (is_far) {
        map_prefetch(&g->index, code);
        return;
    }
    const uint64_t *group = map_get(&g->index, code);
    if (!group)
        return;
    const char *at = (const char *)&g->groups[*group];
    for (size_t i = 0; i < sizeof *g->groups; i += 64)
        PREFETCH(at + i);
    if (r->latency_us != UNKNOWN)
        map_prefetch(&g->latencies,
                     *group << GROUP_SHIFT | (uint64_t)latency_bucket(r->latency_us));
}

int64_t grouping_find(struct grouping *g, const struct observation *o)
{
    int64_t *slot = slot_of_attribution(g, o->who->id);
    int64_t at = slot && *slot ? *slot - 1 : find_by_codes(g, o);
    if (slot)
        *slot = at + 1;
    struct group *group = &g->groups[at];
    if (o->ts_us != UNKNOWN && (group->first_us == UNKNOWN || o->ts_us < group->first_us))
        group->first_us = o->ts_us;
    return at;
}

void grouping_add_latency(struct grouping *g, int64_t group, int bucket, int64_t count)
{
    uint64_t key = (uint64_t)group << GROUP_SHIFT | (uint64_t)bucket;
    *map_put(&g->latencies, key, NULL) += (uint64_t)count;
}

void grouping_finish(struct grouping *g)
{
    const struct map *m = &g->latencies;
    size_t n = 0;
    g->by_group = ARENA_ARRAY(g->arena, struct pair, m->len);
    for (size_t i = 0; i < m->cap; i++)
        if (m->used[i])
            g->by_group[n++] = (struct pair){m->keys[i], m->values[i]};
    struct arena scratch = {0};
    sort_pairs(g->by_group, n, &scratch);
    arena_release(&scratch);
}

// The first latency of a group, or where it would stand.
static size_t first_of(const struct grouping *g, int64_t group)
{
    size_t lo = 0;
    size_t hi = g->latencies.len;
    uint64_t key = (uint64_t)group << GROUP_SHIFT;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (g->by_group[mid].key < key)
            lo = mid + 1;
        else
            hi = mid;
    }
    return lo;
}

// Adds (sign 1) or takes back (sign -1) the latencies of a group.
static void apply(struct grouping *g, int64_t group, int64_t sign)
{
    uint64_t mask = (1U << GROUP_SHIFT) - 1;
    for (size_t i = first_of(g, group); i < g->latencies.len; i++) {
        if ((int64_t)(g->by_group[i].key >> GROUP_SHIFT) != group)
            return;
        int64_t n = sign * (int64_t)g->by_group[i].value;
        g->hist->counts[g->by_group[i].key & mask] += n;
        g->hist->count += n;
    }
}

void grouping_quantiles(struct grouping *g, const int64_t *groups, int64_t group_count,
                        const double *shares, int share_count, int64_t *out_us)
{
    for (int64_t i = 0; i < group_count; i++)
        apply(g, groups[i], 1);
    for (int i = 0; i < share_count; i++)
        out_us[i] = latency_quantile_us(g->hist, shares[i]);
    for (int64_t i = 0; i < group_count; i++)
        apply(g, groups[i], -1);
}

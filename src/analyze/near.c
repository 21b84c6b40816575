// near.c - bands sorted into buckets, pairs of a bucket compared, what is similar joined
// (union-find; the lowest number is the root, so that nothing depends on the order of joins).
#include "analyze/near.h"

#include "base/hash.h"
#include "model/similarity.h"
#include "store/sort.h"

enum { BAND_VALUES = 1 << (SKETCH_ROWS * SKETCH_BITS), WORD_BITS = 64 };

// Questions with one sketch are one node; nodes are numbered by the lowest question_fp of each.
struct finder {
    const struct sketch_row *rows;
    uint32_t count;
    uint32_t *order;    // rows by question_fp
    uint32_t *node_of;  // [count] of a row, by its place in `order`
    struct sketch *nodes;
    uint32_t node_count;
    uint32_t *parent;     // [node_count]
    uint32_t **links;     // [node_count] of a root: its linked pairs by equal minima, from
    int least_equal;      // least_equal on; NULL = none
    uint64_t *large;      // bits by band and its value: buckets of more than NEAR_BUCKET_MAX
    struct pair *bucket;  // [count] a band of each node, sorted
    struct near *out;
    struct arena *arena;
};

static uint32_t root_of(const struct finder *f, uint32_t node)
{
    while (f->parent[node] != node) {
        f->parent[node] = f->parent[f->parent[node]];
        node = f->parent[node];
    }
    return node;
}

static void sort_rows(struct finder *f)
{
    for (uint32_t i = 0; i < f->count; i++)
        f->bucket[i] = (struct pair){f->rows[i].question_fp, i};
    sort_pairs(f->bucket, f->count, f->arena);
    for (uint32_t i = 0; i < f->count; i++)
        f->order[i] = (uint32_t)f->bucket[i].value;
}

// By a hash of the sketch: of half a million, two different ones have the same in one database of
// 10^8.
static void make_nodes(struct finder *f)
{
    for (uint32_t i = 0; i < f->count; i++) {
        const struct sketch *s = &f->rows[f->order[i]].sketch;
        f->bucket[i] = (struct pair){hash_bytes(s->bits, sizeof s->bits), i};
    }
    sort_pairs(f->bucket, f->count, f->arena);
    for (uint32_t i = 0; i < f->count; i++) {
        bool is_first = i == 0 || f->bucket[i].key != f->bucket[i - 1].key;
        uint32_t at = (uint32_t)f->bucket[i].value;
        f->node_of[at] = is_first ? at : f->node_of[f->bucket[i - 1].value];
    }
    // So far the place of the first row of the node, which comes before the others.
    for (uint32_t i = 0; i < f->count; i++) {
        if (f->node_of[i] == i) {
            f->nodes[f->node_count] = f->rows[f->order[i]].sketch;
            f->node_of[i] = f->node_count++;
        } else {
            f->node_of[i] = f->node_of[f->node_of[i]];
        }
    }
    f->out->same_words = (int64_t)f->count - f->node_count;
}

static size_t links_width(const struct finder *f)
{
    return (size_t)SKETCH_HASHES + 1 - (size_t)f->least_equal;
}

static void link_nodes(struct finder *f, uint32_t x, uint32_t y, int equal)
{
    uint32_t a = root_of(f, x);
    uint32_t b = root_of(f, y);
    uint32_t low = a < b ? a : b;
    uint32_t high = a < b ? b : a;
    if (!f->links[low])
        f->links[low] = ARENA_ARRAY(f->arena, uint32_t, links_width(f));
    f->links[low][equal - f->least_equal]++;
    f->out->linked_pairs++;
    if (low == high)
        return;
    f->parent[high] = low;
    for (size_t i = 0; f->links[high] && i < links_width(f); i++)
        f->links[low][i] += f->links[high][i];
}

static uint64_t *large_word(const struct finder *f, int band, uint32_t value, uint64_t *bit)
{
    size_t at = (size_t)band * BAND_VALUES + value;
    *bit = 1ULL << at % WORD_BITS;
    return &f->large[at / WORD_BITS];
}

static bool is_large(const struct finder *f, int band, uint32_t value)
{
    uint64_t bit = 0;
    return (*large_word(f, band, value, &bit) & bit) != 0;
}

// Whether two nodes that agree in a band were compared for an earlier one.
static bool have_met(const struct finder *f, const struct sketch *a, const struct sketch *b,
                     int band)
{
    uint32_t equal = sketch_equal_bands(a, b) & ((1U << band) - 1);
    for (; equal; equal &= equal - 1) {
        int earlier = __builtin_ctz(equal);
        if (!is_large(f, earlier, sketch_band(a, earlier)))
            return true;
    }
    return false;
}

// True when the two are similar.
static bool compare(struct finder *f, int band, uint32_t x, uint32_t y)
{
    const struct sketch *a = &f->nodes[x];
    const struct sketch *b = &f->nodes[y];
    int equal = sketch_matches(a, b);
    bool is_similar = equal >= f->least_equal;
    // With fewer equal minima only this one band can agree.
    if (equal >= 2 * SKETCH_ROWS && have_met(f, a, b, band))
        return is_similar;
    f->out->candidate_pairs++;
    if (is_similar)
        link_nodes(f, x, y, equal);
    return is_similar;
}

static void compare_all(struct finder *f, int band, const struct pair *bucket, size_t n)
{
    for (size_t i = 1; i < n; i++)
        for (size_t k = 0; k < i; k++)
            compare(f, band, (uint32_t)bucket[k].value, (uint32_t)bucket[i].value);
}

static void compare_with_leaders(struct finder *f, int band, const struct pair *bucket, size_t n)
{
    uint32_t leaders[NEAR_LEADERS];
    size_t leader_count = 0;
    uint64_t bit = 0;
    *large_word(f, band, (uint32_t)bucket[0].key, &bit) |= bit;
    for (size_t i = 0; i < n; i++) {
        uint32_t node = (uint32_t)bucket[i].value;
        bool is_similar = false;
        for (size_t k = 0; k < leader_count; k++)
            is_similar |= compare(f, band, leaders[k], node);
        if (!is_similar && leader_count < NEAR_LEADERS)
            leaders[leader_count++] = node;
    }
    f->out->large_buckets++;
    f->out->large_members += (int64_t)n;
}

static void compare_in_band(struct finder *f, int band)
{
    for (uint32_t i = 0; i < f->node_count; i++)
        f->bucket[i] = (struct pair){sketch_band(&f->nodes[i], band), i};
    sort_pairs(f->bucket, f->node_count, f->arena);
    for (size_t begin = 0, end; begin < f->node_count; begin = end) {
        end = begin + 1;
        while (end < f->node_count && f->bucket[end].key == f->bucket[begin].key)
            end++;
        if (end - begin > NEAR_BUCKET_MAX)
            compare_with_leaders(f, band, f->bucket + begin, end - begin);
        else
            compare_all(f, band, f->bucket + begin, end - begin);
    }
}

static void set_similarity(const struct finder *f, struct near_group *g, const uint32_t *links)
{
    uint64_t total = 0;
    uint64_t passed = 0;
    size_t width = links_width(f);
    size_t least = width;
    size_t middle = 0;
    for (size_t i = 0; i < width; i++) {
        total += links[i];
        least = links[i] && least == width ? i : least;
    }
    while (middle + 1 < width && (passed + links[middle]) * 2 < total)
        passed += links[middle++];
    g->similarity_min = sketch_similarity_of(f->least_equal + (int)least);
    g->similarity_p50 = sketch_similarity_of(f->least_equal + (int)middle);
}

// Numbers the groups by their roots and lists their members.
static void make_groups(struct finder *f, struct arena *a)
{
    struct near *out = f->out;
    uint32_t *group_of = ARENA_ARRAY(f->arena, uint32_t, f->node_count);  // of a root, + 1
    for (uint32_t i = 0; i < f->node_count; i++)
        if (f->parent[i] == i && f->links[i])
            group_of[i] = ++out->group_count;
    out->groups = ARENA_ARRAY(a, struct near_group, out->group_count);
    for (uint32_t i = 0; i < f->node_count; i++) {
        uint32_t group = group_of[root_of(f, i)];
        if (group)
            out->groups[group - 1].sketches++;
        if (group && f->parent[i] == i)
            set_similarity(f, &out->groups[group - 1], f->links[i]);
    }
    for (uint32_t i = 0; i < f->count; i++) {
        uint32_t group = group_of[root_of(f, f->node_of[i])];
        if (group)
            out->groups[group - 1].count++;
    }
    for (uint32_t i = 0; i < out->group_count; i++) {
        out->groups[i].first = out->member_count;
        out->member_count += out->groups[i].count;
        out->groups[i].count = 0;
    }
    out->members = ARENA_ARRAY(a, uint32_t, out->member_count);
    for (uint32_t i = 0; i < f->count; i++) {
        uint32_t group = group_of[root_of(f, f->node_of[i])];
        if (!group)
            continue;
        struct near_group *g = &out->groups[group - 1];
        out->members[g->first + g->count++] = f->order[i];
    }
}

void near_find(struct near *out, const struct sketch_row *rows, uint32_t count, double threshold,
               struct arena *a)
{
    struct arena scratch = {0};
    *out = (struct near){0};
    struct finder f = {
        .rows = rows,
        .count = count,
        .order = ARENA_ARRAY(&scratch, uint32_t, count),
        .node_of = ARENA_ARRAY(&scratch, uint32_t, count),
        .nodes = ARENA_ARRAY(&scratch, struct sketch, count),
        .bucket = ARENA_ARRAY(&scratch, struct pair, count),
        .large = ARENA_ARRAY(&scratch, uint64_t, (size_t)SKETCH_BANDS * BAND_VALUES / WORD_BITS),
        .out = out,
        .arena = &scratch,
    };
    while (f.least_equal < SKETCH_HASHES && sketch_similarity_of(f.least_equal) < threshold)
        f.least_equal++;
    sort_rows(&f);
    make_nodes(&f);
    f.parent = ARENA_ARRAY(&scratch, uint32_t, f.node_count);
    f.links = ARENA_ARRAY(&scratch, uint32_t *, f.node_count);
    for (uint32_t i = 0; i < f.node_count; i++)
        f.parent[i] = i;
    for (int band = 0; band < SKETCH_BANDS; band++)
        compare_in_band(&f, band);
    make_groups(&f, a);
    arena_release(&scratch);
}

// mine.c - see mine.h.
#include "analyze/mine.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analyze/beginnings.h"
#include "analyze/prompt_families.h"

// A question is told by how it begins, else by how it ends ("‹document› Summarize the above"): many
// questions end alike by chance, in a question mark or a thank-you.
static const struct beginning_rules head_rules = {SHAPE_HEAD, .fixed = 3, .fixed_few = 5};
static const struct beginning_rules tail_rules = {SHAPE_TAIL, .fixed = 4, .fixed_few = 5};

enum { NEARLY_ALL_PERCENT = 80 };

struct mining {
    const struct mined_shape *shapes;
    uint32_t *members;  // shapes, a family's side by side
    size_t *template_of;
    struct arena *arena;
};

static int by_bytes(const void *left, const void *right)
{
    const struct mined_shape *const *a = left;
    const struct mined_shape *const *b = right;
    int order = memcmp(&(*a)->shape, &(*b)->shape, sizeof(struct shape));
    return order ? order : (*a > *b) - (*a < *b);
}

static void order_shapes(const struct mined_shape *shapes, size_t count, uint32_t *order,
                         struct arena *a)
{
    const struct mined_shape **sorted = ARENA_ARRAY(a, const struct mined_shape *, count);
    for (size_t i = 0; i < count; i++)
        sorted[i] = &shapes[i];
    qsort(sorted, count, sizeof(const struct mined_shape *), by_bytes);
    for (size_t i = 0; i < count; i++)
        order[i] = (uint32_t)(sorted[i] - shapes);
}

// Gives the shapes with a group their template: the first of the group. The others are moved to the
// front of `members`; returns how many those are.
static size_t assign(struct mining *m, uint32_t *members, size_t count, const uint32_t *group,
                     uint32_t groups)
{
    size_t *first = ARENA_ARRAY(m->arena, size_t, groups + 1);
    memset(first, 0xff, (groups + 1) * sizeof *first);
    size_t free_texts = 0;
    for (size_t i = 0; i < count; i++)
        if (members[i] < first[group[i]])
            first[group[i]] = members[i];
    for (size_t i = 0; i < count; i++) {
        m->template_of[members[i]] = first[group[i]];
        if (!group[i])
            members[free_texts++] = members[i];
    }
    return free_texts;
}

// Whether nearly all texts are of one group: their common ending, which tells nothing of the
// others.
static bool is_one_group(const struct beginning *texts, size_t count, const uint32_t *group,
                         uint32_t groups, struct arena *a)
{
    int64_t *weights = ARENA_ARRAY(a, int64_t, groups + 1);
    int64_t total = 0, most = 0;
    for (size_t i = 0; i < count; i++) {
        total += texts[i].weight;
        weights[group[i]] += texts[i].weight;
    }
    for (uint32_t g = 1; g <= groups; g++)
        most = weights[g] > most ? weights[g] : most;
    return most * 100 >= total * NEARLY_ALL_PERCENT;
}

static void split_family(struct mining *m, uint32_t *members, size_t count)
{
    struct arena_mark mark = arena_mark(m->arena);
    struct beginning *texts = ARENA_ARRAY(m->arena, struct beginning, count);
    uint32_t *group = ARENA_ARRAY(m->arena, uint32_t, count);
    const struct beginning_rules *rules[] = {&head_rules, &tail_rules};
    for (int i = 0; i < 2 && count > 0; i++) {
        for (size_t k = 0; k < count; k++) {
            const struct mined_shape *s = &m->shapes[members[k]];
            texts[k].tokens = i == 0 ? s->shape.head : s->shape.tail;
            texts[k].weight = s->unique_contents > 0 ? s->unique_contents : 1;
        }
        uint32_t groups = beginnings_group(texts, count, rules[i], group, m->arena);
        if (i == 1 && is_one_group(texts, count, group, groups, m->arena))
            memset(group, 0, count * sizeof *group);
        count = assign(m, members, count, group, groups);
    }
    arena_rewind(m->arena, mark);
}

void mine_templates(const struct mined_shape *shapes, size_t count, size_t *template_of)
{
    struct arena a = {0};
    uint32_t *order = ARENA_ARRAY(&a, uint32_t, count);
    order_shapes(shapes, count, order, &a);
    uint32_t *family = ARENA_ARRAY(&a, uint32_t, count);
    uint32_t families = prompt_families(shapes, order, count, family, &a);

    size_t *ends = ARENA_ARRAY(&a, size_t, families + 1);
    for (size_t i = 0; i < count; i++)
        ends[family[i] + 1]++;
    for (uint32_t f = 0; f < families; f++)
        ends[f + 1] += ends[f];
    struct mining m = {
        .shapes = shapes,
        .members = ARENA_ARRAY(&a, uint32_t, count),
        .arena = &a,
    };
    m.template_of = template_of;
    size_t *next = ARENA_ARRAY(&a, size_t, families + 1);
    memcpy(next, ends, (families + 1) * sizeof *ends);
    for (size_t i = 0; i < count; i++)
        m.members[next[family[order[i]]]++] = order[i];
    for (uint32_t f = 0; f < families; f++)
        split_family(&m, m.members + ends[f], ends[f + 1] - ends[f]);
    arena_release(&a);
}

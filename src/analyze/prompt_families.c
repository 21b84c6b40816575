// prompt_families.c - see prompt_families.h.
#include "analyze/prompt_families.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"

enum {
    GRAM = 3,              // tokens by which similar system prompts find each other
    LEADERS_A_GRAM = 16,   // compared at most, the heaviest first
    COMMON_PERCENT = 60,   // tokens two of a family have in common, in order
    COMMON_MIN = 10,       // the same for a pair that stands alone
    MEETING = 2,           // tokens after which two texts are said to go on alike
    SLOT_SHIFT = 4,        // by how many tokens two values of a slot differ in length
    BEGIN_MIN = 8,         // tokens at the front by which two texts are said to begin alike
    OPENING_PERCENT = 80,  // of the questions, that begin alike
    MANY = 8,              // members whose differences are values of a slot
    VERY_MANY = 64,        // the same when the window ends before they go on alike
    LONE_TEXTS = 2,        // a system prompt of so few texts…
    LONE_MIN = 256,        // …that has so many of its kind says nothing: they are free text
    TOOLS_MARK = 0xff,     // model/prompt.h: no text, a hash of the tools
};
#define NONE UINT32_MAX

// A distinct system text.
struct system {
    const uint8_t *tokens;
    int length;
    int64_t weight;      // distinct texts under it
    size_t first, last;  // in the order of shapes: [first, last)
    uint32_t leader;     // the heaviest system like it; itself if there is none
    uint32_t members;    // of a leader: that are like it
    uint32_t family;
    uint8_t opening;  // token that nearly all questions under it begin with; 0 = none
    bool is_piece;    // coarse, and all that is known
};

struct gathering {
    struct system *systems;  // ascending by their tokens
    uint32_t count;
    const struct mined_shape *shapes;
    const uint32_t *order;
    struct map leaders_of;  // gram → number of a list
    uint32_t (*lists)[LEADERS_A_GRAM];
    size_t list_count, list_cap;
    struct arena *arena;
};

static int length_of(const uint8_t *tokens, int cap)
{
    int n = 0;
    while (n < cap && tokens[n])
        n++;
    return n;
}

static bool is_blank(const uint8_t *tokens, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (tokens[i])
            return false;
    return true;
}

static int64_t weight_of(const struct mined_shape *shape)
{
    return shape->unique_contents > 0 ? shape->unique_contents : 1;
}

// Shapes ascend, so that questions that begin alike are side by side.
static void find_opening(const struct gathering *g, struct system *s)
{
    int64_t weight = 0;
    uint8_t last = 0;
    for (size_t i = s->first; i < s->last; i++) {
        const struct mined_shape *shape = &g->shapes[g->order[i]];
        uint8_t opening = shape->shape.head[0];
        weight = opening == last ? weight : 0;
        weight += weight_of(shape);
        last = opening;
        if (weight * 100 >= s->weight * OPENING_PERCENT)
            s->opening = opening;
    }
}

static void gather(struct gathering *g, size_t count)
{
    g->systems = ARENA_ARRAY(g->arena, struct system, count);
    struct system *s = NULL;
    for (size_t i = 0; i < count; i++) {
        const struct mined_shape *shape = &g->shapes[g->order[i]];
        const struct shape *bytes = &shape->shape;
        if (!s || memcmp(s->tokens, bytes->system, SHAPE_SYSTEM) != 0) {
            s = &g->systems[g->count];
            *s = (struct system){
                .tokens = bytes->system,
                .length = length_of(bytes->system, SHAPE_SYSTEM),
                .first = i,
                .leader = g->count,
                .family = NONE,
            };
            s->is_piece = s->length < SHAPE_SYSTEM;
            g->count++;
        }
        s->last = i + 1;
        s->weight += weight_of(shape);
        s->is_piece =
            s->is_piece && is_blank(bytes->head, SHAPE_HEAD) && is_blank(bytes->tail, SHAPE_TAIL);
    }
    for (uint32_t i = 0; i < g->count; i++)
        find_opening(g, &g->systems[i]);
}

static bool is_comparable(const struct system *s)
{
    return s->length >= GRAM && s->tokens[0] != TOOLS_MARK && !s->is_piece;
}

// Length of the longest common subsequence, a column of the table in the bits of one word (Hyyrö
// 2004, Bit-parallel LCS-length computation revisited).
static int common_tokens(const struct system *a, const uint16_t where[256], const struct system *b)
{
    uint32_t mask = (1U << a->length) - 1;
    uint32_t column = mask;
    for (int i = 0; i < b->length; i++) {
        uint32_t matches = column & where[b->tokens[i]];
        column = ((column + matches) | (column - matches)) & mask;
    }
    int common = 0;
    for (uint32_t left = ~column & mask; left; left &= left - 1)
        common++;
    return common;
}

static uint64_t gram_at(const struct system *s, int i)
{
    return (uint64_t)s->tokens[i] << 16 | (uint64_t)s->tokens[i + 1] << 8 | s->tokens[i + 2];
}

static void lead(struct gathering *g, uint32_t number)
{
    const struct system *s = &g->systems[number];
    for (int i = 0; i + GRAM <= s->length; i++) {
        bool is_new = false;
        uint64_t *slot = map_put(&g->leaders_of, gram_at(s, i), &is_new);
        if (is_new) {
            if (g->list_count == g->list_cap) {
                size_t cap = g->list_cap ? 2 * g->list_cap : 256;
                g->lists = arena_grow(g->arena, g->lists, g->list_cap * sizeof *g->lists,
                                      cap * sizeof *g->lists);
                g->list_cap = cap;
            }
            *slot = g->list_count;
            memset(g->lists[g->list_count++], 0xff, sizeof *g->lists);
        }
        uint32_t *list = g->lists[*slot];
        for (int k = 0; k < LEADERS_A_GRAM && list[k] != number; k++)
            if (list[k] == NONE) {
                list[k] = number;
                break;
            }
    }
}

static bool is_enough(const struct system *a, const struct system *b, int common)
{
    int longer = a->length > b->length ? a->length : b->length;
    return common >= GRAM && common * 100 >= longer * COMMON_PERCENT;
}

// The leader most like s; NONE without one. The heavier leader wins a tie: it has the better rank.
static uint32_t find_leader(const struct gathering *g, const struct system *s, const uint32_t *rank)
{
    uint16_t where[256] = {0};
    for (int i = 0; i < s->length; i++)
        where[s->tokens[i]] = (uint16_t)(where[s->tokens[i]] | 1U << i);
    uint32_t best = NONE;
    int most = 0;
    for (int i = 0; i + GRAM <= s->length; i++) {
        const uint64_t *slot = map_get(&g->leaders_of, gram_at(s, i));
        if (!slot)
            continue;
        const uint32_t *list = g->lists[*slot];
        for (int k = 0; k < LEADERS_A_GRAM && list[k] != NONE; k++) {
            int common = common_tokens(s, where, &g->systems[list[k]]);
            if (!is_enough(s, &g->systems[list[k]], common))
                continue;
            if (common > most || (common == most && rank[list[k]] < rank[best])) {
                best = list[k];
                most = common;
            }
        }
    }
    return best;
}

// Whether two texts end alike, but for slots of other lengths that moved what the window shows.
static bool go_on_alike(const struct system *a, const struct system *b)
{
    for (int shift = 0; shift <= SLOT_SHIFT; shift++)
        for (int side = 0; side < 2; side++) {
            int i = a->length - (side ? shift : 0), j = b->length - (side ? 0 : shift);
            int common = 0;
            while (common < MEETING && i > common && j > common &&
                   a->tokens[i - 1 - common] == b->tokens[j - 1 - common])
                common++;
            if (common == MEETING)
                return true;
        }
    return false;
}

// Whether two texts begin alike and so do the questions under them.
static bool are_asked_alike(const struct system *a, const struct system *b)
{
    return a->opening && a->opening == b->opening && memcmp(a->tokens, b->tokens, BEGIN_MIN) == 0;
}

static bool stays_with_leader(const struct gathering *g, const struct system *s)
{
    const struct system *leader = &g->systems[s->leader];
    if (!go_on_alike(s, leader))
        return leader->members >= VERY_MANY || are_asked_alike(s, leader);
    uint16_t where[256] = {0};
    for (int i = 0; i < s->length; i++)
        where[s->tokens[i]] = (uint16_t)(where[s->tokens[i]] | 1U << i);
    return leader->members >= MANY || common_tokens(s, where, leader) >= COMMON_MIN;
}

struct ranked_system {
    int64_t weight;
    uint32_t number;
};

static int heavier_first(const void *left, const void *right)
{
    const struct ranked_system *a = left;
    const struct ranked_system *b = right;
    if (a->weight != b->weight)
        return a->weight < b->weight ? 1 : -1;
    return (a->number > b->number) - (a->number < b->number);
}

static void find_leaders(struct gathering *g)
{
    struct ranked_system *ranked = ARENA_ARRAY(g->arena, struct ranked_system, g->count);
    uint32_t *rank = ARENA_ARRAY(g->arena, uint32_t, g->count);
    for (uint32_t i = 0; i < g->count; i++)
        ranked[i] = (struct ranked_system){g->systems[i].weight, i};
    qsort(ranked, g->count, sizeof *ranked, heavier_first);
    for (uint32_t r = 0; r < g->count; r++)
        rank[ranked[r].number] = r;
    for (uint32_t r = 0; r < g->count; r++) {
        struct system *s = &g->systems[ranked[r].number];
        if (!is_comparable(s))
            continue;
        uint32_t leader = find_leader(g, s, rank);
        if (leader == NONE) {
            lead(g, ranked[r].number);
            continue;
        }
        s->leader = leader;
        g->systems[leader].members++;
    }
    for (uint32_t i = 0; i < g->count; i++)
        if (g->systems[i].leader != i && !stays_with_leader(g, &g->systems[i]))
            g->systems[i].leader = i;
}

// Texts alone with their system prompt: too few to tell anything, unless there are many of them.
static void pool_lone(struct gathering *g)
{
    uint32_t *followers = ARENA_ARRAY(g->arena, uint32_t, g->count);
    for (uint32_t i = 0; i < g->count; i++)
        followers[g->systems[i].leader]++;
    uint32_t lone = 0, pool = NONE;
    for (int round = 0; round < 2; round++)
        for (uint32_t i = 0; i < g->count; i++) {
            struct system *s = &g->systems[i];
            if (!is_comparable(s) || s->leader != i || followers[i] > 1 || s->weight > LONE_TEXTS)
                continue;
            if (round == 0) {
                lone++;
            } else if (lone >= LONE_MIN) {
                pool = pool == NONE ? i : pool;
                s->leader = pool;
            }
        }
}

// The systems that begin as a piece follow it in the order of their tokens.
static void place_piece(struct gathering *g, uint32_t piece)
{
    struct system *s = &g->systems[piece];
    uint32_t best = NONE;
    for (uint32_t i = piece + 1; i < g->count && s->length > 0; i++) {
        const struct system *other = &g->systems[i];
        if (memcmp(other->tokens, s->tokens, (size_t)s->length) != 0)
            break;
        if (!other->is_piece && (best == NONE || other->weight > g->systems[best].weight))
            best = i;
    }
    if (best != NONE)
        s->leader = g->systems[best].leader;
}

uint32_t prompt_families(const struct mined_shape *shapes, const uint32_t *order, size_t count,
                         uint32_t *family, struct arena *a)
{
    struct gathering g = {.shapes = shapes, .order = order, .arena = a, .leaders_of = {.arena = a}};
    gather(&g, count);
    find_leaders(&g);
    pool_lone(&g);
    for (uint32_t i = 0; i < g.count; i++)
        if (g.systems[i].is_piece)
            place_piece(&g, i);
    uint32_t families = 0;
    for (uint32_t i = 0; i < g.count; i++) {
        struct system *leader = &g.systems[g.systems[i].leader];
        if (leader->family == NONE)
            leader->family = families++;
        for (size_t k = g.systems[i].first; k < g.systems[i].last; k++)
            family[order[k]] = leader->family;
    }
    return families;
}

// beginnings.c - see beginnings.h.
#include "analyze/beginnings.h"

#include <stdbool.h>
#include <string.h>

#include "analyze/beginning_slots.h"

enum {
    TOKENS = 256,
    FEW = 8,            // texts below which a template needs more fixed tokens
    SUPPORT_MIN = 3,    // texts below which nothing can be told…
    ALONE_WEIGHT = 32,  // …unless they are asked so often, with other masked spans or history
    PART_FIXED = 3,     // tokens behind a slot that only a part of the texts has
    PARTS_MAX = 4,
    ROOT = 0,
};

// Ways on from a node that were taken at once. They are templates only if nearly all of them are:
// free text has common beginnings, too.
struct branching {
    int64_t weight;   // of its texts
    int64_t covered;  // of those that are of a template
    bool is_sound;
};

// Texts that are alike so far.
struct node {
    uint32_t parent;                           // where they left from
    uint32_t branching;                        // with whom
    uint32_t refuge;                           // where they belong if this is no template
    uint32_t first_branching, last_branching;  // of its own: [first, last)
    int fixed;                                 // tokens that all have
    int need;                                  // of which make it a template of its own
    int64_t weight;
    bool is_template, is_sound;
    size_t begin, end;  // its texts in `order`
};

struct trie {
    const struct beginning *items;
    const struct beginning_rules *rules;
    struct arena *arena;
    uint32_t *order;  // items, a node's side by side
    uint32_t *spare;
    uint8_t *at;     // [item] tokens that are dealt with
    uint32_t *home;  // [item] node
    struct node *nodes;
    size_t node_count, node_cap;
    struct branching *branchings;
    size_t branching_count, branching_cap;
    int64_t weights[TOKENS];  // all 0 between uses
};

static struct open_texts open_texts(const struct trie *t, uint32_t node, size_t begin, size_t end)
{
    return (struct open_texts){
        .items = t->items,
        .at = t->at,
        .order = t->order + begin,
        .count = end - begin,
        .length = t->rules->length,
        .is_at_start = t->nodes[node].fixed == 0,
    };
}

static uint8_t next_token(const struct trie *t, uint32_t item)
{
    return t->at[item] < t->rules->length ? t->items[item].tokens[t->at[item]] : 0;
}

static int64_t weight_of(const struct trie *t, size_t begin, size_t end)
{
    int64_t weight = 0;
    for (size_t i = begin; i < end; i++)
        weight += t->items[t->order[i]].weight;
    return weight;
}

static bool is_supported(const struct trie *t, size_t begin, size_t end)
{
    return end - begin >= SUPPORT_MIN || weight_of(t, begin, end) >= ALONE_WEIGHT;
}

static uint32_t add_branching(struct trie *t)
{
    if (t->branching_count == t->branching_cap) {
        size_t cap = t->branching_cap ? 2 * t->branching_cap : 64;
        t->branchings =
            arena_grow(t->arena, t->branchings, t->branching_cap * sizeof *t->branchings,
                       cap * sizeof *t->branchings);
        t->branching_cap = cap;
    }
    t->branchings[t->branching_count] = (struct branching){0};
    return (uint32_t)t->branching_count++;
}

// Where texts belong that part from a node now: with it once it is a template, else further up.
static uint32_t refuge_of_leavers(const struct trie *t, uint32_t node)
{
    const struct node *n = &t->nodes[node];
    return node == ROOT || n->fixed >= n->need ? node : n->refuge;
}

// Texts of a node that have one more token in common become a node of their own.
static void add_node(struct trie *t, uint32_t parent, uint32_t branching, size_t begin, size_t end)
{
    if (t->node_count == t->node_cap) {
        size_t cap = t->node_cap ? 2 * t->node_cap : 64;
        t->nodes =
            arena_grow(t->arena, t->nodes, t->node_cap * sizeof *t->nodes, cap * sizeof *t->nodes);
        t->node_cap = cap;
    }
    int fixed = t->nodes[parent].fixed;
    t->nodes[t->node_count++] = (struct node){
        .parent = parent,
        .branching = branching,
        .refuge = refuge_of_leavers(t, parent),
        .fixed = fixed + 1,
        .need = fixed + (end - begin < FEW ? t->rules->fixed_few : t->rules->fixed),
        .weight = weight_of(t, begin, end),
        .begin = begin,
        .end = end,
    };
}

// Takes texts that have no further token out of [*begin, end): they stay with the node.
static void settle_ended(struct trie *t, uint32_t node, size_t *begin, size_t end)
{
    for (size_t i = *begin; i < end; i++) {
        uint32_t item = t->order[i];
        if (next_token(t, item))
            continue;
        t->home[item] = node;
        t->order[i] = t->order[*begin];
        t->order[(*begin)++] = item;
    }
}

static void stay(struct trie *t, uint32_t node, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i++)
        t->home[t->order[i]] = node;
}

// Sorts [begin, end) by the next token; `firsts` gets where each begins, firsts[TOKENS] the end.
static void sort_by_token(struct trie *t, size_t begin, size_t end, size_t firsts[TOKENS + 1])
{
    memset(firsts, 0, (TOKENS + 1) * sizeof *firsts);
    for (size_t i = begin; i < end; i++)
        firsts[next_token(t, t->order[i]) + 1]++;
    for (size_t k = 0; k < TOKENS; k++)
        firsts[k + 1] += firsts[k];
    size_t next[TOKENS];
    memcpy(next, firsts, sizeof next);
    for (size_t i = begin; i < end; i++)
        t->spare[next[next_token(t, t->order[i])]++] = t->order[i];
    memcpy(t->order + begin, t->spare, (end - begin) * sizeof *t->order);
    for (size_t k = 0; k <= TOKENS; k++)
        firsts[k] += begin;
}

// Each way on from a node is a node of its own if there are enough texts.
static void leave(struct trie *t, uint32_t node, size_t begin, size_t end)
{
    if (begin == end)
        return;
    uint32_t branching = add_branching(t);
    t->branchings[branching].weight = weight_of(t, begin, end);
    size_t firsts[TOKENS + 1];
    sort_by_token(t, begin, end, firsts);
    for (size_t k = 0; k < TOKENS; k++) {
        if (firsts[k] == firsts[k + 1])
            continue;
        if (!is_supported(t, firsts[k], firsts[k + 1])) {
            stay(t, refuge_of_leavers(t, node), firsts[k], firsts[k + 1]);
            continue;
        }
        for (size_t i = firsts[k]; i < firsts[k + 1]; i++)
            t->at[t->order[i]]++;
        add_node(t, node, branching, firsts[k], firsts[k + 1]);
    }
}

// Moves the texts that go on with the token, or have the slot if there is one, to the end of the
// range, behind the (first) token; returns where they begin.
static size_t gather(struct trie *t, uint32_t node, size_t begin, size_t end,
                     const struct slot_end *slot, uint8_t token)
{
    struct open_texts open = open_texts(t, node, begin, end);
    size_t others = begin;
    for (size_t i = begin; i < end; i++) {
        uint32_t item = t->order[i];
        int skipped = slot ? slot_length(&open, item, slot) : 0;
        if (slot ? skipped > 0 : next_token(t, item) == token) {
            t->at[item] = (uint8_t)(t->at[item] + skipped + 1);
            continue;
        }
        t->order[i] = t->order[others];
        t->order[others++] = item;
    }
    return others;
}

// The token that nearly all texts go on with, or 0.
static uint8_t find_rule(struct trie *t, size_t begin, size_t end)
{
    int64_t total = 0;
    uint8_t best = 0;
    for (size_t i = begin; i < end; i++) {
        uint8_t token = next_token(t, t->order[i]);
        int64_t weight = t->items[t->order[i]].weight;
        t->weights[token] += weight;
        total += weight;
        if (t->weights[token] > t->weights[best])
            best = token;
    }
    bool rules = t->weights[best] * 100 >= total * BEGINNING_RULES_PERCENT;
    for (size_t i = begin; i < end; i++)
        t->weights[next_token(t, t->order[i])] = 0;
    return rules ? best : 0;
}

// A single text is fixed to its end.
static void finish_single(struct trie *t, uint32_t node, uint32_t item)
{
    t->home[item] = node;
    for (; next_token(t, item); t->at[item]++)
        t->nodes[node].fixed++;
}

// Takes out what begins with a slot and goes on alike, beside other texts; the others leave.
static void part(struct trie *t, uint32_t node, size_t begin, size_t end)
{
    for (int i = 0; i < PARTS_MAX && begin < end; i++) {
        struct open_texts open = open_texts(t, node, begin, end);
        struct slot_end slot;
        if (!slot_find_partial(&open, PART_FIXED, &slot, t->arena))
            break;
        size_t rest = gather(t, node, begin, end, &slot, 0);
        uint32_t branching = add_branching(t);
        t->branchings[branching].weight = weight_of(t, rest, end);
        add_node(t, node, branching, rest, end);
        end = rest;
    }
    leave(t, node, begin, end);
}

static void grow_ways(struct trie *t, uint32_t node, bool may_begin_with_slot)
{
    size_t begin = t->nodes[node].begin, end = t->nodes[node].end;
    for (;;) {
        settle_ended(t, node, &begin, end);
        if (end - begin <= 1)
            break;
        if (!is_supported(t, begin, end)) {
            stay(t, refuge_of_leavers(t, node), begin, end);
            return;
        }
        bool is_begun = t->nodes[node].fixed > 0;
        struct open_texts open = open_texts(t, node, begin, end);
        struct slot_end slot;
        uint8_t token = is_begun ? find_rule(t, begin, end) : 0;
        if (!token && !((is_begun || may_begin_with_slot) && slot_find(&open, &slot, t->arena)))
            break;
        size_t followers = gather(t, node, begin, end, token ? NULL : &slot, token);
        leave(t, node, begin, followers);
        begin = followers;
        t->nodes[node].fixed++;
    }
    if (end - begin == 1)
        finish_single(t, node, t->order[begin]);
    else
        part(t, node, begin, end);
}

static void grow(struct trie *t, uint32_t node, bool may_begin_with_slot)
{
    t->nodes[node].first_branching = (uint32_t)t->branching_count;
    grow_ways(t, node, may_begin_with_slot);
    t->nodes[node].last_branching = (uint32_t)t->branching_count;
}

// Beside free text, a beginning is a template if it is long, or a large part of it all.
static int need_beside_free_text(const struct trie *t, const struct node *n, int64_t total)
{
    static const int percents[] = {20, 5, 1};
    int need = n->need;
    for (int i = 0; i < 3; i++)
        need += n->weight * 100 < total * percents[i];
    return need < t->rules->length ? need : t->rules->length;
}

// From the leaves to the root: what is covered by templates.
static void judge_from_leaves(struct trie *t)
{
    for (size_t i = t->node_count; i-- > 0;) {
        struct node *n = &t->nodes[i];
        int64_t covered = 0;
        for (uint32_t b = n->first_branching; b < n->last_branching; b++) {
            struct branching *way = &t->branchings[b];
            way->is_sound = way->covered * 100 >= way->weight * BEGINNING_RULES_PERCENT;
            covered += way->is_sound ? way->covered : 0;
        }
        n->is_template = i != ROOT && n->fixed >= n->need;
        if (i != ROOT)
            t->branchings[n->branching].covered += n->is_template ? n->weight : covered;
    }
}

// From the root to the leaves: a template below an unsound branching is none, unless it is most of
// all texts and they have every token in common: free text beside it may be what is unsound.
static void judge_from_root(struct trie *t)
{
    struct node *root = &t->nodes[ROOT];
    root->is_sound = true;
    int64_t total = 0;
    bool is_mixed = false;
    for (uint32_t b = root->first_branching; b < root->last_branching; b++) {
        total += t->branchings[b].weight;
        is_mixed = is_mixed || !t->branchings[b].is_sound;
    }
    for (size_t i = ROOT + 1; i < t->node_count; i++) {
        struct node *n = &t->nodes[i];
        n->is_sound = t->nodes[n->parent].is_sound &&
                      (n->parent == ROOT || t->branchings[n->branching].is_sound ||
                       (n->fixed >= t->rules->length && n->weight * 2 >= total));
        n->is_template = n->is_template && n->is_sound &&
                         (!is_mixed || n->fixed >= need_beside_free_text(t, n, total));
    }
}

static uint32_t owner(const struct trie *t, uint32_t node)
{
    while (node != ROOT && !t->nodes[node].is_template)
        node = t->nodes[node].refuge;
    return node;
}

// All texts at the root, and what follows from there.
static void start(struct trie *t, size_t count, bool may_begin_with_slot)
{
    t->node_count = t->branching_count = 0;
    for (uint32_t i = 0; i < count; i++) {
        t->order[i] = i;
        t->at[i] = 0;
        t->home[i] = ROOT;
    }
    t->nodes[t->node_count++] = (struct node){.end = count};
    grow(t, ROOT, may_begin_with_slot);
}

uint32_t beginnings_group(const struct beginning *items, size_t count,
                          const struct beginning_rules *rules, uint32_t *group, struct arena *a)
{
    struct trie t = {
        .items = items,
        .rules = rules,
        .arena = a,
        .order = ARENA_ARRAY(a, uint32_t, count),
        .spare = ARENA_ARRAY(a, uint32_t, count),
        .at = ARENA_ARRAY(a, uint8_t, count),
        .home = ARENA_ARRAY(a, uint32_t, count),
        .nodes = ARENA_ARRAY(a, struct node, 64),
        .node_cap = 64,
    };
    // When nearly all texts begin with a slot and then go on alike, the root is a template, too.
    start(&t, count, true);
    bool is_root_template = t.nodes[ROOT].fixed >= rules->fixed_few;
    if (!is_root_template)
        start(&t, count, false);
    for (uint32_t node = ROOT + 1; node < t.node_count; node++)
        grow(&t, node, false);
    judge_from_leaves(&t);
    judge_from_root(&t);

    uint32_t *numbers = ARENA_ARRAY(a, uint32_t, t.node_count);
    uint32_t groups = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t node = owner(&t, t.home[i]);
        if ((node != ROOT || is_root_template) && !numbers[node])
            numbers[node] = ++groups;
        group[i] = numbers[node];
    }
    return groups;
}

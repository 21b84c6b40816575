// beginning_slots.c - see beginning_slots.h.
#include "analyze/beginning_slots.h"

#include "base/hash.h"
#include "base/map.h"

enum {
    TOKENS = 256,
    SLOT_TOKENS = 6,    // longest slot that is looked across
    MANY_VALUES = 16,   // values from which a slot is one of many
    PART_PERCENT = 20,  // of the texts, that may have a slot where others have none
    PART_MIN = 8,
};

int slot_length(const struct open_texts *o, uint32_t item, const struct slot_end *end)
{
    for (int d = 1; d <= SLOT_TOKENS && open_texts_token(o, item, d - 1); d++) {
        int k = 0;
        while (k < end->count && open_texts_token(o, item, d + k) == end->tokens[k])
            k++;
        if (k == end->count)
            return d;
    }
    return 0;
}

// Of the tokens of all texts within a slot's length, at their first place.
struct meetings {
    int64_t total;
    int64_t weight[TOKENS];   // of the texts that have the token
    int64_t moments[TOKENS];  // weight × distance
};

static void meetings_count(struct meetings *m, const struct open_texts *o)
{
    *m = (struct meetings){0};
    for (size_t i = 0; i < o->count; i++) {
        uint32_t item = o->order[i];
        int64_t weight = o->items[item].weight;
        m->total += weight;
        for (int d = 1; d <= SLOT_TOKENS; d++) {
            uint8_t token = open_texts_token(o, item, d);
            if (!token)
                break;
            if (slot_length(o, item, &(struct slot_end){{token}, 1}) != d)
                continue;
            m->weight[token] += weight;
            m->moments[token] += weight * d;
        }
    }
}

// Different values of a slot, counted up to `cap`.
static int64_t count_values(const struct open_texts *o, const struct slot_end *end, int64_t cap,
                            struct arena *a)
{
    struct arena_mark mark = arena_mark(a);
    struct map values = {.arena = a};
    for (size_t i = 0; i < o->count && (int64_t)values.len < cap; i++) {
        uint32_t item = o->order[i];
        int d = slot_length(o, item, end);
        if (d)
            map_put(&values, hash_bytes(o->items[item].tokens + o->at[item], (size_t)d), NULL);
    }
    int64_t n = (int64_t)values.len;
    arena_rewind(a, mark);
    return n;
}

// Whether a slot has the values it takes to be one, and is not different prompts that have a word
// in common: the longer it is, the more. At the start of a text, other words are other prompts.
static bool has_values(const struct open_texts *o, const struct meetings *m,
                       const struct slot_end *end, struct arena *a)
{
    uint8_t token = end->tokens[0];
    double mean_tokens = (double)m->moments[token] / (double)m->weight[token];
    int64_t needed = m->weight[token] / 4;
    if (mean_tokens <= 2)
        needed = o->is_at_start ? MANY_VALUES : 2;
    else if (mean_tokens <= 3 || needed < MANY_VALUES)
        needed = MANY_VALUES;
    return count_values(o, end, needed, a) >= needed;
}

bool slot_find(const struct open_texts *o, struct slot_end *out, struct arena *a)
{
    struct meetings m;
    meetings_count(&m, o);
    int best = 0;
    for (int k = 1; k < TOKENS; k++)
        // The nearest: mean distances compared without division.
        if (m.weight[k] * 100 >= m.total * BEGINNING_RULES_PERCENT &&
            (!best || m.moments[k] * m.weight[best] < m.moments[best] * m.weight[k]))
            best = k;
    *out = (struct slot_end){{(uint8_t)best}, 1};
    return best && has_values(o, &m, out, a);
}

// Adds the token that nearly all texts of the slot have behind it; false without one.
static bool lengthen(const struct open_texts *o, struct slot_end *end)
{
    int64_t weights[TOKENS] = {0}, total = 0;
    int best = 0;
    for (size_t i = 0; i < o->count; i++) {
        uint32_t item = o->order[i];
        int d = slot_length(o, item, end);
        if (!d)
            continue;
        uint8_t next = open_texts_token(o, item, d + end->count);
        total += o->items[item].weight;
        weights[next] += o->items[item].weight;
        if (next && (weights[next] > weights[best] || !best))
            best = next;
    }
    if (!best || weights[best] * 100 < total * BEGINNING_RULES_PERCENT)
        return false;
    end->tokens[end->count++] = (uint8_t)best;
    return true;
}

bool slot_find_partial(const struct open_texts *o, int fixed, struct slot_end *out, struct arena *a)
{
    struct meetings m;
    meetings_count(&m, o);
    int best = 0;
    for (int k = 1; k < TOKENS; k++) {
        if (m.weight[k] < PART_MIN || m.weight[k] * 100 < m.total * PART_PERCENT)
            continue;
        // Most texts first, then the nearest.
        if (best && (m.weight[k] < m.weight[best] ||
                     (m.weight[k] == m.weight[best] && m.moments[k] >= m.moments[best])))
            continue;
        struct slot_end end = {{(uint8_t)k}, 1};
        bool goes_on = true;
        while (goes_on && end.count < fixed && end.count < (int)sizeof end.tokens)
            goes_on = lengthen(o, &end);
        if (!goes_on || !has_values(o, &m, &end, a))
            continue;
        best = k;
        *out = end;
    }
    return best != 0;
}

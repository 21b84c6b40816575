// prefix_sample.c - see prefix_sample.h.
#include "simulate/prefix_sample.h"

#include <math.h>
#include <string.h>

#include "base/hash.h"

// Another hash than the one that places keys in tables.
static uint64_t family_hash(uint64_t first_key)
{
    return hash_mix(0x66616d696c79, first_key);
}

uint8_t prefix_family_level(uint64_t first_key)
{
    uint64_t h = family_hash(first_key) | 1ull << 63;
    uint8_t level = 0;
    for (; !(h & 1); h >>= 1)
        level++;
    return level;
}

static struct prefix_share *share_of(struct prefix_sample *s, uint32_t model)
{
    if (model >= s->model_count) {
        uint32_t count = 2 * model + 8;
        struct prefix_share *grown = ARENA_ARRAY(s->arena, struct prefix_share, count);
        if (s->model_count)
            memcpy(grown, s->by_model, s->model_count * sizeof *grown);
        s->by_model = grown;
        s->model_count = count;
    }
    return &s->by_model[model];
}

static void add(struct prefix_share *share, const struct prefix_call *call,
                const struct prefix_split *split)
{
    share->requests++;
    share->input_tok += call->input_tok;
    share->read_tok += split->read_tok;
    share->write_tok[MARK_5M] += split->write_tok[MARK_5M];
    share->write_tok[MARK_1H] += split->write_tok[MARK_1H];
    share->blocks += split->blocks;
    share->block_hits += split->block_hits;
}

void prefix_sample_add(struct prefix_sample *s, uint32_t model, const struct prefix_call *call,
                       const struct prefix_split *split)
{
    uint64_t group = family_hash(call->points[0].key) >> 32;
    s->requests_followed++;
    add(share_of(s, model), call, split);
    add(&s->groups[group % PREFIX_GROUPS], call, split);
}

static int64_t part(int64_t n, int64_t of, int64_t total)
{
    return total ? (int64_t)((double)n * (double)of / (double)total) : 0;
}

void prefix_sample_estimate(struct prefix_sample *s, uint32_t model, const struct prefix_call *call,
                            struct prefix_split *out)
{
    const struct prefix_share *share = share_of(s, model);
    s->requests_estimated++;
    out->read_tok = part(call->input_tok, share->read_tok, share->input_tok);
    for (int mark = MARK_5M; mark <= MARK_1H; mark++)
        out->write_tok[mark] = part(call->input_tok, share->write_tok[mark], share->input_tok);
    out->blocks = share->blocks ? call->count : 0;
    out->block_hits = part(call->count, share->block_hits, share->blocks);
}

double prefix_sample_error(const struct prefix_sample *s)
{
    double sum = 0, sum_squares = 0;
    int n = 0;
    for (int i = 0; i < PREFIX_GROUPS; i++) {
        if (!s->groups[i].input_tok)
            continue;
        double share = (double)s->groups[i].read_tok / (double)s->groups[i].input_tok;
        sum += share;
        sum_squares += share * share;
        n++;
    }
    if (n < 2)
        return NAN;
    double variance = (sum_squares - sum * sum / n) / (n - 1);
    return sqrt(variance > 0 ? variance / n : 0);
}

// prompt_sums.c - sums of requests, and the model that spreads the cost of one over its parts.
#include "store/prompts.h"

void prompt_sums_init(struct prompt_sums *s)
{
    *s = (struct prompt_sums){.first_us = UNKNOWN, .last_us = UNKNOWN};
}

static double least(double a, double b)
{
    return a < b ? a : b;  // fmin() is a call, for the sake of NaN
}

static int64_t or_zero(int64_t n)
{
    return n == UNKNOWN || n < 0 ? 0 : n;
}

// Input by how it is billed, in the order of the prompt: what was read from a cache is its front,
// then what was written to it. The weights are the common ratios to the price of fresh input
// (Anthropic's, November 2026; others' are near: OpenAI reads 0.1 to 0.5).
static const struct stretch {
    enum tok_class class;
    double weight;
} stretches[] = {
    {TOK_CACHE_READ, 0.1},
    {TOK_CACHE_WRITE_5M, 1.25},
    {TOK_CACHE_WRITE_1H, 2},
    {TOK_INPUT, 1},
};
enum { STRETCHES = sizeof stretches / sizeof *stretches };

// What the first `tok` tokens of the prompt weigh.
static double weight_of(const struct usage *u, double tok)
{
    double weight = 0;
    for (int i = 0; i < STRETCHES && tok > 0; i++) {
        double length = least((double)or_zero(u->tok[stretches[i].class]), tok);
        weight += length * stretches[i].weight;
        tok -= length;
    }
    return weight;
}

// Parts of the prompt in their order there. Retrieved context is mostly ahead of the question.
static const enum part in_order[] = {PART_TOOLS, PART_SYSTEM, PART_HISTORY, PART_RETRIEVED,
                                     PART_QUESTION};
enum { PARTS = sizeof in_order / sizeof *in_order };

// Cuts the cost at the ends of the parts: rounding moves a nano-dollar to the neighbour, it never
// loses one.
static void spread(struct prompt_sums *into, const struct request *r, int64_t cost_nusd)
{
    double bytes = 0;
    double tok = 0;
    for (int i = 0; i < PARTS; i++)
        bytes += (double)or_zero(r->part_bytes[in_order[i]]);
    for (int i = 0; i < STRETCHES; i++)
        tok += (double)or_zero(r->usage.tok[stretches[i].class]);
    double all = weight_of(&r->usage, tok);
    double before = 0;
    int64_t spent_nusd = 0;
    for (int i = 0; i + 1 < PARTS && bytes > 0; i++) {
        before += (double)or_zero(r->part_bytes[in_order[i]]);
        double share = before / bytes;
        if (all > 0)
            share = weight_of(&r->usage, share * tok) / all;
        int64_t until_nusd = (int64_t)(least(share, 1) * (double)cost_nusd + 0.5);
        if (until_nusd > cost_nusd)
            until_nusd = cost_nusd;
        into->part_nusd[in_order[i]] += until_nusd - spent_nusd;
        spent_nusd = until_nusd;
    }
    into->part_nusd[PART_QUESTION] += cost_nusd - spent_nusd;
}

static void add_cost(struct prompt_sums *into, const struct request *r)
{
    int64_t cost_nusd = or_zero(r->cost_nusd);
    int64_t output_nusd = or_zero(r->output_cost_nusd);
    if (output_nusd > cost_nusd)
        output_nusd = cost_nusd;
    into->cost_nusd += cost_nusd;
    into->part_nusd[PART_RESPONSE] += output_nusd;
    if (cost_nusd > output_nusd)
        spread(into, r, cost_nusd - output_nusd);
}

static void add_span(struct prompt_sums *into, int64_t first_us, int64_t last_us)
{
    if (first_us == UNKNOWN)
        return;
    if (into->first_us == UNKNOWN || first_us < into->first_us)
        into->first_us = first_us;
    if (into->last_us == UNKNOWN || last_us > into->last_us)
        into->last_us = last_us;
}

void prompt_sums_add_request(struct prompt_sums *into, const struct request *r)
{
    into->requests++;
    into->errors += r->is_error;
    into->unpriced_requests += r->cost_nusd == UNKNOWN;
    into->estimated_requests += r->tok_source == TOK_ESTIMATED;
    for (int c = 0; c <= TOK_OUTPUT; c++)
        into->tok[c] += tok_or_zero(&r->usage, (enum tok_class)c);
    for (int i = 0; i < PART_COUNT; i++)
        into->part_bytes[i] += or_zero(r->part_bytes[i]);
    add_cost(into, r);
    add_span(into, r->ts_us, r->ts_us);
}

void prompt_sums_add(struct prompt_sums *into, const struct prompt_sums *other)
{
    into->requests += other->requests;
    into->errors += other->errors;
    into->unpriced_requests += other->unpriced_requests;
    into->estimated_requests += other->estimated_requests;
    for (int c = 0; c <= TOK_OUTPUT; c++)
        into->tok[c] += other->tok[c];
    into->cost_nusd += other->cost_nusd;
    for (int i = 0; i < PART_COUNT; i++) {
        into->part_bytes[i] += other->part_bytes[i];
        into->part_nusd[i] += other->part_nusd[i];
    }
    add_span(into, other->first_us, other->last_us);
}

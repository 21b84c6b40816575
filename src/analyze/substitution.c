// substitution.c - see substitution.h.
#include "analyze/substitution.h"

#include <stdbool.h>

int64_t spent_calls(const struct spent *s)
{
    int64_t calls = s->requests - s->unpriced - s->errors;
    if (calls > 0)
        return calls;
    // Failed calls alone, but billed.
    calls = s->requests - s->unpriced;
    return s->cost_nusd == 0 ? 0 : calls > 0 ? calls : 1;
}

// x × part ÷ whole, rounded half away from zero; x where the whole is 0.
static spend_wide scaled(spend_wide x, spend_wide part, spend_wide whole)
{
    if (whole == 0)
        return x;
    spend_wide product = x * part;
    return (product < 0 ? product - whole / 2 : product + whole / 2) / whole;
}

static spend_wide listed_input(const struct spend *s)
{
    spend_wide sum = 0;
    for (int c = TOK_INPUT; c < TOK_OUTPUT; c++)
        sum += s->listed_pusd[c];
    return sum;
}

static spend_wide input_tok(const struct spend *s)
{
    spend_wide sum = 0;
    for (int c = TOK_INPUT; c < TOK_OUTPUT; c++)
        sum += s->sum.tok[c];
    return sum;
}

// The tokens of a class of `then` at the prices of `now`.
static spend_wide at_prices_of(const struct spend *now, const struct spend *then, int c)
{
    if (now->sum.tok[c])
        return scaled(now->listed_pusd[c], then->sum.tok[c], now->sum.tok[c]);
    return now->sum.requests ? scaled(now->price_pusd[c], then->sum.tok[c], now->sum.requests) : 0;
}

static spend_wide input_at_prices_of(const struct spend *now, const struct spend *then)
{
    spend_wide sum = 0;
    for (int c = TOK_INPUT; c < TOK_OUTPUT; c++)
        sum += at_prices_of(now, then, c);
    return sum;
}

// What the list would say after each cause from CAUSE_MIX on, as far as it says anything.
static spend_wide listed_after(const struct spend_pair *p, enum cause cause)
{
    const struct spend *a = &p->sides[0], *b = &p->sides[1];
    int64_t calls_a = spent_calls(&a->sum), calls_b = spent_calls(&b->sum);
    spend_wide input = scaled(listed_input(a), calls_b, calls_a);
    spend_wide output = scaled(a->listed_pusd[TOK_OUTPUT], calls_b, calls_a);
    if (cause >= CAUSE_PROMPT)
        input = input_tok(a) ? scaled(listed_input(a), input_tok(b), input_tok(a))
                             : input_at_prices_of(a, b);
    if (cause >= CAUSE_OUTPUT)
        output = at_prices_of(a, b, TOK_OUTPUT);
    if (cause >= CAUSE_CACHE)
        input = input_at_prices_of(a, b);
    if (cause >= CAUSE_PRICE) {
        input = listed_input(b);
        output = b->listed_pusd[TOK_OUTPUT];
    }
    return input + output;
}

// The cost of a pair after a cause from CAUSE_MIX on: as many times what the list says as in the
// first period.
static spend_wide cost_after(const struct spend_pair *p, enum cause cause)
{
    const struct spend *a = &p->sides[0], *b = &p->sides[1];
    int64_t calls_a = spent_calls(&a->sum), calls_b = spent_calls(&b->sum);
    if (!calls_a || !calls_b || cause == CAUSE_REST)
        return b->sum.cost_nusd;
    spend_wide listed = listed_input(a) + a->listed_pusd[TOK_OUTPUT];
    if (cause == CAUSE_MIX || listed <= 0)
        return scaled(a->sum.cost_nusd, calls_b, calls_a);
    return scaled(a->sum.cost_nusd, listed_after(p, cause), listed);
}

void substitution_explain(const struct spend_pair *pairs, int64_t count, int64_t out[CAUSES])
{
    spend_wide costs[2] = {0}, calls[2] = {0};
    for (int64_t i = 0; i < count; i++)
        for (int side = 0; side < 2; side++) {
            costs[side] += pairs[i].sides[side].sum.cost_nusd;
            calls[side] += spent_calls(&pairs[i].sides[side].sum);
        }
    bool is_one_sided = !calls[0] || !calls[1];
    spend_wide before = costs[0];
    for (int cause = CAUSE_VOLUME; cause < CAUSES; cause++) {
        spend_wide after = 0;
        for (int64_t i = 0; i < count && cause > CAUSE_VOLUME && !is_one_sided; i++)
            after += cost_after(&pairs[i], (enum cause)cause);
        if (is_one_sided)
            after = costs[1];
        else if (cause == CAUSE_VOLUME)
            after = scaled(costs[0], calls[1], calls[0]);
        out[cause] = (int64_t)(after - before);
        before = after;
    }
}

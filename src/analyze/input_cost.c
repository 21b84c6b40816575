// input_cost.c - see input_cost.h.
#include "analyze/input_cost.h"

#include <math.h>

// Weights of the classes of input; of a call's whole cost when has_output.
struct weights {
    double fresh, read, write_5m, write_1h;
    double fresh_tok;  // of one fresh token
    double all;
};

static bool book_weights(struct call_terms_memo *c, const struct request *r, struct weights *out)
{
    const struct price_row *row = request_terms(c, r)->row;
    struct price_cost cost;
    struct price_cost as_fresh;
    struct usage fresh;
    int64_t input = usage_input_total(&r->usage);
    usage_init(&fresh);
    fresh.tok[TOK_INPUT] = input;
    if (!row || input <= 0 || !price_cost(row, &r->usage, r->tier, &cost) ||
        !price_cost(row, &fresh, r->tier, &as_fresh) || cost.total_pusd <= 0)
        return false;
    *out = (struct weights){
        .fresh = (double)cost.pusd[TOK_INPUT],
        .write_5m = (double)cost.pusd[TOK_CACHE_WRITE_5M],
        .write_1h = (double)cost.pusd[TOK_CACHE_WRITE_1H],
        .fresh_tok = (double)as_fresh.pusd[TOK_INPUT] / (double)input,
        .all = (double)cost.total_pusd,
    };
    return true;
}

// The usual ratios, over the cost of the input.
static struct weights usual_weights(const struct request *r)
{
    const struct usage *u = &r->usage;
    struct weights w = {
        .fresh = (double)tok_or_zero(u, TOK_INPUT),
        .read = 0.1 * (double)tok_or_zero(u, TOK_CACHE_READ),
        .write_5m = 1.25 * (double)tok_or_zero(u, TOK_CACHE_WRITE_5M),
        .write_1h = 2.0 * (double)tok_or_zero(u, TOK_CACHE_WRITE_1H),
        .fresh_tok = 1,
    };
    w.all = w.fresh + w.read + w.write_5m + w.write_1h;
    return w;
}

struct input_cost input_cost_of(struct call_terms_memo *c, const struct request *r)
{
    struct weights w;
    double cost_nusd = (double)r->cost_nusd;
    if (r->cost_nusd == UNKNOWN || r->cost_nusd <= 0)
        return (struct input_cost){0};
    if (!book_weights(c, r, &w)) {
        w = usual_weights(r);
        if (r->output_cost_nusd != UNKNOWN)
            cost_nusd -= (double)r->output_cost_nusd;
    }
    if (w.all <= 0)
        return (struct input_cost){0};
    double written = (double)(tok_or_zero(&r->usage, TOK_CACHE_WRITE_5M) +
                              tok_or_zero(&r->usage, TOK_CACHE_WRITE_1H));
    double premium = w.write_5m + w.write_1h - written * w.fresh_tok;
    return (struct input_cost){
        .fresh_nusd = cost_nusd * w.fresh / w.all,
        .premium_nusd = cost_nusd * fmax(premium, 0) / w.all,
    };
}

// prompt_span.c - see prompt_span.h.
#include "simulate/prompt_span.h"

__extension__ typedef __int128 wide;

// In the order in which they stand.
static const enum tok_class places[] = {
    TOK_CACHE_READ,
    TOK_CACHE_WRITE_1H,
    TOK_CACHE_WRITE_5M,
    TOK_INPUT,
};
enum { PLACES = sizeof places / sizeof *places };

static int64_t least(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static int64_t most(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

int64_t prompt_tok_of_bytes(int64_t input_tok, int64_t bytes, int64_t all_bytes)
{
    if (all_bytes <= 0)
        return 0;
    return (int64_t)((wide)input_tok * least(bytes, all_bytes) / all_bytes);
}

int64_t prompt_bytes(const uint32_t part_bytes[PART_COUNT])
{
    int64_t sum = 0;
    for (int part = 0; part < PART_COUNT; part++)
        sum += part == PART_RESPONSE ? 0 : part_bytes[part];
    return sum;
}

void prompt_cut(struct tokens *t, int64_t begin, int64_t end)
{
    int64_t at = 0;
    for (int p = 0; p < PLACES; p++) {
        int64_t n = t->n[places[p]];
        int64_t from = most(begin, at);
        int64_t to = least(end, at + n);
        if (to > from)
            t->n[places[p]] -= (uint32_t)(to - from);
        at += n;
    }
}

int64_t prompt_break(struct tokens *t, int64_t begin)
{
    int64_t read = t->n[TOK_CACHE_READ];
    int64_t lost = read - least(read, most(begin, 0));
    lost = least(lost, (int64_t)UINT32_MAX - t->n[TOK_INPUT]);
    t->n[TOK_CACHE_READ] -= (uint32_t)lost;
    t->n[TOK_INPUT] += (uint32_t)lost;
    return lost;
}

void prompt_thin(struct tokens *t, int64_t span, int64_t tok)
{
    span = least(span, tokens_input(t));
    tok = least(tok, span);
    int64_t at = 0;
    int64_t taken = 0;
    // Rounded cumulatively, so that what is taken sums to `tok`.
    for (int p = 0; p < PLACES && at < span; p++) {
        int64_t here = least(t->n[places[p]], span - at);
        at += here;
        int64_t until = (int64_t)((wide)tok * at / span);
        t->n[places[p]] -= (uint32_t)(until - taken);
        taken = until;
    }
}

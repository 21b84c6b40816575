// common_tokens.c - see common_tokens.h.
#include "analyze/common_tokens.h"

#include <stdbool.h>

static bool is_same(struct token a, struct token b)
{
    return token_kind(a) == token_kind(b) && (a.hash == b.hash || token_is_masked(a));
}

// Two sequences without what they begin and end with alike. x is given by places in a text.
struct pair {
    const struct token *x_tokens, *y;
    const struct common_token *x;
    int32_t x_count, y_count;
};

static struct token x_at(const struct pair *p, int32_t i)
{
    return p->x_tokens[p->x[i].at[0]];
}

// lengths[i × (y_count + 1) + k] = of the longest common subsequence of x from i and y from k.
static uint16_t *fill_lengths(const struct pair *p, struct arena *scratch)
{
    size_t width = (size_t)p->y_count + 1;
    uint16_t *lengths = ARENA_ARRAY(scratch, uint16_t, width * ((size_t)p->x_count + 1));
    for (int32_t i = p->x_count - 1; i >= 0; i--) {
        struct token x = x_at(p, i);
        uint16_t *row = lengths + (size_t)i * width;
        const uint16_t *below = row + width;
        for (int32_t k = p->y_count - 1; k >= 0; k--) {
            uint16_t skip = row[k + 1] > below[k] ? row[k + 1] : below[k];
            row[k] = is_same(x, p->y[k]) ? (uint16_t)(below[k + 1] + 1) : skip;
        }
    }
    return lengths;
}

// Keeps the tokens of x that y has too, with their places; `text` is y's number. Returns how many.
static int32_t keep_common(struct common_token *common, int32_t count, const struct sample *first,
                           const struct sample *y, int text, struct arena *scratch)
{
    int32_t kept = 0, front = 0, back = 0;
    struct pair all = {first->tokens, y->tokens, common, count, y->token_count};
    int32_t shorter = count < y->token_count ? count : y->token_count;
    while (front < shorter && is_same(x_at(&all, front), y->tokens[front])) {
        common[kept].at[text] = front++;
        kept++;
    }
    while (back < shorter - front &&
           is_same(x_at(&all, count - 1 - back), y->tokens[y->token_count - 1 - back]))
        back++;
    struct pair p = {first->tokens, y->tokens + front, common + front, count - front - back,
                     y->token_count - front - back};
    const uint16_t *lengths = fill_lengths(&p, scratch);
    size_t width = (size_t)p.y_count + 1;
    for (int32_t i = 0, k = 0; i < p.x_count && k < p.y_count;) {
        const uint16_t *here = lengths + (size_t)i * width + k;
        if (is_same(x_at(&p, i), p.y[k]) && here[0] == here[width + 1] + 1) {
            common[kept] = p.x[i];
            common[kept++].at[text] = front + k;
            i++;
            k++;
        } else if (here[width] >= here[1]) {
            i++;
        } else {
            k++;
        }
    }
    for (int32_t i = 0; i < back; i++) {
        common[kept] = common[count - back + i];
        common[kept++].at[text] = y->token_count - back + i;
    }
    return kept;
}

int32_t common_tokens(const struct sample *const *texts, int count, struct common_token **out,
                      struct arena *a)
{
    int32_t kept = count ? texts[0]->token_count : 0;
    struct common_token *common = ARENA_ARRAY(a, struct common_token, (size_t)kept);
    for (int32_t i = 0; i < kept; i++)
        common[i].at[0] = i;
    struct arena scratch = {0};
    for (int t = 1; t < count && t < COMMON_TEXTS && kept > 0; t++) {
        kept = keep_common(common, kept, texts[0], texts[t], t, &scratch);
        arena_reset(&scratch);
    }
    arena_release(&scratch);
    *out = common;
    return kept;
}

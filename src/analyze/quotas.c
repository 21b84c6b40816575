// quotas.c - see quotas.h.
#include "analyze/quotas.h"

#include <stdlib.h>

#include "base/arena.h"

__extension__ typedef __int128 wide;

// Who is served first: the larger weight, of equal ones the first stratum.
struct claim {
    int64_t weight, stratum;
};

static int by_weight(const void *left, const void *right)
{
    const struct claim *a = left;
    const struct claim *b = right;
    if (a->weight != b->weight)
        return a->weight > b->weight ? -1 : 1;
    return (a->stratum > b->stratum) - (a->stratum < b->stratum);
}

// The first of the claims, in order of weight, share `n` by weights that sum to `total`.
static void share(struct claim *claims, int64_t count, int64_t n, int64_t total, int64_t *quotas)
{
    int64_t left = n;
    for (int64_t i = 0; i < count; i++) {
        wide exact = (wide)n * claims[i].weight;
        quotas[claims[i].stratum] = (int64_t)(exact / total);
        left -= (int64_t)(exact / total);
        claims[i].weight = (int64_t)(exact % total);
    }
    qsort(claims, (size_t)count, sizeof *claims, by_weight);
    for (int64_t i = 0; i < left; i++)
        quotas[claims[i].stratum]++;
}

void quotas_share(const int64_t *sizes, int64_t count, int64_t n, int64_t *quotas)
{
    struct arena scratch = {0};
    struct claim *claims = ARENA_ARRAY(&scratch, struct claim, (size_t)count);
    int64_t total = 0;
    for (int64_t i = 0; i < count; i++) {
        claims[i] = (struct claim){sizes[i], i};
        total += sizes[i];
        quotas[i] = 0;
    }
    if (count)
        qsort(claims, (size_t)count, sizeof *claims, by_weight);
    if (n > total)
        n = total;
    if (n < count)
        count = n;
    // From the smallest up: who would get less than one gets one.
    for (; count && (wide)n * claims[count - 1].weight < total; count--) {
        quotas[claims[count - 1].stratum] = 1;
        total -= claims[count - 1].weight;
        n--;
    }
    if (count)
        share(claims, count, n, total, quotas);
    arena_release(&scratch);
}

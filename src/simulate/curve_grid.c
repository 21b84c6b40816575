// curve_grid.c - see curve_grid.h.
#include "simulate/curve_grid.h"

#include "base/time.h"

enum { CAPACITIES_MAX = 32 };

static const int64_t round_ttls_us[] = {
    US_PER_SECOND,      10 * US_PER_SECOND, US_PER_MINUTE,    5 * US_PER_MINUTE, 10 * US_PER_MINUTE,
    30 * US_PER_MINUTE, US_PER_HOUR,        2 * US_PER_HOUR,  6 * US_PER_HOUR,   12 * US_PER_HOUR,
    US_PER_DAY,         2 * US_PER_DAY,     4 * US_PER_DAY,   7 * US_PER_DAY,    14 * US_PER_DAY,
    30 * US_PER_DAY,    90 * US_PER_DAY,    365 * US_PER_DAY,
};
enum { ROUND_TTLS = (int)(sizeof round_ttls_us / sizeof *round_ttls_us) };

// Puts a value into an ascending list that does not have it.
static void insert(int64_t *list, int *count, int64_t value)
{
    int at = *count;
    for (int i = 0; i < *count; i++)
        if (list[i] == value)
            return;
    for (; at > 0 && list[at - 1] > value; at--)
        list[at] = list[at - 1];
    list[at] = value;
    ++*count;
}

static void fill_ttls(struct curve_grid *g, int64_t span_us)
{
    for (int i = 0; i < ROUND_TTLS; i++) {
        insert(g->ttl_us, &g->ttls, round_ttls_us[i]);
        if (round_ttls_us[i] >= span_us)
            return;
    }
    insert(g->ttl_us, &g->ttls, span_us);
}

// 10, 30, 100, 300, …
static void fill_capacities(struct curve_grid *g, int64_t distinct)
{
    int64_t capacity = 10;
    for (int i = 0; capacity < distinct && i < CAPACITIES_MAX - 2; i++) {
        insert(g->capacity, &g->capacities, capacity);
        capacity = i % 2 ? capacity / 3 * 10 : capacity * 3;
    }
    insert(g->capacity, &g->capacities, distinct);
}

void curve_grid_of(struct curve_grid *out, const struct curve_choice *choice,
                   const struct accesses *x, struct arena *a)
{
    *out = (struct curve_grid){
        .ttl_us = ARENA_ARRAY(a, int64_t, ROUND_TTLS + 2),
        .capacity = ARENA_ARRAY(a, int64_t, CAPACITIES_MAX),
        .chosen_ttl_us = choice->ttl_us,
        .chosen_capacity = choice->capacity,
        .is_fixed = choice->is_fixed,
        .is_off_curves = choice->is_off_curves,
    };
    fill_ttls(out, x->ts_us[x->count - 1] - x->ts_us[0]);
    fill_capacities(out, x->distinct);
    if (choice->ttl_us != UNKNOWN)
        insert(out->ttl_us, &out->ttls, choice->ttl_us);
    if (choice->capacity != UNKNOWN && choice->capacity > 0)
        insert(out->capacity, &out->capacities, choice->capacity);
}

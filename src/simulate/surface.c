// surface.c - each access goes to the first cell under which it hits; then the cells are summed up.
#include "simulate/surface.h"

#include "simulate/curves.h"

static struct saving *cell(const struct surface *s, uint32_t group, int t, int c)
{
    size_t row = (size_t)group * (size_t)s->grid.ttls + (size_t)t;
    return &s->at[row * (size_t)s->grid.capacities + (size_t)c];
}

// How many of the ascending values are smaller. Without branches: nobody could foretell them.
static inline int count_below(const int64_t *values, int count, int64_t x)
{
    const int64_t *base = values;
    for (; count > 1; count -= count / 2)
        base += (ptrdiff_t)(base[count / 2 - 1] < x) * (count / 2);
    return (int)(base - values) + (count == 1 && *base < x);
}

// From what hits first at a point to what hits there.
static void sum_up(const struct surface *s, uint32_t group)
{
    for (int t = 0; t < s->grid.ttls; t++)
        for (int c = 1; c < s->grid.capacities; c++)
            saving_add(cell(s, group, t, c), cell(s, group, t, c - 1));
    for (int t = 1; t < s->grid.ttls; t++)
        for (int c = 0; c < s->grid.capacities; c++)
            saving_add(cell(s, group, t, c), cell(s, group, t - 1, c));
}

static void sum_groups(const struct surface *s)
{
    size_t cells = (size_t)s->grid.ttls * (size_t)s->grid.capacities;
    struct saving *all = s->at + s->groups * cells;
    for (size_t i = 0; i < s->groups * cells; i++)
        saving_add(&all[i % cells], &s->at[i]);
}

void surface_of(struct surface *out, const struct surface_grid *grid, const struct reuse *r,
                const struct weights *w, struct arena *a)
{
    size_t cells = (size_t)grid->ttls * (size_t)grid->capacities;
    *out = (struct surface){
        .grid = *grid,
        .groups = w->groups,
        .at = ARENA_ARRAY(a, struct saving, ((size_t)w->groups + 1) * cells),
    };
    for (int64_t i = 0; i < r->count; i++) {
        if (r->distance[i] == 0)
            continue;
        int t = count_below(grid->ttl_us, grid->ttls, r->gap_us[i]);
        int c = count_below(grid->capacity, grid->capacities, r->distance[i]);
        if (t == grid->ttls || c == grid->capacities)
            continue;
        struct saving s = weights_of(w, i);
        saving_add(cell(out, weights_group(w, i), t, c), &s);
    }
    for (uint32_t g = 0; g < w->groups; g++)
        sum_up(out, g);
    sum_groups(out);
}

const struct saving *surface_at(const struct surface *s, uint32_t group, int t, int c)
{
    return cell(s, group == CURVE_ALL ? s->groups : group, t, c);
}

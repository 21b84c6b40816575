// test_surface.c - every point of the grid equals the replay of a cache with both limits.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "simulate/curves.h"
#include "simulate/reuse.h"
#include "simulate/surface.h"
#include "tests/simulate/slow_caches.h"

static const int64_t ttls[] = {0, 1, 4, 9, 20, INT64_MAX};
static const int64_t capacities[] = {0, 1, 2, 3, 5, 8, INT64_MAX};
static const struct surface_grid grid = {ttls, 6, capacities, 7};

static void assert_point(const struct surface *s, const struct trace *t, int i, int c,
                         struct arena *a)
{
    struct slow_cache slow = {SLOW_LRU, capacities[c], ttls[i], false};
    const bool *is_hit = slow_replay(&t->x, slow, a);
    for (uint32_t g = 0; g < t->w.groups; g++)
        assert_saving_equal(*surface_at(s, g, i, c), slow_saving(t, is_hit, g));
    assert_saving_equal(*surface_at(s, CURVE_ALL, i, c), slow_saving(t, is_hit, CURVE_ALL));
}

static void every_point_equals_its_replay(void **state)
{
    (void)state;
    struct random r = {10};
    for (int i = 0; i < 1000; i++) {
        struct arena a = {0};
        struct trace t = short_trace(&r, &a);
        struct reuse reuse;
        reuse_of(&reuse, &t.x, &a);
        struct surface s;
        surface_of(&s, &grid, &reuse, &t.w, &a);
        for (int k = 0; k < grid.ttls; k++)
            for (int c = 0; c < grid.capacities; c++)
                assert_point(&s, &t, k, c, &a);
        arena_release(&a);
    }
}

static void more_time_and_more_room_never_hit_less(void **state)
{
    (void)state;
    struct random r = {11};
    struct arena a = {0};
    struct trace t = random_trace((struct trace_shape){5000, 30, 2, 3, false}, &r, &a);
    struct reuse reuse;
    reuse_of(&reuse, &t.x, &a);
    struct surface s;
    surface_of(&s, &grid, &reuse, &t.w, &a);
    for (int k = 1; k < grid.ttls; k++)
        for (int c = 1; c < grid.capacities; c++) {
            int64_t hits = surface_at(&s, CURVE_ALL, k, c)->requests;
            assert_true(hits >= surface_at(&s, CURVE_ALL, k - 1, c)->requests);
            assert_true(hits >= surface_at(&s, CURVE_ALL, k, c - 1)->requests);
        }
    arena_release(&a);
}

static void a_grid_of_one_point_or_of_many_gives_the_same(void **state)
{
    (void)state;
    struct random r = {12};
    struct arena a = {0};
    struct trace t = random_trace((struct trace_shape){2000, 30, 2, 3, false}, &r, &a);
    struct reuse reuse;
    reuse_of(&reuse, &t.x, &a);
    struct surface all, one;
    surface_of(&all, &grid, &reuse, &t.w, &a);
    for (int k = 0; k < grid.ttls; k++)
        for (int c = 0; c < grid.capacities; c++) {
            struct surface_grid point = {&ttls[k], 1, &capacities[c], 1};
            surface_of(&one, &point, &reuse, &t.w, &a);
            assert_saving_equal(*surface_at(&one, 1, 0, 0), *surface_at(&all, 1, k, c));
        }
    arena_release(&a);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_point_equals_its_replay),
        cmocka_unit_test(more_time_and_more_room_never_hit_less),
        cmocka_unit_test(a_grid_of_one_point_or_of_many_gives_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

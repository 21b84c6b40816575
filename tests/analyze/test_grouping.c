// test_grouping.c - groups of one dimension and of two crossed, their percentiles, their labels.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "analyze/grouping.h"
#include "base/time.h"
#include "base/zone.h"

static const struct attribution who[] = {
    {.id = 1, .names = {[NAME_FEATURE] = {"search", 6}, [NAME_MODEL] = {"m1", 2}}},
    {.id = 2, .names = {[NAME_FEATURE] = {"search", 6}, [NAME_MODEL] = {"m2", 2}}},
    {.id = 3, .names = {[NAME_MODEL] = {"m1", 2}}},
};

static struct observation observe(int i)
{
    return (struct observation){.who = &who[i], .ts_us = UNKNOWN, .user_id = i, .status = 200};
}

static struct str label(const struct grouping *g, int dimension, int64_t group)
{
    struct str out;
    struct err e = {0};
    assert_true(lens_label(&g->lenses[dimension], NULL, g->groups[group].codes[dimension], &out,
                           g->arena, &e));
    return out;
}

static void one_name_of_several_attributions_is_one_group(void **state)
{
    (void)state;
    struct arena a = {0};
    struct grouping g;
    grouping_init(&g, (struct crossing){{DIM_FEATURE, DIM_FEATURE}, 1}, &a);
    int64_t groups[3];
    for (int i = 0; i < 3; i++) {
        struct observation o = observe(i);
        groups[i] = grouping_find(&g, &o);
    }
    assert_int_equal(groups[0], groups[1]);
    assert_int_not_equal(groups[0], groups[2]);
    assert_true(str_eq(label(&g, 0, groups[0]), S("search")));
    assert_null(label(&g, 0, groups[2]).ptr);
    arena_release(&a);
}

static void crossed_dimensions_have_a_group_for_each_pair(void **state)
{
    (void)state;
    struct arena a = {0};
    struct grouping g;
    grouping_init(&g, (struct crossing){{DIM_FEATURE, DIM_MODEL}, 2}, &a);
    for (int round = 0; round < 2; round++)
        for (int i = 0; i < 3; i++) {
            struct observation o = observe(i);
            assert_int_equal(grouping_find(&g, &o), i);
        }
    assert_int_equal(g.count, 3);
    assert_true(str_eq(label(&g, 1, 1), S("m2")));
    assert_null(label(&g, 0, 2).ptr);
    assert_true(str_eq(label(&g, 1, 2), S("m1")));
    arena_release(&a);
}

static void percentiles_are_those_of_the_groups_asked_for(void **state)
{
    (void)state;
    struct arena a = {0};
    struct grouping g;
    static const double shares[] = {0.5, 1.0};
    int64_t us[2];
    grouping_init(&g, (struct crossing){{DIM_MODEL, DIM_MODEL}, 1}, &a);
    for (int i = 0; i < 2; i++) {
        struct observation o = observe(i);
        assert_int_equal(grouping_find(&g, &o), i);
    }
    grouping_add_latency(&g, 0, latency_bucket(1000), 3);
    grouping_add_latency(&g, 0, latency_bucket(9000), 1);
    grouping_add_latency(&g, 1, latency_bucket(500000), 5);
    grouping_finish(&g);
    for (int round = 0; round < 2; round++) {
        grouping_quantiles(&g, (const int64_t[]){0}, 1, shares, 2, us);
        assert_int_equal(us[0], latency_bucket_us(latency_bucket(1000)));
        assert_int_equal(us[1], latency_bucket_us(latency_bucket(9000)));
    }
    grouping_quantiles(&g, (const int64_t[]){0, 1}, 2, shares, 2, us);
    assert_int_equal(us[0], latency_bucket_us(latency_bucket(500000)));
    grouping_quantiles(&g, NULL, 0, shares, 2, us);
    assert_true(us[0] == UNKNOWN && us[1] == UNKNOWN);
    arena_release(&a);
}

static const struct {
    const char *zone;
    enum dimension dimension;
    const char *time, *label;
} times[] = {
    {"UTC", DIM_DAY, "2026-09-30T23:59:59Z", "2026-09-30"},
    {"Europe/Berlin", DIM_DAY, "2026-09-30T23:59:59Z", "2026-10-01"},
    {"Europe/Berlin", DIM_MONTH, "2026-09-30T23:59:59Z", "2026-10"},
    {"UTC", DIM_MONTH, "2026-12-31T23:59:59Z", "2026-12"},
    {"UTC", DIM_HOUR, "2026-09-30T14:59:59.999Z", "2026-09-30T14"},
    {"Asia/Kathmandu", DIM_HOUR, "2026-09-30T14:20:00Z", "2026-09-30T20"},
    {"America/New_York", DIM_HOUR, "2026-11-01T05:30:00Z", "2026-11-01T01"},
    {"America/New_York", DIM_HOUR, "2026-11-01T06:30:00Z", "2026-11-01T01"},
    // The wall clock's: 2026-11-01 was a Sunday, with its second hour twice.
    {"America/New_York", DIM_HOUR_OF_DAY, "2026-11-01T05:30:00Z", "01"},
    {"America/New_York", DIM_HOUR_OF_DAY, "2026-11-01T06:30:00Z", "01"},
    {"America/New_York", DIM_WEEKDAY, "2026-11-02T04:59:59.999Z", "Sun"},
    {"America/New_York", DIM_WEEKDAY, "2026-11-02T05:00:00Z", "Mon"},
    {"Asia/Kathmandu", DIM_WEEKDAY, "2026-11-01T18:15:00Z", "Mon"},
    {"UTC", DIM_HOUR_OF_DAY, "2026-11-01T23:59:59.999Z", "23"},
    {"UTC", DIM_WEEKDAY, "1970-01-01T00:00:00Z", "Thu"},
    {"UTC", DIM_WEEKDAY, "1969-12-31T23:00:00Z", "Wed"},
};

static void times_fall_into_local_hours_days_and_months(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct arena a = {0};
        struct lens l;
        struct err e = {0};
        struct str label_text;
        struct observation o = observe(0);
        assert_true(time_parse(str_of(times[i].time), &o.ts_us));
        if (!zone_set(str_of(times[i].zone)))
            continue;
        lens_init(&l, times[i].dimension, &a);
        int64_t code = lens_code(&l, &o);
        bool is_cycle = dimension_table[times[i].dimension].is_cycle;
        assert_true((is_cycle || code <= o.ts_us) && o.ts_us < l.to_us);
        assert_true(lens_label(&l, NULL, code, &label_text, &a, &e));
        if (!str_eq(label_text, str_of(times[i].label)))
            fail_msg("%s in %s: %.*s", times[i].time, times[i].zone, STR_ARG(label_text));
        o.ts_us = UNKNOWN;
        assert_true(lens_code(&l, &o) == UNKNOWN);
        arena_release(&a);
    }
    assert_true(zone_set(S("UTC")));
}

static void every_dimension_is_found_by_its_name(void **state)
{
    (void)state;
    enum dimension d;
    for (int i = 0; i < DIM_COUNT; i++) {
        assert_true(dimension_find(str_of(dimension_table[i].name), &d));
        assert_int_equal(d, i);
    }
    assert_false(dimension_find(S("nothing"), &d));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_name_of_several_attributions_is_one_group),
        cmocka_unit_test(crossed_dimensions_have_a_group_for_each_pair),
        cmocka_unit_test(percentiles_are_those_of_the_groups_asked_for),
        cmocka_unit_test(times_fall_into_local_hours_days_and_months),
        cmocka_unit_test(every_dimension_is_found_by_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

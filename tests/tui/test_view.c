// test_view.c - what the person chose: filter, period, files.
#include "tui/view.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/time.h"
#include "base/zone.h"

static int64_t at(const char *text)
{
    int64_t us = 0;
    assert_true(time_parse(str_of(text), &us));
    return us;
}

// Requests from 17 October to 15 November, asked the day after.
static struct view a_view(struct arena *a)
{
    return (struct view){
        .arena = a,
        .now_us = at("2026-11-16T08:00:00Z"),
        .first_us = at("2026-10-17T00:18:17Z"),
        .last_us = at("2026-11-15T23:48:47Z"),
    };
}

static void the_filter_and_the_period_are_options_of_the_command(void **state)
{
    (void)state;
    static const struct {
        const char *filter, *since, *until, *want;
    } cases[] = {
        {"", NULL, NULL, "report"},
        {"team=eu", NULL, NULL, "report --where team=eu"},
        {"team=eu  status>=400", NULL, NULL, "report --where 'team=eu status>=400'"},
        {"user=o'neil", "-7d", "2026-11",
         "report --where 'user=o'\\''neil' --since -7d --until 2026-11"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct view v = a_view(&a);
        view_set_filter(&v, str_of(cases[i].filter));
        v.since = str_of(cases[i].since);
        v.until = str_of(cases[i].until);
        struct str command = view_command(&v, S("report"), &a);
        assert_true(str_eq(command, str_of(cases[i].want)));
        arena_release(&a);
    }
}

static void a_typed_filter_is_split_into_terms(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int count;
        const char *last;
    } cases[] = {
        {"  ", 0, NULL},
        {"a=1", 1, "a=1"},
        {" a=1   b=2 ", 2, "b=2"},
        {"user=\"two words\" b=2", 2, "b=2"},
        {"a=1 user=\"two \\\" words\"", 2, "user=\"two \\\" words\""},
        {"a=\"open b=2", 1, "a=\"open b=2"},
        {"1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17", VIEW_TERMS, "16 17"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct view v = a_view(&a);
        view_set_filter(&v, str_of(cases[i].text));
        assert_int_equal(v.term_count, cases[i].count);
        if (cases[i].last)
            assert_true(str_eq(v.terms[v.term_count - 1], str_of(cases[i].last)));
        arena_release(&a);
    }
}

static void a_value_is_quoted_so_that_it_stays_one(void **state)
{
    (void)state;
    static const struct {
        const char *value, *want;
    } cases[] = {
        {"bot", "feature=bot"},         {"two words", "feature=\"two words\""},
        {"a,b", "feature=\"a,b\""},     {"say \"x\"", "feature=\"say \\\"x\\\"\""},
        {"a\\b", "feature=\"a\\\\b\""}, {"tab\t", "feature=\"tab\t\""},
        {"", "feature=\"\""},           {NULL, "feature="},
        {"日本", "feature=日本"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct view v = a_view(&a);
        assert_true(view_narrow(&v, "feature", str_of(cases[i].value)));
        assert_true(str_eq(v.terms[0], str_of(cases[i].want)));
        // What is typed again comes apart the same way.
        view_set_filter(&v, v.terms[0]);
        assert_int_equal(v.term_count, 1);
        while (v.term_count < VIEW_TERMS)
            assert_true(view_narrow(&v, "feature", S("x")));
        assert_false(view_narrow(&v, "feature", S("x")));
        arena_release(&a);
    }
}

static void the_period_moves_as_the_keys_say(void **state)
{
    (void)state;
    static const struct {
        const char *since, *until, *keys;  // as in action.c
        const char *want_since, *want_until;
    } cases[] = {
        // Presets end with the newest request.
        {NULL, NULL, "t", "2026-10-17", NULL},
        {NULL, NULL, "tt", "2026-11-09", NULL},
        {NULL, NULL, "ttt", "2026-11-15", NULL},
        {NULL, NULL, "tttt", NULL, NULL},
        {"2026-11-01", "2026-11-03", "t", NULL, NULL},
        // Whole days to earlier and later.
        {NULL, NULL, "tt[", "2026-11-02", "2026-11-08"},
        {NULL, NULL, "tt[[", "2026-10-26", "2026-11-01"},
        {NULL, NULL, "tt[]", "2026-11-09", "2026-11-15"},
        {NULL, NULL, "tt]", "2026-11-09", NULL},
        {"2026-10-18", "2026-10-18", "[[", "2026-10-17", "2026-10-17"},
        // Half and twice.
        {NULL, NULL, "z", "2026-11-01", "2026-11-15"},
        {NULL, NULL, "zz", "2026-11-09", "2026-11-15"},
        {NULL, NULL, "tttz", "2026-11-15T12", "2026-11-15"},
        {NULL, NULL, "tttzzzzz", "2026-11-15T23:30", "2026-11-15"},
        {NULL, NULL, "tttz[", "2026-11-15", "2026-11-15T11"},
        {NULL, NULL, "zZ", NULL, NULL},
        {"2026-11-10", "2026-11-11", "Z", "2026-11-08", "2026-11-11"},
        {"2026-11-10T06:30", "2026-11-10T07:29", "]", "2026-11-10T07:30", "2026-11-10T08:29"},
        {"2026-11-10T23:59", "2026-11-10T23:59", "z", "2026-11-10T23:59", "2026-11-10T23:59"},
        // Relative times count from the start of the dashboard, whole months are long.
        {"-2d", NULL, "[", "2026-11-12T16", "2026-11-14T07"},
        {"2026-11", "2026-11", "[", "2026-10-02", "2026-10-31"},
        {"2026-11-10T12:00:30Z", "2026-11-10T12:10:30Z", "]", "2026-11-10T12:10",
         "2026-11-10T12:20"},
        // Nothing to move.
        {NULL, NULL, "[]Z", NULL, NULL},
        {"2026-11-12", "2026-11-10", "[", "2026-11-12", "2026-11-10"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct view v = a_view(&a);
        v.since = str_of(cases[i].since);
        v.until = str_of(cases[i].until);
        for (const char *key = cases[i].keys; *key; key++)
            view_move_period(&v, action_of((uint32_t)*key));
        if (!str_eq(v.since, str_of(cases[i].want_since)) ||
            !str_eq(v.until, str_of(cases[i].want_until)))
            fail_msg("case %zu: %.*s to %.*s", i, STR_ARG(v.since), STR_ARG(v.until));
        arena_release(&a);
    }
}

static void the_day_of_the_zone_counts(void **state)
{
    (void)state;
    struct arena a = {0};
    struct view v = a_view(&a);
    assert_true(zone_set(S("Europe/Berlin")));
    view_move_period(&v, ACT_PERIOD);
    // The newest request is at 00:48 of the 16th there.
    assert_true(str_eq(v.since, S("2026-10-18")));
    v.since = v.until = S("2026-10-26");
    // The day before had 25 hours.
    view_move_period(&v, ACT_EARLIER);
    assert_true(str_eq(v.since, S("2026-10-25")));
    assert_true(str_eq(v.until, S("2026-10-25")));
    view_move_period(&v, ACT_LATER);
    assert_true(str_eq(v.since, S("2026-10-26")));
    assert_true(zone_set(S("UTC")));
    arena_release(&a);
}

static void a_period_needs_the_times_of_the_requests(void **state)
{
    (void)state;
    struct arena a = {0};
    struct view v = a_view(&a);
    assert_int_equal(view_period_us(&v), 30 * US_PER_DAY);
    v.since = v.until = S("2026-11-15T12");
    assert_int_equal(view_period_us(&v), US_PER_HOUR);
    v.first_us = v.last_us = INT64_MIN;
    assert_int_equal(view_period_us(&v), INT64_MIN);
    view_move_period(&v, ACT_PERIOD);
    assert_true(v.message.len > 0);
    assert_false(view_preset(&v, 7));
    assert_true(view_preset(&v, 0));
    assert_null(v.since.ptr);
    arena_release(&a);
}

static void a_period_is_compared_with_the_one_before(void **state)
{
    (void)state;
    static const struct {
        const char *since, *until, *want;  // NULL = there is nothing to compare with
    } cases[] = {
        // All 30 days: the longest preset that fits twice.
        {NULL, NULL, "compare 2026-11-02..2026-11-08 2026-11-09..2026-11-15"},
        {"2026-11-15", "2026-11-15", "compare 2026-11-14 2026-11-15"},
        {"2026-11-15T12", "2026-11-15T12", "compare 2026-11-15T11 2026-11-15T12"},
        {"2026-11-15T00:30", "2026-11-15T00",
         "compare 2026-11-15..2026-11-15T00:29 2026-11-15T00:30..2026-11-15T00"},
        {"2026-11", NULL, "compare 2026-10-17..2026-10-31 2026-11-01..2026-11-15"},
        // The log begins in the midst of it.
        {"2026-10-20", "2026-10-29", "compare 2026-10-10..2026-10-19 2026-10-20..2026-10-29"},
        {NULL, "2026-10-20", NULL},
        {"2026-10-17", NULL, NULL},
        {"2026-11-10", "2026-11-09", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct view v = a_view(&a);
        v.since = str_of(cases[i].since);
        v.until = str_of(cases[i].until);
        assert_false(view_compares(&v));
        assert_int_equal(view_compare(&v), cases[i].want != NULL);
        assert_int_equal(view_compares(&v), cases[i].want != NULL);
        assert_true(v.message.len > 0);
        if (cases[i].want) {
            struct str command = view_compare_command(&v, (struct str){0}, &a);
            if (!str_eq(command, str_of(cases[i].want)))
                fail_msg("%zu: %.*s", i, STR_ARG(command));
            assert_true(view_compare(&v));
            assert_false(view_compares(&v));
        }
        arena_release(&a);
    }
}

static void a_short_log_is_compared_by_halves(void **state)
{
    (void)state;
    struct arena a = {0};
    struct view v = a_view(&a);
    v.first_us = at("2026-11-15T01:00:00Z");
    assert_true(view_compare(&v));
    view_set_filter(&v, S("team=eu"));
    struct str command = view_compare_command(&v, S("--by team"), &a);
    assert_true(str_eq(command, S("compare 2026-11-15..2026-11-15T11 2026-11-15T12..2026-11-15 "
                                  "--by team --where team=eu")));
    // All requests again: nothing is compared until they are a period.
    assert_true(view_preset(&v, 0));
    assert_false(view_compares(&v));
    v.first_us = v.last_us = INT64_MIN;
    assert_false(view_compare(&v));
    arena_release(&a);
}

static void a_file_is_written_by_the_command_with_its_name(void **state)
{
    (void)state;
    static const struct {
        const char *path, *want;
    } cases[] = {
        {"out.csv", "report -o out.csv"},
        {" my file.md ", "report -o 'my file.md'"},
        {"-x.json", "report -o ./-x.json"},
        {"a'b.txt", "report -o 'a'\\''b.txt'"},
        {"  ", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct arena a = {0};
        struct view v = a_view(&a);
        view_write(&v, S("report"), str_of(cases[i].path));
        assert_true(str_eq(v.write_command, str_of(cases[i].want)));
        assert_int_equal(v.message.len > 0, !cases[i].want);
        arena_release(&a);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_filter_and_the_period_are_options_of_the_command),
        cmocka_unit_test(a_typed_filter_is_split_into_terms),
        cmocka_unit_test(a_value_is_quoted_so_that_it_stays_one),
        cmocka_unit_test(the_period_moves_as_the_keys_say),
        cmocka_unit_test(the_day_of_the_zone_counts),
        cmocka_unit_test(a_period_needs_the_times_of_the_requests),
        cmocka_unit_test(a_period_is_compared_with_the_one_before),
        cmocka_unit_test(a_short_log_is_compared_by_halves),
        cmocka_unit_test(a_file_is_written_by_the_command_with_its_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

// test_time.c - the spellings of an instant, intervals and zones.
#include "base/time.h"
#include "base/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void instants_are_read_in_every_spelling(void **state)
{
    (void)state;
    static const struct {
        const char *in, *want;  // want NULL = refused
    } cases[] = {
        {"2026-09-01T12:00:00Z", "2026-09-01T12:00:00Z"},
        {"2026-09-01 12:00:00", "2026-09-01T12:00:00Z"},
        {"2026-09-01T12:00:00.5+02:00", "2026-09-01T10:00:00.500000Z"},
        {"2026-09-01T12:00:00.1234567Z", "2026-09-01T12:00:00.123456Z"},
        {"2026-09-01T12:00:00-0530", "2026-09-01T17:30:00Z"},
        {"2025-08-30T16:51:37.894Z", "2025-08-30T16:51:37.894000Z"},
        {"20260901T120000Z", "2026-09-01T12:00:00Z"},
        {"2026-09-01", "2026-09-01T00:00:00Z"},
        {"2026-09-01 12:00 UTC", "2026-09-01T12:00:00Z"},
        {"Tue, 01 Sep 2026 12:00:00 GMT", "2026-09-01T12:00:00Z"},
        {"1745420222", "2025-04-23T14:57:02Z"},
        {"1745420222.25", "2025-04-23T14:57:02.250000Z"},
        {"1745420222123", "2025-04-23T14:57:02.123000Z"},
        {"1745420222123456", "2025-04-23T14:57:02.123456Z"},
        {"1745420222123456789", "2025-04-23T14:57:02.123456Z"},
        {"638515262815394150", "2024-05-17T07:04:41.539415Z"},
        {"2024-02-29", "2024-02-29T00:00:00Z"},
        {"2026-02-29", NULL},
        {"2026-13-01", NULL},
        {"2026-09-01T25:00:00Z", NULL},
        {"2026-09-01T12:00:00+25:00", NULL},
        {"xxxxxxxxxxxx", NULL},
        {"", NULL},
        {"-5", NULL},
        {"Tue, 01 Foo 2026 12:00:00 GMT", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t us = -1;
        char text[TIME_TEXT_BYTES];
        bool ok = time_parse(str_of(cases[i].in), &us);
        assert_int_equal(ok, cases[i].want != NULL);
        if (ok)
            assert_string_equal(time_format(us, text).ptr, cases[i].want);
    }
}

static void civil_dates_round_trip_over_four_centuries(void **state)
{
    (void)state;
    for (int64_t day = -150000; day < 150000; day += 17) {
        int64_t us = day * US_PER_DAY + 3723000004LL;
        assert_int_equal(time_of_civil(time_to_civil(us)), us);
    }
}

static void assert_interval(const char *text, const char *begin, const char *end)
{
    int64_t now = 0;
    int64_t a = 0;
    int64_t b = 0;
    char buffer[TIME_TEXT_BYTES];
    assert_true(time_parse(S("2026-09-15T10:30:00Z"), &now));
    assert_true(time_interval(str_of(text), now, &a, &b));
    assert_string_equal(time_format(a, buffer).ptr, begin);
    assert_string_equal(time_format(b, buffer).ptr, end);
}

static void intervals_are_named_by_their_precision(void **state)
{
    (void)state;
    assert_true(zone_set(S("UTC")));
    assert_interval("2026", "2026-01-01T00:00:00Z", "2027-01-01T00:00:00Z");
    assert_interval("2026-12", "2026-12-01T00:00:00Z", "2027-01-01T00:00:00Z");
    assert_interval("2026-09-30", "2026-09-30T00:00:00Z", "2026-10-01T00:00:00Z");
    assert_interval("2026-09-30T14", "2026-09-30T14:00:00Z", "2026-09-30T15:00:00Z");
    assert_interval("2026-09-30T14:05", "2026-09-30T14:05:00Z", "2026-09-30T14:06:00Z");
    assert_interval("2026-09-30T14:05:06Z", "2026-09-30T14:05:06Z", "2026-09-30T14:05:06Z");
    assert_interval("yesterday", "2026-09-14T00:00:00Z", "2026-09-15T00:00:00Z");
    assert_interval("-7d", "2026-09-08T10:30:00Z", "2026-09-08T10:30:00Z");
    int64_t a = 0;
    int64_t b = 0;
    assert_false(time_interval(S("2026-9"), 0, &a, &b));
    assert_false(time_interval(S("tomorrowish"), 0, &a, &b));
}

static void days_have_23_and_25_hours_when_clocks_change(void **state)
{
    (void)state;
    if (!zone_set(S("Europe/Berlin")))
        skip();  // no zone data on this machine
    int64_t a = 0;
    int64_t b = 0;
    assert_true(time_interval(S("2026-03-29"), 0, &a, &b));
    assert_int_equal(b - a, 23 * US_PER_HOUR);
    assert_true(time_interval(S("2026-10-25"), 0, &a, &b));
    assert_int_equal(b - a, 25 * US_PER_HOUR);
    assert_int_equal(zone_day_start(b - 1), a);
    assert_int_equal(zone_next_day(a), b);
    assert_false(zone_set(S("Mars/Olympus")));
    assert_false(zone_set(S("../../etc/passwd")));
    assert_true(zone_set(S("UTC")));
}

static void durations(void **state)
{
    (void)state;
    int64_t us = 0;
    assert_true(duration_parse(S("250ms"), &us) && us == 250000);
    assert_true(duration_parse(S("5"), &us) && us == 5 * US_PER_SECOND);
    assert_true(duration_parse(S("2w"), &us) && us == 14 * US_PER_DAY);
    assert_false(duration_parse(S("h"), &us));
    assert_false(duration_parse(S("-1h"), &us));
    assert_false(duration_parse(S("99999999999999d"), &us));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_are_read_in_every_spelling),
        cmocka_unit_test(civil_dates_round_trip_over_four_centuries),
        cmocka_unit_test(intervals_are_named_by_their_precision),
        cmocka_unit_test(days_have_23_and_25_hours_when_clocks_change),
        cmocka_unit_test(durations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

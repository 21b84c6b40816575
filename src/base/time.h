// time.h - instants as microseconds since 1970-01-01 UTC, read from and written as text.
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "base/attr.h"
#include "base/str.h"

#define US_PER_SECOND 1000000LL
#define US_PER_MINUTE 60000000LL
#define US_PER_HOUR   3600000000LL
#define US_PER_DAY    86400000000LL

// A calendar date and clock time; month 1..12, day 1..31.
struct civil {
    int64_t year;
    int month, day, hour, minute, second, microsecond;
};

// Proleptic Gregorian calendar, UTC. (Days algorithm: H. Hinnant, "chrono-compatible low-level date
// algorithms", 2013.)
int64_t time_of_civil(struct civil c);
struct civil time_to_civil(int64_t ts_us);

// What logs write: "2026-09-01T12:00:00Z", "2026-09-01 12:00:00.1234567+02:00", 0 to 9 fraction
// digits, 'T' or ' ', a zone or none (then UTC), "20260901T120000Z", or a number as
// time_of_number(). Also RFC 7231 ("Tue, 01 Sep 2026 12:00:00 GMT"). All of the text or false.
MUST_USE bool time_parse(struct str text, int64_t *out_us);
// A number whose unit is told by its size: seconds below 1e11, milliseconds below 1e14,
// microseconds below 1e17, nanoseconds below 1e18 * 2, above that .NET ticks. False when negative
// or not finite.
MUST_USE bool time_of_number(double number, int64_t *out_us);
// The same for integers, exact.
MUST_USE bool time_of_integer(int64_t number, int64_t *out_us);

// "2026-09-01T12:00:00.123456Z"; the fraction is left out when it is zero.
enum { TIME_TEXT_BYTES = 40 };
struct str time_format(int64_t ts_us, char text[TIME_TEXT_BYTES]);

// The instant so long after another (not negative); INT64_MAX, for ever, where there is none.
static inline int64_t time_after(int64_t ts_us, int64_t us)
{
    return ts_us > INT64_MAX - us ? INT64_MAX : ts_us + us;
}

// Names intervals: "2026", "2026-09", "2026-09-30", "2026-09-30T14", "2026-09-30T14:05", an instant
// as time_parse() (an empty interval), and relative to now_us: "now", "today", "yesterday", "-7d",
// "-12h",
// "-30m", "-2w". [*begin_us, *end_us): --since takes begin, --until takes end. Local in the zone.
MUST_USE bool time_interval(struct str text, int64_t now_us, int64_t *begin_us, int64_t *end_us);
// A duration: "250ms", "5s", "15m", "1h", "7d", "2w"; a bare number is seconds.
MUST_USE bool duration_parse(struct str text, int64_t *out_us);

// rhythm.c - a table of hours, searched; see rhythm.h.
#include "demo/rhythm.h"

#include <stddef.h>

// Load of an hour of a working day, UTC.
static const int hour_load[24] = {14, 11, 9,  8,  8,  11, 22, 48, 78, 94, 98, 92,
                                  76, 88, 97, 95, 86, 70, 52, 41, 35, 30, 24, 18};

enum {
    FIRST_DAY_OF_WEEK = 6,  // 2026-10-17 is a Saturday; 0 = Sunday
    WEEKEND_PERCENT = 34,
    GROWTH_PERCENT = 30,  // over the month
    BUSY_DAY = 19,        // a launch: twice the load in the afternoon
};

void rhythm_init(struct rhythm *r)
{
    r->before[0] = 0;
    for (int hour = 0; hour < RHYTHM_HOURS; hour++) {
        int day = hour / 24, of_day = hour % 24, of_week = (FIRST_DAY_OF_WEEK + day) % 7;
        int64_t load = (int64_t)hour_load[of_day] * (100 + GROWTH_PERCENT * day / RHYTHM_DAYS);
        if (of_week == 0 || of_week == 6)
            load = load * WEEKEND_PERCENT / 100;
        if (day == BUSY_DAY && of_day >= 13 && of_day < 18)
            load *= 2;
        r->before[hour + 1] = r->before[hour] + load;
    }
}

// a * b / c for 0 <= a <= c < 2^41 and b < 2^43 without more than 64 bits: the quotient bit by bit.
static int64_t scale(int64_t a, int64_t b, int64_t c)
{
    int64_t quotient = 0, rest = 0;
    for (int bit = 42; bit >= 0; bit--) {
        quotient *= 2;
        rest *= 2;
        if (b >> bit & 1)
            rest += a;
        quotient += rest / c;
        rest %= c;
    }
    return quotient;
}

int64_t rhythm_time_us(const struct rhythm *r, int64_t part, int64_t whole)
{
    enum { HOUR_MS = 3600000 };
    // Position in units of a load's millionth, so that it falls anywhere within an hour.
    int64_t at = scale(part, r->before[RHYTHM_HOURS] * 1000000, whole);
    int low = 0, high = RHYTHM_HOURS - 1;
    while (low < high) {
        int middle = (low + high + 1) / 2;
        if (r->before[middle] * 1000000 <= at)
            low = middle;
        else
            high = middle - 1;
    }
    int64_t load = r->before[low + 1] - r->before[low];
    int64_t within_ms = (at - r->before[low] * 1000000) / load * HOUR_MS / 1000000;
    if (within_ms >= HOUR_MS)
        within_ms = HOUR_MS - 1;
    return RHYTHM_START_US + (low * (int64_t)HOUR_MS + within_ms) * 1000;
}

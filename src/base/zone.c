// zone.c - see zone.h.
#include "base/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

bool zone_set(struct str name)
{
    char path[256];
    char tz[128];
    if (name.len == 0 || name.len >= sizeof tz || name.ptr[0] == '/' || str_contains(name, S("..")))
        return false;
    snprintf(tz, sizeof tz, "%.*s", STR_ARG(name));
    snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", tz);
    bool is_utc = str_eq(name, S("UTC"));
    if (!is_utc && access(path, R_OK) != 0)
        return false;
    if (setenv("TZ", is_utc ? "UTC0" : tz, 1) != 0)
        return false;
    tzset();
    return true;
}

int64_t zone_offset_s(int64_t ts_us)
{
    time_t t = (time_t)(ts_us / US_PER_SECOND - (ts_us % US_PER_SECOND < 0));
    struct tm local;
    if (!localtime_r(&t, &local))
        return 0;
    struct civil c = {local.tm_year + 1900LL,
                      local.tm_mon + 1,
                      local.tm_mday,
                      local.tm_hour,
                      local.tm_min,
                      local.tm_sec,
                      0};
    return time_of_civil(c) / US_PER_SECOND - (int64_t)t;
}

struct civil zone_to_civil(int64_t ts_us)
{
    return time_to_civil(ts_us + zone_offset_s(ts_us) * US_PER_SECOND);
}

int64_t zone_time_of_civil(struct civil local)
{
    int64_t as_utc = time_of_civil(local);
    int64_t guess = as_utc - zone_offset_s(as_utc) * US_PER_SECOND;
    return as_utc - zone_offset_s(guess) * US_PER_SECOND;
}

static int64_t local_midnight(struct civil c, int64_t add_days)
{
    c.hour = c.minute = c.second = c.microsecond = 0;
    struct civil day = time_to_civil(time_of_civil(c) + add_days * US_PER_DAY);
    return zone_time_of_civil(day);
}

int64_t zone_day_start(int64_t ts_us)
{
    return local_midnight(zone_to_civil(ts_us), 0);
}

int64_t zone_next_day(int64_t ts_us)
{
    return local_midnight(zone_to_civil(ts_us), 1);
}

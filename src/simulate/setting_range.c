// setting_range.c - see setting_range.h.
#include "simulate/setting_range.h"

#include <math.h>

#include "base/time.h"
#include "model/record.h"

bool setting_is_number(enum setting_type type)
{
    switch (type) {
    case SETTING_COUNT:
    case SETTING_BYTES:
    case SETTING_DURATION:
    case SETTING_USD:
    case SETTING_SHARE:
    case SETTING_NUMBER:
        return true;
    case SETTING_FLAG:
    case SETTING_INSTANT:
    case SETTING_TEXT:
    case SETTING_CHOICE:
    case SETTING_FILTER:
        break;
    }
    return false;
}

static bool is_fraction(enum setting_type type)
{
    return type == SETTING_SHARE || type == SETTING_NUMBER;
}

double setting_number(enum setting_type type, const struct setting_item *item)
{
    if (is_fraction(type))
        return item->f;
    return item->i == UNKNOWN ? NAN : (double)item->i;
}

// Milliseconds, or seconds from one minute on, in the largest unit that leaves no rest.
static struct str duration_text(double us, struct arena *a)
{
    static const struct {
        int64_t us;
        const char *name;
    } units[] = {{US_PER_DAY, "d"}, {US_PER_HOUR, "h"}, {US_PER_MINUTE, "m"}, {US_PER_SECOND, "s"}};
    int64_t grain_us = us < (double)US_PER_MINUTE ? 1000 : US_PER_SECOND;
    int64_t n = llround(us / (double)grain_us) * grain_us;
    for (size_t i = 0; n && i < sizeof units / sizeof *units; i++)
        if (n % units[i].us == 0)
            return str_fmt(a, "%lld%s", (long long)(n / units[i].us), units[i].name);
    return str_fmt(a, "%lldms", (long long)(n / 1000));
}

struct str setting_text(enum setting_type type, double number, struct arena *a)
{
    if (type == SETTING_DURATION)
        return duration_text(number, a);
    if (type == SETTING_USD)
        return str_fmt(a, "%.9g", number / 1e9);
    if (is_fraction(type))
        return str_fmt(a, "%.6g", number);
    return str_fmt(a, "%lld", llround(number));
}

double setting_between(enum setting_type type, double from, double to, double share)
{
    if (is_fraction(type) || from <= 0 || to <= 0)
        return from + (to - from) * share;
    return from * pow(to / from, share);
}

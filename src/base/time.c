// time.c - calendar arithmetic and the many spellings of a timestamp.
#include "base/time.h"

#include <math.h>
#include <stdio.h>

#include "base/zone.h"

static int64_t floor_div(int64_t a, int64_t b)
{
    int64_t q = a / b;
    return a % b < 0 ? q - 1 : q;
}

static int64_t days_of_civil(int64_t y, int m, int d)
{
    y -= m <= 2;
    int64_t era = floor_div(y, 400);
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

int64_t time_of_civil(struct civil c)
{
    int64_t seconds = days_of_civil(c.year, c.month, c.day) * 86400 + c.hour * 3600LL +
                      c.minute * 60LL + c.second;
    return seconds * US_PER_SECOND + c.microsecond;
}

struct civil time_to_civil(int64_t ts_us)
{
    int64_t days = floor_div(ts_us, US_PER_DAY);
    int64_t rest = ts_us - days * US_PER_DAY;
    int64_t z = days + 719468;
    int64_t era = floor_div(z, 146097);
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    struct civil c = {
        .year = yoe + era * 400 + (mp >= 10),
        .month = (int)(mp < 10 ? mp + 3 : mp - 9),
        .day = (int)(doy - (153 * mp + 2) / 5 + 1),
        .hour = (int)(rest / US_PER_HOUR),
        .minute = (int)(rest / US_PER_MINUTE % 60),
        .second = (int)(rest / US_PER_SECOND % 60),
        .microsecond = (int)(rest % US_PER_SECOND),
    };
    return c;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

// Exactly n digits from the front of *s.
static bool take_digits(struct str *s, size_t n, int *out)
{
    int value = 0;
    if (s->len < n)
        return false;
    for (size_t i = 0; i < n; i++) {
        if (!is_digit(s->ptr[i]))
            return false;
        value = value * 10 + (s->ptr[i] - '0');
    }
    *out = value;
    *s = str_skip(*s, n);
    return true;
}

static bool take_char(struct str *s, char c)
{
    if (!s->len || s->ptr[0] != c)
        return false;
    *s = str_skip(*s, 1);
    return true;
}

// ".123456789" or ",123": digits beyond microseconds are cut.
static bool take_fraction(struct str *s, int *microsecond)
{
    *microsecond = 0;
    if (!take_char(s, '.') && !take_char(s, ','))
        return true;
    int scale = 100000;
    size_t n = 0;
    for (; n < s->len && is_digit(s->ptr[n]); n++) {
        *microsecond += (s->ptr[n] - '0') * scale;
        scale /= 10;
    }
    *s = str_skip(*s, n);
    return n > 0;
}

// "Z", "+02:00", "-0530", " UTC", or nothing (UTC).
static bool take_zone(struct str *s, int64_t *offset_s)
{
    *offset_s = 0;
    *s = str_trim(*s);
    if (!s->len || str_eq_nocase(*s, S("Z")) || str_eq(*s, S("UTC")) || str_eq(*s, S("GMT"))) {
        s->len = 0;
        return true;
    }
    int sign = s->ptr[0] == '-' ? -1 : 1;
    int hours = 0;
    int minutes = 0;
    if (!take_char(s, '+') && !take_char(s, '-'))
        return false;
    if (!take_digits(s, 2, &hours))
        return false;
    take_char(s, ':');
    if (s->len && !take_digits(s, 2, &minutes))
        return false;
    *offset_s = sign * (hours * 3600LL + minutes * 60LL);
    return s->len == 0 && hours < 24 && minutes < 60;
}

static int days_in_month(int64_t year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool is_leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && is_leap);
}

static bool civil_is_valid(struct civil c)
{
    return c.month >= 1 && c.month <= 12 && c.day >= 1 && c.day <= days_in_month(c.year, c.month) &&
           c.hour <= 23 && c.minute <= 59 && c.second <= 60;
}

// "2026-09-01" or "20260901".
static bool take_date(struct str *s, struct civil *c)
{
    int year = 0;
    if (!take_digits(s, 4, &year))
        return false;
    bool has_dashes = take_char(s, '-');
    bool ok = take_digits(s, 2, &c->month) && (!has_dashes || take_char(s, '-')) &&
              take_digits(s, 2, &c->day);
    c->year = year;
    return ok;
}

static bool take_clock(struct str *s, struct civil *c)
{
    if (!take_digits(s, 2, &c->hour))
        return false;
    bool has_colons = take_char(s, ':');
    if (!take_digits(s, 2, &c->minute))
        return false;
    if (has_colons ? take_char(s, ':') : s->len && is_digit(s->ptr[0]))
        return take_digits(s, 2, &c->second) && take_fraction(s, &c->microsecond);
    return true;
}

// "Tue, 01 Sep 2026 12:00:00 GMT" (RFC 7231 §7.1.1.1), the Date header of a response.
static bool parse_http_date(struct str s, int64_t *out_us)
{
    const struct str months = S("JanFebMarAprMayJunJulAugSepOctNovDec");
    struct str_cut day_name = str_cut(s, ',');
    struct civil c = {0};
    s = str_trim(day_name.tail);
    if (!day_name.ok || !take_digits(&s, 2, &c.day) || !take_char(&s, ' ') || s.len < 4)
        return false;
    size_t at = str_find(months, str_head(s, 3));
    int year = 0;
    s = str_skip(s, 3);
    if (at % 3 != 0 || at >= months.len || !take_char(&s, ' ') || !take_digits(&s, 4, &year) ||
        !take_char(&s, ' ') || !take_clock(&s, &c) || !str_eq(str_trim(s), S("GMT")))
        return false;
    c.month = (int)(at / 3) + 1;
    c.year = year;
    *out_us = time_of_civil(c);
    return civil_is_valid(c);
}

// "2026-": most timestamps begin like this, and no number does.
static bool begins_with_year(struct str s)
{
    int year = 0;
    return s.len > 4 && s.ptr[4] == '-' && take_digits(&s, 4, &year);
}

static bool parse_iso_date(struct str s, int64_t *out_us)
{
    struct civil c = {0};
    int64_t offset_s = 0;
    if (!take_date(&s, &c))
        return false;
    if (s.len && (take_char(&s, 'T') || take_char(&s, 't') || take_char(&s, ' '))) {
        if (!take_clock(&s, &c) || !take_zone(&s, &offset_s))
            return false;
    }
    if (s.len || !civil_is_valid(c))
        return false;
    *out_us = time_of_civil(c) - offset_s * US_PER_SECOND;
    return true;
}

bool time_parse(struct str text, int64_t *out_us)
{
    struct str s = str_trim(text);
    int64_t integer = 0;
    double number = 0;
    if (begins_with_year(s))
        return parse_iso_date(s, out_us);
    if (str_to_i64(s, &integer))
        return time_of_integer(integer, out_us);
    if (str_to_f64(s, &number))
        return time_of_number(number, out_us);
    if (s.len && !is_digit(s.ptr[0]))
        return parse_http_date(s, out_us);
    return parse_iso_date(s, out_us);
}

// .NET ticks: 100 ns since 0001-01-01; the Unix epoch is tick 621355968000000000.
static const int64_t TICKS_AT_EPOCH = 621355968000000000LL;

bool time_of_integer(int64_t n, int64_t *out_us)
{
    if (n < 0)
        return false;
    if (n < 100000000000LL)
        *out_us = n * US_PER_SECOND;
    else if (n < 100000000000000LL)
        *out_us = n * 1000;
    else if (n < 100000000000000000LL)
        *out_us = n;
    else if (n >= 600000000000000000LL && n < 700000000000000000LL)
        *out_us = (n - TICKS_AT_EPOCH) / 10;
    else
        *out_us = n / 1000;
    return true;
}

bool time_of_number(double x, int64_t *out_us)
{
    if (!(x >= 0) || x >= 9e18)
        return false;
    if (x >= 1e14)
        return time_of_integer((int64_t)x, out_us);
    double us = x < 1e11 ? x * 1e6 : x * 1e3;
    *out_us = (int64_t)llround(us);
    return true;
}

struct str time_format(int64_t ts_us, char text[TIME_TEXT_BYTES])
{
    struct civil c = time_to_civil(ts_us);
    int n = snprintf(text, TIME_TEXT_BYTES, "%04lld-%02d-%02dT%02d:%02d:%02d", (long long)c.year,
                     c.month, c.day, c.hour, c.minute, c.second);
    size_t at = n > 0 && n < TIME_TEXT_BYTES ? (size_t)n : 0;
    n = snprintf(text + at, TIME_TEXT_BYTES - at, c.microsecond ? ".%06dZ" : "Z", c.microsecond);
    return (struct str){text, n > 0 && (size_t)n < TIME_TEXT_BYTES - at ? at + (size_t)n : at};
}

bool duration_parse(struct str text, int64_t *out_us)
{
    static const struct {
        struct str suffix;
        int64_t us;
    } units[] = {
        {{"ms", 2}, 1000},        {{"s", 1}, US_PER_SECOND}, {{"m", 1}, US_PER_MINUTE},
        {{"h", 1}, US_PER_HOUR},  {{"d", 1}, US_PER_DAY},    {{"w", 1}, 7 * US_PER_DAY},
        {{"", 0}, US_PER_SECOND},
    };
    size_t i = 0;
    while (!str_ends(text, units[i].suffix))
        i++;
    int64_t n = 0;
    if (!str_to_i64(str_head(text, text.len - units[i].suffix.len), &n) || n < 0 ||
        n > INT64_MAX / units[i].us)
        return false;
    *out_us = n * units[i].us;
    return true;
}

static bool relative_interval(struct str text, int64_t now_us, int64_t *begin_us, int64_t *end_us)
{
    int64_t ago_us = 0;
    if (str_eq(text, S("now"))) {
        *begin_us = *end_us = now_us;
    } else if (str_eq(text, S("today"))) {
        *begin_us = zone_day_start(now_us);
        *end_us = zone_next_day(now_us);
    } else if (str_eq(text, S("yesterday"))) {
        *end_us = zone_day_start(now_us);
        *begin_us = zone_day_start(*end_us - 1);
    } else if (str_starts(text, S("-")) && duration_parse(str_skip(text, 1), &ago_us)) {
        *begin_us = *end_us = now_us - ago_us;
    } else {
        return false;
    }
    return true;
}

// "2026", "2026-09", "2026-09-30", "2026-09-30T14", "2026-09-30T14:05" by their length.
static bool calendar_interval(struct str s, int64_t *begin_us, int64_t *end_us)
{
    struct civil c = {.month = 1, .day = 1};
    int year = 0;
    size_t len = s.len;
    if (!take_digits(&s, 4, &year) ||
        (len > 4 && (!take_char(&s, '-') || !take_digits(&s, 2, &c.month))) ||
        (len > 7 && (!take_char(&s, '-') || !take_digits(&s, 2, &c.day))) ||
        (len > 10 && (!take_char(&s, 'T') || !take_digits(&s, 2, &c.hour))) ||
        (len > 13 && (!take_char(&s, ':') || !take_digits(&s, 2, &c.minute))) || s.len)
        return false;
    c.year = year;
    if (!civil_is_valid(c))
        return false;
    *begin_us = zone_time_of_civil(c);
    struct civil next = c;
    if (len == 4)
        next.year++;
    else if (len == 7 && ++next.month > 12) {
        next.month = 1;
        next.year++;
    }
    int64_t step_us = len == 13 ? US_PER_HOUR : US_PER_MINUTE;
    *end_us = len <= 7    ? zone_time_of_civil(next)
              : len == 10 ? zone_next_day(*begin_us)
                          : *begin_us + step_us;
    return true;
}

bool time_interval(struct str text, int64_t now_us, int64_t *begin_us, int64_t *end_us)
{
    if (relative_interval(text, now_us, begin_us, end_us) ||
        calendar_interval(text, begin_us, end_us))
        return true;
    int64_t instant = 0;
    if (!time_parse(text, &instant))
        return false;
    *begin_us = *end_us = instant;
    return true;
}

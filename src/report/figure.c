// figure.c - see figure.h.
#include "report/figure.h"

#include <math.h>
#include <stdio.h>

#include "base/time.h"
#include "base/utf8.h"
#include "base/zone.h"

#define NUSD_PER_USD 1000000000ULL

enum { USD_DIGITS = 9 };

static uint64_t magnitude(int64_t n)
{
    return n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
}

static double number_of(const struct cell *cell)
{
    return cell->f == 0 ? (double)cell->i : cell->f;
}

// The shortest of 15 to 17 digits that reads back the same. Never NaN or infinite.
static void put_double(struct buf *out, double x)
{
    char text[40];
    double back = 0;
    for (int digits = 15; digits <= 17; digits++) {
        int n = snprintf(text, sizeof text, "%.*g", digits, x);
        if (n > 0 && str_to_f64((struct str){text, (size_t)n}, &back) && back == x)
            break;
    }
    buf_str(out, str_of(text));
}

void figure_exact(struct buf *out, enum unit unit, const struct cell *cell)
{
    char time[TIME_TEXT_BYTES];
    if (cell->is_null)
        return;
    switch (unit) {
    case UNIT_TEXT:
    case UNIT_GROUP:
    case UNIT_PROSE:
    case UNIT_COMMAND:
        buf_str(out, cell->s);
        return;
    case UNIT_NUSD:
        buf_fmt(out, "%s%llu.%09llu", cell->i < 0 ? "-" : "",
                (unsigned long long)(magnitude(cell->i) / NUSD_PER_USD),
                (unsigned long long)(magnitude(cell->i) % NUSD_PER_USD));
        return;
    case UNIT_TIME_US:
        buf_str(out, time_format(cell->i, time));
        return;
    case UNIT_HASH:
        buf_fmt(out, "%016llx", (unsigned long long)cell->i);
        return;
    case UNIT_COUNT:
    case UNIT_TOKENS:
    case UNIT_BYTES:
        buf_fmt(out, "%lld", (long long)cell->i);
        return;
    case UNIT_BOOL:
        buf_str(out, cell->i ? S("true") : S("false"));
        return;
    case UNIT_CELL:
    case UNIT_TABLE:
        return;
    case UNIT_SHARE:
    case UNIT_MS:
    case UNIT_NUMBER:
    case UNIT_SECONDS:
    case UNIT_RATIO:
        break;
    }
    if (isfinite(number_of(cell)))
        put_double(out, number_of(cell));
}

bool figure_is_number(enum unit unit)
{
    return !unit_is_text(unit) && unit != UNIT_TIME_US && unit != UNIT_HASH;
}

bool figure_is_right(enum unit unit)
{
    return figure_is_number(unit) && unit != UNIT_BOOL;
}

// Digits in groups of three.
static void put_grouped(struct buf *out, bool is_negative, uint64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%llu", (unsigned long long)n);
    if (is_negative)
        buf_byte(out, '-');
    for (int i = 0; i < len; i++) {
        if (i && (len - i) % 3 == 0)
            buf_byte(out, ',');
        buf_byte(out, digits[i]);
    }
}

static uint64_t power_of_ten(int n)
{
    uint64_t power = 1;
    while (n-- > 0)
        power *= 10;
    return power;
}

// With `decimals` digits, rounded half up; with two that say something when that would show zero.
// Nothing at all is plain where others have many digits.
static void put_usd(struct buf *out, int64_t nusd, int decimals)
{
    uint64_t n = magnitude(nusd);
    if (!n && decimals > 2)
        decimals = 0;
    uint64_t unit = power_of_ten(USD_DIGITS - decimals);
    if (n && (n + unit / 2) / unit == 0) {
        while (n < unit && ++decimals < USD_DIGITS)
            unit /= 10;
        decimals += decimals < USD_DIGITS;
        unit = power_of_ten(USD_DIGITS - decimals);
    }
    uint64_t scaled = (n + unit / 2) / unit;
    uint64_t whole = power_of_ten(decimals);
    buf_str(out, nusd < 0 ? S("-$") : S("$"));
    put_grouped(out, false, scaled / whole);
    if (decimals)
        buf_fmt(out, ".%0*llu", decimals, (unsigned long long)(scaled % whole));
}

static int usd_decimals(const struct table *t, int column)
{
    uint64_t largest = 0;
    for (int64_t row = 0; row < t->row_count; row++) {
        const struct cell *c = &t->cells[row * t->column_count + column];
        if (!c->is_null && magnitude(c->i) > largest)
            largest = magnitude(c->i);
    }
    int decimals = 2;
    for (uint64_t edge = NUSD_PER_USD; decimals < 6 && largest && largest < edge; edge /= 100)
        decimals += 2;
    return decimals;
}

int *figure_usd_decimals(const struct table *t, struct arena *a)
{
    int *decimals = ARENA_ARRAY(a, int, (size_t)t->column_count);
    for (int i = 0; i < t->column_count; i++)
        decimals[i] = t->columns[i].unit == UNIT_NUSD ? usd_decimals(t, i) : 2;
    return decimals;
}

static void put_share(struct buf *out, double share)
{
    double percent = share * 100;
    if (percent > 0 && percent < 0.05)
        buf_str(out, S("<0.1%"));
    else
        buf_fmt(out, "%.1f%%", percent);
}

static void put_decimal(struct buf *out, double x)
{
    if (fabs(x) >= 10 && fabs(x) < 9e15)
        put_grouped(out, x < 0, (uint64_t)llround(fabs(x)));
    else
        buf_fmt(out, "%.3g", x);
}

// In the largest unit of which there are two or more.
static void put_duration(struct buf *out, double seconds)
{
    static const struct {
        double seconds;
        const char *name;
    } units[] = {{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}};
    int i = 0;
    while (units[i].seconds > 1 && fabs(seconds) < 2 * units[i].seconds)
        i++;
    double n = seconds / units[i].seconds;
    if (fabs(n) < 10 && units[i].seconds > 1)
        buf_fmt(out, "%.1f", n);
    else
        put_decimal(out, n);
    buf_fmt(out, " %s", units[i].name);
}

// With three digits.
static void put_ratio(struct buf *out, double x)
{
    int decimals = fabs(x) < 10 ? 2 : fabs(x) < 100;
    buf_fmt(out, "%.*f", decimals, x);
}

static void put_local_time(struct buf *out, int64_t ts_us)
{
    struct civil c = zone_to_civil(ts_us);
    buf_fmt(out, "%04lld-%02d-%02d %02d:%02d:%02d", (long long)c.year, c.month, c.day, c.hour,
            c.minute, c.second);
}

struct str figure_readable(enum unit unit, const struct cell *cell, int usd_decimals,
                           struct arena *a)
{
    struct buf out = {.arena = a};
    double x = number_of(cell);
    if (cell->is_null)
        return S("-");
    switch (unit) {
    case UNIT_TEXT:
    case UNIT_GROUP:
    case UNIT_PROSE:
    case UNIT_COMMAND:
        return utf8_printable(cell->s, a);
    case UNIT_COUNT:
    case UNIT_TOKENS:
    case UNIT_BYTES:
        put_grouped(&out, cell->i < 0, magnitude(cell->i));
        break;
    case UNIT_NUSD:
        put_usd(&out, cell->i, usd_decimals);
        break;
    case UNIT_SHARE:
        put_share(&out, x);
        break;
    case UNIT_MS:
        put_decimal(&out, x);
        break;
    case UNIT_NUMBER:
        if (fabs(x) >= 1e5)
            put_decimal(&out, x);
        else
            buf_fmt(&out, "%.6g", x);
        break;
    case UNIT_SECONDS:
        put_duration(&out, x);
        break;
    case UNIT_RATIO:
        put_ratio(&out, x);
        break;
    case UNIT_TIME_US:
        put_local_time(&out, cell->i);
        break;
    case UNIT_HASH:
        figure_exact(&out, unit, cell);
        break;
    case UNIT_BOOL:
        buf_str(&out, cell->i ? S("yes") : S("no"));
        break;
    case UNIT_CELL:
    case UNIT_TABLE:
        break;
    }
    return buf_view(&out);
}

static struct str marked(struct str text, enum evidence evidence, struct arena *a)
{
    static const struct str marks[] = {
        [EVIDENCE_MEASURED] = {"", 0},
        [EVIDENCE_MODELLED] = {"~", 1},
        [EVIDENCE_ASSUMED] = {"*", 1},
    };
    return str_join(text, marks[evidence], a);
}

struct str figure_heading(const struct column *column, struct arena *a)
{
    return marked(column->title, column->evidence, a);
}

struct str figure_of(const struct column *column, const struct cell *cell, int usd_decimals,
                     struct arena *a)
{
    struct str text = figure_readable(cell_unit(column, cell), cell, usd_decimals, a);
    return column->unit == UNIT_CELL && !cell->is_null ? marked(text, cell->evidence, a) : text;
}

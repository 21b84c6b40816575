// field.c - see field.h.
#include "parsers/field.h"

#include "base/time.h"

// 2000-01-01T00:00:00Z.
#define EARLIEST_LOG_US (946684800LL * US_PER_SECOND)

// Sums of a few counts stay far from overflow.
#define MOST_TOKENS 1000000000000LL

enum { MAX_NUMBER_BYTES = 40 };

static bool is_null_literal(struct str text)
{
    static const struct str literals[] = {
        {"-", 1}, {"nil", 3}, {"n/a", 3}, {"null", 4}, {"none", 4},
    };
    if (text.len == 0 || text.len > 4)
        return text.len == 0;
    for (size_t i = 0; i < sizeof literals / sizeof *literals; i++)
        if (str_eq_nocase(text, literals[i]))
            return true;
    return false;
}

bool field_is_set(struct json v)
{
    return json_is_string(v) ? !is_null_literal(json_str(v)) : json_is_set(v);
}

struct str field_text(struct json v, struct arena *a)
{
    struct str text = json_str(v);
    int64_t n = 0;
    if (text.ptr)
        return is_null_literal(text) ? (struct str){0} : text;
    if (!json_to_i64(v, &n))
        return (struct str){0};
    return str_fmt(a, "%lld", (long long)n);
}

int64_t field_count(struct json v)
{
    int64_t n = 0;
    return json_to_i64(v, &n) && n >= 0 && n <= MOST_TOKENS ? n : UNKNOWN;
}

int64_t field_time(struct json v)
{
    int64_t ts_us = 0;
    double x = 0;
    bool ok = false;
    struct str text = json_str(v);
    if (text.ptr)
        ok = time_parse(str_trim(text), &ts_us);
    else if (json_type(v) == JSON_INT)
        ok = json_to_i64(v, &ts_us) && time_of_integer(ts_us, &ts_us);
    else
        ok = json_to_f64(v, &x) && time_of_number(x, &ts_us);
    return ok && ts_us >= EARLIEST_LOG_US ? ts_us : UNKNOWN;
}

// "1.2s" → 1.2 and 1e6. False when the text ends in no unit or has no number before it.
static bool duration_with_unit(struct str text, double *number, double *unit_us)
{
    static const struct {
        struct str suffix;
        double us;
    } units[] = {
        {{"ms", 2}, 1e3}, {{"us", 2}, 1}, {{"ns", 2}, 1e-3}, {{"s", 1}, 1e6}, {{"m", 1}, 60e6},
    };
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!str_ends(text, units[i].suffix))
            continue;
        *unit_us = units[i].us;
        text.len -= units[i].suffix.len;
        return str_to_f64(str_trim(text), number);
    }
    return false;
}

int64_t field_duration(struct json v, double unit_us)
{
    // A year: what is longer is a mistake in the log, and must not overflow.
    const double longest_us = 366.0 * 86400e6;
    double x = 0;
    if (!json_to_f64(v, &x) && !duration_with_unit(str_trim(json_str(v)), &x, &unit_us))
        return UNKNOWN;
    x *= unit_us;
    return x >= 0 && x <= longest_us ? (int64_t)(x + 0.5) : UNKNOWN;
}

static int64_t money_of_text(struct str text)
{
    char plain[MAX_NUMBER_BYTES];
    size_t len = 0;
    text = str_trim(text);
    if (text.len && text.ptr[0] == '$')
        text = str_skip(text, 1);
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == ',')
            continue;
        if (len == sizeof plain)
            return UNKNOWN;
        plain[len++] = text.ptr[i];
    }
    int64_t nusd = 0;
    return str_to_scaled((struct str){plain, len}, 9, &nusd) && nusd >= 0 ? nusd : UNKNOWN;
}

int64_t field_nusd(struct json v)
{
    const double most_usd = 1e9;
    double usd = 0;
    if (json_is_string(v))
        return money_of_text(json_str(v));
    if (!json_to_f64(v, &usd) || !(usd >= 0 && usd <= most_usd))
        return UNKNOWN;
    return (int64_t)(usd * 1e9 + 0.5);
}

int64_t field_status(struct json v)
{
    static const struct str good[] = {
        {"ok", 2}, {"success", 7}, {"succeeded", 9}, {"completed", 9}, {"complete", 8},
    };
    int64_t status = 0;
    struct str text = str_trim(json_str(v));
    for (size_t i = 0; text.len && i < sizeof good / sizeof *good; i++)
        if (str_eq_nocase(text, good[i]))
            return 200;
    if (!json_to_i64(v, &status) && !str_to_i64(str_cut(text, ' ').head, &status))
        return UNKNOWN;
    return status >= 100 && status <= 599 ? status : UNKNOWN;
}

bool field_is_failure(struct json v)
{
    static const struct str bad[] = {
        {"error", 5}, {"failure", 7}, {"failed", 6}, {"fail", 4}, {"timeout", 7},
    };
    struct str text = str_trim(json_str(v));
    for (size_t i = 0; text.len && i < sizeof bad / sizeof *bad; i++)
        if (str_eq_nocase(text, bad[i]))
            return true;
    return false;
}

enum tri field_tri(struct json v)
{
    bool yes = false;
    if (!json_to_bool(v, &yes))
        return TRI_UNKNOWN;
    return yes ? TRI_YES : TRI_NO;
}

int64_t count_max(int64_t a, int64_t b)
{
    // UNKNOWN is the smallest integer.
    return a > b ? a : b;
}

int64_t time_between(int64_t start_us, int64_t end_us)
{
    if (start_us == UNKNOWN || end_us == UNKNOWN || end_us <= start_us)
        return UNKNOWN;
    return end_us - start_us;
}

// filter_value.c - see filter_value.h.
#include "model/filter_value.h"

#include "base/time.h"
#include "model/prompt.h"

struct asked {
    const struct filter_name *name;
    int64_t now_us;
    const char **why;
};

static bool refuse(const struct asked *q, const char *why)
{
    *q->why = why;
    return false;
}

// The smallest and largest number that a written value stands for.
static bool read_number(const struct asked *q, struct str s, int64_t *out)
{
    static const struct {
        char suffix;
        int digits;
    } suffixes[] = {{'k', 3}, {'M', 6}, {'G', 9}};
    int scale = 0;
    for (int64_t n = q->name->scale; n > 1; n /= 10)
        scale++;
    if (q->name->is_duration)
        return duration_parse(s, out) || refuse(q, "a duration such as 250ms or 2s is wanted, not");
    struct str digits = s;
    for (size_t i = 0; i < sizeof suffixes / sizeof *suffixes; i++)
        if (s.len > 1 && s.ptr[s.len - 1] == suffixes[i].suffix) {
            scale += suffixes[i].digits;
            digits = str_head(s, s.len - 1);
        }
    struct str fraction = str_cut(digits, '.').tail;
    while (fraction.len && fraction.ptr[fraction.len - 1] == '0')
        fraction.len--;
    if (!str_to_scaled(digits, scale, out) || *out == UNKNOWN)
        return refuse(q, "a number is wanted, not");
    if (fraction.len > (size_t)scale && !str_contains_nocase(fraction, S("e")))
        return refuse(q, "too many digits behind the point in");
    return true;
}

static bool read_bool(const struct asked *q, struct str s, int64_t *out)
{
    static const struct {
        struct str word;
        int64_t value;
    } words[] = {{{"yes", 3}, 1}, {{"true", 4}, 1},  {{"1", 1}, 1},
                 {{"no", 2}, 0},  {{"false", 5}, 0}, {{"0", 1}, 0}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_eq_nocase(s, words[i].word)) {
            *out = words[i].value;
            return true;
        }
    return refuse(q, "yes or no is wanted, not");
}

// The hashes that begin with the given digits, as int64_t bits: both ends have the same sign.
static bool read_hash(const struct asked *q, struct str s, struct filter_range *out)
{
    uint64_t bits = 0;
    if (!str_to_hex64(s, &bits))
        return refuse(q, "1 to 16 hexadecimal digits are wanted, not");
    unsigned missing = 64 - 4 * (unsigned)s.len;
    uint64_t lo = missing ? bits << missing : bits;
    uint64_t hi = missing ? lo | ((1ULL << missing) - 1) : bits;
    *out = (struct filter_range){(int64_t)lo, (int64_t)hi};
    return true;
}

// The bit of a name in a set; 0 = none of them.
static bool read_member(const struct asked *q, struct str s, struct filter_range *out)
{
    bool is_pii = q->name->field == FIELD_PII;
    const char *const *names = is_pii ? pii_name : time_word_name;
    int count = is_pii ? PII_COUNT : TIME_WORDS;
    *out = (struct filter_range){0, 0};
    if (str_eq(s, S("none")))
        return true;
    for (int i = 0; i < count; i++)
        if (str_eq(s, str_of(names[i]))) {
            *out = (struct filter_range){INT64_C(1) << i, INT64_C(1) << i};
            return true;
        }
    return refuse(q, is_pii ? "email, phone, card, key, address or none is wanted, not"
                            : "today, now, current, latest, \"this week\", tonight, tomorrow, "
                              "yesterday, part or none is wanted, not");
}

static bool read_span(const struct asked *q, struct str s, struct filter_range *out)
{
    int64_t number = 0;
    int64_t end_us = 0;
    switch (q->name->type) {
    case FILTER_TIME:
        if (!time_interval(s, q->now_us, &out->lo, &end_us))
            return refuse(q, "a time such as 2026-09-30 or -7d is wanted, not");
        out->hi = end_us > out->lo ? end_us - 1 : out->lo;
        return true;
    case FILTER_HASH:
        return read_hash(q, s, out);
    case FILTER_SET:
        return read_member(q, s, out);
    case FILTER_BOOL:
        if (!read_bool(q, s, &number))
            return false;
        *out = (struct filter_range){number, number};
        return true;
    case FILTER_INT:
    case FILTER_TEXT:
        break;
    }
    if (!read_number(q, s, &number))
        return false;
    *out = (struct filter_range){number, number};
    return true;
}

bool filter_value_read(const struct filter_name *name, struct str s, int64_t now_us,
                       struct filter_range *out, const char **why)
{
    struct asked q = {.name = name, .now_us = now_us, .why = why};
    return read_span(&q, s, out);
}

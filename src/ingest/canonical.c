// canonical.c - see canonical.h.
#include "ingest/canonical.h"

#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/utf8.h"

// Integers above 2^53 are doubles to ECMAScript.
static const int64_t EXACT_INTEGER_MAX = 9007199254740992LL;

// The fewest digits that read back as x, as "d.ddde±xx" (with zeros at the end). Every normal
// double keeps 15 digits, so that is where to begin; subnormal ones may have a single one.
static void shortest_digits(double x, char text[40])
{
    for (int precision = x < DBL_MIN ? 0 : 14; precision <= 16; precision++) {
        snprintf(text, 40, "%.*e", precision, x);
        double back = 0;
        if (str_to_f64(str_of(text), &back) && back == x)
            return;
    }
}

static void put_zeros(struct buf *out, int n)
{
    for (int i = 0; i < n; i++)
        buf_byte(out, '0');
}

// ECMA-262, Number::toString: k digits, value = digits × 10^(n-k).
static void put_digits(struct buf *out, struct str digits, int n)
{
    int k = (int)digits.len;
    if (k <= n && n <= 21) {
        buf_str(out, digits);
        put_zeros(out, n - k);
    } else if (0 < n && n <= 21) {
        buf_str(out, str_head(digits, (size_t)n));
        buf_byte(out, '.');
        buf_str(out, str_skip(digits, (size_t)n));
    } else if (-6 < n && n <= 0) {
        buf_str(out, S("0."));
        put_zeros(out, -n);
        buf_str(out, digits);
    } else {
        buf_str(out, str_head(digits, 1));
        if (k > 1) {
            buf_byte(out, '.');
            buf_str(out, str_skip(digits, 1));
        }
        buf_fmt(out, "e%+d", n - 1);
    }
}

static void put_integer(struct buf *out, int64_t n)
{
    char text[24];
    size_t at = sizeof text;
    uint64_t rest = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    do {
        text[--at] = (char)('0' + rest % 10);
        rest /= 10;
    } while (rest);
    if (n < 0)
        text[--at] = '-';
    buf_str(out, (struct str){text + at, sizeof text - at});
}

// Most numbers of requests are like 0.7: at most three decimals. If thousandths read back as x they
// are its shortest form, because two decimals of so few digits are never the same double.
static bool put_thousandths(struct buf *out, double x)
{
    double scaled = round(x * 1000);
    if (x >= 1e9 || x < 0.001 || scaled / 1000 != x)
        return false;
    int64_t thousandths = (int64_t)scaled;
    put_integer(out, thousandths / 1000);
    int rest = (int)(thousandths % 1000);
    if (!rest)
        return true;
    buf_byte(out, '.');
    for (int unit = 100; rest; unit /= 10) {
        buf_byte(out, (char)('0' + rest / unit));
        rest %= unit;
    }
    return true;
}

void canonical_number(struct buf *out, double x)
{
    if (!isfinite(x)) {
        buf_str(out, S("null"));
        return;
    }
    if (x == 0) {
        buf_byte(out, '0');
        return;
    }
    if (x < 0) {
        buf_byte(out, '-');
        x = -x;
    }
    if (put_thousandths(out, x))
        return;
    char text[40];
    shortest_digits(x, text);
    struct str_cut cut = str_cut(str_of(text), 'e');
    char digits[24];
    size_t k = 0;
    for (size_t i = 0; i < cut.head.len && k < sizeof digits; i++)
        if (cut.head.ptr[i] != '.')
            digits[k++] = cut.head.ptr[i];
    while (k > 1 && digits[k - 1] == '0')
        k--;
    int64_t exponent = 0;
    struct str exp = cut.tail.len && cut.tail.ptr[0] == '+' ? str_skip(cut.tail, 1) : cut.tail;
    if (!str_to_i64(exp, &exponent))
        exponent = 0;
    put_digits(out, (struct str){digits, k}, (int)exponent + 1);
}

static void put_escape(struct buf *out, unsigned char c)
{
    static const char short_forms[] = "btn\0fr";  // U+0008 to U+000D; U+000B has none
    buf_byte(out, '\\');
    if (c == '"' || c == '\\')
        buf_byte(out, (char)c);
    else if (c >= 8 && c <= 13 && short_forms[c - 8])
        buf_byte(out, short_forms[c - 8]);
    else
        buf_fmt(out, "u%04x", c);
}

void canonical_string(struct buf *out, struct str s)
{
    buf_byte(out, '"');
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.ptr[i];
        if (c >= 0x20 && c != '"' && c != '\\')
            continue;
        buf_str(out, (struct str){s.ptr + from, i - from});
        put_escape(out, c);
        from = i + 1;
    }
    buf_str(out, str_skip(s, from));
    buf_byte(out, '"');
}

struct member {
    struct str key;
    struct json value;
    size_t place;
};

// Above the BMP a code point is written with surrogates D800…DFFF, which sort below E000…FFFF.
static uint32_t utf16_rank(uint32_t c)
{
    return c >= 0x10000 ? c : c >= 0xe000 ? c + 0x200000 : c;
}

static int key_order(struct str a, struct str b)
{
    while (a.len && b.len) {
        uint32_t x = 0;
        uint32_t y = 0;
        a = str_skip(a, utf8_take(a, &x));
        b = str_skip(b, utf8_take(b, &y));
        if (x != y)
            return utf16_rank(x) < utf16_rank(y) ? -1 : 1;
    }
    return a.len ? 1 : b.len ? -1 : 0;
}

static int member_order(const void *pa, const void *pb)
{
    const struct member *a = pa;
    const struct member *b = pb;
    int order = key_order(a->key, b->key);
    if (order != 0)
        return order;
    return a->place < b->place ? -1 : a->place > b->place;
}

static void put_object(struct buf *out, struct json object)
{
    struct arena scratch = {0};
    size_t n = json_len(object);
    struct member *members = ARENA_ARRAY(&scratch, struct member, n + 1);
    struct json_iter it = json_iter(object);
    bool is_sorted = true;
    for (size_t i = 0; json_next(&it); i++) {
        members[i] = (struct member){it.key, it.value, i};
        is_sorted &= i == 0 || key_order(members[i - 1].key, it.key) < 0;
    }
    if (!is_sorted)
        qsort(members, n, sizeof *members, member_order);
    buf_byte(out, '{');
    bool is_first = true;
    for (size_t i = 0; i < n; i++) {
        if (i + 1 < n && str_eq(members[i].key, members[i + 1].key))
            continue;
        if (!is_first)
            buf_byte(out, ',');
        is_first = false;
        canonical_string(out, members[i].key);
        buf_byte(out, ':');
        canonical_json(out, members[i].value);
    }
    buf_byte(out, '}');
    arena_release(&scratch);
}

static void put_array(struct buf *out, struct json array)
{
    buf_byte(out, '[');
    struct json_iter it = json_iter(array);
    for (bool is_first = true; json_next(&it); is_first = false) {
        if (!is_first)
            buf_byte(out, ',');
        canonical_json(out, it.value);
    }
    buf_byte(out, ']');
}

static void put_number(struct buf *out, struct json number)
{
    int64_t n = 0;
    double x = 0;
    if (json_type(number) == JSON_INT && json_to_i64(number, &n) && n <= EXACT_INTEGER_MAX &&
        n >= -EXACT_INTEGER_MAX)
        put_integer(out, n);
    else if (json_to_f64(number, &x))
        canonical_number(out, x);
}

void canonical_json(struct buf *out, struct json value)
{
    switch (json_type(value)) {
    case JSON_MISSING:
        break;
    case JSON_NULL:
        buf_str(out, S("null"));
        break;
    case JSON_TRUE:
        buf_str(out, S("true"));
        break;
    case JSON_FALSE:
        buf_str(out, S("false"));
        break;
    case JSON_INT:
    case JSON_UINT:
    case JSON_DOUBLE:
        put_number(out, value);
        break;
    case JSON_STRING:
        canonical_string(out, json_str(value));
        break;
    case JSON_ARRAY:
        put_array(out, value);
        break;
    case JSON_OBJECT:
        put_object(out, value);
        break;
    }
}

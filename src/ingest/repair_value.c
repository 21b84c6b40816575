// repair_value.c - a strict JSON grammar (RFC 8259) with the repairs built in, without recursion.
#include "ingest/repair_value.h"

#include <string.h>

#include "base/json.h"
#include "base/utf8.h"
#include "ingest/repair.h"

// simdjson counts the document as a level, and empty containers not.
enum { DEPTH_MAX = JSON_MAX_DEPTH - 1 };

// What may come next.
enum expect { A_VALUE, VALUE_OR_END, NAME, NAME_OR_END, COLON, COMMA_OR_END };

struct walk {
    enum expect expect;
    int depth;
    uint64_t objects[(DEPTH_MAX + 63) / 64];  // bit per level: an object, no array
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static void copy(struct mend *m, size_t bytes)
{
    buf_str(&m->out, (struct str){m->text.ptr + m->at, bytes});
    m->at += bytes;
}

// Four hexadecimal digits at `at`; UINT32_MAX when there are none.
static uint32_t hex4(struct str text, size_t at)
{
    uint64_t value = 0;
    struct str digits = str_head(str_skip(text, at), 4);
    return digits.len == 4 && str_to_hex64(digits, &value) ? (uint32_t)value : UINT32_MAX;
}

static enum mend_end mend_unicode(struct mend *m)
{
    uint32_t c = hex4(m->text, m->at + 2);
    if (c == UINT32_MAX)
        return m->text.len - m->at < 6 ? MEND_TORN : MEND_BAD;
    bool is_low = c >= 0xdc00 && c <= 0xdfff;
    bool is_high = c >= 0xd800 && c <= 0xdbff;
    if (!is_low && !is_high) {
        copy(m, 6);
        return MEND_DONE;
    }
    struct str next = str_skip(m->text, m->at + 6);
    uint32_t other = str_starts(next, S("\\u")) ? hex4(next, 2) : UINT32_MAX;
    if (is_high && other >= 0xdc00 && other <= 0xdfff) {
        copy(m, 12);
        return MEND_DONE;
    }
    buf_str(&m->out, S("\\ufffd"));
    m->at += 6;
    m->repairs |= REPAIR_SURROGATE;
    return MEND_DONE;
}

static enum mend_end mend_escape(struct mend *m)
{
    if (m->at + 1 == m->text.len)
        return MEND_TORN;
    char c = m->text.ptr[m->at + 1];
    if (c == 'u')
        return mend_unicode(m);
    const struct str escapes = S("\"\\/bfnrt");
    if (!memchr(escapes.ptr, c, escapes.len))
        return MEND_BAD;
    copy(m, 2);
    return MEND_DONE;
}

static void mend_control(struct mend *m)
{
    unsigned char c = (unsigned char)m->text.ptr[m->at++];
    const char *names = "\b\t\n\f\r";
    const char *found = c ? strchr(names, c) : NULL;
    if (found)
        buf_fmt(&m->out, "\\%c", "btnfr"[found - names]);
    else
        buf_fmt(&m->out, "\\u%04x", (unsigned)c);
    m->repairs |= REPAIR_CONTROL;
}

static void mend_wide(struct mend *m)
{
    uint32_t c = 0;
    size_t n = utf8_take(str_skip(m->text, m->at), &c);
    utf8_put(&m->out, c);
    m->at += n;
    // The replacement character itself takes three bytes.
    if (n == 1)
        m->repairs |= REPAIR_UTF8;
}

static bool is_plain(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
}

static enum mend_end mend_string(struct mend *m)
{
    copy(m, 1);
    while (m->at < m->text.len) {
        size_t end = m->at;
        while (end < m->text.len && is_plain(m->text.ptr[end]))
            end++;
        copy(m, end - m->at);
        if (end == m->text.len)
            return MEND_TORN;
        unsigned char c = (unsigned char)m->text.ptr[end];
        if (c == '"') {
            copy(m, 1);
            return MEND_DONE;
        }
        if (c == '\\') {
            enum mend_end ended = mend_escape(m);
            if (ended != MEND_DONE)
                return ended;
        } else if (c < 0x20) {
            mend_control(m);
        } else {
            mend_wide(m);
        }
    }
    return MEND_TORN;
}

static size_t digits(struct str s, size_t at)
{
    size_t end = at;
    while (end < s.len && is_digit(s.ptr[end]))
        end++;
    return end - at;
}

// A number by its grammar. `bad_at` is where it goes wrong, s.len when it is only torn.
struct number {
    bool is_valid, is_integer;
    size_t len;
    size_t bad_at;
};

static struct number read_number(struct str s)
{
    struct number n = {.is_integer = true};
    size_t at = str_starts(s, S("-"));
    size_t whole = digits(s, at);
    n.bad_at = at;
    if (whole == 0 || (whole > 1 && s.ptr[at] == '0'))
        return n;
    at += whole;
    if (at < s.len && s.ptr[at] == '.') {
        n.is_integer = false;
        size_t fraction = digits(s, at + 1);
        at += 1 + fraction;
        n.bad_at = at;
        if (fraction == 0)
            return n;
    }
    if (at < s.len && (s.ptr[at] == 'e' || s.ptr[at] == 'E')) {
        n.is_integer = false;
        at++;
        at += at < s.len && (s.ptr[at] == '+' || s.ptr[at] == '-');
        size_t power = digits(s, at);
        at += power;
        n.bad_at = at;
        if (power == 0)
            return n;
    }
    n.is_valid = true;
    n.len = at;
    return n;
}

// The first 19 significant digits and the decimal exponent of the first, of a valid number.
static uint64_t significant_digits(struct str s, int64_t *exponent)
{
    enum { DIGITS = 19 };
    uint64_t value = 0;
    int taken = 0;
    int64_t power = -1;  // of the digit before the point
    bool is_fraction = false;
    size_t i = 0;
    for (; i < s.len && s.ptr[i] != 'e' && s.ptr[i] != 'E'; i++) {
        char c = s.ptr[i];
        is_fraction |= c == '.';
        if (!is_digit(c))
            continue;
        bool counts = taken > 0 || c != '0';
        power += counts && !is_fraction;
        power -= !counts && is_fraction;
        if (counts && taken < DIGITS) {
            value = value * 10 + (uint64_t)(c - '0');
            taken++;
        }
    }
    for (; taken > 0 && taken < DIGITS; taken++)
        value *= 10;
    bool is_negative = i + 1 < s.len && s.ptr[i + 1] == '-';
    int64_t written = 0;
    for (; i < s.len; i++)
        if (is_digit(s.ptr[i]) && written < 1000000000)
            written = written * 10 + (s.ptr[i] - '0');
    *exponent = power + (is_negative ? -written : written);
    return value;
}

// The largest double plus half its last place is 1.797693134862315807...e308 (IEEE 754 binary64).
static bool fits_double(struct str s)
{
    int64_t exponent = 0;
    uint64_t value = significant_digits(s, &exponent);
    return value == 0 || exponent < 308 || (exponent == 308 && value < 1797693134862315807ULL);
}

static bool fits_integer(struct str s)
{
    int64_t i = 0;
    uint64_t u = 0;
    return str_to_i64(s, &i) || str_to_u64(s, &u);
}

static enum mend_end mend_number(struct mend *m)
{
    struct str rest = str_skip(m->text, m->at);
    if (str_starts(rest, S("-Infinity"))) {
        buf_str(&m->out, S("null"));
        m->at += 9;
        m->repairs |= REPAIR_NAN;
        return MEND_DONE;
    }
    struct number n = read_number(rest);
    if (!n.is_valid) {
        bool is_torn = n.bad_at == rest.len || str_starts(S("-Infinity"), rest);
        m->at += n.bad_at;
        return is_torn ? MEND_TORN : MEND_BAD;
    }
    struct str number = str_head(rest, n.len);
    if (n.is_integer ? fits_integer(number) : fits_double(number)) {
        copy(m, n.len);
        return MEND_DONE;
    }
    buf_byte(&m->out, '"');
    copy(m, n.len);
    buf_byte(&m->out, '"');
    m->repairs |= REPAIR_NUMBER;
    return MEND_DONE;
}

static enum mend_end mend_word(struct mend *m)
{
    static const struct {
        const char *word, *becomes;
        unsigned repair;
    } words[] = {
        {"true", "true", 0},
        {"false", "false", 0},
        {"null", "null", 0},
        {"NaN", "null", REPAIR_NAN},
        {"Infinity", "null", REPAIR_NAN},
    };
    struct str rest = str_skip(m->text, m->at);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        struct str word = str_of(words[i].word);
        if (str_starts(rest, word)) {
            buf_str(&m->out, str_of(words[i].becomes));
            m->at += word.len;
            m->repairs |= words[i].repair;
            return MEND_DONE;
        }
        if (rest.len < word.len && str_starts(word, rest))
            return MEND_TORN;
    }
    return MEND_BAD;
}

static bool in_object(const struct walk *w)
{
    int level = w->depth - 1;
    return w->objects[level / 64] >> (level % 64) & 1;
}

static void copy_blanks(struct mend *m)
{
    size_t end = m->at;
    while (end < m->text.len && mend_is_blank(m->text.ptr[end]))
        end++;
    copy(m, end - m->at);
}

// A container on the level below the deepest one: it must be empty.
static enum mend_end mend_empty(struct mend *m, struct walk *w)
{
    char end = m->text.ptr[m->at] == '{' ? '}' : ']';
    copy(m, 1);
    copy_blanks(m);
    if (m->at == m->text.len)
        return MEND_TORN;
    if (m->text.ptr[m->at] != end)
        return MEND_DEEP;
    copy(m, 1);
    w->expect = COMMA_OR_END;
    return MEND_DONE;
}

static enum mend_end open_bracket(struct mend *m, struct walk *w)
{
    if (w->depth == DEPTH_MAX)
        return mend_empty(m, w);
    bool is_object = m->text.ptr[m->at] == '{';
    uint64_t bit = 1ULL << (w->depth % 64);
    uint64_t *word = &w->objects[w->depth / 64];
    *word = is_object ? *word | bit : *word & ~bit;
    w->depth++;
    w->expect = is_object ? NAME_OR_END : VALUE_OR_END;
    copy(m, 1);
    return MEND_DONE;
}

static enum mend_end close_bracket(struct mend *m, struct walk *w)
{
    bool is_object = m->text.ptr[m->at] == '}';
    if (w->depth == 0 || is_object != in_object(w))
        return MEND_BAD;
    w->depth--;
    w->expect = COMMA_OR_END;
    copy(m, 1);
    return MEND_DONE;
}

static enum mend_end step_value(struct mend *m, struct walk *w)
{
    char c = m->text.ptr[m->at];
    if (c == '{' || c == '[')
        return open_bracket(m, w);
    w->expect = COMMA_OR_END;
    if (c == '"')
        return mend_string(m);
    return c == '-' || is_digit(c) ? mend_number(m) : mend_word(m);
}

static enum mend_end step_name(struct mend *m, struct walk *w)
{
    if (m->text.ptr[m->at] != '"')
        return MEND_BAD;
    w->expect = COLON;
    return mend_string(m);
}

static enum mend_end step_mark(struct mend *m, struct walk *w, char mark, enum expect next)
{
    if (m->text.ptr[m->at] != mark)
        return MEND_BAD;
    w->expect = next;
    copy(m, 1);
    return MEND_DONE;
}

static enum mend_end step(struct mend *m, struct walk *w)
{
    char c = m->text.ptr[m->at];
    bool is_end = c == '}' || c == ']';
    switch (w->expect) {
    case A_VALUE:
        return step_value(m, w);
    case VALUE_OR_END:
        return is_end ? close_bracket(m, w) : step_value(m, w);
    case NAME:
        return step_name(m, w);
    case NAME_OR_END:
        return is_end ? close_bracket(m, w) : step_name(m, w);
    case COLON:
        return step_mark(m, w, ':', A_VALUE);
    case COMMA_OR_END:
        return is_end ? close_bracket(m, w) : step_mark(m, w, ',', in_object(w) ? NAME : A_VALUE);
    }
    return MEND_BAD;
}

enum mend_end mend_value(struct mend *m)
{
    struct walk w = {.expect = A_VALUE};
    do {
        copy_blanks(m);
        if (m->at == m->text.len)
            return MEND_TORN;
        enum mend_end ended = step(m, &w);
        if (ended != MEND_DONE)
            return ended;
    } while (w.depth > 0);
    return MEND_DONE;
}

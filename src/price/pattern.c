// pattern.c - a backtracking matcher that reads the pattern as it stands: patterns are short, texts
// are model names, and every step is counted.
#include "price/pattern.h"

enum { PATTERN_BYTES = 512, STEPS_MAX = 100000, REPEAT_MAX = 255 };

struct matcher {
    int steps;  // left
    bool ok;
};

// Where the character, escape or class at the front of a pattern ends; 0 = not supported.
static size_t atom_end(struct str p)
{
    if (!p.ptr || p.len == 0)
        return 0;
    if (p.ptr[0] == '\\')
        return p.len > 1 ? 2 : 0;
    if (p.ptr[0] == '[') {
        for (size_t i = 2; i < p.len; i++) {
            if (p.ptr[i] == ']')
                return i + 1;
        }
        return 0;
    }
    return strchr("*+?{|)", p.ptr[0]) ? 0 : 1;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_word(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

static bool class_has(struct str class, char c)
{
    struct str inner = {class.ptr + 1, class.len - 2};
    bool negated = inner.len > 0 && inner.ptr[0] == '^';
    inner = str_skip(inner, negated ? 1 : 0);
    bool found = false;
    for (size_t i = 0; i < inner.len; i++) {
        if (i + 2 < inner.len && inner.ptr[i + 1] == '-') {
            found = found || (c >= inner.ptr[i] && c <= inner.ptr[i + 2]);
            i += 2;
        } else {
            found = found || c == inner.ptr[i];
        }
    }
    return found != negated;
}

static bool atom_has(struct str atom, char c)
{
    if (atom.ptr[0] == '[')
        return class_has(atom, c);
    if (atom.ptr[0] == '.')
        return true;
    if (atom.ptr[0] != '\\')
        return atom.ptr[0] == c;
    if (atom.ptr[1] == 'd')
        return is_digit(c);
    if (atom.ptr[1] == 'w')
        return is_word(c);
    return atom.ptr[1] == c;
}

struct repeat {
    size_t min, max;
};

// "{4}" or "{2,5}" at the front of *p.
static bool take_braces(struct str *p, struct repeat *r)
{
    struct str_cut cut = str_cut(str_skip(*p, 1), '}');
    struct str_cut bounds = str_cut(cut.head, ',');
    int64_t min = 0;
    int64_t max = 0;
    if (!cut.ok || !str_to_i64(bounds.head, &min) ||
        !str_to_i64(bounds.ok ? bounds.tail : bounds.head, &max) || min < 0 || max < min ||
        max > REPEAT_MAX)
        return false;
    *r = (struct repeat){(size_t)min, (size_t)max};
    *p = cut.tail;
    return true;
}

static bool take_repeat(struct str *p, struct repeat *r)
{
    *r = (struct repeat){1, 1};
    if (p->len == 0)
        return true;
    char c = p->ptr[0];
    if (c == '{')
        return take_braces(p, r);
    if (c == '*')
        *r = (struct repeat){0, SIZE_MAX};
    else if (c == '+')
        *r = (struct repeat){1, SIZE_MAX};
    else if (c == '?')
        *r = (struct repeat){0, 1};
    else
        return true;
    *p = str_skip(*p, 1);
    return true;
}

// Bytes up to the first `stop` (')' or '|') outside of nested groups and classes; len = none.
static size_t group_stop(struct str p, char stop)
{
    int depth = 0;
    for (size_t i = 0; i < p.len; i++) {
        char c = p.ptr[i];
        if (c == '\\') {
            i++;
        } else if (c == '[') {
            size_t end = atom_end(str_skip(p, i));
            i += end > 0 ? end - 1 : 0;
        } else if (c == stop && depth == 0) {
            return i;
        } else if (c == '(') {
            depth++;
        } else if (c == ')') {
            depth--;
        }
    }
    return p.len;
}

static bool match_here(struct matcher *m, struct str p, struct str text);

// Each alternative in front of what follows the group.
static bool match_alternatives(struct matcher *m, struct str group, struct str rest,
                               struct str text)
{
    for (bool more = true; more;) {
        size_t end = group_stop(group, '|');
        char joined[PATTERN_BYTES];
        if (end + rest.len > sizeof joined) {
            m->ok = false;
            return false;
        }
        memcpy(joined, group.ptr, end);
        if (rest.len > 0)
            memcpy(joined + end, rest.ptr, rest.len);
        if (match_here(m, (struct str){joined, end + rest.len}, text))
            return true;
        more = end < group.len;
        group = str_skip(group, end + 1);
    }
    return false;
}

static bool match_group(struct matcher *m, struct str p, struct str text)
{
    struct str inner = str_skip(p, 1);
    size_t end = group_stop(inner, ')');
    struct str rest = str_skip(inner, end + 1);
    if (end == inner.len || (rest.len > 0 && strchr("*+?{", rest.ptr[0]))) {
        m->ok = false;
        return false;
    }
    inner = str_head(inner, end);
    if (str_starts(inner, S("?!")))
        return !match_alternatives(m, str_skip(inner, 2), S(""), text) && match_here(m, rest, text);
    if (str_starts(inner, S("?:")))
        inner = str_skip(inner, 2);
    return match_alternatives(m, inner, rest, text);
}

static bool match_here(struct matcher *m, struct str p, struct str text)
{
    if (--m->steps < 0)
        m->ok = false;
    if (!m->ok || p.len == 0)
        return m->ok;
    if (p.ptr[0] == '(')
        return match_group(m, p, text);
    if (p.ptr[0] == '$')
        return text.len == 0 && match_here(m, str_skip(p, 1), text);

    struct repeat times;
    size_t end = atom_end(p);
    struct str atom = str_head(p, end);
    struct str rest = str_skip(p, end);
    if (end == 0 || !take_repeat(&rest, &times)) {
        m->ok = false;
        return false;
    }
    size_t most = 0;
    while (most < times.max && most < text.len && atom_has(atom, text.ptr[most]))
        most++;
    for (size_t n = most + 1; n-- > times.min;) {
        if (match_here(m, rest, str_skip(text, n)))
            return true;
    }
    return false;
}

// Groups are balanced and carry no quantifier, and everything else is a known atom.
bool pattern_is_supported(struct str pattern)
{
    int depth = 0;
    struct str p = str_skip(pattern, str_starts(pattern, S("^")) ? 1 : 0);
    while (p.len > 0 && depth >= 0) {
        char c = p.ptr[0];
        struct repeat times;
        size_t end = strchr("()|$", c) ? 1 : atom_end(p);
        if (end == 0)
            return false;
        depth += (c == '(') - (c == ')');
        p = str_skip(p, end);
        if (c == '(')
            p = str_skip(p, str_starts(p, S("?:")) || str_starts(p, S("?!")) ? 2 : 0);
        if (strchr("()|$", c) ? p.len > 0 && strchr("*+?{", p.ptr[0]) : !take_repeat(&p, &times))
            return false;
    }
    return depth == 0 && pattern.len < PATTERN_BYTES;
}

bool pattern_occurs(struct str pattern, struct str text)
{
    struct matcher m = {.steps = STEPS_MAX, .ok = true};
    bool anchored = str_starts(pattern, S("^"));
    struct str p = str_skip(pattern, anchored ? 1 : 0);
    bool found = false;
    for (size_t at = 0; at <= text.len && !found && m.ok; at++) {
        found = match_alternatives(&m, p, S(""), str_skip(text, at));
        if (anchored)
            break;
    }
    return found && m.ok;
}

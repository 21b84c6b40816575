// filter_parse.c - the text of a filter to its terms (filter.h).
#include "model/filter.h"
#include "model/filter_value.h"
#include "model/nearest.h"

// A term as written: where, and its parts.
struct written {
    struct str term;  // all of it
    size_t at;        // byte position in the text, from 0
    int ordinal;      // from 1
    bool is_negated;
    struct str name, op;
    struct str values;  // behind the operator, quotes still in
};

struct reading {
    struct filter *filter;
    struct written w;
    const struct filter_name *name;
    int64_t now_us;
    struct arena *arena;
    struct err *e;
};

// An operator of the language; longer ones first.
static const struct {
    struct str text;
    enum filter_text_op op;
    bool is_other, is_match, is_range;
} operators[] = {
    {{"!=", 2}, TEXT_EQ, .is_other = true},  {{"<=", 2}, TEXT_LE, .is_other = false},
    {{">=", 2}, TEXT_GE, .is_other = false}, {{"=", 1}, TEXT_EQ, .is_other = false},
    {{"<", 1}, TEXT_LT, .is_other = false},  {{">", 1}, TEXT_GT, .is_other = false},
    {{"~", 1}, TEXT_EQ, .is_match = true},   {{":", 1}, TEXT_BETWEEN, .is_range = true},
};
enum { OPERATORS = sizeof operators / sizeof *operators };

static bool fail(const struct reading *r, const char *what, struct str about)
{
    return err_set(r->e, ERR_USAGE, "filter: term %d, column %zu, '%.*s': %s%s%.*s%s", r->w.ordinal,
                   r->w.at + 1, STR_ARG(r->w.term), what, about.ptr ? " '" : "", STR_ARG(about),
                   about.ptr ? "'" : "");
}

static bool fail_plain(const struct reading *r, const char *what)
{
    return fail(r, what, (struct str){NULL, 0});
}

// Bytes up to the first of `stops` outside quotes; s.len when there is none.
static size_t find_unquoted(struct str s, struct str stop)
{
    bool quoted = false;
    for (size_t i = 0; i < s.len; i++) {
        if (quoted && s.ptr[i] == '\\')
            i++;
        else if (s.ptr[i] == '"')
            quoted = !quoted;
        else if (!quoted && str_starts((struct str){s.ptr + i, s.len - i}, stop))
            return i;
    }
    return s.len;
}

// "two words" without its quotes and backslashes; other text as it is.
static bool unquote(const struct reading *r, struct str s, struct str *out)
{
    if (!str_starts(s, S("\""))) {
        *out = s;
        return true;
    }
    if (s.len < 2 || s.ptr[s.len - 1] != '"')
        return fail(r, "a closing quote is missing behind", s);
    char *text = arena_raw(r->arena, s.len);
    size_t len = 0;
    for (size_t i = 1; i + 1 < s.len; i++) {
        if (s.ptr[i] == '\\' && i + 2 < s.len)
            i++;
        text[len++] = s.ptr[i];
    }
    *out = (struct str){text, len};
    return true;
}

static bool is_name_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
}

// Splits a term into name, operator and values.
static bool read_parts(struct reading *r)
{
    struct str rest = r->w.term;
    r->w.is_negated = str_starts(rest, S("!"));
    if (r->w.is_negated)
        rest = str_skip(rest, 1);
    size_t n = 0;
    while (n < rest.len && is_name_byte(rest.ptr[n]))
        n++;
    r->w.name = str_head(rest, n);
    rest = str_skip(rest, n);
    if (n == 0)
        return fail_plain(r, "the name of a field is wanted, such as model=gpt-4o");
    for (int i = 0; i < OPERATORS; i++)
        if (str_starts(rest, operators[i].text)) {
            r->w.op = str_head(rest, operators[i].text.len);
            r->w.values = str_skip(rest, operators[i].text.len);
            return true;
        }
    return fail_plain(r, "an operator is wanted behind the name: = != < <= > >= ~ or :from..to");
}

static bool find_name(struct reading *r)
{
    struct nearest n = {.word = r->w.name};
    for (const struct filter_name *f = filter_names; f->name; f++) {
        if (str_eq(str_of(f->name), r->w.name)) {
            r->name = f;
            return true;
        }
        nearest_offer(&n, str_of(f->name));
    }
    nearest_offer(&n, S("has"));
    if (!n.best.ptr)
        return fail(r, "unknown field", r->w.name);
    return err_set(r->e, ERR_USAGE,
                   "filter: term %d, column %zu, '%.*s': unknown field '%.*s'; did you mean %.*s?",
                   r->w.ordinal, r->w.at + 1, STR_ARG(r->w.term), STR_ARG(r->w.name),
                   STR_ARG(n.best));
}

static bool read_value(const struct reading *r, struct str s, struct filter_range *out)
{
    const char *why = NULL;
    return filter_value_read(r->name, s, r->now_us, out, &why) || fail(r, why, s);
}

static struct filter_range range_of(enum filter_text_op op, struct filter_range value)
{
    static const struct filter_range none = {1, 0};
    int64_t least = INT64_MIN + 1;
    switch (op) {
    case TEXT_LT:
        return value.lo > least ? (struct filter_range){least, value.lo - 1} : none;
    case TEXT_LE:
        return (struct filter_range){least, value.hi};
    case TEXT_GT:
        return value.hi < INT64_MAX ? (struct filter_range){value.hi + 1, INT64_MAX} : none;
    case TEXT_GE:
        return (struct filter_range){value.lo, INT64_MAX};
    case TEXT_EQ:
    case TEXT_BETWEEN:
        break;
    }
    return value;
}

// from..to; either end may be empty, which leaves it open. One value is the range of itself.
static bool cut_range(const struct reading *r, struct str s, struct str *from, struct str *to)
{
    size_t at = find_unquoted(s, S(".."));
    *from = str_head(s, at);
    *to = at == s.len ? s : str_skip(s, at + 2);
    if (!from->len && !to->len)
        return fail(r, "a range from..to is wanted, not", s);
    return true;
}

static bool add_range(const struct reading *r, struct filter_term *t, enum filter_text_op op,
                      struct str s)
{
    struct filter_range lo = {INT64_MIN + 1, INT64_MIN + 1};
    struct filter_range hi = {INT64_MAX, INT64_MAX};
    struct str from = s;
    struct str to = s;
    if (op != TEXT_EQ && r->name->type >= FILTER_BOOL && r->name->type != FILTER_TIME)
        return fail_plain(r, "only = and != can be asked of this field");
    if (op == TEXT_BETWEEN && !cut_range(r, s, &from, &to))
        return false;
    if ((from.len && (!unquote(r, from, &from) || !read_value(r, from, &lo))) ||
        (to.len && (!unquote(r, to, &to) || !read_value(r, to, &hi))))
        return false;
    t->ranges[t->count++] = range_of(op, (struct filter_range){lo.lo, hi.hi});
    return true;
}

static bool add_text(const struct reading *r, struct filter_term *t, enum filter_text_op op,
                     struct str s)
{
    struct filter_text text = {.op = op};
    struct str from = s;
    struct str to = {NULL, 0};
    if (op == TEXT_BETWEEN && !cut_range(r, s, &from, &to))
        return false;
    if (!unquote(r, from, &text.a) || !unquote(r, to, &text.b))
        return false;
    if (op == TEXT_BETWEEN && !to.len)
        text = (struct filter_text){.op = TEXT_GE, .a = text.a};
    else if (op == TEXT_BETWEEN && !from.len)
        text = (struct filter_text){.op = TEXT_LE, .a = text.b};
    t->texts[t->count++] = text;
    return true;
}

static bool add_regex(const struct reading *r, struct filter_term *t, struct str s)
{
    struct str pattern;
    if (!unquote(r, s, &pattern))
        return false;
    int why = regcomp(&t->regexes[t->count], str_cstr(pattern, r->arena), REG_EXTENDED | REG_ICASE);
    if (why != 0) {
        char text[128];
        regerror(why, &t->regexes[t->count], text, sizeof text);
        return fail(r, "bad pattern:", str_of(text));
    }
    t->sources[t->count++] = pattern;
    return true;
}

// A value per comma, handed to the reader of the term's kind.
static bool add_values(const struct reading *r, struct filter_term *t, enum filter_text_op op)
{
    struct str rest = r->w.values;
    size_t cap = rest.len + 1;
    if (t->kind == TERM_RANGE || t->kind == TERM_BITS)
        t->ranges = ARENA_ARRAY(r->arena, struct filter_range, cap);
    else if (t->kind == TERM_TEXT)
        t->texts = ARENA_ARRAY(r->arena, struct filter_text, cap);
    else
        t->sources = ARENA_ARRAY(r->arena, struct str, cap);
    if (t->kind == TERM_MATCH)
        t->regexes = ARENA_ARRAY(r->arena, regex_t, cap);
    for (bool more = true; more;) {
        size_t at = find_unquoted(rest, S(","));
        struct str value = str_head(rest, at);
        more = at < rest.len;
        rest = str_skip(rest, at + 1);
        if (!value.len)
            return fail_plain(r, "a value is missing beside a comma");
        bool ok = t->kind == TERM_TEXT    ? add_text(r, t, op, value)
                  : t->kind == TERM_MATCH ? add_regex(r, t, value)
                                          : add_range(r, t, op, value);
        if (!ok)
            return false;
    }
    return true;
}

static bool read_has(struct reading *r, struct filter_term *t)
{
    struct str rest = r->w.values;
    t->kind = TERM_HAS;
    if (!str_eq(r->w.op, S(":")))
        return fail_plain(r, "has is written has:NAME");
    do {
        struct str_cut cut = str_cut(rest, ',');
        unsigned bit = 0;
        for (unsigned i = 0; i < HAS_COUNT; i++)
            if (str_eq(cut.head, str_of(filter_has_name[i])))
                bit = 1u << i;
        if (!bit)
            return fail(r, "has: knows cache, pii, error, text, tools, stream and time, not",
                        cut.head);
        t->has |= bit;
        rest = cut.tail;
    } while (rest.len);
    r->filter->has |= t->has;
    return true;
}

static bool read_comparison(struct reading *r, struct filter_term *t)
{
    int i = 0;
    while (!str_eq(operators[i].text, r->w.op))
        i++;
    if (!find_name(r))
        return false;
    t->field = r->name->field;
    t->is_other = operators[i].is_other;
    r->filter->fields |= 1ULL << t->field;
    if (!r->w.values.len && operators[i].op == TEXT_EQ && !operators[i].is_match) {
        t->kind = TERM_UNKNOWN;
        return true;
    }
    if (!r->w.values.len)
        return fail_plain(r, "a value is wanted behind the operator");
    t->kind = operators[i].is_match          ? TERM_MATCH
              : r->name->type == FILTER_TEXT ? TERM_TEXT
              : r->name->type == FILTER_SET  ? TERM_BITS
                                             : TERM_RANGE;
    if (t->kind == TERM_MATCH && r->name->type != FILTER_TEXT)
        return fail_plain(r, "~ can only be asked of text");
    return add_values(r, t, operators[i].op);
}

static struct filter_term *new_term(struct filter *f)
{
    if (f->term_count == f->term_cap) {
        int cap = f->term_cap ? f->term_cap * 2 : 8;
        f->terms = arena_grow(f->arena, f->terms, (size_t)f->term_cap * sizeof *f->terms,
                              (size_t)cap * sizeof *f->terms);
        f->term_cap = cap;
    }
    f->terms[f->term_count] = (struct filter_term){0};
    return &f->terms[f->term_count++];
}

static bool read_term(struct reading *r)
{
    // Counted at once, so that a failure releases the patterns it compiled.
    struct filter_term *t = new_term(r->filter);
    if (!read_parts(r))
        return false;
    t->is_negated = r->w.is_negated;
    return str_eq(r->w.name, S("has")) ? read_has(r, t) : read_comparison(r, t);
}

bool filter_parse(struct filter *out, struct str text, int64_t now_us, struct arena *a,
                  struct err *e)
{
    struct filter f = {.arena = a, .text = str_copy(str_trim(text), a)};
    struct reading r = {.filter = &f, .now_us = now_us, .arena = a, .e = e};
    size_t at = 0;
    while (at < f.text.len) {
        struct str rest = str_skip(f.text, at);
        size_t len = find_unquoted(rest, S(" "));
        r.w = (struct written){.term = str_head(rest, len), .at = at, .ordinal = r.w.ordinal + 1};
        if (len && !read_term(&r)) {
            filter_release(&f);
            return false;
        }
        r.w.ordinal -= len == 0;
        at += len + 1;
    }
    *out = f;
    return true;
}

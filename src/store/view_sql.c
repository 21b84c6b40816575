// view_sql.c - see view_sql.h.
#include "store/view_sql.h"

#include "base/time.h"
#include "model/prompt.h"
#include "store/filter_sql.h"

#define WRITES        "cache_write_5m_tok, cache_write_1h_tok"
#define SUM_OF_WRITES "coalesce(cache_write_5m_tok, 0) + coalesce(cache_write_1h_tok, 0)"

// Where a column of the view is not called as the field, or holds another unit.
static const char *const expressions[FIELD_COUNT] = {
    [FIELD_TS_US] = "ts_us",
    [FIELD_LATENCY_US] = "latency_us",
    [FIELD_TTFT_US] = "ttft_us",
    [FIELD_CACHE_WRITE_TOK] =
        "(CASE WHEN coalesce(" WRITES ") IS NOT NULL THEN " SUM_OF_WRITES " END)",
    [FIELD_IN_TOK] =
        "(CASE WHEN coalesce(input_tok, cache_read_tok, " WRITES ") IS NOT NULL THEN "
        "coalesce(input_tok, 0) + coalesce(cache_read_tok, 0) + " SUM_OF_WRITES " END)",
    [FIELD_TEMPERATURE] = "CAST(round(temperature * 1000000) AS INTEGER)",
    [FIELD_COST_NUSD] = "cost_nusd",
    [FIELD_OUTPUT_COST_NUSD] = "output_cost_nusd",
    [FIELD_LOGGED_COST_NUSD] = "logged_cost_nusd",
    // A word of the language else.
    [FIELD_API_KEY] = "api_key",
};

// Each is 0 or 1, never NULL.
static const char *const has_flags[HAS_COUNT] = {
    [HAS_CACHE] = ("coalesce(cache_read_tok, 0) + " SUM_OF_WRITES " > 0"),
    [HAS_PII] = "coalesce(pii, '') <> ''",
    [HAS_ERROR] = "error = 1",
    [HAS_TEXT] = "coalesce(question_segment, system_segment) IS NOT NULL",
    [HAS_TOOLS] = "coalesce(tools_offered, 0) > 0",
    [HAS_STREAM] = "stream IS 1",
    [HAS_TIME] = "coalesce(time_words, '') <> ''",
};

static const char *expression_of(enum filter_field field)
{
    const struct filter_name *name = filter_names;
    if (expressions[field])
        return expressions[field];
    while (name->name && name->field != field)
        name++;
    return name->name;
}

bool view_sql_text(struct str text, struct buf *out, struct err *e)
{
    buf_byte(out, '\'');
    for (size_t i = 0; i < text.len; i++) {
        if (!text.ptr[i])
            return err_set(e, ERR_USAGE, "no SQL: a text with a NUL in it");
        if (text.ptr[i] == '\'')
            buf_byte(out, '\'');
        buf_byte(out, text.ptr[i]);
    }
    buf_byte(out, '\'');
    return true;
}

static bool add_text(struct buf *out, const char *expression, const struct filter_text *t,
                     struct err *e)
{
    static const char *const operators[] = {
        [TEXT_EQ] = "=", [TEXT_LT] = "<",  [TEXT_LE] = "<=",
        [TEXT_GT] = ">", [TEXT_GE] = ">=", [TEXT_BETWEEN] = "BETWEEN",
    };
    buf_fmt(out, "%s %s ", expression, operators[t->op]);
    if (!view_sql_text(t->a, out, e))
        return false;
    if (t->op != TEXT_BETWEEN)
        return true;
    buf_str(out, S(" AND "));
    return view_sql_text(t->b, out, e);
}

// Sixteen digits order as the numbers do.
static void add_hashes(struct buf *out, const char *expression, const struct filter_range *range)
{
    if (range->lo == range->hi)
        buf_fmt(out, "%s = '%016llx'", expression, (unsigned long long)range->lo);
    else
        buf_fmt(out, "%s BETWEEN '%016llx' AND '%016llx'", expression,
                (unsigned long long)range->lo, (unsigned long long)range->hi);
}

static void add_range(struct buf *out, const char *expression, const struct filter_range *range)
{
    long long lo = range->lo, hi = range->hi;
    if (lo == hi)
        buf_fmt(out, "%s = %lld", expression, lo);
    else if (hi == INT64_MAX)
        buf_fmt(out, "%s >= %lld", expression, lo);
    else if (lo == INT64_MIN + 1)
        buf_fmt(out, "%s <= %lld", expression, hi);
    else
        buf_fmt(out, "%s BETWEEN %lld AND %lld", expression, lo, hi);
}

// Sets are names by commas in the view.
static void add_bits(struct buf *out, enum filter_field field, int64_t bits)
{
    const char *const *names = field == FIELD_PII ? pii_name : time_word_name;
    int count = field == FIELD_PII ? PII_COUNT : TIME_WORDS;
    const char *between = "";
    if (!bits) {
        buf_fmt(out, "%s = ''", expression_of(field));
        return;
    }
    for (int i = 0; i < count; i++)
        if (bits & (int64_t)1 << i) {
            buf_fmt(out, "%sinstr(',' || %s || ',', ',%s,') > 0", between, expression_of(field),
                    names[i]);
            between = " OR ";
        }
}

static bool add_value(struct buf *out, const struct filter_term *t, int i, struct err *e)
{
    const char *expression = expression_of(t->field);
    switch (t->kind) {
    case TERM_TEXT:
        return add_text(out, expression, &t->texts[i], e);
    case TERM_MATCH:
        buf_fmt(out, "%s REGEXP ", expression);
        return view_sql_text(t->sources[i], out, e);
    case TERM_RANGE:
        if (t->field >= FIELD_ID)
            add_hashes(out, expression, &t->ranges[i]);
        else
            add_range(out, expression, &t->ranges[i]);
        return true;
    case TERM_BITS:
        add_bits(out, t->field, t->ranges[i].lo);
        return true;
    case TERM_UNKNOWN:
    case TERM_HAS:
        break;
    }
    return true;
}

static void add_has(struct buf *out, unsigned has)
{
    const char *between = "";
    for (unsigned i = 0; i < HAS_COUNT; i++)
        if (has & 1u << i) {
            buf_fmt(out, "%s%s", between, has_flags[i]);
            between = " OR ";
        }
}

static bool add_values(struct buf *out, const struct filter_term *t, struct err *e)
{
    for (int i = 0; i < t->count; i++) {
        buf_str(out, i ? S(" OR ") : S(""));
        if (!add_value(out, t, i, e))
            return false;
    }
    return true;
}

// A comparison with NULL is NULL: neither it nor its NOT takes a row. Where the language wants the
// opposite of "false or unknown", the unknown is made false first.
static bool add_term(struct buf *out, const struct filter_term *t, struct err *e)
{
    bool is_plain = t->count == 1 && !t->is_other && !t->is_negated && t->kind != TERM_BITS;
    if (t->kind == TERM_UNKNOWN) {
        bool is_known = t->is_other != t->is_negated;
        buf_fmt(out, "%s IS %sNULL", expression_of(t->field), is_known ? "NOT " : "");
        return true;
    }
    if (is_plain && t->kind != TERM_HAS)
        return add_value(out, t, 0, e);
    buf_str(out, t->is_negated ? S("NOT ") : S(""));
    buf_str(out, t->is_negated && t->kind != TERM_HAS ? S("ifnull(") : S(""));
    buf_str(out, t->is_other ? S("NOT (") : S("("));
    if (t->kind == TERM_HAS)
        add_has(out, t->has);
    else if (!add_values(out, t, e))
        return false;
    buf_byte(out, ')');
    buf_str(out, t->is_negated && t->kind != TERM_HAS ? S(", 0)") : S(""));
    return true;
}

bool view_sql_filter(const struct filter *f, struct buf *out, struct err *e)
{
    if (!filter_sql_fits(f, e))
        return false;
    for (int i = 0; i < f->term_count; i++) {
        buf_str(out, i ? S(" AND ") : S(""));
        if (!add_term(out, &f->terms[i], e))
            return false;
    }
    return true;
}

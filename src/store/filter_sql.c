// filter_sql.c - fields to expressions over cursor_from.sql, terms to conditions.
#include "store/filter_sql.h"

#include "base/buf.h"
#include "store/database.h"

#define TEXT_OF(column) "(SELECT text FROM name_t WHERE id = " column ")"
#define YES_NO(shift)   "(CASE r.flags >> " shift " & 3 WHEN 1 THEN 0 WHEN 2 THEN 1 END)"
#define TIER                                                                                       \
    "(CASE r.flags >> 1 & 7 WHEN 1 THEN 'standard' WHEN 2 THEN 'batch' WHEN 3 THEN 'flex'"         \
    " WHEN 4 THEN 'priority' END)"
#define TASK                                                                                       \
    "(CASE k.facts & 15 WHEN 1 THEN 'classification' WHEN 2 THEN 'yes_no'"                         \
    " WHEN 3 THEN 'extraction' WHEN 4 THEN 'summary' WHEN 5 THEN 'short_answer'"                   \
    " WHEN 6 THEN 'analysis' WHEN 7 THEN 'code' WHEN 8 THEN 'creative' WHEN 9 THEN 'other' END)"
#define FACT_YES_NO(shift) "(CASE k.facts >> " shift " & 3 WHEN 1 THEN 0 WHEN 2 THEN 1 END)"
#define WRITES             "r.cache_write_5m_tok, r.cache_write_1h_tok"
#define SUM_OF_WRITES      "coalesce(r.cache_write_5m_tok, 0) + coalesce(r.cache_write_1h_tok, 0)"
#define IS_CACHED          ("coalesce(r.cache_read_tok, 0) + " SUM_OF_WRITES " > 0")
#define ALL_WRITES         "(CASE WHEN coalesce(" WRITES ") IS NOT NULL THEN " SUM_OF_WRITES " END)"
#define ALL_INPUT                                                                                  \
    "(CASE WHEN coalesce(r.input_tok, r.cache_read_tok, " WRITES ") IS NOT NULL"                   \
    " THEN coalesce(r.input_tok, 0) + coalesce(r.cache_read_tok, 0) + " SUM_OF_WRITES " END)"
#define ZERO_OR(shift, column) "(CASE WHEN k.zeros >> " shift " & 1 THEN 0 ELSE " column " END)"
// Number of the template of a shape: five digits, sixteen shapes a row (shape_rows.h).
#define NUMBER_OF(templates, shape)                                                                \
    "CAST(substr(" templates ", (" shape " - 1) % 16 * 5 + 1, 5) AS INTEGER)"
#define TEMPLATE_NUMBER                                                                            \
    "(SELECT " NUMBER_OF("templates",                                                              \
                         "r.shape") " FROM shape_settled_t WHERE id = (r.shape - 1) / 16)"
#define TEMPLATE_OF "(SELECT template FROM template_t WHERE id = " TEMPLATE_NUMBER ")"
// Materialised once, names first: they are few, shapes many.
#define TEMPLATE_NAME                                                                              \
    "(WITH n AS MATERIALIZED (SELECT " NUMBER_OF(                                                  \
        "f.templates",                                                                             \
        "t.shape") " AS template, t.name,"                                                         \
                   " min(t.shape) FROM template_name_t AS t CROSS JOIN shape_settled_t AS f"       \
                   " ON f.id = (t.shape - 1) / 16 GROUP BY 1)"                                     \
                   " SELECT name FROM n WHERE template = " TEMPLATE_NUMBER ")"
// Facts of a request, NULL where the log lacks it.
#define REQUEST_FACT(bits) "(CASE WHEN r.flags & 1024 THEN " bits " END)"
#define REGEX_TYPE         "regex"

// SQLite's own limit is an expression depth of 1,000: each term and value deepens by one.
enum { DEPTH_MAX = 900 };

static const char *const expressions[FIELD_COUNT] = {
    [FIELD_PROVIDER] = "a.provider",
    [FIELD_MODEL] = "a.model",
    [FIELD_MODEL_REQUESTED] = "a.model_requested",
    [FIELD_USER] = TEXT_OF("r.user"),
    [FIELD_FEATURE] = "a.feature",
    [FIELD_TEAM] = "a.team",
    [FIELD_PROJECT] = "a.project",
    [FIELD_API_KEY] = "a.api_key",
    [FIELD_SESSION] = TEXT_OF("r.session"),
    [FIELD_ENVIRONMENT] = "a.environment",
    [FIELD_TAGS] = TEXT_OF("x.tags"),
    [FIELD_FINISH_REASON] = TEXT_OF("k.finish"),
    [FIELD_ERROR_CLASS] = TEXT_OF("x.error"),
    [FIELD_TIER] = TIER,
    [FIELD_TOK_SOURCE] = "(CASE WHEN r.flags & 1 THEN 'estimated' ELSE 'logged' END)",
    [FIELD_PRICE_ID] = "(SELECT price_id FROM price_t WHERE id = k.price)",
    [FIELD_SOURCE] = "(SELECT path FROM source_t WHERE id = r.source)",
    [FIELD_TASK] = TASK,
    [FIELD_TEMPLATE_NAME] = TEMPLATE_NAME,
    [FIELD_TS_US] = "(r.ts + 1767225600000000)",
    [FIELD_LATENCY_US] = "r.latency_us",
    [FIELD_TTFT_US] = "r.ttft_us",
    [FIELD_INPUT_TOK] = "r.input_tok",
    [FIELD_CACHE_READ_TOK] = "r.cache_read_tok",
    [FIELD_CACHE_WRITE_5M_TOK] = "r.cache_write_5m_tok",
    [FIELD_CACHE_WRITE_1H_TOK] = "r.cache_write_1h_tok",
    [FIELD_CACHE_WRITE_TOK] = ALL_WRITES,
    [FIELD_IN_TOK] = ALL_INPUT,
    [FIELD_OUTPUT_TOK] = "r.output_tok",
    [FIELD_REASONING_TOK] = "r.reasoning_tok",
    [FIELD_AUDIO_IN_TOK] = ZERO_OR("0", "x.audio_in_tok"),
    [FIELD_AUDIO_OUT_TOK] = ZERO_OR("2", "x.audio_out_tok"),
    [FIELD_IMAGE_COUNT] = ZERO_OR("6", "x.image_count"),
    [FIELD_TEMPERATURE] = "(k.temperature * 100)",
    [FIELD_MAX_TOKENS] = "k.max_tokens",
    [FIELD_SEED] = "x.seed",
    [FIELD_N] = "x.n",
    [FIELD_STATUS] = "k.status",
    [FIELD_COST_NUSD] = "r.cost_nusd",
    [FIELD_OUTPUT_COST_NUSD] = "r.output_cost_nusd",
    [FIELD_LOGGED_COST_NUSD] = "r.logged_cost_nusd",
    [FIELD_TOOLS_OFFERED] = "k.tools_offered",
    [FIELD_TOOLS_CALLED] = "k.tools_called",
    [FIELD_ENTRY] = "(r.entry + r.id - 1)",
    [FIELD_QUESTION_BYTES] = "r.question_bytes",
    [FIELD_RETRIEVED_CHUNKS] = "(CASE WHEN k.facts >> 8 & 1 = 0 THEN k.facts >> 31 END)",
    [FIELD_PII] = REQUEST_FACT("k.facts >> 9 & 4095"),
    [FIELD_TIME_WORDS] = REQUEST_FACT("k.facts >> 21 & 1023"),
    [FIELD_STREAM] = YES_NO("4"),
    [FIELD_ERROR] = "(r.flags >> 8 & 1)",
    [FIELD_GATEWAY_HIT] = YES_NO("6"),
    [FIELD_WANTS_JSON] = FACT_YES_NO("4"),
    [FIELD_ANSWER_IS_JSON] = FACT_YES_NO("6"),
    [FIELD_ID] = "r.identity",
    [FIELD_REQUEST_FP] = "r.request_fp",
    [FIELD_CONTENT_FP] = "r.content_fp",
    [FIELD_SYSTEM_FP] = "r.system_fp",
    [FIELD_QUESTION_FP] = "r.question_fp",
    [FIELD_NORMAL_FP] = "r.normal_fp",
    [FIELD_TEMPLATE_FP] = "r.template_fp",
    [FIELD_TEMPLATE] = TEMPLATE_OF,
    [FIELD_OUTPUT_FP] = "r.output_fp",
    [FIELD_ANSWER_NORMAL_FP] = "r.answer_normal_fp",
};

// Names that are as many as requests may be: those that fit are looked up once, not at every
// request.
static const char *const name_numbers[FIELD_COUNT] = {
    [FIELD_USER] = "r.user",
    [FIELD_SESSION] = "r.session",
};

// Each is 0 or 1, never NULL.
static const char *const has_flags[HAS_COUNT] = {
    [HAS_CACHE] = IS_CACHED,
    [HAS_PII] = "coalesce(k.facts >> 9 & 4095, 0) > 0",
    [HAS_ERROR] = "(r.flags >> 8 & 1) = 1",
    [HAS_TEXT] = "coalesce(r.question_segment, r.system_segment) IS NOT NULL",
    [HAS_TOOLS] = "coalesce(k.tools_offered, 0) > 0",
    [HAS_TIME] = "coalesce(k.facts >> 21 & 1023, 0) > 0",
    [HAS_STREAM] = "(r.flags >> 4 & 3) = 2",
};

struct builder {
    struct buf sql;
    struct where_value *values;
    int count, cap;
};

static void bind(struct builder *b, struct where_value value)
{
    if (b->count == b->cap) {
        int cap = b->cap ? b->cap * 2 : 8;
        b->values = arena_grow(b->sql.arena, b->values, (size_t)b->cap * sizeof value,
                               (size_t)cap * sizeof value);
        b->cap = cap;
    }
    b->values[b->count++] = value;
}

static void add_text(struct builder *b, const char *expression, const struct filter_text *t)
{
    static const char *const operators[] = {
        [TEXT_EQ] = "=", [TEXT_LT] = "<",  [TEXT_LE] = "<=",
        [TEXT_GT] = ">", [TEXT_GE] = ">=", [TEXT_BETWEEN] = ">=",
    };
    buf_fmt(&b->sql, "%s %s ?", expression, operators[t->op]);
    bind(b, (struct where_value){.text = t->a});
    if (t->op != TEXT_BETWEEN)
        return;
    buf_fmt(&b->sql, " AND %s <= ?", expression);
    bind(b, (struct where_value){.text = t->b});
}

static void add_range(struct builder *b, const char *expression, const struct filter_range *range)
{
    buf_fmt(&b->sql, range->lo == range->hi ? "%s = ?" : "%s BETWEEN ? AND ?", expression);
    bind(b, (struct where_value){.integer = range->lo});
    if (range->lo != range->hi)
        bind(b, (struct where_value){.integer = range->hi});
}

static void add_value(struct builder *b, const struct filter_term *t, const char *expression, int i)
{
    switch (t->kind) {
    case TERM_TEXT:
        add_text(b, expression, &t->texts[i]);
        break;
    case TERM_MATCH:
        buf_fmt(&b->sql, "matches(?, %s)", expression);
        bind(b, (struct where_value){.pointer = &t->regexes[i]});
        break;
    case TERM_RANGE:
        add_range(b, expression, &t->ranges[i]);
        break;
    case TERM_BITS:
        buf_fmt(&b->sql, t->ranges[i].lo ? "%s & ? != 0" : "%s = ?", expression);
        bind(b, (struct where_value){.integer = t->ranges[i].lo});
        break;
    case TERM_UNKNOWN:
    case TERM_HAS:
        break;
    }
}

static void add_has(struct builder *b, unsigned has)
{
    const char *between = "";
    for (unsigned i = 0; i < HAS_COUNT; i++)
        if (has & 1u << i) {
            buf_fmt(&b->sql, "%s%s", between, has_flags[i]);
            between = " OR ";
        }
}

// A comparison with NULL is NULL: ifnull() makes it the "false" of the language, before and after
// the inner negation.
static void add_values(struct builder *b, const struct filter_term *t)
{
    const char *number = name_numbers[t->field];
    buf_str(&b->sql, t->is_other ? S("ifnull(NOT (") : S("ifnull(("));
    if (number)
        buf_fmt(&b->sql, "CASE WHEN %s IS NOT NULL THEN %s IN (SELECT id FROM name_t WHERE ",
                number, number);
    for (int i = 0; i < t->count; i++) {
        buf_str(&b->sql, i ? S(" OR ") : S(""));
        add_value(b, t, number ? "text" : expressions[t->field], i);
    }
    buf_str(&b->sql, number ? S(") END), 0)") : S("), 0)"));
}

static void add_term(struct builder *b, const struct filter_term *t)
{
    buf_str(&b->sql, t->is_negated ? S("NOT (") : S("("));
    if (t->kind == TERM_HAS)
        add_has(b, t->has);
    else if (t->kind == TERM_UNKNOWN)
        buf_fmt(&b->sql, "%s IS %sNULL", expressions[t->field], t->is_other ? "NOT " : "");
    else
        add_values(b, t);
    buf_byte(&b->sql, ')');
}

bool filter_sql_fits(const struct filter *f, struct err *e)
{
    int64_t depth = f->term_count;
    for (int i = 0; i < f->term_count; i++) {
        const struct filter_term *t = &f->terms[i];
        // SQLite counts what is in a subquery twice.
        bool is_twice = t->kind != TERM_HAS && name_numbers[t->field];
        depth += (int64_t)t->count * (is_twice ? 2 : 1);
    }
    if (depth > DEPTH_MAX)
        return err_set(e, ERR_USAGE,
                       "filter: more than %d terms and values (those of user and session count "
                       "twice)",
                       DEPTH_MAX);
    return true;
}

bool filter_sql(const struct filter *f, struct where *out, struct arena *a, struct err *e)
{
    struct builder b = {.sql = {.arena = a}};
    if (!filter_sql_fits(f, e))
        return false;
    for (int i = 0; i < f->term_count; i++) {
        buf_str(&b.sql, i ? S(" AND ") : S(""));
        add_term(&b, &f->terms[i]);
    }
    *out = (struct where){.sql = buf_view(&b.sql), .values = b.values, .count = b.count};
    return true;
}

// matches(regex, text): NULL for NULL.
static void matches(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const regex_t *regex = sqlite3_value_pointer(args[0], REGEX_TYPE);
    const char *text = (const char *)sqlite3_value_text(args[1]);
    if (!regex || !text)
        return;
    regmatch_t range = {0, (regoff_t)sqlite3_value_bytes(args[1])};
    sqlite3_result_int(context, regexec(regex, text, 1, &range, REG_STARTEND) == 0);
}

static void forget_regex(void *regex)
{
    regfree(regex);
    sqlite3_free(regex);
}

// The compiled pattern of a statement, kept with it. NULL = the error is set.
static const regex_t *pattern_of(sqlite3_context *context, sqlite3_value *pattern)
{
    regex_t *regex = sqlite3_get_auxdata(context, 0);
    const char *text = (const char *)sqlite3_value_text(pattern);
    if (regex || !text)
        return regex;
    regex = sqlite3_malloc(sizeof *regex);
    if (!regex || regcomp(regex, text, REG_EXTENDED | REG_ICASE) != 0) {
        sqlite3_free(regex);
        sqlite3_result_error(context, "REGEXP: bad pattern", -1);
        return NULL;
    }
    sqlite3_set_auxdata(context, 0, regex, forget_regex);
    return sqlite3_get_auxdata(context, 0);
}

// text REGEXP pattern, as ~ of the filter language; NULL for NULL.
static void regexp(sqlite3_context *context, int count, sqlite3_value **args)
{
    (void)count;
    const char *text = (const char *)sqlite3_value_text(args[1]);
    const regex_t *regex = text ? pattern_of(context, args[0]) : NULL;
    if (!regex)
        return;
    regmatch_t range = {0, (regoff_t)sqlite3_value_bytes(args[1])};
    sqlite3_result_int(context, regexec(regex, text, 1, &range, REG_STARTEND) == 0);
}

bool filter_sql_install(sqlite3 *db, struct err *e)
{
    int options = SQLITE_UTF8 | SQLITE_DETERMINISTIC | SQLITE_DIRECTONLY;
    return (sqlite3_create_function_v2(db, "matches", 2, options, NULL, matches, NULL, NULL,
                                       NULL) == SQLITE_OK &&
            sqlite3_create_function_v2(db, "regexp", 2, options, NULL, regexp, NULL, NULL, NULL) ==
                SQLITE_OK) ||
           db_error(db, e);
}

// filter.c - evaluation of a parsed filter; the language itself is in filter_parse.c.
#include "model/filter.h"

const char *const filter_has_name[HAS_COUNT] = {
    [HAS_CACHE] = "cache", [HAS_PII] = "pii",       [HAS_ERROR] = "error", [HAS_TEXT] = "text",
    [HAS_TOOLS] = "tools", [HAS_STREAM] = "stream", [HAS_TIME] = "time",
};

#define NUSD_PER_USD 1000000000LL

const struct filter_name filter_names[] = {
    {"provider", FIELD_PROVIDER, FILTER_TEXT, 1, false},
    {"model", FIELD_MODEL, FILTER_TEXT, 1, false},
    {"model_requested", FIELD_MODEL_REQUESTED, FILTER_TEXT, 1, false},
    {"user", FIELD_USER, FILTER_TEXT, 1, false},
    {"feature", FIELD_FEATURE, FILTER_TEXT, 1, false},
    {"team", FIELD_TEAM, FILTER_TEXT, 1, false},
    {"project", FIELD_PROJECT, FILTER_TEXT, 1, false},
    {"api_key", FIELD_API_KEY, FILTER_TEXT, 1, false},
    {"key", FIELD_API_KEY, FILTER_TEXT, 1, false},
    {"session", FIELD_SESSION, FILTER_TEXT, 1, false},
    {"environment", FIELD_ENVIRONMENT, FILTER_TEXT, 1, false},
    {"tags", FIELD_TAGS, FILTER_TEXT, 1, false},
    {"finish_reason", FIELD_FINISH_REASON, FILTER_TEXT, 1, false},
    {"error_class", FIELD_ERROR_CLASS, FILTER_TEXT, 1, false},
    {"tier", FIELD_TIER, FILTER_TEXT, 1, false},
    {"tok_source", FIELD_TOK_SOURCE, FILTER_TEXT, 1, false},
    {"price_id", FIELD_PRICE_ID, FILTER_TEXT, 1, false},
    {"source", FIELD_SOURCE, FILTER_TEXT, 1, false},
    {"task", FIELD_TASK, FILTER_TEXT, 1, false},
    {"template_name", FIELD_TEMPLATE_NAME, FILTER_TEXT, 1, false},
    {"time", FIELD_TS_US, FILTER_TIME, 1, false},
    {"ts_us", FIELD_TS_US, FILTER_INT, 1, false},
    {"latency", FIELD_LATENCY_US, FILTER_INT, 1, true},
    {"latency_us", FIELD_LATENCY_US, FILTER_INT, 1, false},
    {"latency_ms", FIELD_LATENCY_US, FILTER_INT, 1000, false},
    {"ttft", FIELD_TTFT_US, FILTER_INT, 1, true},
    {"ttft_us", FIELD_TTFT_US, FILTER_INT, 1, false},
    {"ttft_ms", FIELD_TTFT_US, FILTER_INT, 1000, false},
    {"input_tok", FIELD_INPUT_TOK, FILTER_INT, 1, false},
    {"cache_read_tok", FIELD_CACHE_READ_TOK, FILTER_INT, 1, false},
    {"cache_write_5m_tok", FIELD_CACHE_WRITE_5M_TOK, FILTER_INT, 1, false},
    {"cache_write_1h_tok", FIELD_CACHE_WRITE_1H_TOK, FILTER_INT, 1, false},
    {"cache_write_tok", FIELD_CACHE_WRITE_TOK, FILTER_INT, 1, false},
    {"in_tok", FIELD_IN_TOK, FILTER_INT, 1, false},
    {"output_tok", FIELD_OUTPUT_TOK, FILTER_INT, 1, false},
    {"reasoning_tok", FIELD_REASONING_TOK, FILTER_INT, 1, false},
    {"audio_in_tok", FIELD_AUDIO_IN_TOK, FILTER_INT, 1, false},
    {"audio_out_tok", FIELD_AUDIO_OUT_TOK, FILTER_INT, 1, false},
    {"image_count", FIELD_IMAGE_COUNT, FILTER_INT, 1, false},
    {"temperature", FIELD_TEMPERATURE, FILTER_INT, 1000000, false},
    {"max_tokens", FIELD_MAX_TOKENS, FILTER_INT, 1, false},
    {"seed", FIELD_SEED, FILTER_INT, 1, false},
    {"n", FIELD_N, FILTER_INT, 1, false},
    {"status", FIELD_STATUS, FILTER_INT, 1, false},
    {"cost_usd", FIELD_COST_NUSD, FILTER_INT, NUSD_PER_USD, false},
    {"cost_nusd", FIELD_COST_NUSD, FILTER_INT, 1, false},
    {"output_cost_usd", FIELD_OUTPUT_COST_NUSD, FILTER_INT, NUSD_PER_USD, false},
    {"output_cost_nusd", FIELD_OUTPUT_COST_NUSD, FILTER_INT, 1, false},
    {"logged_cost_usd", FIELD_LOGGED_COST_NUSD, FILTER_INT, NUSD_PER_USD, false},
    {"logged_cost_nusd", FIELD_LOGGED_COST_NUSD, FILTER_INT, 1, false},
    {"tools_offered", FIELD_TOOLS_OFFERED, FILTER_INT, 1, false},
    {"tools_called", FIELD_TOOLS_CALLED, FILTER_INT, 1, false},
    {"question_bytes", FIELD_QUESTION_BYTES, FILTER_INT, 1, false},
    {"retrieved_chunks", FIELD_RETRIEVED_CHUNKS, FILTER_INT, 1, false},
    {"entry", FIELD_ENTRY, FILTER_INT, 1, false},
    {"pii", FIELD_PII, FILTER_SET, 1, false},
    {"time_words", FIELD_TIME_WORDS, FILTER_SET, 1, false},
    {"stream", FIELD_STREAM, FILTER_BOOL, 1, false},
    {"error", FIELD_ERROR, FILTER_BOOL, 1, false},
    {"gateway_hit", FIELD_GATEWAY_HIT, FILTER_BOOL, 1, false},
    {"wants_json", FIELD_WANTS_JSON, FILTER_BOOL, 1, false},
    {"answer_is_json", FIELD_ANSWER_IS_JSON, FILTER_BOOL, 1, false},
    {"id", FIELD_ID, FILTER_HASH, 1, false},
    {"request_fp", FIELD_REQUEST_FP, FILTER_HASH, 1, false},
    {"content_fp", FIELD_CONTENT_FP, FILTER_HASH, 1, false},
    {"system_fp", FIELD_SYSTEM_FP, FILTER_HASH, 1, false},
    {"question_fp", FIELD_QUESTION_FP, FILTER_HASH, 1, false},
    {"normal_fp", FIELD_NORMAL_FP, FILTER_HASH, 1, false},
    {"template_fp", FIELD_TEMPLATE_FP, FILTER_HASH, 1, false},
    {"template", FIELD_TEMPLATE, FILTER_HASH, 1, false},
    {"tpl", FIELD_TEMPLATE, FILTER_HASH, 1, false},
    {"output_fp", FIELD_OUTPUT_FP, FILTER_HASH, 1, false},
    {"answer_normal_fp", FIELD_ANSWER_NORMAL_FP, FILTER_HASH, 1, false},
    {0},
};

void filter_row_init(struct filter_row *row)
{
    *row = (struct filter_row){0};
    for (int i = 0; i < FIELD_NUMBERS; i++)
        row->number[i] = i < FIELD_ID - FIELD_TEXTS ? UNKNOWN : 0;
}

static bool text_fits(const struct filter_text *t, struct str s)
{
    int with_a = str_cmp(s, t->a);
    switch (t->op) {
    case TEXT_EQ:
        return with_a == 0;
    case TEXT_LT:
        return with_a < 0;
    case TEXT_LE:
        return with_a <= 0;
    case TEXT_GT:
        return with_a > 0;
    case TEXT_GE:
        return with_a >= 0;
    case TEXT_BETWEEN:
        return with_a >= 0 && str_cmp(s, t->b) <= 0;
    }
    return false;
}

static const struct {
    enum filter_field field;
    enum name name;
} name_fields[] = {
    {FIELD_PROVIDER, NAME_PROVIDER},
    {FIELD_MODEL, NAME_MODEL},
    {FIELD_MODEL_REQUESTED, NAME_MODEL_REQUESTED},
    {FIELD_FEATURE, NAME_FEATURE},
    {FIELD_TEAM, NAME_TEAM},
    {FIELD_PROJECT, NAME_PROJECT},
    {FIELD_API_KEY, NAME_API_KEY},
    {FIELD_ENVIRONMENT, NAME_ENVIRONMENT},
};
enum { NAME_FIELDS = sizeof name_fields / sizeof *name_fields };

void filter_row_names(struct filter_row *row, const struct str *names)
{
    for (int i = 0; i < NAME_FIELDS; i++)
        row->text[name_fields[i].field] = names[name_fields[i].name];
}

uint64_t filter_name_fields(void)
{
    uint64_t fields = 0;
    for (int i = 0; i < NAME_FIELDS; i++)
        fields |= UINT64_C(1) << name_fields[i].field;
    return fields;
}

static bool is_known(const struct filter_row *row, enum filter_field field)
{
    if (field < FIELD_TEXTS)
        return row->text[field].ptr != NULL;
    int64_t number = row->number[field - FIELD_TEXTS];
    return field >= FIELD_ID ? number != 0 : number != UNKNOWN;
}

static bool number_fits(const struct filter_term *t, int i, int64_t number)
{
    const struct filter_range *range = &t->ranges[i];
    if (t->kind == TERM_BITS)
        return range->lo ? (number & range->lo) != 0 : number == 0;
    return range->lo <= number && number <= range->hi;
}

static bool value_fits(const struct filter_term *t, int i, const struct filter_row *row)
{
    if (t->kind == TERM_RANGE || t->kind == TERM_BITS)
        return number_fits(t, i, row->number[t->field - FIELD_TEXTS]);
    struct str text = row->text[t->field];
    if (t->kind == TERM_TEXT)
        return text_fits(&t->texts[i], text);
    // REG_STARTEND (glibc, BSD): the text is a range, not a C string.
    regmatch_t range = {0, (regoff_t)(text.len < INT32_MAX ? text.len : INT32_MAX)};
    return regexec(&t->regexes[i], text.ptr, 1, &range, REG_STARTEND) == 0;
}

static bool has_any(const struct filter_term *t, const struct filter_row *row)
{
    for (unsigned i = 0; i < HAS_COUNT; i++)
        if ((t->has & 1u << i) && row->has[i])
            return true;
    return false;
}

static bool term_holds(const struct filter_term *t, const struct filter_row *row)
{
    if (t->kind == TERM_HAS)
        return has_any(t, row);
    bool known = is_known(row, t->field);
    if (t->kind == TERM_UNKNOWN)
        return t->is_other ? known : !known;
    if (!known)
        return false;
    for (int i = 0; i < t->count; i++)
        if (value_fits(t, i, row))
            return !t->is_other;
    return t->is_other;
}

bool filter_matches(const struct filter *f, const struct filter_row *row)
{
    for (int i = 0; i < f->term_count; i++)
        if (term_holds(&f->terms[i], row) == f->terms[i].is_negated)
            return false;
    return true;
}

void filter_release(struct filter *f)
{
    for (int i = 0; i < f->term_count; i++)
        for (int k = 0; f->terms[i].regexes && k < f->terms[i].count; k++)
            regfree(&f->terms[i].regexes[k]);
    f->term_count = 0;
}

// siblings.c - see siblings.h and envelope.h.
#include "parsers/siblings.h"

#include "parsers/field.h"
#include "parsers/keys.h"
#include "parsers/tags.h"
#include "parsers/wire.h"

// What a well-known key means: one of enum name, or one of these.
enum field {
    FIELD_TIME = NAME_COUNT,  // start of the call
    FIELD_END,
    FIELD_LATENCY,
    FIELD_TTFT,
    FIELD_STATUS,
    FIELD_ERROR,
    FIELD_ERROR_CLASS,
    FIELD_COST,
    FIELD_STREAM,
    FIELD_GATEWAY_HIT,
    FIELD_TAGS,
    FIELD_METADATA,
    FIELD_COUNT,
};

struct sibling {
    const char *key;
    size_t len;
    unsigned char field;  // enum name or enum field
    unsigned char order;  // among the keys of a field: lower wins
    double unit_us;       // of plain numbers, for durations. Bare `latency` and `duration` are
                          // milliseconds: what gateways' access logs write
};

// By the length of the key, all rows of a table the same: sibling_find() looks at one table only,
// where the names most used come first.
static const struct sibling length_2[] = {
    {KEY("ts"), FIELD_TIME, 2, 0},
};
static const struct sibling length_3[] = {
    {KEY("env"), NAME_ENVIRONMENT, 1, 0},
    {KEY("app"), NAME_FEATURE, 5, 0},
};
static const struct sibling length_4[] = {
    {KEY("tags"), FIELD_TAGS, 0, 0}, {KEY("team"), NAME_TEAM, 0, 0},
    {KEY("user"), NAME_USER, 0, 0},  {KEY("time"), FIELD_TIME, 1, 0},
    {KEY("cost"), FIELD_COST, 3, 0},
};
static const struct sibling length_5[] = {
    {KEY("error"), FIELD_ERROR, 0, 0},
    {KEY("route"), NAME_FEATURE, 4, 0},
};
static const struct sibling length_6[] = {
    {KEY("stream"), FIELD_STREAM, 0, 0}, {KEY("ttftMs"), FIELD_TTFT, 1, 1e3},
    {KEY("userId"), NAME_USER, 2, 0},    {KEY("status"), FIELD_STATUS, 3, 0},
    {KEY("teamId"), NAME_TEAM, 3, 0},    {KEY("ttft_s"), FIELD_TTFT, 3, 1e6},
};
static const struct sibling length_7[] = {
    {KEY("feature"), NAME_FEATURE, 0, 0}, {KEY("project"), NAME_PROJECT, 0, 0},
    {KEY("ttft_ms"), FIELD_TTFT, 0, 1e3}, {KEY("endTime"), FIELD_END, 1, 0},
    {KEY("user_id"), NAME_USER, 1, 0},    {KEY("api_key"), NAME_API_KEY, 2, 0},
    {KEY("team_id"), NAME_TEAM, 2, 0},    {KEY("latency"), FIELD_LATENCY, 9, 1e3},
};
static const struct sibling length_8[] = {
    {KEY("cost_usd"), FIELD_COST, 0, 0},       {KEY("end_time"), FIELD_END, 0, 0},
    {KEY("metadata"), FIELD_METADATA, 0, 0},   {KEY("provider"), NAME_PROVIDER, 0, 0},
    {KEY("key_name"), NAME_API_KEY, 1, 0},     {KEY("use_case"), NAME_FEATURE, 1, 0},
    {KEY("ended_at"), FIELD_END, 2, 0},        {KEY("endpoint"), NAME_FEATURE, 2, 0},
    {KEY("end_user"), NAME_USER, 3, 0},        {KEY("threadId"), NAME_SESSION, 5, 0},
    {KEY("duration"), FIELD_LATENCY, 10, 1e3},
};
static const struct sibling length_9[] = {
    {KEY("timestamp"), FIELD_TIME, 0, 0},      {KEY("cache_hit"), FIELD_GATEWAY_HIT, 1, 0},
    {KEY("latencyMs"), FIELD_LATENCY, 1, 1e3}, {KEY("sessionId"), NAME_SESSION, 1, 0},
    {KEY("projectId"), NAME_PROJECT, 2, 0},    {KEY("operation"), NAME_FEATURE, 3, 0},
    {KEY("thread_id"), NAME_SESSION, 4, 0},    {KEY("createdAt"), FIELD_TIME, 5, 0},
    {KEY("latency_s"), FIELD_LATENCY, 5, 1e6}, {KEY("startTime"), FIELD_TIME, 7, 0},
};
static const struct sibling length_10[] = {
    {KEY("latency_ms"), FIELD_LATENCY, 0, 1e3},   {KEY("session_id"), NAME_SESSION, 0, 0},
    {KEY("error_code"), FIELD_ERROR_CLASS, 1, 0}, {KEY("project_id"), NAME_PROJECT, 1, 0},
    {KEY("statusCode"), FIELD_STATUS, 1, 0},      {KEY("team_alias"), NAME_TEAM, 1, 0},
    {KEY("error_type"), FIELD_ERROR_CLASS, 2, 0}, {KEY("total_cost"), FIELD_COST, 2, 0},
    {KEY("@timestamp"), FIELD_TIME, 3, 0},        {KEY("durationMs"), FIELD_LATENCY, 3, 1e3},
    {KEY("created_at"), FIELD_TIME, 4, 0},        {KEY("department"), NAME_TEAM, 4, 0},
    {KEY("duration_s"), FIELD_LATENCY, 6, 1e6},   {KEY("start_time"), FIELD_TIME, 6, 0},
    {KEY("started_at"), FIELD_TIME, 8, 0},
};
static const struct sibling length_11[] = {
    {KEY("environment"), NAME_ENVIRONMENT, 0, 0}, {KEY("error_class"), FIELD_ERROR_CLASS, 0, 0},
    {KEY("status_code"), FIELD_STATUS, 0, 0},     {KEY("duration_ms"), FIELD_LATENCY, 2, 1e3},
    {KEY("http_status"), FIELD_STATUS, 2, 0},     {KEY("customer_id"), NAME_USER, 4, 0},
};
static const struct sibling length_12[] = {
    {KEY("completed_at"), FIELD_END, 3, 0},
};
static const struct sibling length_13[] = {
    {KEY("api_key_alias"), NAME_API_KEY, 0, 0},
    {KEY("response_cost"), FIELD_COST, 1, 0},
};
static const struct sibling length_14[] = {
    {KEY("conversationId"), NAME_SESSION, 3, 0},
};
static const struct sibling length_15[] = {
    {KEY("conversation_id"), NAME_SESSION, 2, 0},
    {KEY("latency_seconds"), FIELD_LATENCY, 7, 1e6},
};
static const struct sibling length_16[] = {
    {KEY("response_time_ms"), FIELD_LATENCY, 4, 1e3},
    {KEY("duration_seconds"), FIELD_LATENCY, 8, 1e6},
};
static const struct sibling length_17[] = {
    {KEY("gateway_cache_hit"), FIELD_GATEWAY_HIT, 0, 0},
};
static const struct sibling length_22[] = {
    {KEY("time_to_first_token_ms"), FIELD_TTFT, 2, 1e3},
};

#define ROWS(length) [length] = {length_##length, sizeof length_##length / sizeof *length_##length}
static const struct {
    const struct sibling *rows;
    size_t count;
} siblings[] = {
    ROWS(2),  ROWS(3),  ROWS(4),  ROWS(5),  ROWS(6),  ROWS(7),  ROWS(8),  ROWS(9),  ROWS(10),
    ROWS(11), ROWS(12), ROWS(13), ROWS(14), ROWS(15), ROWS(16), ROWS(17), ROWS(22),
};

// The values found in one object, by field.
struct found {
    const struct sibling *row[FIELD_COUNT];
    struct json value[FIELD_COUNT];
    int64_t ts_us;  // of value[FIELD_TIME]
};

static const struct sibling *sibling_find(struct str key)
{
    if (key.len >= sizeof siblings / sizeof *siblings)
        return NULL;
    for (size_t i = 0; i < siblings[key.len].count; i++) {
        const struct sibling *row = &siblings[key.len].rows[i];
        if (json_key_is(key, row->key, row->len))
            return row;
    }
    return NULL;
}

bool sibling_is_known(struct str key)
{
    return sibling_find(key) != NULL;
}

static void set_name(struct parse *p, struct record *r, enum name name, struct str value)
{
    if (r->names[name].ptr)
        return;
    // The query of an endpoint may hold a key.
    if (name == NAME_FEATURE)
        value = str_cut(value, '?').head;
    r->names[name] = name == NAME_API_KEY ? record_key_alias(value, p->arena) : value;
}

bool sibling_set_name(struct parse *p, struct record *r, struct str key, struct str value)
{
    const struct sibling *row = sibling_find(key);
    if (!row || row->field >= NAME_COUNT)
        return false;
    set_name(p, r, (enum name)row->field, value);
    return true;
}

static void find_siblings(struct json object, struct found *out)
{
    struct json_iter it = json_iter(object);
    out->ts_us = UNKNOWN;
    while (it.has_keys && json_next(&it)) {
        const struct sibling *row = sibling_find(it.key);
        if (!row || (out->row[row->field] && out->row[row->field]->order < row->order))
            continue;
        // A value that says nothing leaves the field to its other keys.
        int64_t ts_us = row->field == FIELD_TIME ? field_time(it.value) : UNKNOWN;
        if (row->field == FIELD_TIME ? ts_us == UNKNOWN : !field_is_set(it.value))
            continue;
        out->row[row->field] = row;
        out->value[row->field] = it.value;
        if (row->field == FIELD_TIME)
            out->ts_us = ts_us;
    }
}

// Text of a name; an object stands for its id.
static struct str name_text(struct json v, struct arena *a)
{
    return field_text(json_is_object(v) ? json_any(v, "id|name|alias") : v, a);
}

static void set_names(struct parse *p, const struct found *found, struct record *r)
{
    for (int i = 0; i < NAME_COUNT; i++)
        if (found->row[i])
            set_name(p, r, (enum name)i, name_text(found->value[i], p->arena));
}

static int64_t duration_of(const struct found *found, enum field field)
{
    const struct sibling *row = found->row[field];
    return row ? field_duration(found->value[field], row->unit_us) : UNKNOWN;
}

static void set_times(const struct found *found, struct record *r)
{
    if (r->ts_us == UNKNOWN)
        r->ts_us = found->ts_us;
    if (r->latency_us == UNKNOWN)
        r->latency_us = duration_of(found, FIELD_LATENCY);
    if (r->latency_us == UNKNOWN)
        r->latency_us = time_between(r->ts_us, field_time(found->value[FIELD_END]));
    if (r->ttft_us == UNKNOWN)
        r->ttft_us = duration_of(found, FIELD_TTFT);
}

// Words that classes of errors are made of. Anything else may be a message, and messages are text.
static bool is_error_class(struct str text)
{
    enum { CLASS_BYTES = 48 };
    static const struct str words[] = {
        {"error", 5},     {"time", 4},   {"limit", 5},    {"exception", 9}, {"overload", 8},
        {"available", 9}, {"denied", 6}, {"invalid", 7},  {"forbidden", 9}, {"refused", 7},
        {"filter", 6},    {"quota", 5},  {"cancel", 6},   {"abort", 5},     {"expired", 7},
        {"fail", 4},      {"reset", 5},  {"exceeded", 8}, {"found", 5},     {"blocked", 7},
    };
    bool is_known = false;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        is_known |= str_contains_nocase(text, words[i]);
    for (size_t i = 0; i < text.len; i++) {
        char c = text.ptr[i];
        bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        is_known &= is_letter || c == '_' || c == '-' || c == '.';
    }
    return is_known && text.len <= CLASS_BYTES;
}

// An error that is text: its class, or a message.
static void set_error_text(struct record *r, struct str text)
{
    bool is_class = is_error_class(text);
    r->is_error = true;
    if (is_class && !r->names[NAME_ERROR].ptr)
        r->names[NAME_ERROR] = text;
    if (!is_class && !r->error_message.ptr)
        r->error_message = text;
}

static void set_outcome(struct parse *p, struct json object, const struct found *found,
                        struct record *r)
{
    struct json error = found->value[FIELD_ERROR];
    if (r->status == UNKNOWN)
        r->status = field_status(found->value[FIELD_STATUS]);
    if (field_is_failure(found->value[FIELD_STATUS]))
        r->is_error = true;
    struct str class = field_text(found->value[FIELD_ERROR_CLASS], p->arena);
    if (class.ptr && !str_eq(class, S("0"))) {
        set_name(p, r, NAME_ERROR, class);
        r->is_error = true;
    }
    if (json_is_object(error))
        r->is_error |= wire_error(r, object);
    else if (json_is_string(error))
        set_error_text(r, json_str(error));
    else if (json_type(error) == JSON_TRUE)
        r->is_error = true;
}

static void apply(struct parse *p, struct json object, const struct found *found, struct record *r)
{
    set_names(p, found, r);
    set_times(found, r);
    set_outcome(p, object, found, r);
    if (r->logged_cost_nusd == UNKNOWN)
        r->logged_cost_nusd = field_nusd(found->value[FIELD_COST]);
    if (r->stream == TRI_UNKNOWN)
        r->stream = field_tri(found->value[FIELD_STREAM]);
    if (r->gateway_hit == TRI_UNKNOWN)
        r->gateway_hit = field_tri(found->value[FIELD_GATEWAY_HIT]);
}

void parse_labels(struct parse *p, struct json labels, struct record *r)
{
    labels = parse_nested(p, labels);
    if (json_is_object(labels)) {
        parse_metadata(p, labels, r);
        return;
    }
    struct tag_set tags;
    tag_set_read(&tags, r->names[NAME_TAGS]);
    struct json_iter it = json_iter(labels);
    while (json_next(&it)) {
        struct str text = str_trim(json_str(it.value));
        struct str_cut cut = str_cut(text, '=');
        cut = cut.ok ? cut : str_cut(text, ':');
        struct str value = cut.ok ? str_trim(cut.tail) : S("true");
        if (!cut.ok || !sibling_set_name(p, r, cut.head, value))
            tag_set_add(&tags, str_trim(cut.head), value, p->arena);
    }
    r->names[NAME_TAGS] = tag_set_text(&tags, p->arena);
}

void parse_metadata(struct parse *p, struct json metadata, struct record *r)
{
    struct found found = {0};
    metadata = parse_nested(p, metadata);
    if (!json_is_object(metadata))
        return;
    find_siblings(metadata, &found);
    apply(p, metadata, &found, r);
    parse_tag_object(p, r, metadata);
    if (json_is_array(found.value[FIELD_TAGS]))
        parse_labels(p, found.value[FIELD_TAGS], r);
    else
        parse_tag_object(p, r, found.value[FIELD_TAGS]);
}

void parse_siblings(struct parse *p, struct json object, struct record *r)
{
    struct found found = {0};
    find_siblings(object, &found);
    apply(p, object, &found, r);
    if (found.row[FIELD_METADATA])
        parse_metadata(p, found.value[FIELD_METADATA], r);
    if (found.row[FIELD_TAGS])
        parse_labels(p, found.value[FIELD_TAGS], r);
}

// siblings.c - see siblings.h and envelope.h.
#include "parsers/siblings.h"

#include "parsers/field.h"
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
    struct str key;
    unsigned char field;  // enum name or enum field
    unsigned char order;  // among the keys of a field: lower wins
    double unit_us;       // of plain numbers, for durations. Bare `latency` and `duration` are
                          // milliseconds: what gateways' access logs write
};

// Sorted by length, then bytes: sibling_find() bisects.
static const struct sibling siblings[] = {
    {{"ts", 2}, FIELD_TIME, 2, 0},
    {{"app", 3}, NAME_FEATURE, 5, 0},
    {{"env", 3}, NAME_ENVIRONMENT, 1, 0},
    {{"cost", 4}, FIELD_COST, 3, 0},
    {{"tags", 4}, FIELD_TAGS, 0, 0},
    {{"team", 4}, NAME_TEAM, 0, 0},
    {{"time", 4}, FIELD_TIME, 1, 0},
    {{"user", 4}, NAME_USER, 0, 0},
    {{"error", 5}, FIELD_ERROR, 0, 0},
    {{"route", 5}, NAME_FEATURE, 4, 0},
    {{"status", 6}, FIELD_STATUS, 3, 0},
    {{"stream", 6}, FIELD_STREAM, 0, 0},
    {{"teamId", 6}, NAME_TEAM, 3, 0},
    {{"ttftMs", 6}, FIELD_TTFT, 1, 1e3},
    {{"ttft_s", 6}, FIELD_TTFT, 3, 1e6},
    {{"userId", 6}, NAME_USER, 2, 0},
    {{"api_key", 7}, NAME_API_KEY, 2, 0},
    {{"endTime", 7}, FIELD_END, 1, 0},
    {{"feature", 7}, NAME_FEATURE, 0, 0},
    {{"latency", 7}, FIELD_LATENCY, 9, 1e3},
    {{"project", 7}, NAME_PROJECT, 0, 0},
    {{"team_id", 7}, NAME_TEAM, 2, 0},
    {{"ttft_ms", 7}, FIELD_TTFT, 0, 1e3},
    {{"user_id", 7}, NAME_USER, 1, 0},
    {{"cost_usd", 8}, FIELD_COST, 0, 0},
    {{"duration", 8}, FIELD_LATENCY, 10, 1e3},
    {{"end_time", 8}, FIELD_END, 0, 0},
    {{"end_user", 8}, NAME_USER, 3, 0},
    {{"ended_at", 8}, FIELD_END, 2, 0},
    {{"endpoint", 8}, NAME_FEATURE, 2, 0},
    {{"key_name", 8}, NAME_API_KEY, 1, 0},
    {{"metadata", 8}, FIELD_METADATA, 0, 0},
    {{"provider", 8}, NAME_PROVIDER, 0, 0},
    {{"threadId", 8}, NAME_SESSION, 5, 0},
    {{"use_case", 8}, NAME_FEATURE, 1, 0},
    {{"cache_hit", 9}, FIELD_GATEWAY_HIT, 1, 0},
    {{"createdAt", 9}, FIELD_TIME, 5, 0},
    {{"latencyMs", 9}, FIELD_LATENCY, 1, 1e3},
    {{"latency_s", 9}, FIELD_LATENCY, 5, 1e6},
    {{"operation", 9}, NAME_FEATURE, 3, 0},
    {{"projectId", 9}, NAME_PROJECT, 2, 0},
    {{"sessionId", 9}, NAME_SESSION, 1, 0},
    {{"startTime", 9}, FIELD_TIME, 7, 0},
    {{"thread_id", 9}, NAME_SESSION, 4, 0},
    {{"timestamp", 9}, FIELD_TIME, 0, 0},
    {{"@timestamp", 10}, FIELD_TIME, 3, 0},
    {{"created_at", 10}, FIELD_TIME, 4, 0},
    {{"department", 10}, NAME_TEAM, 4, 0},
    {{"durationMs", 10}, FIELD_LATENCY, 3, 1e3},
    {{"duration_s", 10}, FIELD_LATENCY, 6, 1e6},
    {{"error_code", 10}, FIELD_ERROR_CLASS, 1, 0},
    {{"error_type", 10}, FIELD_ERROR_CLASS, 2, 0},
    {{"latency_ms", 10}, FIELD_LATENCY, 0, 1e3},
    {{"project_id", 10}, NAME_PROJECT, 1, 0},
    {{"session_id", 10}, NAME_SESSION, 0, 0},
    {{"start_time", 10}, FIELD_TIME, 6, 0},
    {{"started_at", 10}, FIELD_TIME, 8, 0},
    {{"statusCode", 10}, FIELD_STATUS, 1, 0},
    {{"team_alias", 10}, NAME_TEAM, 1, 0},
    {{"total_cost", 10}, FIELD_COST, 2, 0},
    {{"customer_id", 11}, NAME_USER, 4, 0},
    {{"duration_ms", 11}, FIELD_LATENCY, 2, 1e3},
    {{"environment", 11}, NAME_ENVIRONMENT, 0, 0},
    {{"error_class", 11}, FIELD_ERROR_CLASS, 0, 0},
    {{"http_status", 11}, FIELD_STATUS, 2, 0},
    {{"status_code", 11}, FIELD_STATUS, 0, 0},
    {{"completed_at", 12}, FIELD_END, 3, 0},
    {{"api_key_alias", 13}, NAME_API_KEY, 0, 0},
    {{"response_cost", 13}, FIELD_COST, 1, 0},
    {{"conversationId", 14}, NAME_SESSION, 3, 0},
    {{"conversation_id", 15}, NAME_SESSION, 2, 0},
    {{"latency_seconds", 15}, FIELD_LATENCY, 7, 1e6},
    {{"duration_seconds", 16}, FIELD_LATENCY, 8, 1e6},
    {{"response_time_ms", 16}, FIELD_LATENCY, 4, 1e3},
    {{"gateway_cache_hit", 17}, FIELD_GATEWAY_HIT, 0, 0},
    {{"time_to_first_token_ms", 22}, FIELD_TTFT, 2, 1e3},
};

// The values found in one object, by field.
struct found {
    const struct sibling *row[FIELD_COUNT];
    struct json value[FIELD_COUNT];
    int64_t ts_us;  // of value[FIELD_TIME]
};

// By length, then bytes; the first byte nearly always decides. No row is empty.
static int compare(struct str a, struct str b)
{
    if (a.len != b.len)
        return a.len < b.len ? -1 : 1;
    int order = (unsigned char)a.ptr[0] - (unsigned char)b.ptr[0];
    return order != 0 ? order : memcmp(a.ptr, b.ptr, a.len);
}

static const struct sibling *sibling_find(struct str key)
{
    size_t low = 0;
    size_t high = sizeof siblings / sizeof *siblings;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order = compare(siblings[middle].key, key);
        if (order == 0)
            return &siblings[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
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

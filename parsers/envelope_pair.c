// envelope_pair.c - the generic pair: request and response side by side, well-known names around.
#include "parsers/envelope.h"
#include "parsers/field.h"
#include "parsers/keys.h"
#include "parsers/siblings.h"
#include "parsers/wire.h"

// One side of the pair: the body itself, or an HTTP message that holds it.
struct side {
    struct json whole, body;
    bool is_message;
};

static bool is_side(struct json v)
{
    return json_is_object(v) || json_is_string(v) || json_is_array(v);
}

static bool detect(struct json root)
{
    struct json request = json_get(root, S("request"));
    if (!json_is_object(request) && !json_is_string(request))
        return false;
    struct json response = json_get(root, S("response"));
    return is_side(response) || json_type(response) == JSON_NULL ||
           json_is_set(json_get(root, S("error")));
}

static struct side side_of(struct parse *p, struct json v)
{
    struct side side = {.whole = json_is_string(v) ? parse_nested(p, v) : v};
    struct json body = json_get(side.whole, S("body"));
    side.is_message = body.tape || json_is_object(json_get(side.whole, S("headers")));
    // Text that is no JSON (a stream, an error page) is a body itself.
    side.body = side.is_message ? body : json_is_object(side.whole) ? side.whole : v;
    return side;
}

// A header by its name in any case; servers' libraries write its value bare or in an array.
static struct json header(struct json headers, struct str name)
{
    struct json_iter it = json_iter(headers);
    while (it.has_keys && json_next(&it))
        if (str_eq_nocase(it.key, name))
            return json_is_array(it.value) ? json_index(it.value, 0) : it.value;
    return (struct json){0};
}

// Of the headers only these three are ever looked at.
static void read_headers(struct parse *p, struct json headers, struct record *r)
{
    static const struct str ids[] = {
        {"x-request-id", 12},
        {"request-id", 10},
        {"x-amzn-requestid", 16},
    };
    for (size_t i = 0; i < sizeof ids / sizeof *ids && !r->call_id.len; i++)
        r->call_id = field_text(header(headers, ids[i]), p->arena);
    if (r->ts_us == UNKNOWN)
        r->ts_us = field_time(header(headers, S("date")));
}

static void read_message(struct side response, struct record *r)
{
    if (!response.is_message)
        return;
    int64_t status = field_status(json_any(response.whole, "status_code|statusCode|status"));
    if (r->status == UNKNOWN)
        r->status = status;
    if (r->latency_us == UNKNOWN)
        r->latency_us =
            field_duration(json_any(response.whole, "latency_ms|duration_ms|elapsed_ms"), 1e3);
}

// Members of the entry that are read here; parse_siblings() reads the rest. Aliases follow each
// other.
enum {
    R_REQUEST,
    R_RESPONSE,
    R_URL,
    R_PATH,
    R_USAGE,
    R_IDS,
    R_MODELS = R_IDS + 4,
    R_KEYS = R_MODELS + 2
};
static const struct member_key root_keys[] = {
    [R_REQUEST] = {KEY("request")},
    [R_RESPONSE] = {KEY("response")},
    [R_URL] = {KEY("url")},
    [R_PATH] = {KEY("path")},
    [R_USAGE] = {KEY("usage")},
    [R_IDS] = {KEY("request_id")},
    {KEY("requestId")},
    {KEY("call_id")},
    {KEY("id")},
    [R_MODELS] = {KEY("model")},
    {KEY("model_name")},
};

static struct json first_set(const struct json *values, int count)
{
    for (int i = 0; i < count; i++)
        if (json_is_set(values[i]))
            return values[i];
    return (struct json){0};
}

static void read_rest(struct parse *p, const struct json v[R_KEYS], struct record *r)
{
    if (!r->call_id.len)
        r->call_id = field_text(first_set(&v[R_IDS], R_MODELS - R_IDS), p->arena);
    if (!r->names[NAME_MODEL].len)
        r->names[NAME_MODEL] = field_text(first_set(&v[R_MODELS], R_KEYS - R_MODELS), p->arena);
}

// Logs without bodies' text may keep the counts beside them.
static void read_usage(struct json usage, struct json body, struct str url, struct record *r)
{
    if (usage_is_known(&r->usage) || !json_is_object(usage))
        return;
    const struct wire *wire = wire_for_request(body, url);
    if (wire && !wire->usage(&r->usage, usage))
        usage_init(&r->usage);
}

static void parse(struct parse *p, struct json root)
{
    struct json v[R_KEYS];
    keys_get(root, root_keys, R_KEYS, v);
    struct side request = side_of(p, v[R_REQUEST]);
    struct side response = side_of(p, v[R_RESPONSE]);
    struct json body = parse_nested(p, request.body);
    struct str url = json_str(request.is_message ? json_any(request.whole, "url|path")
                                                 : json_or(v[R_URL], v[R_PATH]));
    struct record *r = parse_record(p);
    // First what stands around: the gateway's own words win over the bodies', which only fill in.
    parse_siblings(p, root, r);
    read_message(response, r);
    if (!parse_bodies(p, r, url, body, response.body)) {
        p->outcome_count--;
        parse_reject(p, REJECT_UNKNOWN_FORMAT, S("request and response are of no known provider"));
        return;
    }
    parse_metadata(p, json_get(body, S("metadata")), r);
    read_headers(p, json_get(response.whole, S("headers")), r);
    read_rest(p, v, r);
    read_usage(v[R_USAGE], body, url, r);
    r->keep = KEEP_FIRST_WITH_TOKENS;
}

const struct envelope envelope_pair = {
    .name = "pair",
    .title = "request and response side by side, as a proxy or an SDK hook writes them",
    .rank = 29,
    .detect = detect,
    .parse = parse,
    .fields =
        "request, response: bodies, or {url, body} and {status, headers, body}; JSON or text\n"
        "time: timestamp|time|ts|@timestamp|created_at|start_time, else the body's, else the "
        "date header\n"
        "id: the response's id, else x-request-id|request-id, else request_id|call_id|id\n"
        "user: user|user_id|end_user|customer_id\n"
        "feature: feature|use_case|endpoint|operation|route|app\n"
        "team: team|team_alias|team_id|department\n"
        "project: project|project_id\n"
        "api_key: api_key_alias|key_name|api_key (shortened)\n"
        "session: session_id|conversation_id|thread_id\n"
        "environment: environment|env\n"
        "latency: latency_ms|duration_ms|response_time_ms, latency|duration (ms)\n"
        "ttft: ttft_ms|time_to_first_token_ms\n"
        "status: response.status, status_code|status\n"
        "tags: what else stands in metadata and tags\n",
};

// wire_cohere.c - Cohere chat v1 and v2, generate, embed and rerank; billed by billed_units.
#include "parsers/blocks.h"
#include "parsers/body.h"
#include "parsers/keys.h"
#include "parsers/openai.h"
#include "parsers/reply.h"
#include "parsers/wire.h"

static const struct param_key params[] = {
    PARAM_KEY("temperature", PARAM_TEMPERATURE),
    PARAM_KEY("p", PARAM_TOP_P),
    PARAM_KEY("k", PARAM_TOP_K),
    PARAM_KEY("seed", PARAM_SEED),
    PARAM_KEY("num_generations", PARAM_N),
    PARAM_KEY("max_tokens", PARAM_MAX_TOKENS),
    PARAM_KEY("stop_sequences", PARAM_STOP),
    PARAM_KEY("response_format", PARAM_RESPONSE_FORMAT),
    PARAM_KEY("tool_choice", PARAM_TOOL_CHOICE),
    {0},
};

static bool is_cohere_url(struct str url)
{
    return url.len &&
           (body_url_has(url, S("api.cohere.")) || body_url_has(url, S("/cohere.command")));
}

enum {
    D_TEXTS,
    D_INPUT_TYPE,
    D_QUERY,
    D_DOCUMENTS,
    D_MESSAGE,
    D_MESSAGES,
    D_MODEL,
    D_HISTORY,
    D_PREAMBLE,
    D_KEYS
};
static const struct member_key detect_keys[] = {
    [D_TEXTS] = {KEY("texts")},       [D_INPUT_TYPE] = {KEY("input_type")},
    [D_QUERY] = {KEY("query")},       [D_DOCUMENTS] = {KEY("documents")},
    [D_MESSAGE] = {KEY("message")},   [D_MESSAGES] = {KEY("messages")},
    [D_MODEL] = {KEY("model")},       [D_HISTORY] = {KEY("chat_history")},
    [D_PREAMBLE] = {KEY("preamble")},
};

static int detect_request(struct json body, struct str url)
{
    struct json v[D_KEYS];
    if (is_cohere_url(url))
        return SURE_YES;
    keys_get(body, detect_keys, D_KEYS, v);
    if (json_is_array(v[D_TEXTS]) && json_is_set(v[D_INPUT_TYPE]))
        return SURE_URL;
    if (json_is_string(v[D_QUERY]) && json_is_array(v[D_DOCUMENTS]))
        return SURE_SHAPE;
    if (json_is_string(v[D_MESSAGE])) {
        bool is_chat =
            json_is_set(v[D_MODEL]) || json_is_set(v[D_HISTORY]) || json_is_set(v[D_PREAMBLE]);
        return is_chat ? SURE_SHAPE : SURE_MAYBE;
    }
    struct str model = json_str(v[D_MODEL]);
    bool is_command = str_starts(model, S("command")) || str_starts(model, S("c4ai-"));
    return is_command && json_is_array(v[D_MESSAGES]) ? SURE_LIKELY + 15 : SURE_NO;
}

static int detect_response(struct json body, struct str url)
{
    if (json_is_object(json_any(body, "meta.billed_units|usage.billed_units")))
        return SURE_YES;
    if (json_is_string(json_get(body, S("generation_id"))) ||
        (json_is_array(json_get(body, S("generations"))) && json_is_set(json_get(body, S("id")))))
        return SURE_SHAPE;
    return is_cohere_url(url) && json_is_string(json_get(body, S("message"))) ? SURE_URL : SURE_NO;
}

static int detect_events(struct json events, struct str url)
{
    (void)url;
    struct json_iter it = json_iter(events);
    for (int i = 0; i < 2 && json_next(&it); i++) {
        if (json_is_string(json_get(it.value, S("event_type"))) &&
            json_type(json_get(it.value, S("is_finished"))) != JSON_MISSING)
            return SURE_YES;
        struct str type = json_str(json_get(it.value, S("type")));
        if (str_eq(type, S("message-start")) || str_eq(type, S("content-start")))
            return SURE_YES;
    }
    return SURE_NO;
}

static void turn(struct blocks *b, struct json m)
{
    blocks_begin(b, openai_role(json_str(json_get(m, S("role")))));
    enum seg_kind kind = b->role == ROLE_TOOL ? SEG_TOOL_RESULT : SEG_TEXT;
    blocks_text(b, kind, json_str(json_get(m, S("message"))));
    blocks_text(b, SEG_REASONING, body_str(m, "tool_plan"));
    openai_content(b, json_get(m, S("content")), kind);
    struct json_iter it = json_iter(json_get(m, S("tool_calls")));
    while (json_next(&it)) {
        struct json function = json_get(it.value, S("function"));
        blocks_value(b, SEG_TOOL_CALL, json_is_object(function) ? function : it.value);
    }
}

static void values(struct blocks *b, enum role role, enum seg_kind kind, struct json list)
{
    blocks_begin(b, role);
    struct json_iter it = json_iter(list);
    while (!it.has_keys && json_next(&it))
        if (!blocks_text(b, kind, json_str(it.value)))
            blocks_value(b, kind == SEG_TEXT ? SEG_JSON : kind, it.value);
}

static void request(struct record *r, struct json body, struct str url, struct arena *a)
{
    body_request(r, url);
    openai_request_names(r, body);
    body_name(r, NAME_MODEL_REQUESTED, body_url_model(url, S("/model/"), a));
    body_name(r, NAME_SESSION, body_str(body, "conversation_id"));
    keys_params(r, body, params);
    keys_param(r, PARAM_REASONING_EFFORT, json_any(body, "thinking.token_budget|thinking.type"));
    struct blocks b = {.record = r, .arena = a};
    blocks_begin(&b, ROLE_TOOLS);
    blocks_tools(&b, json_get(body, S("tools")));
    blocks_begin(&b, ROLE_SYSTEM);
    blocks_text(&b, SEG_TEXT, body_str(body, "preamble"));
    struct json_iter it = json_iter(json_any(body, "chat_history|messages"));
    while (json_next(&it))
        turn(&b, it.value);
    values(&b, ROLE_TOOL, SEG_TOOL_RESULT, json_get(body, S("tool_results")));
    values(&b, ROLE_TOOL, SEG_TEXT, json_get(body, S("documents")));
    values(&b, ROLE_USER, SEG_TEXT, json_any(body, "texts|inputs"));
    blocks_begin(&b, ROLE_USER);
    blocks_text(&b, SEG_TEXT, body_str(body, "message|prompt|query"));
}

// Searches and classifications are billed in units of their own: no tokens.
static bool usage(struct usage *u, struct json counts)
{
    struct json billed = json_get(counts, S("billed_units"));
    struct json units = json_is_object(billed) ? billed : json_get(counts, S("tokens"));
    struct raw_usage raw;
    raw_usage_init(&raw);
    body_take(&raw.input, units, "input_tokens");
    body_take(&raw.output, units, "output_tokens");
    body_take(&raw.image_in, units, "image_tokens");
    if (raw.image_in != UNKNOWN)
        raw.input = (raw.input == UNKNOWN ? 0 : raw.input) + raw.image_in;
    if (raw.input == UNKNOWN && raw.output == UNKNOWN)
        return false;
    if (raw.output == UNKNOWN)
        raw.output = 0;
    usage_from_raw(u, &raw);
    return true;
}

// Of version 2, or of version 1.
static struct str name_of_call(struct json call)
{
    return json_str(json_any(call, "function.name|name"));
}

static void take_calls(struct reply *y, struct json calls)
{
    struct json_iter it = json_iter(calls);
    for (int64_t i = 0; json_next(&it); i++)
        reply_call(y, reply_key(0, i), name_of_call(it.value));
}

static void take_generations(struct reply *y, struct json generations)
{
    struct json_iter it = json_iter(generations);
    for (int64_t i = 0; json_next(&it); i++) {
        reply_add(y, reply_key(i, 0), json_str(json_get(it.value, S("text"))));
        reply_finish(y, body_str(it.value, "finish_reason"));
    }
}

static void response(struct record *r, struct json body, struct arena *a)
{
    struct reply y;
    reply_init(&y, a);
    body_call_id(r, body_str(body, "response_id|id|generation_id"));
    (void)usage(&r->usage, json_any(body, "meta|usage"));
    reply_add(&y, 0, json_str(json_get(body, S("text"))));
    struct json_iter it = json_iter(json_at(body, "message.content"));
    for (int64_t i = 0; json_next(&it); i++)
        reply_add(&y, reply_key(0, i), json_str(json_get(it.value, S("text"))));
    take_generations(&y, json_get(body, S("generations")));
    take_calls(&y, json_any(body, "tool_calls|message.tool_calls"));
    reply_finish(&y, body_str(body, "finish_reason"));
    if (!y.count && !y.calls)
        wire_error(r, body);
    reply_end(&y, r);
    if (!r->is_error)
        body_name(r, NAME_PROVIDER, S("cohere"));
}

static void take_event(struct record *r, struct reply *y, struct json event)
{
    struct str type = json_str(json_any(event, "event_type|type"));
    int64_t index = body_count(json_get(event, S("index")));
    uint64_t key = reply_key(0, index == UNKNOWN ? 0 : index);
    if (str_eq(type, S("text-generation")))
        reply_add(y, 0, json_str(json_get(event, S("text"))));
    reply_add(y, key, json_str(json_at(event, "delta.message.content.text")));
    if (str_eq(type, S("tool-call-start")))
        reply_call(y, key, name_of_call(json_at(event, "delta.message.tool_calls")));
    take_calls(y, json_get(event, S("tool_calls")));
    body_call_id(r, body_str(event, "response.response_id|id|generation_id"));
    reply_finish(y, body_str(event, "delta.finish_reason|finish_reason"));
    (void)usage(&r->usage, json_any(event, "delta.usage|response.meta"));
}

static void events(struct record *r, struct json list, struct arena *a)
{
    struct reply y;
    reply_init(&y, a);
    struct json_iter it = json_iter(list);
    while (json_next(&it))
        take_event(r, &y, it.value);
    reply_end(&y, r);
    body_name(r, NAME_PROVIDER, S("cohere"));
    if (r->stream == TRI_UNKNOWN)
        r->stream = TRI_YES;
}

const struct wire wire_cohere = {
    .name = "cohere",
    .rank = 80,
    .detect_request = detect_request,
    .detect_response = detect_response,
    .detect_events = detect_events,
    .request = request,
    .response = response,
    .events = events,
    .usage = usage,
};

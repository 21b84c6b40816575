// wire_anthropic.c - Anthropic messages, also on Bedrock and Vertex, and the legacy /v1/complete.
#include "parsers/blocks.h"
#include "parsers/body.h"
#include "parsers/keys.h"
#include "parsers/openai.h"
#include "parsers/reply.h"
#include "parsers/wire.h"

static const struct param_key params[] = {
    PARAM_KEY("temperature", PARAM_TEMPERATURE),
    PARAM_KEY("top_p", PARAM_TOP_P),
    PARAM_KEY("top_k", PARAM_TOP_K),
    PARAM_KEY("max_tokens", PARAM_MAX_TOKENS),
    PARAM_KEY("max_tokens_to_sample", PARAM_MAX_TOKENS),
    PARAM_KEY("stop_sequences", PARAM_STOP),
    PARAM_KEY("output_format", PARAM_RESPONSE_FORMAT),
    PARAM_KEY("tool_choice", PARAM_TOOL_CHOICE),
    {0},
};

static bool is_anthropic_url(struct str url)
{
    if (!url.len || body_url_has(url, S("/threads/")))
        return false;
    return body_url_has(url, S("/messages")) ||
           str_ends(str_cut(url, '?').head, S("/v1/complete")) ||
           body_url_has(url, S("/publishers/anthropic/"));
}

// The blocks of a message tell: OpenAI has no tool_use and no cache_control of its own.
static bool has_own_blocks(struct json messages)
{
    struct json_iter it = json_iter(messages);
    while (json_next(&it)) {
        struct json first = json_index(json_get(it.value, S("content")), 0);
        struct str type = json_str(json_get(first, S("type")));
        if (str_eq(type, S("tool_use")) || str_eq(type, S("tool_result")) ||
            str_eq(type, S("thinking")) || json_is_object(json_get(first, S("source"))))
            return true;
    }
    return false;
}

// A claude model may also be called through an OpenAI-compatible gateway.
static bool is_openai_chat(struct json messages, struct json tool)
{
    struct str role = json_str(json_get(json_index(messages, 0), S("role")));
    return str_eq(role, S("system")) || str_eq(role, S("developer")) ||
           json_is_object(json_get(tool, S("function")));
}

static int detect_chat(struct json body, struct json messages)
{
    struct json tool = json_index(json_get(body, S("tools")), 0);
    if (is_openai_chat(messages, tool))
        return SURE_NO;
    bool has_system = json_is_set(json_get(body, S("system")));
    bool has_limit = json_is_set(json_get(body, S("max_tokens")));
    if (json_is_set(json_get(tool, S("input_schema"))) || (has_system && has_limit))
        return SURE_YES;
    if (json_is_object(json_get(body, S("thinking"))) ||
        json_is_set(json_get(body, S("stop_sequences"))))
        return SURE_SHAPE;
    struct str model = json_str(json_get(body, S("model")));
    bool is_claude = str_starts(model, S("claude")) || str_contains(model, S("anthropic.claude"));
    if (is_claude && has_limit)
        return SURE_LIKELY + 20;
    if (has_system || has_own_blocks(messages))
        return SURE_LIKELY + 15;
    return is_claude ? SURE_LIKELY : SURE_NO;
}

static int detect_request(struct json body, struct str url)
{
    bool is_url = is_anthropic_url(url);
    struct json messages = json_get(body, S("messages"));
    if (json_is_set(json_get(body, S("max_tokens_to_sample"))))
        return SURE_YES;
    if (!json_is_array(messages))
        return is_url ? SURE_LIKELY : SURE_NO;
    bool is_sure = is_url || json_is_set(json_get(body, S("anthropic_version")));
    return is_sure ? SURE_YES : detect_chat(body, messages);
}

static int detect_response(struct json body, struct str url)
{
    struct str type = json_str(json_get(body, S("type")));
    struct json content = json_get(body, S("content"));
    if (str_eq(type, S("message")))
        return json_is_array(content) ? SURE_YES : SURE_LIKELY;
    bool has_stop = json_type(json_get(body, S("stop_reason"))) != JSON_MISSING;
    if (has_stop && (json_is_array(content) || json_is_string(json_get(body, S("completion")))))
        return SURE_YES;
    struct json error = json_get(body, S("error"));
    if (str_eq(type, S("error")) && json_is_object(error))
        return SURE_SHAPE;
    return json_is_set(error) && is_anthropic_url(url) ? SURE_URL : SURE_NO;
}

static int detect_events(struct json events, struct str url)
{
    (void)url;
    struct json_iter it = json_iter(events);
    for (int i = 0; i < 4 && json_next(&it); i++) {
        struct str type = json_str(json_get(it.value, S("type")));
        if (str_eq(type, S("message_start")) || str_eq(type, S("content_block_start")) ||
            str_eq(type, S("completion")))
            return SURE_YES;
        if (str_eq(type, S("error")))
            return SURE_LIKELY;
    }
    return SURE_NO;
}

// Pictures and documents by what their source holds.
static struct segment *source_block(struct blocks *b, struct json block, bool is_image)
{
    struct json source = json_get(block, S("source"));
    struct str text = json_str(json_any(source, "data|url|file_id"));
    if (str_eq(json_str(json_get(source, S("type"))), S("text")))
        return blocks_text(b, SEG_TEXT, text);
    struct segment *s = blocks_media(b, text, is_image);
    return s ? s : blocks_value(b, SEG_JSON, body_without(block, BLOCK_MARKS, b->arena));
}

// A block inside a tool's result.
static struct segment *result_block(struct blocks *b, struct json block)
{
    if (str_eq(json_str(json_get(block, S("type"))), S("image")))
        return source_block(b, block, true);
    struct str text = json_str(json_get(block, S("text")));
    if (text.ptr)
        return blocks_text(b, SEG_TOOL_RESULT, text);
    return blocks_value(b, SEG_TOOL_RESULT, body_without(block, BLOCK_MARKS, b->arena));
}

// The user's message carries the results of tools, which are not the user's words.
static struct segment *tool_result(struct blocks *b, struct json content)
{
    enum role role = b->role;
    struct segment *last = NULL;
    b->role = ROLE_TOOL;
    if (json_is_string(content))
        last = blocks_text(b, SEG_TOOL_RESULT, json_str(content));
    else if (json_is_object(content))
        last = blocks_value(b, SEG_TOOL_RESULT, content);
    struct json_iter it = json_iter(content);
    while (!it.has_keys && json_next(&it)) {
        last = result_block(b, it.value);
        blocks_mark(last, it.value);
    }
    b->role = role;
    return last;
}

static struct segment *content_block(struct blocks *b, struct json block)
{
    struct str type = json_str(json_get(block, S("type")));
    if (json_is_string(block))
        return blocks_text(b, SEG_TEXT, json_str(block));
    if (str_eq(type, S("text")) || !type.ptr)
        return blocks_text(b, SEG_TEXT, json_str(json_get(block, S("text"))));
    if (str_ends(type, S("tool_use")))
        return blocks_value(b, SEG_TOOL_CALL, body_without(block, "id|" BLOCK_MARKS, b->arena));
    if (str_ends(type, S("tool_result")))
        return tool_result(b, json_get(block, S("content")));
    if (str_eq(type, S("image")) || str_eq(type, S("document")))
        return source_block(b, block, str_eq(type, S("image")));
    if (str_ends(type, S("thinking")))
        return blocks_text(b, SEG_REASONING, json_str(json_any(block, "thinking|data")));
    return blocks_value(b, SEG_JSON, body_without(block, BLOCK_MARKS, b->arena));
}

static void content(struct blocks *b, struct json value)
{
    blocks_text(b, SEG_TEXT, json_str(value));
    struct json_iter it = json_iter(value);
    while (!it.has_keys && json_next(&it)) {
        struct segment *s = content_block(b, it.value);
        if (blocks_mark_of(it.value) != MARK_NONE)
            blocks_mark(s, it.value);
    }
}

// The automatic marker at the top of a request stands for one on its last block.
static void automatic_mark(struct record *r, struct json body)
{
    if (r->segment_count && blocks_mark_of(body) != MARK_NONE) {
        struct segment *last = &r->segments[r->segment_count - 1];
        if (last->mark == MARK_NONE)
            blocks_mark(last, body);
    }
}

static void request_params(struct record *r, struct json body)
{
    struct json output = json_get(body, S("output_config"));
    struct json thinking = json_get(body, S("thinking"));
    keys_params(r, body, params);
    keys_param(r, PARAM_RESPONSE_FORMAT, json_get(output, S("format")));
    keys_param(r, PARAM_REASONING_EFFORT, json_get(thinking, S("type")));
    keys_param(r, PARAM_REASONING_EFFORT, json_get(thinking, S("budget_tokens")));
    keys_param(r, PARAM_REASONING_EFFORT, json_get(output, S("effort")));
}

static void request(struct record *r, struct json body, struct str url, struct arena *a)
{
    body_request(r, url);
    openai_request_names(r, body);
    body_name(r, NAME_MODEL_REQUESTED, body_url_model(url, S("/publishers/anthropic/models/"), a));
    body_name(r, NAME_MODEL_REQUESTED, body_url_model(url, S("/model/"), a));
    request_params(r, body);
    struct blocks b = {.record = r, .arena = a};
    blocks_begin(&b, ROLE_TOOLS);
    blocks_tools(&b, json_get(body, S("tools")));
    blocks_begin(&b, ROLE_SYSTEM);
    content(&b, json_get(body, S("system")));
    blocks_begin(&b, ROLE_USER);
    blocks_text(&b, SEG_TEXT, json_str(json_get(body, S("prompt"))));
    struct json_iter it = json_iter(json_get(body, S("messages")));
    while (json_next(&it)) {
        blocks_begin(&b, openai_role(json_str(json_get(it.value, S("role")))));
        content(&b, json_get(it.value, S("content")));
    }
    automatic_mark(r, body);
}

static const struct count_key usage_keys[] = {
    COUNT_KEY("input_tokens", raw.input),
    COUNT_KEY("output_tokens", raw.output),
    COUNT_KEY("cache_read_input_tokens", raw.cache_read),
    COUNT_KEY("cache_creation_input_tokens", raw.cache_write),
    {0},
};

// Of cache_creation, output_tokens_details and server_tool_use.
static const struct count_key detail_keys[] = {
    COUNT_KEY("ephemeral_5m_input_tokens", raw.cache_write_5m),
    COUNT_KEY("ephemeral_1h_input_tokens", raw.cache_write_1h),
    COUNT_KEY("thinking_tokens", raw.reasoning),
    COUNT_KEY("web_search_requests", raw.web_searches),
    {0},
};

// `iterations` is a list: it repeats what the keys beside it hold in sum.
static void take_usage(struct counts *c, struct json usage)
{
    struct counts now;
    if (!json_is_object(usage))
        return;
    counts_init(&now);
    counts_take(&now, usage, usage_keys);
    struct json_iter it = json_iter(usage);
    while (json_next(&it))
        counts_take(&now, it.value, detail_keys);
    counts_merge(c, &now);
}

static bool set_usage(struct usage *u, const struct counts *c)
{
    if (c->raw.input == UNKNOWN && c->raw.output == UNKNOWN)
        return false;
    usage_from_raw(u, &c->raw);
    return true;
}

static bool usage(struct usage *u, struct json object)
{
    struct counts c;
    counts_init(&c);
    take_usage(&c, object);
    return set_usage(u, &c);
}

// Ids name the platform: msg_01…, msg_bdrk_01…, msg_vrtx_01….
static void take_names(struct record *r, struct json message)
{
    struct str id = body_text(json_get(message, S("id")));
    body_call_id(r, id);
    body_name(r, NAME_MODEL, body_text(json_get(message, S("model"))));
    if (str_starts(id, S("msg_bdrk_")))
        body_name(r, NAME_PROVIDER, S("aws"));
    else if (str_starts(id, S("msg_vrtx_")))
        body_name(r, NAME_PROVIDER, S("google"));
    else if (str_starts(id, S("msg_01")) || str_starts(id, S("compl_01")))
        body_name(r, NAME_PROVIDER, S("anthropic"));
}

// The fast variant of a model has its own price and no name of its own.
static void take_modifiers(struct record *r, struct json counts, struct arena *a)
{
    body_tier(r, body_text(json_get(counts, S("service_tier"))));
    struct str *model = &r->names[NAME_MODEL];
    if (str_eq(json_str(json_get(counts, S("speed"))), S("fast")) && model->len &&
        !str_ends(*model, S("-fast")))
        *model = str_join(*model, S("-fast"), a);
}

static void response(struct record *r, struct json body, struct arena *a)
{
    struct reply y;
    reply_init(&y, a);
    take_names(r, body);
    reply_add(&y, 0, json_str(json_get(body, S("completion"))));
    struct json_iter it = json_iter(json_get(body, S("content")));
    for (int64_t i = 0; json_next(&it); i++) {
        struct str type = json_str(json_get(it.value, S("type")));
        if (str_eq(type, S("text")) || !type.ptr)
            reply_add(&y, reply_key(0, i), json_str(json_get(it.value, S("text"))));
        else if (str_ends(type, S("tool_use")))
            reply_call(&y, reply_key(0, i), json_str(json_get(it.value, S("name"))));
    }
    reply_finish(&y, body_text(json_get(body, S("stop_reason"))));
    struct json counts = json_get(body, S("usage"));
    (void)usage(&r->usage, counts);
    take_modifiers(r, counts, a);
    if (!json_is_array(json_get(body, S("content"))) && !y.count && wire_error(r, body))
        body_call_id(r, body_text(json_get(body, S("request_id"))));
    reply_end(&y, r);
}

static void take_block_event(struct reply *y, struct json event)
{
    int64_t index = body_count(json_get(event, S("index")));
    uint64_t key = reply_key(0, index == UNKNOWN ? 0 : index);
    struct json block = json_get(event, S("content_block"));
    if (str_ends(json_str(json_get(block, S("type"))), S("tool_use")))
        reply_call(y, key, json_str(json_get(block, S("name"))));
    reply_add(y, key, json_str(json_get(block, S("text"))));
    reply_add(y, key, json_str(json_at(event, "delta.text")));
    reply_add(y, key, json_str(json_get(event, S("completion"))));
}

// Bedrock adds its measurements to the last event.
static void take_bedrock_metrics(struct record *r, struct json event)
{
    struct json metrics = json_get(event, S("amazon-bedrock-invocationMetrics"));
    if (!json_is_object(metrics))
        return;
    body_name(r, NAME_PROVIDER, S("aws"));
    body_latency_ms(r, json_get(metrics, S("invocationLatency")));
    int64_t first_ms = body_count(json_get(metrics, S("firstByteLatency")));
    if (r->ttft_us == UNKNOWN && first_ms != UNKNOWN)
        r->ttft_us = first_ms * 1000;
}

static void events(struct record *r, struct json list, struct arena *a)
{
    struct counts c;
    struct reply y;
    counts_init(&c);
    reply_init(&y, a);
    struct json_iter it = json_iter(list);
    while (json_next(&it)) {
        struct json message = json_get(it.value, S("message"));
        struct json counts = json_is_object(message) ? json_get(message, S("usage"))
                                                     : json_get(it.value, S("usage"));
        take_names(r, json_is_object(message) ? message : it.value);
        take_usage(&c, counts);
        take_modifiers(r, counts, a);
        take_block_event(&y, it.value);
        reply_finish(&y, body_str(it.value, "delta.stop_reason|stop_reason"));
        take_bedrock_metrics(r, it.value);
        if (json_is_object(json_get(it.value, S("error"))))
            wire_error(r, it.value);
    }
    (void)set_usage(&r->usage, &c);
    reply_end(&y, r);
    if (r->stream == TRI_UNKNOWN)
        r->stream = TRI_YES;
}

const struct wire wire_anthropic = {
    .name = "anthropic",
    .rank = 20,
    .detect_request = detect_request,
    .detect_response = detect_response,
    .detect_events = detect_events,
    .request = request,
    .response = response,
    .events = events,
    .usage = usage,
};

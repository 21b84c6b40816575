// wire_bedrock.c - AWS Bedrock: Converse, Nova, and the InvokeModel bodies of Titan, Llama and
// Mistral.
#include "parsers/blocks.h"
#include "parsers/body.h"
#include "parsers/keys.h"
#include "parsers/openai.h"
#include "parsers/reply.h"
#include "parsers/wire.h"

// Of Converse and Nova, below inferenceConfig.
static const struct param_key converse_params[] = {
    PARAM_KEY("temperature", PARAM_TEMPERATURE),
    PARAM_KEY("topP", PARAM_TOP_P),
    PARAM_KEY("top_p", PARAM_TOP_P),
    PARAM_KEY("topK", PARAM_TOP_K),
    PARAM_KEY("top_k", PARAM_TOP_K),
    PARAM_KEY("maxTokens", PARAM_MAX_TOKENS),
    PARAM_KEY("max_new_tokens", PARAM_MAX_TOKENS),
    PARAM_KEY("stopSequences", PARAM_STOP),
    {0},
};

// Of Titan, below textGenerationConfig.
static const struct param_key titan_params[] = {
    PARAM_KEY("temperature", PARAM_TEMPERATURE),
    PARAM_KEY("topP", PARAM_TOP_P),
    PARAM_KEY("maxTokenCount", PARAM_MAX_TOKENS),
    PARAM_KEY("stopSequences", PARAM_STOP),
    {0},
};

// Of the other bodies.
static const struct param_key invoke_params[] = {
    PARAM_KEY("temperature", PARAM_TEMPERATURE),
    PARAM_KEY("top_p", PARAM_TOP_P),
    PARAM_KEY("topP", PARAM_TOP_P),
    PARAM_KEY("top_k", PARAM_TOP_K),
    PARAM_KEY("topK", PARAM_TOP_K),
    PARAM_KEY("max_tokens", PARAM_MAX_TOKENS),
    PARAM_KEY("max_gen_len", PARAM_MAX_TOKENS),
    PARAM_KEY("stop", PARAM_STOP),
    {0},
};

static bool is_bedrock_url(struct str url)
{
    return url.len && body_url_has(url, S("/model/")) &&
           (body_url_has(url, S("/converse")) || body_url_has(url, S("/invoke")));
}

// Members that only Bedrock's bodies have, after those that others share.
enum { D_MESSAGES, D_CONTENTS, D_OWN, D_KEYS = D_OWN + 5 };
static const struct member_key detect_keys[] = {
    [D_MESSAGES] = {KEY("messages")},
    [D_CONTENTS] = {KEY("contents")},
    [D_OWN] = {KEY("inferenceConfig")},
    {KEY("toolConfig")},
    {KEY("schemaVersion")},
    {KEY("inputText")},
    {KEY("max_gen_len")},
};

static int detect_request(struct json body, struct str url)
{
    struct json v[D_KEYS];
    bool is_url = is_bedrock_url(url);
    if (is_url && body_url_has(url, S("/converse")))
        return SURE_YES;
    keys_get(body, detect_keys, D_KEYS, v);
    bool is_own = false;
    for (int i = D_OWN; i < D_KEYS; i++)
        is_own |= json_is_set(v[i]);
    // Gemini has a toolConfig as well.
    if (is_own && !json_is_array(v[D_CONTENTS]))
        return SURE_URL;
    struct json block = json_index(json_get(json_index(v[D_MESSAGES], 0), S("content")), 0);
    if (json_is_string(json_get(block, S("text"))) && !json_is_set(json_get(block, S("type"))))
        return SURE_LIKELY + 20;
    return is_url ? SURE_LIKELY + 20 : SURE_NO;
}

static int detect_response(struct json body, struct str url)
{
    if (json_is_object(json_at(body, "output.message")) ||
        json_type(json_get(body, S("inputTextTokenCount"))) != JSON_MISSING ||
        json_type(json_get(body, S("generation_token_count"))) != JSON_MISSING)
        return SURE_YES;
    if (json_is_set(json_get(body, S("stopReason"))) &&
        json_is_set(json_at(body, "usage.inputTokens")))
        return SURE_YES;
    if (!is_bedrock_url(url))
        return SURE_NO;
    bool is_own = json_is_array(json_get(body, S("outputs"))) ||
                  json_is_string(json_any(body, "message|Message"));
    return is_own ? SURE_LIKELY : SURE_NO;
}

// Events of ConverseStream, wrapped by their names or flattened, and of Titan and Llama.
static int detect_events(struct json events, struct str url)
{
    struct json_iter it = json_iter(events);
    for (int i = 0; i < 3 && json_next(&it); i++) {
        if (json_is_set(json_any(it.value, "messageStart|contentBlockDelta|contentBlockStart|"
                                           "contentBlockIndex|outputText|generation")))
            return SURE_SHAPE;
    }
    return is_bedrock_url(url) && json_is_object(json_index(events, 0)) ? SURE_MAYBE : SURE_NO;
}

// cachePoint marks what stands before it.
static void cache_point(struct blocks *b, struct json point)
{
    if (!b->record->segment_count)
        return;
    bool is_hour = str_eq(json_str(json_get(point, S("ttl"))), S("1h"));
    b->record->segments[b->record->segment_count - 1].mark = is_hour ? MARK_1H : MARK_5M;
}

static bool media_block(struct blocks *b, struct json block)
{
    struct json image = json_get(block, S("image"));
    struct json medium = json_is_object(image) ? image : json_any(block, "document|video|audio");
    struct str bytes = json_str(json_any(medium, "source.bytes|source.s3Location.uri|source.text"));
    return blocks_media(b, bytes, json_is_object(image)) != NULL;
}

static void tool_result(struct blocks *b, struct json result)
{
    enum role role = b->role;
    b->role = ROLE_TOOL;
    struct json content = json_get(result, S("content"));
    struct json_iter it = json_iter(content);
    blocks_text(b, SEG_TOOL_RESULT, json_str(content));
    while (!it.has_keys && json_next(&it)) {
        struct json text = json_get(it.value, S("text"));
        struct json value = json_get(it.value, S("json"));
        if (blocks_text(b, SEG_TOOL_RESULT, json_str(text)) || media_block(b, it.value))
            continue;
        blocks_value(b, SEG_TOOL_RESULT, json_is_set(value) ? value : it.value);
    }
    b->role = role;
}

static void content_block(struct blocks *b, struct json block)
{
    struct str text = json_str(json_any(block, "text|guardContent.text.text"));
    struct json tool = json_get(block, S("toolUse"));
    struct json result = json_get(block, S("toolResult"));
    struct json point = json_get(block, S("cachePoint"));
    if (text.ptr)
        blocks_text(b, SEG_TEXT, text);
    else if (json_is_object(tool))
        blocks_value(b, SEG_TOOL_CALL, body_without(tool, "toolUseId", b->arena));
    else if (json_is_object(result))
        tool_result(b, result);
    else if (json_is_object(point))
        cache_point(b, point);
    else if (!blocks_text(b, SEG_REASONING,
                          json_str(json_at(block, "reasoningContent.reasoningText.text"))) &&
             !media_block(b, block))
        blocks_value(b, SEG_JSON, block);
}

static void content(struct blocks *b, struct json value)
{
    blocks_text(b, SEG_TEXT, json_str(value));
    struct json_iter it = json_iter(value);
    while (!it.has_keys && json_next(&it))
        content_block(b, it.value);
}

static void tools(struct blocks *b, struct json list)
{
    struct json_iter it = json_iter(list);
    while (!it.has_keys && json_next(&it)) {
        struct json point = json_get(it.value, S("cachePoint"));
        if (json_is_object(point))
            cache_point(b, point);
        else if (blocks_value(b, SEG_JSON, it.value))
            b->record->tools_offered++;
    }
}

static void request_stream(struct record *r, struct str url)
{
    if (r->stream == TRI_UNKNOWN && is_bedrock_url(url))
        r->stream = body_url_has(url, S("-stream")) ? TRI_YES : TRI_NO;
}

static void request_params(struct record *r, struct json body)
{
    struct json more = json_get(body, S("additionalModelRequestFields"));
    keys_params(r, body, invoke_params);
    keys_params(r, json_get(body, S("textGenerationConfig")), titan_params);
    keys_params(r, json_get(body, S("inferenceConfig")), converse_params);
    keys_param(r, PARAM_TOP_K, json_get(more, S("top_k")));
    keys_param(r, PARAM_TOOL_CHOICE, json_at(body, "toolConfig.toolChoice"));
    keys_param(r, PARAM_REASONING_EFFORT,
               json_any(more, "thinking.budget_tokens|reasoning_effort|"
                              "reasoningConfig.maxReasoningEffort"));
}

static void request(struct record *r, struct json body, struct str url, struct arena *a)
{
    body_request(r, url);
    body_name(r, NAME_PROVIDER, S("aws"));
    body_name(r, NAME_MODEL_REQUESTED, body_url_model(url, S("/model/"), a));
    body_name(r, NAME_MODEL_REQUESTED, body_str(body, "modelId"));
    request_stream(r, url);
    request_params(r, body);
    body_tier(r, body_str(body, "serviceTier.type"));
    struct blocks b = {.record = r, .arena = a};
    blocks_begin(&b, ROLE_TOOLS);
    tools(&b, json_at(body, "toolConfig.tools"));
    blocks_begin(&b, ROLE_SYSTEM);
    content(&b, json_get(body, S("system")));
    struct json_iter it = json_iter(json_get(body, S("messages")));
    while (json_next(&it)) {
        blocks_begin(&b, openai_role(json_str(json_get(it.value, S("role")))));
        content(&b, json_get(it.value, S("content")));
    }
    blocks_begin(&b, ROLE_USER);
    blocks_text(&b, SEG_TEXT, json_str(json_any(body, "inputText|prompt")));
}

// cacheDetails splits the writes by lifetime.
static void take_cache_details(struct raw_usage *raw, struct json details)
{
    struct json_iter it = json_iter(details);
    while (json_next(&it)) {
        bool is_hour = str_eq(json_str(json_get(it.value, S("ttl"))), S("1h"));
        body_take(is_hour ? &raw->cache_write_1h : &raw->cache_write_5m, it.value, "inputTokens");
    }
}

// Converse and Nova (input without the cache), Titan and Llama.
static void take_usage(struct raw_usage *raw, struct json usage)
{
    body_take(&raw->input, usage, "inputTokens|inputTextTokenCount|prompt_token_count");
    body_take(&raw->output, usage, "outputTokens|totalOutputTextTokenCount|generation_token_count");
    body_take(&raw->cache_read, usage, "cacheReadInputTokens|cacheReadInputTokenCount");
    body_take(&raw->cache_write, usage, "cacheWriteInputTokens|cacheWriteInputTokenCount");
    take_cache_details(raw, json_get(usage, S("cacheDetails")));
}

static bool set_usage(struct usage *u, const struct raw_usage *raw)
{
    if (raw->input == UNKNOWN && raw->output == UNKNOWN)
        return false;
    usage_from_raw(u, raw);
    return true;
}

static bool usage(struct usage *u, struct json counts)
{
    struct raw_usage raw;
    raw_usage_init(&raw);
    take_usage(&raw, counts);
    return set_usage(u, &raw);
}

static void take_latency(struct record *r, struct json body)
{
    struct json metrics = json_get(body, S("amazon-bedrock-invocationMetrics"));
    body_latency_ms(r, json_any(body, "metrics.latencyMs|metadata.metrics.latencyMs"));
    body_latency_ms(r, json_get(metrics, S("invocationLatency")));
    int64_t first_ms = body_count(json_get(metrics, S("firstByteLatency")));
    if (r->ttft_us == UNKNOWN && first_ms != UNKNOWN)
        r->ttft_us = first_ms * 1000;
}

// Converse's blocks.
static void take_message(struct reply *y, struct json message)
{
    struct json_iter it = json_iter(json_get(message, S("content")));
    for (int64_t i = 0; json_next(&it); i++) {
        reply_add(y, reply_key(0, i), json_str(json_get(it.value, S("text"))));
        struct json call = json_get(it.value, S("toolUse"));
        if (json_is_object(call))
            reply_call(y, reply_key(0, i), json_str(json_get(call, S("name"))));
    }
}

// Titan's results and Mistral's outputs.
static void take_results(struct reply *y, struct raw_usage *raw, struct json results)
{
    struct json_iter it = json_iter(results);
    for (int64_t i = 0; json_next(&it); i++) {
        reply_add(y, reply_key(i, 0), json_str(json_any(it.value, "outputText|text")));
        reply_finish(y, body_str(it.value, "completionReason|stop_reason"));
        int64_t tok = body_count(json_get(it.value, S("tokenCount")));
        if (tok != UNKNOWN)
            raw->output = (raw->output == UNKNOWN ? 0 : raw->output) + tok;
    }
}

static void response(struct record *r, struct json body, struct arena *a)
{
    struct reply y;
    struct raw_usage raw;
    reply_init(&y, a);
    raw_usage_init(&raw);
    take_usage(&raw, body);
    take_usage(&raw, json_get(body, S("usage")));
    take_message(&y, json_at(body, "output.message"));
    take_results(&y, &raw, json_any(body, "results|outputs"));
    reply_add(&y, 0, json_str(json_get(body, S("generation"))));
    reply_finish(&y, body_str(body, "stopReason|stop_reason"));
    if (json_is_array(json_get(body, S("embedding"))))
        raw.output = 0;
    (void)set_usage(&r->usage, &raw);
    take_latency(r, body);
    body_tier(r, body_str(body, "serviceTier.type"));
    if (!y.count && !usage_is_known(&r->usage))
        wire_error(r, body);
    reply_end(&y, r);
    body_name(r, NAME_PROVIDER, S("aws"));
}

static void take_event(struct reply *y, struct raw_usage *raw, struct json event)
{
    struct json start = json_get(event, S("contentBlockStart"));
    struct json delta = json_get(event, S("contentBlockDelta"));
    start = json_is_object(start) ? start : event;
    delta = json_is_object(delta) ? delta : event;
    int64_t index = body_count(json_get(delta, S("contentBlockIndex")));
    reply_add(y, reply_key(0, index == UNKNOWN ? 0 : index),
              json_str(json_any(delta, "delta.text|outputText|generation")));
    struct json call = json_at(start, "start.toolUse");
    if (json_is_object(call)) {
        index = body_count(json_get(start, S("contentBlockIndex")));
        reply_call(y, reply_key(0, index == UNKNOWN ? y->calls : index),
                   json_str(json_get(call, S("name"))));
    }
    reply_finish(y, body_str(event, "messageStop.stopReason|stopReason|completionReason|"
                                    "stop_reason"));
    struct json metrics = json_get(event, S("amazon-bedrock-invocationMetrics"));
    body_take(&raw->input, metrics, "inputTokenCount");
    body_take(&raw->output, metrics, "outputTokenCount");
    take_usage(raw, event);
    take_usage(raw, json_any(event, "metadata.usage|usage"));
}

static void events(struct record *r, struct json list, struct arena *a)
{
    struct reply y;
    struct raw_usage raw;
    reply_init(&y, a);
    raw_usage_init(&raw);
    struct json_iter it = json_iter(list);
    while (json_next(&it)) {
        take_event(&y, &raw, it.value);
        take_latency(r, it.value);
    }
    (void)set_usage(&r->usage, &raw);
    reply_end(&y, r);
    body_name(r, NAME_PROVIDER, S("aws"));
    if (r->stream == TRI_UNKNOWN)
        r->stream = TRI_YES;
}

const struct wire wire_bedrock = {
    .name = "bedrock",
    .rank = 70,
    .detect_request = detect_request,
    .detect_response = detect_response,
    .detect_events = detect_events,
    .request = request,
    .response = response,
    .events = events,
    .usage = usage,
};

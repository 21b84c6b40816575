// wire_ollama.c - Ollama's own chat and generate; local, so nobody bills it.
#include "parsers/blocks.h"
#include "parsers/body.h"
#include "parsers/keys.h"
#include "parsers/openai.h"
#include "parsers/reply.h"
#include "parsers/wire.h"

// Below options.
static const struct param_key params[] = {
    PARAM_KEY("temperature", PARAM_TEMPERATURE),
    PARAM_KEY("top_p", PARAM_TOP_P),
    PARAM_KEY("top_k", PARAM_TOP_K),
    PARAM_KEY("seed", PARAM_SEED),
    PARAM_KEY("num_predict", PARAM_MAX_TOKENS),
    PARAM_KEY("stop", PARAM_STOP),
    {0},
};

static bool is_ollama_url(struct str url)
{
    return url.len && (body_url_has(url, S("/api/chat")) || body_url_has(url, S("/api/generate")) ||
                       body_url_has(url, S("/api/embed")));
}

static int detect_request(struct json body, struct str url)
{
    if (is_ollama_url(url))
        return SURE_YES;
    if (!json_is_string(json_get(body, S("model"))))
        return SURE_NO;
    bool is_own = json_is_object(json_get(body, S("options"))) ||
                  json_type(json_get(body, S("keep_alive"))) != JSON_MISSING;
    return is_own ? SURE_SHAPE : SURE_NO;
}

static int detect_response(struct json body, struct str url)
{
    (void)url;
    bool has_done = json_type(json_get(body, S("done"))) == JSON_TRUE ||
                    json_type(json_get(body, S("done"))) == JSON_FALSE;
    if (has_done && json_is_set(json_get(body, S("model"))))
        return SURE_YES;
    return json_is_set(json_get(body, S("eval_count"))) ||
                   json_is_set(json_get(body, S("prompt_eval_count")))
               ? SURE_SHAPE
               : SURE_NO;
}

static int detect_events(struct json events, struct str url)
{
    return detect_response(json_index(events, 0), url);
}

static void images(struct blocks *b, struct json list)
{
    struct json_iter it = json_iter(list);
    while (!it.has_keys && json_next(&it))
        blocks_media(b, json_str(it.value), true);
}

static void message(struct blocks *b, struct json m)
{
    blocks_begin(b, openai_role(json_str(json_get(m, S("role")))));
    blocks_text(b, SEG_REASONING, body_str(m, "thinking"));
    openai_content(b, json_get(m, S("content")), b->role == ROLE_TOOL ? SEG_TOOL_RESULT : SEG_TEXT);
    images(b, json_get(m, S("images")));
    struct json_iter it = json_iter(json_get(m, S("tool_calls")));
    while (json_next(&it))
        blocks_value(b, SEG_TOOL_CALL, json_get(it.value, S("function")));
}

static void request(struct record *r, struct json body, struct str url, struct arena *a)
{
    body_request(r, url);
    openai_request_names(r, body);
    keys_params(r, json_get(body, S("options")), params);
    keys_param(r, PARAM_RESPONSE_FORMAT, json_get(body, S("format")));
    keys_param(r, PARAM_REASONING_EFFORT, json_get(body, S("think")));
    struct blocks b = {.record = r, .arena = a};
    blocks_begin(&b, ROLE_TOOLS);
    blocks_tools(&b, json_get(body, S("tools")));
    blocks_begin(&b, ROLE_SYSTEM);
    blocks_text(&b, SEG_TEXT, body_str(body, "system"));
    struct json_iter it = json_iter(json_get(body, S("messages")));
    while (json_next(&it))
        message(&b, it.value);
    blocks_begin(&b, ROLE_USER);
    blocks_text(&b, SEG_TEXT, body_str(body, "prompt"));
    openai_content(&b, json_get(body, S("input")), SEG_TEXT);
    images(&b, json_get(body, S("images")));
}

// prompt_eval_count is missing when the prompt came from the server's own cache: unknown, not 0.
static bool usage(struct usage *u, struct json counts)
{
    struct raw_usage raw;
    raw_usage_init(&raw);
    body_take(&raw.input, counts, "prompt_eval_count");
    body_take(&raw.output, counts, "eval_count");
    if (raw.input == UNKNOWN && raw.output == UNKNOWN)
        return false;
    usage_from_raw(u, &raw);
    return true;
}

static void take(struct record *r, struct reply *y, struct json body)
{
    bool is_done = false;
    body_name(r, NAME_MODEL, body_str(body, "model"));
    body_created(r, json_get(body, S("created_at")));
    reply_add(y, 0, json_str(json_any(body, "message.content|response")));
    struct json_iter it = json_iter(json_at(body, "message.tool_calls"));
    while (json_next(&it))
        reply_call(y, reply_key(0, y->calls), json_str(json_at(it.value, "function.name")));
    reply_finish(y, body_str(body, "done_reason"));
    (void)usage(&r->usage, body);
    int64_t total_ns = body_count(json_get(body, S("total_duration")));
    if (json_to_bool(json_get(body, S("done")), &is_done) && is_done && total_ns != UNKNOWN &&
        r->latency_us == UNKNOWN)
        r->latency_us = total_ns / 1000;
    if (json_is_set(json_get(body, S("error"))))
        wire_error(r, body);
    body_name(r, NAME_PROVIDER, S("ollama"));
}

static void response(struct record *r, struct json body, struct arena *a)
{
    struct reply y;
    reply_init(&y, a);
    take(r, &y, body);
    if (json_is_array(json_get(body, S("embeddings"))) && r->usage.tok[TOK_OUTPUT] == UNKNOWN)
        r->usage.tok[TOK_OUTPUT] = 0;
    reply_end(&y, r);
}

static void events(struct record *r, struct json list, struct arena *a)
{
    struct reply y;
    reply_init(&y, a);
    struct json_iter it = json_iter(list);
    while (json_next(&it))
        take(r, &y, it.value);
    reply_end(&y, r);
    if (r->stream == TRI_UNKNOWN)
        r->stream = TRI_YES;
}

const struct wire wire_ollama = {
    .name = "ollama",
    .rank = 90,
    .detect_request = detect_request,
    .detect_response = detect_response,
    .detect_events = detect_events,
    .request = request,
    .response = response,
    .events = events,
    .usage = usage,
};

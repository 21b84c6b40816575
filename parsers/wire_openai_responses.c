// wire_openai_responses.c - OpenAI's Responses API.
#include "parsers/body.h"
#include "parsers/keys.h"
#include "parsers/openai.h"
#include "parsers/reply.h"
#include "parsers/wire.h"

static const struct param_key params[] = {
    PARAM_KEY("temperature", PARAM_TEMPERATURE),
    PARAM_KEY("top_p", PARAM_TOP_P),
    PARAM_KEY("max_output_tokens", PARAM_MAX_TOKENS),
    PARAM_KEY("tool_choice", PARAM_TOOL_CHOICE),
    {0},
};

static bool is_responses_url(struct str url)
{
    return url.len && body_url_has(url, S("/responses"));
}

static int detect_request(struct json body, struct str url)
{
    if (is_responses_url(url))
        return SURE_YES;
    struct json input = json_get(body, S("input"));
    if (!json_is_string(input) && !json_is_array(input))
        return SURE_NO;
    if (json_is_set(json_get(body, S("instructions"))) ||
        json_is_set(json_get(body, S("max_output_tokens"))) ||
        json_is_set(json_get(body, S("previous_response_id"))) ||
        json_is_set(json_get(body, S("reasoning"))) || json_is_set(json_get(body, S("tools"))) ||
        json_is_object(json_get(body, S("text"))))
        return SURE_SHAPE;
    struct json first = json_index(input, 0);
    if (json_is_set(json_get(first, S("role"))) || json_is_set(json_get(first, S("type"))))
        return SURE_LIKELY + 10;
    return json_is_string(input) ? SURE_MAYBE + 10 : SURE_NO;
}

static int detect_response(struct json body, struct str url)
{
    if (str_eq(json_str(json_get(body, S("object"))), S("response")))
        return SURE_YES;
    if (json_is_array(json_get(body, S("output"))) &&
        str_starts(json_str(json_get(body, S("id"))), S("resp_")))
        return SURE_SHAPE;
    return json_is_object(json_get(body, S("error"))) && is_responses_url(url) ? SURE_URL : SURE_NO;
}

static int detect_events(struct json events, struct str url)
{
    (void)url;
    struct json_iter it = json_iter(events);
    for (int i = 0; i < 3 && json_next(&it); i++)
        if (str_starts(json_str(json_get(it.value, S("type"))), S("response.")))
            return SURE_YES;
    return SURE_NO;
}

static void reasoning_item(struct blocks *b, struct json item)
{
    int64_t before = b->record->segment_count;
    struct json_iter it = json_iter(json_get(item, S("summary")));
    while (json_next(&it))
        blocks_text(b, SEG_REASONING, json_str(json_get(it.value, S("text"))));
    it = json_iter(json_get(item, S("content")));
    while (json_next(&it))
        blocks_text(b, SEG_REASONING, json_str(json_get(it.value, S("text"))));
    if (b->record->segment_count == before)
        blocks_text(b, SEG_REASONING, body_text(json_get(item, S("encrypted_content"))));
}

// An item that is no message: reasoning, a call, the output of one. Ids and states are volatile.
static void other_item(struct blocks *b, struct json item, struct str type)
{
    blocks_begin(b, ROLE_ASSISTANT);
    if (str_eq(type, S("reasoning"))) {
        reasoning_item(b, item);
        return;
    }
    if (str_ends(type, S("_call_output"))) {
        blocks_begin(b, ROLE_TOOL);
        openai_content(b, json_get(item, S("output")), SEG_TOOL_RESULT);
        return;
    }
    enum seg_kind kind = str_ends(type, S("_call")) ? SEG_TOOL_CALL : SEG_JSON;
    blocks_value(b, kind, body_without(item, "id|call_id|status", b->arena));
}

static void input_item(struct blocks *b, struct json item)
{
    struct str type = json_str(json_get(item, S("type")));
    struct json role = json_get(item, S("role"));
    if (json_is_string(role) || str_eq(type, S("message"))) {
        blocks_begin(b, openai_role(json_str(role)));
        openai_content(b, json_get(item, S("content")), SEG_TEXT);
    } else if (json_is_string(item)) {
        blocks_begin(b, ROLE_USER);
        blocks_text(b, SEG_TEXT, json_str(item));
    } else {
        other_item(b, item, type);
    }
}

// What came before, when the request names it instead of sending it, stands for its text.
static void history(struct blocks *b, struct record *r, struct json body)
{
    blocks_begin(b, ROLE_ASSISTANT);
    blocks_value(b, SEG_JSON, json_get(body, S("previous_response_id")));
    blocks_value(b, SEG_JSON, json_get(body, S("conversation")));
    body_name(r, NAME_SESSION, body_str(body, "conversation.id|conversation"));
}

static void request(struct record *r, struct json body, struct str url, struct arena *a)
{
    body_request(r, url);
    openai_request_names(r, body);
    body_name(r, NAME_MODEL_REQUESTED, body_url_model(url, S("/deployments/"), a));
    keys_params(r, body, params);
    keys_param(r, PARAM_RESPONSE_FORMAT, json_get(json_get(body, S("text")), S("format")));
    keys_param(r, PARAM_REASONING_EFFORT, json_get(json_get(body, S("reasoning")), S("effort")));
    struct blocks b = {.record = r, .arena = a};
    blocks_begin(&b, ROLE_TOOLS);
    blocks_tools(&b, json_get(body, S("tools")));
    blocks_begin(&b, ROLE_SYSTEM);
    blocks_value(&b, SEG_JSON, json_get(body, S("prompt")));
    openai_content(&b, json_get(body, S("instructions")), SEG_TEXT);
    history(&b, r, body);
    struct json input = json_get(body, S("input"));
    if (json_is_string(input))
        input_item(&b, input);
    struct json_iter it = json_iter(input);
    while (!it.has_keys && json_next(&it))
        input_item(&b, it.value);
}

// Functions, custom tools and those of MCP servers have a name; the provider's own ("file_search")
// go by the type that offered them, as web_search_preview does web_search_call.
static struct str name_of_call(const struct record *r, struct json item, struct str type)
{
    struct json name = json_get(item, S("name"));
    if (json_is_set(name))
        return json_str(name);
    struct str kind = str_head(type, type.len - S("_call").len);
    for (int64_t i = 0; i < r->segment_count && r->segments[i].role == ROLE_TOOLS; i++) {
        struct str offered = json_str(json_get(r->segments[i].value, S("type")));
        if (str_starts(offered, kind))
            return offered;
    }
    return kind;
}

static void output_item(struct record *r, struct reply *y, int64_t index, struct json item)
{
    struct str type = json_str(json_get(item, S("type")));
    struct json_iter it = json_iter(json_get(item, S("content")));
    bool is_message = str_eq(type, S("message"));
    for (int64_t i = 0; is_message && json_next(&it); i++)
        reply_add(y, reply_key(index, i), json_str(json_any(it.value, "text|refusal")));
    if (!str_ends(type, S("_call")))
        return;
    reply_call(y, reply_key(index, 0), name_of_call(r, item, type));
    struct str action = json_str(json_at(item, "action.type"));
    // Opening and finding in a page are other actions than a search: only searches are counted.
    if (str_eq(type, S("web_search_call")) && (!action.ptr || str_eq(action, S("search"))))
        r->usage.web_searches = (r->usage.web_searches == UNKNOWN ? 0 : r->usage.web_searches) + 1;
}

static void take_error(struct record *r, struct json body)
{
    bool is_failed = str_eq(json_str(json_get(body, S("status"))), S("failed"));
    if (json_is_set(json_get(body, S("error"))))
        wire_error(r, body);
    r->is_error |= is_failed;
}

static void take_head(struct record *r, struct json body)
{
    openai_response_names(r, body);
    struct str status = body_text(json_get(body, S("status")));
    bool is_done = !str_eq(status, S("in_progress")) && !str_eq(status, S("queued"));
    body_name(r, NAME_FINISH_REASON, body_str(body, "incomplete_details.reason"));
    if (is_done)
        body_name(r, NAME_FINISH_REASON, status);
    struct counts c;
    counts_init(&c);
    openai_take_usage(&c, json_get(body, S("usage")));
    openai_set_usage(&r->usage, &c, r->names[NAME_MODEL]);
}

static void take_output(struct record *r, struct reply *y, struct json body)
{
    struct json_iter it = json_iter(json_get(body, S("output")));
    for (int64_t i = 0; json_next(&it); i++)
        output_item(r, y, i, it.value);
}

static void response(struct record *r, struct json body, struct arena *a)
{
    struct reply y;
    reply_init(&y, a);
    take_head(r, body);
    take_output(r, &y, body);
    take_error(r, body);
    reply_end(&y, r);
}

// Deltas count only as long as no event brings the whole response.
static void take_delta(struct record *r, struct reply *y, struct json event, struct str type)
{
    int64_t index = body_count(json_get(event, S("output_index")));
    int64_t part = body_count(json_get(event, S("content_index")));
    uint64_t key = reply_key(index == UNKNOWN ? 0 : index, part == UNKNOWN ? 0 : part);
    if (str_eq(type, S("response.output_text.delta")) || str_eq(type, S("response.refusal.delta")))
        reply_add(y, key, json_str(json_get(event, S("delta"))));
    else if (str_eq(type, S("response.output_item.done")) &&
             str_ends(json_str(json_at(event, "item.type")), S("_call")))
        output_item(r, y, index == UNKNOWN ? 0 : index, json_get(event, S("item")));
    else if (str_eq(type, S("error")) || str_eq(type, S("response.error")))
        wire_error(r, event);
}

static bool is_last(struct str type)
{
    return str_eq(type, S("response.completed")) || str_eq(type, S("response.incomplete")) ||
           str_eq(type, S("response.failed")) || str_eq(type, S("response.done"));
}

static void events(struct record *r, struct json list, struct arena *a)
{
    struct json whole = {0};
    struct json_iter it = json_iter(list);
    while (json_next(&it))
        if (is_last(json_str(json_get(it.value, S("type")))))
            whole = json_get(it.value, S("response"));
    if (r->stream == TRI_UNKNOWN)
        r->stream = TRI_YES;
    if (json_len(json_get(whole, S("output"))) > 0) {
        response(r, whole, a);
        return;
    }
    struct reply y;
    reply_init(&y, a);
    it = json_iter(list);
    while (json_next(&it)) {
        take_delta(r, &y, it.value, json_str(json_get(it.value, S("type"))));
        if (json_is_object(json_get(it.value, S("response"))))
            take_head(r, json_get(it.value, S("response")));
    }
    take_error(r, whole);
    reply_end(&y, r);
}

const struct wire wire_openai_responses = {
    .name = "openai_responses",
    .rank = 30,
    .detect_request = detect_request,
    .detect_response = detect_response,
    .detect_events = detect_events,
    .request = request,
    .response = response,
    .events = events,
    .usage = openai_usage,
};

// wire_gemini_interactions.c - Google's Interactions API: steps instead of candidates.
#include "parsers/blocks.h"
#include "parsers/body.h"
#include "parsers/keys.h"
#include "parsers/openai.h"
#include "parsers/reply.h"
#include "parsers/wire.h"

// Below generation_config.
static const struct param_key params[] = {
    PARAM_KEY("temperature", PARAM_TEMPERATURE),
    PARAM_KEY("top_p", PARAM_TOP_P),
    PARAM_KEY("seed", PARAM_SEED),
    PARAM_KEY("max_output_tokens", PARAM_MAX_TOKENS),
    PARAM_KEY("stop_sequences", PARAM_STOP),
    PARAM_KEY("tool_choice", PARAM_TOOL_CHOICE),
    PARAM_KEY("thinking_level", PARAM_REASONING_EFFORT),
    {0},
};

static bool is_interactions_url(struct str url)
{
    return url.len && body_url_has(url, S("/interactions"));
}

static int detect_request(struct json body, struct str url)
{
    if (is_interactions_url(url))
        return SURE_YES;
    if (!json_is_set(json_get(body, S("input"))))
        return SURE_NO;
    bool is_own = json_is_object(json_get(body, S("generation_config"))) ||
                  json_is_set(json_get(body, S("previous_interaction_id"))) ||
                  json_is_string(json_get(body, S("agent")));
    return is_own ? SURE_URL : SURE_NO;
}

static int detect_response(struct json body, struct str url)
{
    if (str_eq(json_str(json_get(body, S("object"))), S("interaction")))
        return SURE_YES;
    return json_is_object(json_get(body, S("error"))) && is_interactions_url(url) ? SURE_URL
                                                                                  : SURE_NO;
}

static int detect_events(struct json events, struct str url)
{
    struct str type = json_str(json_get(json_index(events, 0), S("event_type")));
    (void)url;
    return str_starts(type, S("interaction.")) || str_starts(type, S("step.")) ? SURE_YES : SURE_NO;
}

static void content_block(struct blocks *b, struct json block)
{
    struct str type = json_str(json_get(block, S("type")));
    struct str text = json_str(json_get(block, S("text")));
    if (str_eq(type, S("function_result"))) {
        b->role = ROLE_TOOL;
        blocks_value(b, SEG_TOOL_RESULT, body_without(block, "call_id|id", b->arena));
    } else if (str_eq(type, S("function_call"))) {
        blocks_value(b, SEG_TOOL_CALL, body_without(block, "call_id|id", b->arena));
    } else if (text.ptr) {
        blocks_text(b, str_eq(type, S("thought")) ? SEG_REASONING : SEG_TEXT, text);
    } else if (!blocks_media(b, body_str(block, "data|uri"), str_eq(type, S("image")))) {
        blocks_value(b, SEG_JSON, body_without(block, "signature|id", b->arena));
    }
}

// Text, blocks, or turns of blocks.
static void input(struct blocks *b, struct json value)
{
    struct json turns =
        json_is_set(json_get(json_index(value, 0), S("role"))) ? value : (struct json){0};
    if (!json_is_array(turns)) {
        blocks_begin(b, ROLE_USER);
        blocks_text(b, SEG_TEXT, json_str(value));
        struct json_iter it = json_iter(value);
        while (!it.has_keys && json_next(&it))
            content_block(b, it.value);
        return;
    }
    struct json_iter turn = json_iter(turns);
    while (json_next(&turn)) {
        blocks_begin(b, openai_role(json_str(json_get(turn.value, S("role")))));
        struct json content = json_get(turn.value, S("content"));
        blocks_text(b, SEG_TEXT, json_str(content));
        struct json_iter it = json_iter(content);
        while (!it.has_keys && json_next(&it))
            content_block(b, it.value);
    }
}

static void request(struct record *r, struct json body, struct str url, struct arena *a)
{
    body_request(r, url);
    openai_request_names(r, body);
    body_name(r, NAME_MODEL_REQUESTED, body_str(body, "agent"));
    keys_params(r, json_get(body, S("generation_config")), params);
    keys_param(r, PARAM_RESPONSE_FORMAT, json_any(body, "response_format|response_mime_type"));
    struct blocks b = {.record = r, .arena = a};
    blocks_begin(&b, ROLE_TOOLS);
    blocks_tools(&b, json_get(body, S("tools")));
    blocks_begin(&b, ROLE_SYSTEM);
    openai_content(&b, json_get(body, S("system_instruction")), SEG_TEXT);
    blocks_begin(&b, ROLE_ASSISTANT);
    blocks_value(&b, SEG_JSON, json_get(body, S("previous_interaction_id")));
    input(&b, json_get(body, S("input")));
}

static void take_modality(int64_t *count, struct json list, struct str name)
{
    struct json_iter it = json_iter(list);
    while (json_next(&it))
        if (str_eq_nocase(json_str(json_get(it.value, S("modality"))), name))
            body_take(count, it.value, "tokens");
}

static bool usage(struct usage *u, struct json counts)
{
    struct raw_usage raw;
    raw_usage_init(&raw);
    raw.input_includes_cache = true;
    raw.output_excludes_reasoning = true;
    body_take(&raw.input, counts, "total_input_tokens");
    body_take(&raw.output, counts, "total_output_tokens");
    body_take(&raw.cache_read, counts, "total_cached_tokens");
    body_take(&raw.reasoning, counts, "total_thought_tokens");
    body_take(&raw.tool_use_in, counts, "total_tool_use_tokens");
    struct json in = json_get(counts, S("input_tokens_by_modality"));
    struct json out = json_get(counts, S("output_tokens_by_modality"));
    take_modality(&raw.audio_in, in, S("audio"));
    take_modality(&raw.image_in, in, S("image"));
    take_modality(&raw.audio_out, out, S("audio"));
    take_modality(&raw.image_out, out, S("image"));
    if (raw.input == UNKNOWN && raw.output == UNKNOWN)
        return false;
    usage_from_raw(u, &raw);
    return true;
}

static void take_head(struct record *r, struct json body)
{
    struct str status = body_str(body, "status");
    body_call_id(r, body_str(body, "id"));
    body_name(r, NAME_MODEL, body_str(body, "model|agent"));
    body_created(r, json_get(body, S("created")));
    body_tier(r, body_str(body, "service_tier"));
    if (!str_eq(status, S("in_progress")))
        body_name(r, NAME_FINISH_REASON, status);
    (void)usage(&r->usage, json_get(body, S("usage")));
    if (json_is_object(json_get(body, S("error"))))
        wire_error(r, body);
    r->is_error |= str_eq(status, S("failed"));
    body_name(r, NAME_PROVIDER, S("google"));
}

// "function_call" and the like; Google's own tools ("google_search_call") go by their type.
static void take_call(struct reply *y, uint64_t key, struct json step)
{
    struct str type = json_str(json_get(step, S("type")));
    struct json name = json_get(step, S("name"));
    if (str_ends(type, S("_call")))
        reply_call(y, key,
                   json_is_set(name) ? json_str(name) : str_head(type, type.len - S("_call").len));
}

static void take_steps(struct reply *y, struct json steps)
{
    struct json_iter step = json_iter(steps);
    for (int64_t i = 0; json_next(&step); i++) {
        struct str type = json_str(json_get(step.value, S("type")));
        take_call(y, reply_key(i, 0), step.value);
        struct json_iter it = json_iter(json_get(step.value, S("content")));
        bool is_output = str_eq(type, S("model_output"));
        for (int64_t j = 0; is_output && json_next(&it); j++)
            reply_add(y, reply_key(i, j), json_str(json_get(it.value, S("text"))));
    }
}

static void response(struct record *r, struct json body, struct arena *a)
{
    struct reply y;
    reply_init(&y, a);
    take_head(r, body);
    take_steps(&y, json_any(body, "steps|outputs"));
    reply_end(&y, r);
}

static void take_event(struct record *r, struct reply *y, struct json event)
{
    int64_t index = body_count(json_get(event, S("index")));
    uint64_t key = reply_key(index == UNKNOWN ? 0 : index, 0);
    struct json delta = json_get(event, S("delta"));
    struct str type = json_str(json_get(delta, S("type")));
    if (str_eq(type, S("text")))
        reply_add(y, key, json_str(json_get(delta, S("text"))));
    take_call(y, key, json_get(event, S("step")));
    struct json whole = json_get(event, S("interaction"));
    if (json_is_object(whole))
        take_head(r, whole);
    if (json_is_object(json_get(event, S("error"))))
        wire_error(r, event);
}

static void events(struct record *r, struct json list, struct arena *a)
{
    struct reply y;
    reply_init(&y, a);
    struct json_iter it = json_iter(list);
    while (json_next(&it))
        take_event(r, &y, it.value);
    reply_end(&y, r);
    if (r->stream == TRI_UNKNOWN)
        r->stream = TRI_YES;
}

const struct wire wire_gemini_interactions = {
    .name = "gemini_interactions",
    .rank = 60,
    .detect_request = detect_request,
    .detect_response = detect_response,
    .detect_events = detect_events,
    .request = request,
    .response = response,
    .events = events,
    .usage = usage,
};

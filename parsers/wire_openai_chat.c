// wire_openai_chat.c - OpenAI chat completions and everyone who speaks them (Azure, Groq, Mistral,
// …).
#include "parsers/body.h"
#include "parsers/keys.h"
#include "parsers/openai.h"
#include "parsers/reply.h"
#include "parsers/wire.h"

static const struct param_key params[] = {
    PARAM_KEY("temperature", PARAM_TEMPERATURE),
    PARAM_KEY("top_p", PARAM_TOP_P),
    PARAM_KEY("top_k", PARAM_TOP_K),
    PARAM_KEY("seed", PARAM_SEED),
    PARAM_KEY("random_seed", PARAM_SEED),
    PARAM_KEY("n", PARAM_N),
    PARAM_KEY("max_completion_tokens", PARAM_MAX_TOKENS),
    PARAM_KEY("max_tokens", PARAM_MAX_TOKENS),
    PARAM_KEY("stop", PARAM_STOP),
    PARAM_KEY("response_format", PARAM_RESPONSE_FORMAT),
    PARAM_KEY("tool_choice", PARAM_TOOL_CHOICE),
    PARAM_KEY("function_call", PARAM_TOOL_CHOICE),
    PARAM_KEY("reasoning_effort", PARAM_REASONING_EFFORT),
    PARAM_KEY("reasoning", PARAM_REASONING_EFFORT),
    {0},
};

static bool is_chat_url(struct str url)
{
    return url.len && body_url_has(url, S("/chat/completions"));
}

// Members that no other chat-like request has.
static bool has_own_members(struct json body)
{
    struct json tool = json_index(json_get(body, S("tools")), 0);
    return json_is_object(json_get(tool, S("function"))) ||
           json_is_set(json_get(body, S("response_format"))) ||
           json_is_set(json_get(body, S("max_completion_tokens"))) ||
           json_is_set(json_get(body, S("stream_options"))) ||
           json_is_set(json_get(body, S("reasoning_effort"))) ||
           json_is_set(json_get(body, S("frequency_penalty")));
}

static int detect_request(struct json body, struct str url)
{
    bool is_url = is_chat_url(url);
    struct json messages = json_get(body, S("messages"));
    if (!json_is_array(messages))
        return is_url ? SURE_LIKELY : SURE_NO;
    if (is_url)
        return SURE_YES;
    if (has_own_members(body))
        return SURE_LIKELY + 10;
    struct str role = json_str(json_get(json_index(messages, 0), S("role")));
    bool is_own_role = str_eq(role, S("system")) || str_eq(role, S("developer"));
    return is_own_role ? SURE_LIKELY : SURE_MAYBE + 10;
}

// {error: {message, type, param, code}}: the one thing such errors share is that nobody else has
// param.
static bool is_openai_error(struct json body)
{
    struct json error = json_get(body, S("error"));
    return json_type(json_get(error, S("param"))) != JSON_MISSING ||
           (json_is_string(json_get(error, S("message"))) &&
            json_is_string(json_get(error, S("type"))) &&
            !json_is_string(json_get(body, S("type"))));
}

static int detect_response(struct json body, struct str url)
{
    struct str object = json_str(json_get(body, S("object")));
    if (str_eq(object, S("chat.completion")) || str_eq(object, S("chat.completion.chunk")))
        return SURE_YES;
    struct json choices = json_get(body, S("choices"));
    if (json_is_array(choices)) {
        struct json first = json_index(choices, 0);
        if (json_is_object(json_get(first, S("message"))) ||
            json_is_object(json_get(first, S("delta"))))
            return SURE_SHAPE;
    }
    if (json_is_object(json_get(body, S("error"))) || json_is_string(json_get(body, S("message"))))
        return is_chat_url(url) ? SURE_URL : is_openai_error(body) ? SURE_MAYBE : SURE_NO;
    return SURE_NO;
}

static int detect_events(struct json events, struct str url)
{
    int most = SURE_NO;
    struct json_iter it = json_iter(events);
    for (int i = 0; i < 3 && most <= SURE_MAYBE && json_next(&it); i++) {
        int sure = detect_response(it.value, url);
        // Azure begins with an event of no object and no choices.
        if (json_is_array(json_get(it.value, S("choices"))) && is_chat_url(url))
            sure = SURE_URL;
        most = sure > most ? sure : most;
    }
    return most;
}

static void tool_calls(struct blocks *b, struct json calls)
{
    struct json_iter it = json_iter(calls);
    while (json_next(&it)) {
        struct json call =
            json_or(json_get(it.value, S("function")), json_get(it.value, S("custom")));
        if (!json_is_object(call))
            call = body_without(it.value, "id|index", b->arena);
        blocks_value(b, SEG_TOOL_CALL, call);
    }
}

// A mark beside the content (gateways) is one on its last block.
static void message_mark(struct record *r, struct json m)
{
    if (blocks_mark_of(m) != MARK_NONE)
        blocks_mark(&r->segments[r->segment_count - 1], m);
}

static void message(struct blocks *b, struct json m)
{
    blocks_begin(b, openai_role(json_str(json_get(m, S("role")))));
    if (!blocks_text(b, SEG_REASONING, json_str(json_get(m, S("reasoning_content")))))
        blocks_text(b, SEG_REASONING, json_str(json_get(m, S("reasoning"))));
    int64_t before = b->record->segment_count;
    enum seg_kind text_kind = b->role == ROLE_TOOL ? SEG_TOOL_RESULT : SEG_TEXT;
    openai_content(b, json_get(m, S("content")), text_kind);
    if (b->record->segment_count > before)
        message_mark(b->record, m);
    tool_calls(b, json_get(m, S("tool_calls")));
    blocks_value(b, SEG_TOOL_CALL, json_get(m, S("function_call")));
}

static void request(struct record *r, struct json body, struct str url, struct arena *a)
{
    body_request(r, url);
    openai_request_names(r, body);
    body_name(r, NAME_MODEL_REQUESTED, body_url_model(url, S("/deployments/"), a));
    keys_params(r, body, params);
    // OpenRouter's reasoning: {effort}.
    keys_param(r, PARAM_REASONING_EFFORT, json_get(r->params[PARAM_REASONING_EFFORT], S("effort")));
    struct blocks b = {.record = r, .arena = a};
    blocks_begin(&b, ROLE_TOOLS);
    blocks_tools(&b, json_get(body, S("tools")));
    blocks_tools(&b, json_get(body, S("functions")));
    struct json_iter it = json_iter(json_get(body, S("messages")));
    while (json_next(&it))
        message(&b, it.value);
}

enum { A_CONTENT, A_REFUSAL, A_AUDIO, A_TOOL_CALLS, A_FUNCTION_CALL, A_KEYS };
static const struct member_key answer_keys[] = {
    [A_CONTENT] = {KEY("content")},
    [A_REFUSAL] = {KEY("refusal")},
    [A_AUDIO] = {KEY("audio")},
    [A_TOOL_CALLS] = {KEY("tool_calls")},
    [A_FUNCTION_CALL] = {KEY("function_call")},
};

// Of a function or a custom tool; the deltas behind the first have none.
static struct str name_of_call(struct json call)
{
    struct json function = json_or(json_get(call, S("function")), json_get(call, S("custom")));
    return json_str(json_get(function, S("name")));
}

// A message, or the delta of one.
static void take_message(struct reply *y, int64_t choice, struct json m)
{
    struct json v[A_KEYS];
    uint64_t key = reply_key(choice, 0);
    keys_get(m, answer_keys, A_KEYS, v);
    reply_add(y, key, json_str(v[A_CONTENT]));
    if (json_is_array(v[A_CONTENT])) {
        struct json_iter it = json_iter(v[A_CONTENT]);
        for (int64_t i = 0; json_next(&it); i++)
            reply_add(y, reply_key(choice, i), json_str(json_get(it.value, S("text"))));
    }
    reply_add(y, key, json_str(v[A_REFUSAL]));
    reply_add(y, key, json_str(json_get(v[A_AUDIO], S("transcript"))));
    struct json_iter calls = json_iter(v[A_TOOL_CALLS]);
    for (int64_t i = 0; json_next(&calls); i++) {
        int64_t index = body_count(json_get(calls.value, S("index")));
        reply_call(y, reply_key(choice, 1 + (index == UNKNOWN ? i : index)),
                   name_of_call(calls.value));
    }
    if (json_is_object(v[A_FUNCTION_CALL]))
        reply_call(y, reply_key(choice, 0), json_str(json_get(v[A_FUNCTION_CALL], S("name"))));
}

enum { C_INDEX, C_MESSAGE, C_DELTA, C_FINISH, C_KEYS };
static const struct member_key choice_keys[] = {
    [C_INDEX] = {KEY("index")},
    [C_MESSAGE] = {KEY("message")},
    [C_DELTA] = {KEY("delta")},
    [C_FINISH] = {KEY("finish_reason")},
};

static void take_choices(struct reply *y, struct json choices)
{
    struct json_iter it = json_iter(choices);
    for (int64_t i = 0; json_next(&it); i++) {
        struct json v[C_KEYS];
        keys_get(it.value, choice_keys, C_KEYS, v);
        int64_t index = body_count(v[C_INDEX]);
        struct json said = json_is_object(v[C_MESSAGE]) ? v[C_MESSAGE] : v[C_DELTA];
        take_message(y, index == UNKNOWN ? i : index, said);
        reply_finish(y, json_str(v[C_FINISH]));
    }
}

// One body, or the events of a stream one after the other.
struct answer_parts {
    struct reply reply;
    struct counts counts;
    bool is_whole;  // a body: without choices it is an error
};

static void take(struct answer_parts *p, struct record *r, struct json body)
{
    struct openai_body v = openai_response_names(r, body);
    take_choices(&p->reply, v.choices);
    openai_take_usage(&p->counts, v.usage);
    if (json_is_object(v.error) || (p->is_whole && !json_is_set(v.choices)))
        wire_error(r, body);
}

static struct str model_of(const struct record *r)
{
    return r->names[r->names[NAME_MODEL].len ? NAME_MODEL : NAME_MODEL_REQUESTED];
}

static void finish(struct answer_parts *p, struct record *r)
{
    openai_set_usage(&r->usage, &p->counts, model_of(r));
    reply_end(&p->reply, r);
}

static void response(struct record *r, struct json body, struct arena *a)
{
    struct answer_parts p = {.is_whole = true};
    reply_init(&p.reply, a);
    counts_init(&p.counts);
    take(&p, r, body);
    finish(&p, r);
}

static void events(struct record *r, struct json list, struct arena *a)
{
    struct answer_parts p = {.is_whole = false};
    reply_init(&p.reply, a);
    counts_init(&p.counts);
    struct json_iter it = json_iter(list);
    while (json_next(&it))
        take(&p, r, it.value);
    finish(&p, r);
    if (r->stream == TRI_UNKNOWN)
        r->stream = TRI_YES;
}

const struct wire wire_openai_chat = {
    .name = "openai_chat",
    .rank = 10,
    .detect_request = detect_request,
    .detect_response = detect_response,
    .detect_events = detect_events,
    .request = request,
    .response = response,
    .events = events,
    .usage = openai_usage,
};

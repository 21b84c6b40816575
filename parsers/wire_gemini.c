// wire_gemini.c - Google's generateContent, of the Gemini API and of Vertex, in camelCase and
// snake_case.
#include "parsers/blocks.h"
#include "parsers/body.h"
#include "parsers/keys.h"
#include "parsers/openai.h"
#include "parsers/reply.h"
#include "parsers/wire.h"

// Below generationConfig.
static const struct param_key params[] = {
    PARAM_KEY("temperature", PARAM_TEMPERATURE),
    PARAM_KEY("topP", PARAM_TOP_P),
    PARAM_KEY("top_p", PARAM_TOP_P),
    PARAM_KEY("topK", PARAM_TOP_K),
    PARAM_KEY("top_k", PARAM_TOP_K),
    PARAM_KEY("seed", PARAM_SEED),
    PARAM_KEY("candidateCount", PARAM_N),
    PARAM_KEY("candidate_count", PARAM_N),
    PARAM_KEY("maxOutputTokens", PARAM_MAX_TOKENS),
    PARAM_KEY("max_output_tokens", PARAM_MAX_TOKENS),
    PARAM_KEY("stopSequences", PARAM_STOP),
    PARAM_KEY("stop_sequences", PARAM_STOP),
    {0},
};

static bool is_gemini_url(struct str url)
{
    return url.len &&
           (body_url_has(url, S("enerateContent")) || body_url_has(url, S("enerate_content")));
}

static int detect_request(struct json body, struct str url)
{
    struct json contents = json_get(body, S("contents"));
    if (is_gemini_url(url))
        return SURE_YES;
    if (!json_is_array(contents))
        return SURE_NO;
    return json_is_array(json_get(json_index(contents, 0), S("parts"))) ? SURE_YES : SURE_LIKELY;
}

static int detect_response(struct json body, struct str url)
{
    if (json_is_object(
            json_or(json_get(body, S("usageMetadata")), json_get(body, S("usage_metadata")))) ||
        json_is_array(json_get(body, S("candidates"))) ||
        json_is_object(
            json_or(json_get(body, S("promptFeedback")), json_get(body, S("prompt_feedback")))))
        return SURE_YES;
    struct json error = json_get(body, S("error"));
    if (json_is_string(json_get(error, S("status"))))
        return SURE_SHAPE;
    return json_is_object(error) && is_gemini_url(url) ? SURE_URL : SURE_NO;
}

static int detect_events(struct json events, struct str url)
{
    return detect_response(json_index(events, 0), url);
}

enum {
    P_TEXT,
    P_THOUGHT,
    P_CALL,
    P_CALL_SNAKE,
    P_RESULT,
    P_RESULT_SNAKE,
    P_DATA,
    P_DATA_SNAKE,
    P_FILE,
    P_FILE_SNAKE,
    P_KEYS
};
static const struct member_key part_keys[] = {
    [P_TEXT] = {KEY("text")},
    [P_THOUGHT] = {KEY("thought")},
    [P_CALL] = {KEY("functionCall")},
    [P_CALL_SNAKE] = {KEY("function_call")},
    [P_RESULT] = {KEY("functionResponse")},
    [P_RESULT_SNAKE] = {KEY("function_response")},
    [P_DATA] = {KEY("inlineData")},
    [P_DATA_SNAKE] = {KEY("inline_data")},
    [P_FILE] = {KEY("fileData")},
    [P_FILE_SNAKE] = {KEY("file_data")},
};

static bool is_thought(const struct json v[P_KEYS])
{
    bool yes = false;
    return json_to_bool(v[P_THOUGHT], &yes) && yes;
}

static struct segment *media_part(struct blocks *b, const struct json v[P_KEYS])
{
    struct json data = json_or(v[P_DATA], v[P_DATA_SNAKE]);
    if (!json_is_set(data))
        data = json_or(v[P_FILE], v[P_FILE_SNAKE]);
    struct str type =
        json_str(json_or(json_get(data, S("mimeType")), json_get(data, S("mime_type"))));
    return blocks_media(b, json_str(json_any(data, "data|fileUri|file_uri")),
                        str_starts(type, S("image/")));
}

static void part(struct blocks *b, struct json p)
{
    struct json v[P_KEYS];
    keys_get(p, part_keys, P_KEYS, v);
    struct json call = json_or(v[P_CALL], v[P_CALL_SNAKE]);
    struct json result = json_or(v[P_RESULT], v[P_RESULT_SNAKE]);
    enum role role = b->role;
    if (json_is_string(v[P_TEXT])) {
        blocks_text(b, is_thought(v) ? SEG_REASONING : SEG_TEXT, json_str(v[P_TEXT]));
    } else if (json_is_object(call)) {
        blocks_value(b, SEG_TOOL_CALL, body_without(call, "id", b->arena));
    } else if (json_is_object(result)) {
        b->role = ROLE_TOOL;
        blocks_value(b, SEG_TOOL_RESULT, body_without(result, "id", b->arena));
        b->role = role;
    } else if (!media_part(b, v)) {
        blocks_value(b, SEG_JSON, body_without(p, "thoughtSignature|thought_signature", b->arena));
    }
}

// A content: {parts: […]}, a list of parts, one part, or plain text.
static void content(struct blocks *b, struct json value)
{
    struct json parts = json_is_object(value) ? json_get(value, S("parts")) : value;
    if (json_is_object(parts) || (json_is_object(value) && !json_is_set(parts)))
        part(b, json_is_object(parts) ? parts : value);
    blocks_text(b, SEG_TEXT, json_str(parts));
    struct json_iter it = json_iter(parts);
    while (!it.has_keys && json_next(&it))
        part(b, it.value);
}

static void tools(struct blocks *b, struct json list)
{
    struct json_iter it = json_iter(list);
    while (!it.has_keys && json_next(&it)) {
        blocks_tools(b, json_or(json_get(it.value, S("functionDeclarations")),
                                json_get(it.value, S("function_declarations"))));
        struct json rest =
            body_without(it.value, "functionDeclarations|function_declarations", b->arena);
        if (json_len(rest) && blocks_value(b, SEG_JSON, rest))
            b->record->tools_offered++;
    }
}

static void request_names(struct record *r, struct json body, struct str url, struct arena *a)
{
    body_name(r, NAME_MODEL_REQUESTED, body_url_model(url, S("/models/"), a));
    body_name(r, NAME_MODEL_REQUESTED, body_text(json_get(body, S("model"))));
    if (r->stream == TRI_UNKNOWN && url.len)
        r->stream = body_url_has(url, S("streamGenerateContent")) ? TRI_YES
                    : body_url_has(url, S("generateContent"))     ? TRI_NO
                                                                  : TRI_UNKNOWN;
}

static void request_params(struct record *r, struct json body)
{
    struct json config =
        json_or(json_get(body, S("generationConfig")), json_get(body, S("generation_config")));
    struct json thinking =
        json_or(json_get(config, S("thinkingConfig")), json_get(config, S("thinking_config")));
    keys_params(r, config, params);
    keys_param(r, PARAM_RESPONSE_FORMAT,
               json_any(config, "responseJsonSchema|response_json_schema|responseSchema|"
                                "response_schema|responseMimeType|response_mime_type"));
    keys_param(r, PARAM_REASONING_EFFORT,
               json_any(thinking, "thinkingLevel|thinking_level|thinkingBudget|thinking_budget"));
    keys_param(r, PARAM_TOOL_CHOICE,
               json_or(json_get(json_get(body, S("toolConfig")), S("functionCallingConfig")),
                       json_get(json_get(body, S("tool_config")), S("function_calling_config"))));
}

static void request(struct record *r, struct json body, struct str url, struct arena *a)
{
    body_request(r, url);
    request_names(r, body, url, a);
    request_params(r, body);
    struct blocks b = {.record = r, .arena = a};
    blocks_begin(&b, ROLE_TOOLS);
    tools(&b, json_get(body, S("tools")));
    blocks_begin(&b, ROLE_SYSTEM);
    // The name of an explicit cache stands for the text it holds.
    blocks_value(&b, SEG_JSON,
                 json_or(json_get(body, S("cachedContent")), json_get(body, S("cached_content"))));
    content(&b, json_or(json_get(body, S("systemInstruction")),
                        json_get(body, S("system_instruction"))));
    struct json contents = json_get(body, S("contents"));
    if (!json_is_array(contents)) {
        blocks_begin(&b, ROLE_USER);
        content(&b, contents);
    }
    struct json_iter it = json_iter(contents);
    while (!it.has_keys && json_next(&it)) {
        blocks_begin(&b, openai_role(json_str(json_get(it.value, S("role")))));
        content(&b, it.value);
    }
}

// Modalities are names, or numbers with Vertex' enum-encoding=int (Modality of aiplatform v1).
enum { MODALITY_IMAGE = 2, MODALITY_AUDIO = 4 };

static void take_modality(int64_t *count, struct json details, struct str name, int64_t number)
{
    int64_t sum = UNKNOWN;
    struct json_iter it = json_iter(details);
    while (json_next(&it)) {
        struct json modality = json_get(it.value, S("modality"));
        int64_t n = 0;
        int64_t tok = body_count(
            json_or(json_get(it.value, S("tokenCount")), json_get(it.value, S("token_count"))));
        bool is_number = json_to_i64(modality, &n) && n == number;
        if ((is_number || str_eq_nocase(json_str(modality), name)) && tok != UNKNOWN)
            sum = (sum == UNKNOWN ? 0 : sum) + tok;
    }
    if (sum != UNKNOWN)
        *count = sum;
}

static const struct count_key usage_keys[] = {
    COUNT_KEY("promptTokenCount", raw.input),
    COUNT_KEY("prompt_token_count", raw.input),
    COUNT_KEY("candidatesTokenCount", raw.output),
    COUNT_KEY("candidates_token_count", raw.output),
    COUNT_KEY("responseTokenCount", raw.output),
    COUNT_KEY("cachedContentTokenCount", raw.cache_read),
    COUNT_KEY("cached_content_token_count", raw.cache_read),
    COUNT_KEY("thoughtsTokenCount", raw.reasoning),
    COUNT_KEY("thoughts_token_count", raw.reasoning),
    COUNT_KEY("toolUsePromptTokenCount", raw.tool_use_in),
    COUNT_KEY("tool_use_prompt_token_count", raw.tool_use_in),
    COUNT_KEY("totalTokenCount", total),
    COUNT_KEY("total_token_count", total),
    {0},
};

static void take_usage(struct counts *c, struct json usage)
{
    struct counts now;
    if (!json_is_object(usage))
        return;
    counts_init(&now);
    counts_take(&now, usage, usage_keys);
    struct json_iter it = json_iter(usage);
    while (json_next(&it)) {
        if (!json_is_array(it.value))
            continue;
        bool is_input = str_starts(it.key, S("prompt"));
        bool is_output = str_starts(it.key, S("candidates")) || str_starts(it.key, S("response"));
        if (str_starts(it.key, S("cache")))
            take_modality(&now.raw.audio_read, it.value, S("AUDIO"), MODALITY_AUDIO);
        if (!is_input && !is_output)
            continue;
        take_modality(is_input ? &now.raw.audio_in : &now.raw.audio_out, it.value, S("AUDIO"),
                      MODALITY_AUDIO);
        take_modality(is_input ? &now.raw.image_in : &now.raw.image_out, it.value, S("IMAGE"),
                      MODALITY_IMAGE);
    }
    counts_merge(c, &now);
}

static int64_t or_zero(int64_t n)
{
    return n == UNKNOWN ? 0 : n;
}

// Counts of zero are left out of the object: the rest of the total is the output.
static bool set_usage(struct usage *u, struct counts *c)
{
    struct raw_usage *raw = &c->raw;
    if (raw->input == UNKNOWN && raw->output == UNKNOWN)
        return false;
    raw->input_includes_cache = true;
    raw->output_excludes_reasoning = true;
    if (raw->output == UNKNOWN) {
        int64_t rest = or_zero(c->total) - or_zero(raw->input) - or_zero(raw->reasoning) -
                       or_zero(raw->tool_use_in);
        raw->output = rest > 0 ? rest : 0;
    }
    // The prompt's details count what came from the cache as well.
    if (raw->audio_in != UNKNOWN && raw->audio_read != UNKNOWN)
        raw->audio_in = raw->audio_in > raw->audio_read ? raw->audio_in - raw->audio_read : 0;
    int64_t searches = u->web_searches;
    usage_from_raw(u, raw);
    u->web_searches = searches;
    return true;
}

static bool usage(struct usage *u, struct json object)
{
    struct counts c;
    counts_init(&c);
    take_usage(&c, object);
    return set_usage(u, &c);
}

// FinishReason of aiplatform v1, for enum-encoding=int.
static struct str finish_name(struct json reason)
{
    static const char *const names[] = {
        "FINISH_REASON_UNSPECIFIED",
        "STOP",
        "MAX_TOKENS",
        "SAFETY",
        "RECITATION",
        "OTHER",
        "BLOCKLIST",
        "PROHIBITED_CONTENT",
        "SPII",
        "MALFORMED_FUNCTION_CALL",
    };
    int64_t n = 0;
    if (json_to_i64(reason, &n) && n >= 0 && n < (int64_t)(sizeof names / sizeof *names))
        return str_of(names[n]);
    return json_str(reason);
}

// Up to Gemini 2.5 a grounded prompt is billed once, from 3 on each query that is not empty
// (Google's documentation as quoted by you.com/resources/gemini-web-search-api, read 2026-11-22).
static void take_searches(struct record *r, struct json grounding, struct str model)
{
    struct json_iter it = json_iter(json_or(json_get(grounding, S("webSearchQueries")),
                                            json_get(grounding, S("web_search_queries"))));
    int64_t n = 0;
    while (json_next(&it))
        n += json_str(it.value).len > 0;
    bool is_per_prompt = str_starts(model, S("gemini-1")) || str_starts(model, S("gemini-2"));
    if (n > 0)
        r->usage.web_searches = is_per_prompt ? 1 : n;
}

static void take_parts(struct reply *y, int64_t choice, struct json parts)
{
    struct json_iter it = json_iter(parts);
    while (json_next(&it)) {
        struct json v[P_KEYS];
        keys_get(it.value, part_keys, P_KEYS, v);
        if (!is_thought(v))
            reply_add(y, reply_key(choice, 0), json_str(v[P_TEXT]));
        struct json call = json_or(v[P_CALL], v[P_CALL_SNAKE]);
        if (json_is_object(call))
            reply_call(y, reply_key(choice, y->calls + 1), json_str(json_get(call, S("name"))));
    }
}

enum { C_INDEX, C_CONTENT, C_FINISH, C_FINISH_SNAKE, C_GROUNDING, C_GROUNDING_SNAKE, C_KEYS };
static const struct member_key candidate_keys[] = {
    [C_INDEX] = {KEY("index")},
    [C_CONTENT] = {KEY("content")},
    [C_FINISH] = {KEY("finishReason")},
    [C_FINISH_SNAKE] = {KEY("finish_reason")},
    [C_GROUNDING] = {KEY("groundingMetadata")},
    [C_GROUNDING_SNAKE] = {KEY("grounding_metadata")},
};

static void take_candidates(struct record *r, struct reply *y, struct json candidates)
{
    struct json_iter it = json_iter(candidates);
    for (int64_t i = 0; json_next(&it); i++) {
        struct json v[C_KEYS];
        keys_get(it.value, candidate_keys, C_KEYS, v);
        int64_t index = body_count(v[C_INDEX]);
        take_parts(y, index == UNKNOWN ? i : index, json_get(v[C_CONTENT], S("parts")));
        reply_finish(y, finish_name(json_or(v[C_FINISH], v[C_FINISH_SNAKE])));
        take_searches(r, json_or(v[C_GROUNDING], v[C_GROUNDING_SNAKE]), r->names[NAME_MODEL]);
    }
}

// Numbers of trafficType (usage_metadata of aiplatform v1): 1 = ON_DEMAND.
static void take_tier(struct record *r, struct json usage_object)
{
    struct json traffic = json_or(json_or(json_get(usage_object, S("serviceTier")),
                                          json_get(usage_object, S("service_tier"))),
                                  json_or(json_get(usage_object, S("trafficType")),
                                          json_get(usage_object, S("traffic_type"))));
    int64_t n = 0;
    body_tier(r, json_to_i64(traffic, &n) && n == 1 ? S("on_demand") : json_str(traffic));
}

struct answer_parts {
    struct reply reply;
    struct counts counts;
};

enum {
    B_ID,
    B_ID_SNAKE,
    B_MODEL,
    B_MODEL_SNAKE,
    B_TIME,
    B_TIME_SNAKE,
    B_USAGE,
    B_USAGE_SNAKE,
    B_CANDIDATES,
    B_FEEDBACK,
    B_FEEDBACK_SNAKE,
    B_ERROR,
    B_KEYS
};
static const struct member_key body_keys[] = {
    [B_ID] = {KEY("responseId")},
    [B_ID_SNAKE] = {KEY("response_id")},
    [B_MODEL] = {KEY("modelVersion")},
    [B_MODEL_SNAKE] = {KEY("model_version")},
    [B_TIME] = {KEY("createTime")},
    [B_TIME_SNAKE] = {KEY("create_time")},
    [B_USAGE] = {KEY("usageMetadata")},
    [B_USAGE_SNAKE] = {KEY("usage_metadata")},
    [B_CANDIDATES] = {KEY("candidates")},
    [B_FEEDBACK] = {KEY("promptFeedback")},
    [B_FEEDBACK_SNAKE] = {KEY("prompt_feedback")},
    [B_ERROR] = {KEY("error")},
};

static void take(struct answer_parts *p, struct record *r, struct json body)
{
    struct json v[B_KEYS];
    keys_get(body, body_keys, B_KEYS, v);
    body_call_id(r, json_str(json_or(v[B_ID], v[B_ID_SNAKE])));
    body_name(r, NAME_MODEL, json_str(json_or(v[B_MODEL], v[B_MODEL_SNAKE])));
    body_created(r, json_or(v[B_TIME], v[B_TIME_SNAKE]));
    struct json counts = json_or(v[B_USAGE], v[B_USAGE_SNAKE]);
    take_usage(&p->counts, counts);
    take_tier(r, counts);
    take_candidates(r, &p->reply, v[B_CANDIDATES]);
    struct json feedback = json_or(v[B_FEEDBACK], v[B_FEEDBACK_SNAKE]);
    reply_finish(&p->reply, json_str(json_or(json_get(feedback, S("blockReason")),
                                             json_get(feedback, S("block_reason")))));
    if (json_is_object(v[B_ERROR]))
        wire_error(r, body);
}

static void begin(struct answer_parts *p, struct arena *a)
{
    reply_init(&p->reply, a);
    counts_init(&p->counts);
}

static void finish(struct answer_parts *p, struct record *r)
{
    set_usage(&r->usage, &p->counts);
    reply_end(&p->reply, r);
    body_name(r, NAME_PROVIDER, S("google"));
}

static void response(struct record *r, struct json body, struct arena *a)
{
    struct answer_parts p;
    begin(&p, a);
    take(&p, r, body);
    finish(&p, r);
}

// Snapshots: each event repeats the counts so far, the last of each key holds.
static void events(struct record *r, struct json list, struct arena *a)
{
    struct answer_parts p;
    begin(&p, a);
    struct json_iter it = json_iter(list);
    while (json_next(&it))
        take(&p, r, it.value);
    finish(&p, r);
    if (r->stream == TRI_UNKNOWN)
        r->stream = TRI_YES;
}

const struct wire wire_gemini = {
    .name = "gemini",
    .rank = 15,
    .detect_request = detect_request,
    .detect_response = detect_response,
    .detect_events = detect_events,
    .request = request,
    .response = response,
    .events = events,
    .usage = usage,
};

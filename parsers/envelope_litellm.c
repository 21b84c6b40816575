// envelope_litellm.c - LiteLLM: StandardLoggingPayload, SpendLogs rows, the GCS payload of 2024.
#include "parsers/envelope.h"
#include "parsers/field.h"
#include "parsers/litellm.h"
#include "parsers/siblings.h"
#include "parsers/wire.h"

static bool is_old_payload(struct json root)
{
    return json_is_object(json_get(root, S("request_kwargs"))) &&
           json_get(root, S("response_obj")).tape;
}

static bool detect(struct json root)
{
    if (!json_is_string(json_get(root, S("call_type"))))
        return is_old_payload(root);
    if (json_get(root, S("spend")).tape)
        return json_get(root, S("request_id")).tape != NULL;
    return json_get(root, S("response_cost")).tape &&
           json_any(root, "hidden_params|model_map_information|model_parameters|litellm_call_id")
               .tape;
}

// Work of the proxy that is logged like a call, but uses no tokens.
static bool is_other_work(struct str call_type)
{
    static const struct str words[] = {
        {"mcp", 3},    {"moderation", 10}, {"file", 4},   {"batch", 5}, {"thread", 6},
        {"health", 6}, {"assistant", 9},   {"vector", 6}, {"list", 4},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_contains(call_type, words[i]))
            return true;
    return false;
}

static void read_times(struct json root, struct record *r)
{
    int64_t end_us = field_time(json_any(root, "endTime|end_time"));
    int64_t first_us = field_time(json_get(root, S("completionStartTime")));
    r->ts_us = field_time(json_any(root, "startTime|start_time"));
    r->latency_us = time_between(r->ts_us, end_us);
    if (r->latency_us == UNKNOWN)
        r->latency_us = field_duration(json_get(root, S("request_duration_ms")), 1e3);
    if (r->latency_us == UNKNOWN)
        r->latency_us = field_duration(json_get(root, S("response_time")), 1e6);
    // Without a stream completionStartTime is only a copy of endTime.
    if (first_us != end_us)
        r->ttft_us = time_between(r->ts_us, first_us);
}

static struct str first_text(struct parse *p, struct json a, const char *a_paths, struct json b,
                             const char *b_paths)
{
    struct str text = field_text(json_any(a, a_paths), p->arena);
    return text.len ? text : field_text(json_any(b, b_paths), p->arena);
}

static void read_names(struct parse *p, struct json root, struct json meta, struct record *r)
{
    struct str *names = r->names;
    names[NAME_MODEL] = field_text(json_get(root, S("model")), p->arena);
    names[NAME_MODEL_REQUESTED] = field_text(json_get(root, S("model_group")), p->arena);
    names[NAME_PROVIDER] = field_text(json_get(root, S("custom_llm_provider")), p->arena);
    names[NAME_USER] = first_text(p, meta, "user_api_key_user_id", root, "user");
    if (!names[NAME_USER].len)
        names[NAME_USER] = first_text(p, root, "end_user", meta,
                                      "user_api_key_end_user_id|user_api_key_user_email");
    names[NAME_TEAM] =
        first_text(p, meta, "user_api_key_team_id|user_api_key_team_alias", root, "team_id");
    names[NAME_PROJECT] =
        field_text(json_any(meta, "user_api_key_project_alias|user_api_key_project_id"), p->arena);
    names[NAME_SESSION] = field_text(json_get(root, S("session_id")), p->arena);
    names[NAME_API_KEY] = record_key_alias(
        first_text(p, meta, "user_api_key_alias|user_api_key_hash", root, "api_key"), p->arena);
    parse_tag(p, r, S("end_user"), field_text(json_get(root, S("end_user")), p->arena));
    parse_tag(p, r, S("organization"),
              first_text(p, meta, "user_api_key_org_id", root, "organization_id"));
    parse_metadata(p, json_get(meta, S("requester_metadata")), r);
    parse_metadata(p, json_get(meta, S("spend_logs_metadata")), r);
    parse_labels(p, json_get(root, S("request_tags")), r);
}

static void read_error(struct parse *p, struct json root, struct json meta, struct record *r)
{
    struct json info = json_get(root, S("error_information"));
    if (!json_is_object(info))
        info = json_get(meta, S("error_information"));
    struct json state = json_get(root, S("status"));
    r->status = field_status(json_get(info, S("error_code")));
    r->is_error = field_is_failure(state) || field_is_set(json_get(info, S("error_class")));
    if (!r->is_error && r->status == UNKNOWN)
        r->status = field_status(state);
    if (!r->is_error)
        return;
    r->names[NAME_ERROR] = field_text(json_any(info, "error_class|error_code"), p->arena);
    r->error_message = json_str(json_get(info, S("error_message")));
    if (!r->error_message.len)
        r->error_message = json_str(json_get(root, S("error_str")));
}

// The wire of the messages: LiteLLM keeps the caller's dialect.
static const struct wire *wire_of_call(struct str call_type)
{
    if (str_contains(call_type, S("anthropic_messages")))
        return wire_find("anthropic");
    if (str_contains(call_type, S("responses")))
        return wire_find("openai_responses");
    if (str_contains(call_type, S("embedding")))
        return wire_find("openai_embeddings");
    return str_contains(call_type, S("text_completion")) ? wire_find("openai_completions")
                                                         : wire_find("openai_chat");
}

// Parameters stand apart from messages. First the parameters: tools come before messages.
static void read_request(struct parse *p, const struct wire *wire, struct json parameters,
                         struct json holder, struct record *r)
{
    if (!wire)
        return;
    if (json_is_object(parameters))
        wire->request(r, parameters, (struct str){0}, p->arena);
    wire->request(r, holder, (struct str){0}, p->arena);
    r->has_request = r->segment_count > 0;
}

static void read_bodies(struct parse *p, struct json root, struct record *r)
{
    struct str none = {0};
    struct json proxied = parse_nested(p, json_get(root, S("proxy_server_request")));
    struct json request =
        json_is_object(json_get(proxied, S("body"))) ? json_get(proxied, S("body")) : proxied;
    struct json response = parse_nested(p, json_get(root, S("response")));
    struct json messages = json_get(root, S("messages"));
    struct str call_type = json_str(json_get(root, S("call_type")));
    bool is_whole = json_len(request) > 0;
    if (!is_whole && json_is_array(messages) && json_len(messages) > 0)
        read_request(p, wire_of_call(call_type), json_get(root, S("model_parameters")), root, r);
    bool has_answer = json_is_object(response) && json_len(response) > 0;
    if (is_whole || has_answer)
        parse_bodies(p, r, none, is_whole ? request : (struct json){0},
                     has_answer ? response : (struct json){0});
}

static void parse_payload(struct parse *p, struct json root)
{
    struct json meta = parse_nested(p, json_get(root, S("metadata")));
    struct usage usage;
    bool has_usage = litellm_usage(&usage, root, meta);
    struct str call_type = json_str(json_get(root, S("call_type")));
    if (is_other_work(call_type) && usage_input_total(&usage) == 0 &&
        tok_or_zero(&usage, TOK_OUTPUT) == 0) {
        parse_skip(p);
        return;
    }
    struct record *r = parse_record(p);
    r->keep = KEEP_LAST;
    r->call_id = field_text(json_any(root, "id|request_id"), p->arena);
    if (!r->call_id.len)
        r->call_id = field_text(json_get(root, S("litellm_call_id")), p->arena);
    read_times(root, r);
    read_names(p, root, meta, r);
    read_error(p, root, meta, r);
    r->stream = field_tri(json_get(root, S("stream")));
    r->gateway_hit = field_tri(json_get(root, S("cache_hit")));
    r->logged_cost_nusd = field_nusd(json_any(root, "response_cost|spend"));
    read_bodies(p, root, r);
    if (has_usage)
        r->usage = usage;
}

static void parse_old_payload(struct parse *p, struct json root)
{
    struct json kwargs = json_get(root, S("request_kwargs"));
    struct record *r = parse_record(p);
    r->keep = KEEP_LAST;
    read_times(root, r);
    read_request(p, wire_find("openai_chat"), json_get(kwargs, S("optional_params")), kwargs, r);
    parse_bodies(p, r, (struct str){0}, (struct json){0}, json_get(root, S("response_obj")));
}

static void parse(struct parse *p, struct json root)
{
    if (is_old_payload(root))
        parse_old_payload(p, root);
    else
        parse_payload(p, root);
}

const struct envelope envelope_litellm = {
    .name = "litellm",
    .title = "LiteLLM StandardLoggingPayload, SpendLogs rows and the GCS payload of 2024",
    .rank = 6,
    .detect = detect,
    .parse = parse,
    .fields =
        "id: id|request_id, else litellm_call_id; time: startTime\n"
        "latency: endTime - startTime; ttft: completionStartTime - startTime\n"
        "model: model; asked: model_group; provider: custom_llm_provider\n"
        "tokens: prompt_tokens, completion_tokens, details in metadata.usage_object\n"
        "cost: response_cost, spend; gateway cache: cache_hit\n"
        "user: metadata.user_api_key_user_id, user, end_user; team: …_team_id, team_id\n"
        "project: …_project_alias; api_key: …_alias, else the end of the hash\n"
        "session: session_id\n"
        "tags: request_tags, requester_metadata, spend_logs_metadata, end_user, organization\n",
};

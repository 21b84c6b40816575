// wire_openai_completions.c - OpenAI's legacy completions, still spoken by vLLM and other servers.
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
    PARAM_KEY("n", PARAM_N),
    PARAM_KEY("max_tokens", PARAM_MAX_TOKENS),
    PARAM_KEY("stop", PARAM_STOP),
    {0},
};

static bool is_completions_url(struct str url)
{
    return url.len && body_url_has(url, S("/completions")) &&
           !body_url_has(url, S("/chat/completions"));
}

// Image generation has a prompt as well.
static bool is_image_request(struct json body)
{
    struct str model = json_str(json_get(body, S("model")));
    return str_starts(model, S("dall-e")) || str_starts(model, S("gpt-image")) ||
           json_is_set(json_get(body, S("size"))) || json_is_set(json_get(body, S("quality")));
}

static int detect_request(struct json body, struct str url)
{
    if (is_completions_url(url))
        return SURE_YES;
    struct json prompt = json_get(body, S("prompt"));
    if (!json_is_string(prompt) && !json_is_array(prompt))
        return SURE_NO;
    bool is_known_url = body_url_has(url, S("/images/")) || body_url_has(url, S("/messages"));
    if (is_known_url || is_image_request(body))
        return SURE_NO;
    return json_is_string(json_get(body, S("model"))) ? SURE_LIKELY : SURE_MAYBE;
}

static int detect_response(struct json body, struct str url)
{
    if (str_eq(json_str(json_get(body, S("object"))), S("text_completion")))
        return SURE_YES;
    struct json first = json_index(json_get(body, S("choices")), 0);
    if (json_is_string(json_get(first, S("text"))) && !json_is_object(json_get(first, S("delta"))))
        return SURE_SHAPE;
    return json_is_object(json_get(body, S("error"))) && is_completions_url(url) ? SURE_URL
                                                                                 : SURE_NO;
}

static int detect_events(struct json events, struct str url)
{
    return detect_response(json_index(events, 0), url);
}

// Texts become a message each; token ids stay a list.
static void prompts(struct blocks *b, struct json prompt)
{
    bool is_list = json_is_array(prompt) && json_is_string(json_index(prompt, 0));
    blocks_begin(b, ROLE_USER);
    blocks_text(b, SEG_TEXT, json_str(prompt));
    if (!json_is_string(prompt) && !is_list)
        blocks_value(b, SEG_JSON, prompt);
    struct json_iter it = json_iter(prompt);
    while (is_list && json_next(&it)) {
        blocks_begin(b, ROLE_USER);
        blocks_text(b, SEG_TEXT, json_str(it.value));
    }
}

static void request(struct record *r, struct json body, struct str url, struct arena *a)
{
    body_request(r, url);
    openai_request_names(r, body);
    body_name(r, NAME_MODEL_REQUESTED, body_url_model(url, S("/deployments/"), a));
    keys_params(r, body, params);
    struct blocks b = {.record = r, .arena = a};
    prompts(&b, json_get(body, S("prompt")));
    blocks_text(&b, SEG_TEXT, body_text(json_get(body, S("suffix"))));
}

struct answer_parts {
    struct reply reply;
    struct counts counts;
};

static void take(struct answer_parts *p, struct record *r, struct json body)
{
    struct openai_body v = openai_response_names(r, body);
    openai_take_usage(&p->counts, v.usage);
    struct json_iter it = json_iter(v.choices);
    for (int64_t i = 0; json_next(&it); i++) {
        int64_t index = body_count(json_get(it.value, S("index")));
        struct str text = json_str(json_get(it.value, S("text")));
        reply_add(&p->reply, reply_key(index == UNKNOWN ? i : index, 0), text);
        reply_finish(&p->reply, body_text(json_get(it.value, S("finish_reason"))));
    }
    if (json_is_object(v.error))
        wire_error(r, body);
}

static void take_all(struct record *r, struct json first, struct json list, struct arena *a)
{
    struct answer_parts p;
    reply_init(&p.reply, a);
    counts_init(&p.counts);
    if (json_is_object(first))
        take(&p, r, first);
    struct json_iter it = json_iter(list);
    while (json_next(&it))
        take(&p, r, it.value);
    openai_set_usage(&r->usage, &p.counts, r->names[NAME_MODEL]);
    reply_end(&p.reply, r);
}

static void response(struct record *r, struct json body, struct arena *a)
{
    take_all(r, body, (struct json){0}, a);
}

static void events(struct record *r, struct json list, struct arena *a)
{
    take_all(r, (struct json){0}, list, a);
    if (r->stream == TRI_UNKNOWN)
        r->stream = TRI_YES;
}

const struct wire wire_openai_completions = {
    .name = "openai_completions",
    .rank = 40,
    .detect_request = detect_request,
    .detect_response = detect_response,
    .detect_events = detect_events,
    .request = request,
    .response = response,
    .events = events,
    .usage = openai_usage,
};

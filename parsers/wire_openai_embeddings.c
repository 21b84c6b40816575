// wire_openai_embeddings.c - OpenAI embeddings (also Azure, Mistral, Voyage): input without output.
#include "parsers/body.h"
#include "parsers/openai.h"
#include "parsers/wire.h"

static bool is_embeddings_url(struct str url)
{
    return url.len && body_url_has(url, S("/embeddings")) && !body_url_has(url, S("/api/"));
}

static int detect_request(struct json body, struct str url)
{
    if (is_embeddings_url(url))
        return SURE_YES;
    struct json input = json_get(body, S("input"));
    if (!json_is_string(input) && !json_is_array(input))
        return SURE_NO;
    if (json_is_set(json_get(body, S("encoding_format"))) ||
        json_is_set(json_get(body, S("dimensions"))) ||
        str_contains_nocase(json_str(json_get(body, S("model"))), S("embed")))
        return SURE_SHAPE;
    struct json first = json_index(input, 0);
    bool is_list = json_is_string(first) || json_type(first) == JSON_INT;
    return is_list || json_is_array(first) ? SURE_LIKELY : SURE_NO;
}

static int detect_response(struct json body, struct str url)
{
    struct json first = json_index(json_get(body, S("data")), 0);
    if (str_eq(json_str(json_get(first, S("object"))), S("embedding")))
        return SURE_YES;
    if (json_is_set(json_get(first, S("embedding"))))
        return SURE_SHAPE;
    return json_is_object(json_get(body, S("error"))) && is_embeddings_url(url) ? SURE_URL
                                                                                : SURE_NO;
}

static int detect_events(struct json events, struct str url)
{
    (void)events;
    (void)url;
    return SURE_NO;
}

static void request(struct record *r, struct json body, struct str url, struct arena *a)
{
    body_request(r, url);
    openai_request_names(r, body);
    body_name(r, NAME_MODEL_REQUESTED, body_url_model(url, S("/deployments/"), a));
    struct blocks b = {.record = r, .arena = a};
    struct json input = json_get(body, S("input"));
    bool is_list = json_is_array(input) && !json_to_i64(json_index(input, 0), &(int64_t){0});
    blocks_begin(&b, ROLE_USER);
    blocks_text(&b, SEG_TEXT, json_str(input));
    if (!json_is_string(input) && !is_list)
        blocks_value(&b, SEG_JSON, input);
    struct json_iter it = json_iter(input);
    while (is_list && json_next(&it)) {
        blocks_begin(&b, ROLE_USER);
        if (!blocks_text(&b, SEG_TEXT, json_str(it.value)))
            blocks_value(&b, SEG_JSON, it.value);
    }
}

// Nothing comes out that is billed: the output is 0, not unknown.
static bool usage(struct usage *u, struct json object)
{
    struct counts c;
    counts_init(&c);
    openai_take_usage(&c, object);
    if (c.raw.input == UNKNOWN)
        return false;
    if (c.raw.output == UNKNOWN)
        c.raw.output = 0;
    return openai_set_usage(u, &c, (struct str){0});
}

static void response(struct record *r, struct json body, struct arena *a)
{
    (void)a;
    struct openai_body v = openai_response_names(r, body);
    (void)usage(&r->usage, v.usage);
    if (!json_is_array(json_get(body, S("data"))))
        wire_error(r, body);
}

static void events(struct record *r, struct json list, struct arena *a)
{
    struct json_iter it = json_iter(list);
    while (json_next(&it))
        response(r, it.value, a);
}

const struct wire wire_openai_embeddings = {
    .name = "openai_embeddings",
    .rank = 50,
    .detect_request = detect_request,
    .detect_response = detect_response,
    .detect_events = detect_events,
    .request = request,
    .response = response,
    .events = events,
    .usage = usage,
};

// envelope_openai_batch.c - lines of OpenAI batches: outputs and errors, inputs as request halves.
#include "parsers/envelope.h"
#include "parsers/field.h"
#include "parsers/wire.h"

static bool detect(struct json root)
{
    if (!json_is_set(json_get(root, S("custom_id"))) || json_get(root, S("request")).tape)
        return false;
    if (json_get(root, S("response")).tape || json_is_set(json_get(root, S("error"))))
        return true;
    return json_is_object(json_get(root, S("body"))) && json_is_string(json_get(root, S("url")));
}

static void parse_input(struct parse *p, struct json root, struct record *r)
{
    struct str url = json_str(json_get(root, S("url")));
    r->is_request_half = true;
    if (!parse_bodies(p, r, url, json_get(root, S("body")), (struct json){0})) {
        p->outcome_count--;
        parse_reject(p, REJECT_MALFORMED, S("body is no request of a known provider"));
    }
}

static void parse_output(struct parse *p, struct json root, struct record *r)
{
    struct json response = json_get(root, S("response"));
    r->status = field_status(json_get(response, S("status_code")));
    // Every request of a known provider has its answer in a body; an error may have none.
    parse_bodies(p, r, (struct str){0}, (struct json){0}, json_get(response, S("body")));
    if (json_is_object(json_get(root, S("error"))))
        r->is_error |= wire_error(r, root);
    if (!r->call_id.len)
        r->call_id = field_text(json_any(response, "request_id"), p->arena);
    if (!r->call_id.len)
        r->call_id = field_text(json_get(root, S("id")), p->arena);
}

static void parse(struct parse *p, struct json root)
{
    struct record *r = parse_record(p);
    r->join_key = field_text(json_get(root, S("custom_id")), p->arena);
    r->tier = TIER_BATCH;
    r->keep = KEEP_FIRST_WITH_TOKENS;
    if (json_is_set(json_get(root, S("body"))))
        parse_input(p, root, r);
    else
        parse_output(p, root, r);
    r->tier = TIER_BATCH;
}

const struct envelope envelope_openai_batch = {
    .name = "openai_batch",
    .title = "OpenAI batch output and error files; input files as the request halves",
    .rank = 21,
    .detect = detect,
    .parse = parse,
    .fields = "join: custom_id, so that input and output lines become one call\n"
              "id: response.body.id, else response.request_id, else id\n"
              "status: response.status_code; error: error.code, response.body.error\n"
              "tier: batch\n"
              "time: response.body.created; input lines have none\n",
};

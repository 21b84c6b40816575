// envelope_bare.c - provider responses without anything around them, whole or as a stream.
#include "parsers/envelope.h"
#include "parsers/field.h"
#include "parsers/wire.h"

static bool is_chunk(struct json root)
{
    return str_eq(json_str(json_get(root, S("object"))), S("chat.completion.chunk"));
}

static bool is_stream(struct json root)
{
    struct str text = str_trim(str_head(json_str(root), 64));
    return str_starts(text, S("data:")) || str_starts(text, S("event:"));
}

// {"error":{"message":…}}, at most with a type and an id: what a failed call leaves behind.
static bool is_error_body(struct json root)
{
    enum { MOST_MEMBERS = 3 };
    return json_is_string(json_at(root, "error.message")) && json_len(root) <= MOST_MEMBERS;
}

static bool detect(struct json root)
{
    if (json_is_string(root))
        return is_stream(root);
    if (json_is_array(root))
        return wire_for_events(root, (struct str){0}) != NULL;
    if (!json_is_object(root))
        return false;
    return is_chunk(root) || wire_for_response(root, (struct str){0}) || is_error_body(root);
}

// One event of a captured chat stream, each on a line of its own: a part of its call.
static void parse_chunk(struct parse *p, struct json root)
{
    const struct wire *wire = wire_find("openai_chat");
    struct json choice = json_index(json_get(root, S("choices")), 0);
    struct record *r = parse_record(p);
    r->call_id = json_str(json_get(root, S("id")));
    r->is_part = true;
    r->keep = KEEP_MOST_TOKENS;
    r->stream = TRI_YES;
    r->ts_us = field_time(json_get(root, S("created")));
    r->names[NAME_MODEL] = json_str(json_get(root, S("model")));
    r->names[NAME_FINISH_REASON] = json_str(json_get(choice, S("finish_reason")));
    r->response_text = json_str(json_at(choice, "delta.content"));
    if (wire && !wire->usage(&r->usage, json_get(root, S("usage"))))
        usage_init(&r->usage);
}

static void parse(struct parse *p, struct json root)
{
    bool is_done = true;
    if (is_chunk(root)) {
        parse_chunk(p, root);
        return;
    }
    // Ollama streams an object a token; only the last one, done, is the call.
    if (json_to_bool(json_get(root, S("done")), &is_done) && !is_done) {
        parse_skip(p);
        return;
    }
    struct record *r = parse_record(p);
    // Snapshots of a stream, each on its own line, grow.
    r->keep = KEEP_MOST_TOKENS;
    parse_siblings(p, root, r);
    if (!parse_bodies(p, r, (struct str){0}, (struct json){0}, root)) {
        p->outcome_count--;
        parse_reject(p, REJECT_UNKNOWN_FORMAT, S("a body of no known provider"));
        return;
    }
    if (!r->call_id.len)
        r->call_id = field_text(json_get(root, S("request_id")), p->arena);
}

const struct envelope envelope_bare = {
    .name = "bare",
    .title = "bare provider responses, whole or streamed",
    .rank = 30,
    .detect = detect,
    .parse = parse,
    .fields = "the body: model, id, usage, finish reason and text as the provider writes them\n"
              "time: timestamp|time|created_at|created; Anthropic bodies have none\n"
              "names: the same well-known names as of a pair, if they stand beside the body's\n",
};

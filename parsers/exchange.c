// exchange.c - the two halves of a call, request and response, by the wires that know them.
#include "parsers/body.h"
#include "parsers/envelope.h"
#include "parsers/wire.h"

// What came back, as far as a wire knows it.
struct answer {
    struct json body;    // an object, or missing
    struct json events;  // an array, or missing
    const struct wire *wire;
    bool is_sure;  // the body has what no other wire's has
};

static struct answer find_answer(struct parse *p, struct str url, struct json response)
{
    struct answer answer = {0};
    struct json body = json_is_array(response) ? response : parse_nested(p, response);
    if (json_is_object(body)) {
        answer.body = body;
        answer.wire = wire_for_response(body, url);
        answer.is_sure = answer.wire && answer.wire->detect_response(body, url) >= SURE_SHAPE;
    } else if (json_is_set(response)) {
        answer.events = parse_stream(p, response);
        answer.wire = wire_for_events(answer.events, url);
    }
    return answer;
}

// The wire of a request body, which it reads into r; NULL when none knows it. What answered surely
// is asked first: it saves asking all others.
static const struct wire *read_request(struct parse *p, struct record *r, struct str url,
                                       struct json request, const struct answer *answer)
{
    struct json body = parse_nested(p, request);
    if (!json_is_object(body))
        return NULL;
    bool is_same = answer->is_sure && answer->wire->detect_request(body, url) > SURE_NO;
    const struct wire *wire = is_same ? answer->wire : wire_for_request(body, url);
    if (wire)
        wire->request(r, body, url, p->arena);
    return wire;
}

// `asked` = the wire of the request: reads answers that no wire claims for themselves.
static bool read_answer(struct parse *p, struct record *r, const struct answer *answer,
                        const struct wire *asked)
{
    if (answer->wire && answer->body.tape) {
        answer->wire->response(r, answer->body, p->arena);
        return true;
    }
    if (answer->wire) {
        answer->wire->events(r, answer->events, p->arena);
        if (r->stream == TRI_UNKNOWN)
            r->stream = TRI_YES;
        return true;
    }
    if (!answer->body.tape)
        return false;
    if (wire_error(r, answer->body))
        return true;
    if (asked)
        asked->response(r, answer->body, p->arena);
    return false;
}

// What is neither JSON nor a stream: an error page, or the answer itself as plain text.
static void read_text(struct record *r, struct str text)
{
    text = str_trim(text);
    bool is_page = str_starts_nocase(text, S("<!doctype")) || str_starts_nocase(text, S("<html"));
    bool is_torn = str_starts(text, S("{")) || str_starts(text, S("[")) ||
                   str_starts(text, S("data:")) || str_starts(text, S("event:"));
    if (text.len == 0 || is_torn)
        return;
    if (is_page || (r->status != UNKNOWN && r->status >= 400)) {
        r->is_error = true;
        r->error_message = text;
        if (is_page && !r->names[NAME_ERROR].ptr)
            r->names[NAME_ERROR] = S("html_page");
    } else {
        r->response_text = text;
    }
}

bool parse_bodies(struct parse *p, struct record *r, struct str url, struct json request,
                  struct json response)
{
    struct answer answer = find_answer(p, url, response);
    const struct wire *asked = read_request(p, r, url, request, &answer);
    bool is_answered = read_answer(p, r, &answer, asked);
    if (!is_answered && asked && json_is_string(response) && !answer.body.tape)
        read_text(r, json_str(response));
    if ((asked || is_answered) && !r->names[NAME_PROVIDER].ptr)
        r->names[NAME_PROVIDER] = wire_provider_of_url(url);
    return asked || is_answered;
}

// wire.c - see wire.h: which wire a body is of, errors in general, providers by URL.
#include "parsers/wire.h"

#include "parsers/body.h"

const struct wire *wire_find(const char *name)
{
    for (size_t i = 0; wires[i]; i++)
        if (str_eq(str_of(wires[i]->name), str_of(name)))
            return wires[i];
    return NULL;
}

enum side { SIDE_REQUEST, SIDE_RESPONSE, SIDE_EVENTS };

static int ask(const struct wire *w, enum side side, struct json body, struct str url)
{
    switch (side) {
    case SIDE_REQUEST:
        return w->detect_request(body, url);
    case SIDE_RESPONSE:
        return w->detect_response(body, url);
    case SIDE_EVENTS:
        return w->detect_events(body, url);
    }
    return SURE_NO;
}

// The wire with the lowest rank above `rank`; ranks are unique.
static const struct wire *next_wire(int rank)
{
    const struct wire *next = NULL;
    for (size_t i = 0; wires[i]; i++)
        if (wires[i]->rank > rank && (!next || wires[i]->rank < next->rank))
            next = wires[i];
    return next;
}

static const struct wire *best(enum side side, struct json body, struct str url)
{
    const struct wire *found = NULL;
    int most = SURE_NO;
    for (const struct wire *w = next_wire(0); w; w = next_wire(w->rank)) {
        int sure = ask(w, side, body, url);
        if (sure >= SURE_YES)
            return w;
        if (sure > most) {
            most = sure;
            found = w;
        }
    }
    return found;
}

const struct wire *wire_for_request(struct json body, struct str url)
{
    return json_is_object(body) ? best(SIDE_REQUEST, body, url) : NULL;
}

const struct wire *wire_for_response(struct json body, struct str url)
{
    return json_is_object(body) ? best(SIDE_RESPONSE, body, url) : NULL;
}

const struct wire *wire_for_events(struct json events, struct str url)
{
    return json_is_array(events) ? best(SIDE_EVENTS, events, url) : NULL;
}

// Classes for errors that give nothing but a number.
static struct str class_of_status(int64_t status)
{
    static const struct {
        int64_t status;
        const char *name;
    } classes[] = {
        {400, "bad_request"},       {401, "unauthorized"},
        {402, "payment_required"},  {403, "forbidden"},
        {404, "not_found"},         {408, "timeout"},
        {413, "request_too_large"}, {422, "unprocessable"},
        {429, "rate_limit"},        {500, "internal_server_error"},
        {502, "bad_gateway"},       {503, "service_unavailable"},
        {504, "gateway_timeout"},   {529, "overloaded"},
    };
    for (size_t i = 0; i < sizeof classes / sizeof *classes; i++)
        if (classes[i].status == status)
            return str_of(classes[i].name);
    return S("error");
}

static void set_error(struct record *r, struct json error, struct str class_name)
{
    int64_t status = body_count(json_any(error, "code|status_code|status"));
    r->is_error = true;
    body_name(r, NAME_ERROR, class_name);
    body_name(r, NAME_ERROR, body_str(error, "type|status|__type"));
    body_name(r, NAME_ERROR, class_of_status(status));
    struct str message = body_str(error, "message|Message|detail|msg");
    if (message.len && !r->error_message.len)
        r->error_message = message;
    if (r->status == UNKNOWN && status >= 400 && status <= 599)
        r->status = status;
}

// A message alone is an error only where no answer is.
static bool has_answer(struct json body)
{
    return json_is_set(json_any(body, "choices|content|output|results|text|response|candidates|"
                                      "usage"));
}

bool wire_error(struct record *r, struct json body)
{
    struct json error = json_get(body, S("error"));
    if (json_is_object(json_get(error, S("error"))))
        error = json_get(error, S("error"));
    if (json_is_object(error)) {
        set_error(r, error, body_str(error, "code"));
        return true;
    }
    if (json_is_string(error)) {
        r->is_error = true;
        body_name(r, NAME_ERROR, S("error"));
        if (!r->error_message.len)
            r->error_message = json_str(error);
        return true;
    }
    bool is_error_object = str_eq(json_str(json_get(body, S("object"))), S("error")) ||
                           str_eq(json_str(json_get(body, S("type"))), S("error"));
    bool has_message = json_is_string(json_any(body, "message|Message|detail")) ||
                       json_is_array(json_get(body, S("detail")));
    if (!is_error_object && (!has_message || has_answer(body)))
        return false;
    set_error(r, body, body_str(body, "code"));
    return true;
}

// How a host begins (with '.' at the end) or ends; the names are those of the price book.
static const struct {
    const char *part;
    const char *provider;
} hosts[] = {
    {"api.openai.com", "openai"},
    {".openai.azure.com", "azure"},
    {".cognitiveservices.azure.com", "azure"},
    {".services.ai.azure.com", "azure"},
    {".azure-api.net", "azure"},
    {"api.anthropic.com", "anthropic"},
    {"generativelanguage.googleapis.com", "google"},
    {"aiplatform.googleapis.com", "google"},
    {"bedrock-runtime.", "aws"},
    {"bedrock-mantle.", "aws"},
    {"api.groq.com", "groq"},
    {"api.mistral.ai", "mistral"},
    {"codestral.mistral.ai", "mistral"},
    {"api.deepseek.com", "deepseek"},
    {"api.x.ai", "x-ai"},
    {"api.cohere.", "cohere"},
    {"api.together.", "together"},
    {"api.fireworks.ai", "fireworks"},
    {"api.perplexity.ai", "perplexity"},
    {"openrouter.ai", "openrouter"},
    {"api.cerebras.ai", "cerebras"},
    {"api.moonshot.", "moonshotai"},
    {"api.voyageai.com", "voyageai"},
    {"api.minimax.", "minimax"},
    {"api.minimaxi.", "minimax"},
    {"api.novita.ai", "novita"},
    {"api.z.ai", "zai"},
    {"open.bigmodel.cn", "zhipuai"},
    {":11434", "ollama"},
};

static bool is_host(struct str host, struct str part)
{
    if (host.len < part.len)
        return false;
    bool is_start = part.ptr[part.len - 1] == '.';
    struct str there = is_start ? str_head(host, part.len) : str_skip(host, host.len - part.len);
    return str_eq_nocase(there, part);
}

struct str wire_provider_of_url(struct str url)
{
    if (!url.len)
        return (struct str){NULL, 0};
    size_t scheme = str_find(url, S("://"));
    struct str rest = scheme < url.len ? str_skip(url, scheme + 3) : url;
    struct str host = str_cut(str_cut(rest, '/').head, '?').head;
    for (size_t i = 0; host.len && i < sizeof hosts / sizeof *hosts; i++)
        if (is_host(host, str_of(hosts[i].part)))
            return str_of(hosts[i].provider);
    // A gateway in front of Azure keeps its path.
    return body_url_has(url, S("/openai/deployments/")) ? S("azure") : (struct str){NULL, 0};
}

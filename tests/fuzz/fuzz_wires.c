// fuzz_wires.c - any JSON through every wire: counts are known and not negative, parts fit their
// class.
#include <stdlib.h>

#include "parsers/envelope.h"
#include "parsers/nested.h"
#include "parsers/wire.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(bool ok)
{
    if (!ok)
        abort();
}

static void check_part(const struct usage *u, enum tok_class part, enum tok_class whole)
{
    check(u->tok[part] == UNKNOWN || u->tok[whole] == UNKNOWN || u->tok[part] <= u->tok[whole]);
}

static void check_usage(const struct usage *u)
{
    for (int i = 0; i < TOK_CLASSES; i++)
        check(u->tok[i] == UNKNOWN || u->tok[i] >= 0);
    check_part(u, TOK_REASONING, TOK_OUTPUT);
    check_part(u, TOK_AUDIO_OUT, TOK_OUTPUT);
    check_part(u, TOK_IMAGE_OUT, TOK_OUTPUT);
    check_part(u, TOK_AUDIO_IN, TOK_INPUT);
    check_part(u, TOK_IMAGE_IN, TOK_INPUT);
    check_part(u, TOK_AUDIO_READ, TOK_CACHE_READ);
}

static void check_record(const struct record *r)
{
    check_usage(&r->usage);
    check(r->tools_called == UNKNOWN || r->tools_called >= 0);
    for (int64_t i = 0; i < r->segment_count; i++)
        check(r->segments[i].text.ptr || json_is_set(r->segments[i].value));
}

static void run_wire(const struct wire *w, struct parse *p, struct json body, struct arena *a)
{
    struct record r;
    struct str url = json_str(json_get(body, S("url")));
    record_init(&r);
    w->request(&r, body, url, a);
    check(r.has_request);
    w->response(&r, body, a);
    check_record(&r);
    record_init(&r);
    w->events(&r, parse_stream(p, json_get(body, S("body"))), a);
    w->events(&r, json_get(body, S("events")), a);
    check_record(&r);
    struct usage u;
    usage_init(&u);
    if (w->usage(&u, body))
        check(usage_is_known(&u));
    check_usage(&u);
    int sure = w->detect_request(body, url) + w->detect_response(body, url);
    check(sure >= 0 && sure <= 200);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a = {0};
    struct parse p = {0};
    parse_begin(&p, NULL, &a);
    struct json body = nested_parse(&p, (struct str){(const char *)data, size});
    if (json_is_object(body)) {
        (void)wire_for_request(body, S(""));
        (void)wire_for_response(body, S(""));
        for (size_t i = 0; wires[i]; i++)
            run_wire(wires[i], &p, body, &a);
    }
    parse_release(&p);
    arena_release(&a);
    return 0;
}

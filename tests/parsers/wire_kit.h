// wire_kit.h - what the tests of wires share: bodies from text and files, through their wire, into
// a record.
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "base/buf.h"
#include "parsers/body.h"
#include "parsers/envelope.h"
#include "parsers/nested.h"
#include "parsers/wire.h"

struct kit {
    struct arena arena, files;
    struct parse parse;
    struct json_parser *parser;
    struct record record;
    const struct wire *request, *response;  // that claimed the halves; NULL = none
};

static inline void kit_open(struct kit *k)
{
    *k = (struct kit){.parser = json_parser_new()};
    parse_begin(&k->parse, NULL, &k->arena);
    record_init(&k->record);
}

static inline void kit_close(struct kit *k)
{
    parse_release(&k->parse);
    json_parser_free(k->parser);
    arena_release(&k->arena);
    arena_release(&k->files);
}

// A fresh record for the next body.
static inline void kit_next(struct kit *k)
{
    arena_reset(&k->arena);
    parse_begin(&k->parse, NULL, &k->arena);
    record_init(&k->record);
    k->request = k->response = NULL;
}

static inline struct json kit_json(struct kit *k, struct str text)
{
    struct json value = nested_parse(&k->parse, text);
    if (!value.tape)
        fail_msg("no JSON: %.*s", STR_ARG(str_head(text, 200)));
    return value;
}

// The bytes of a recorded file below SHARED_DIR; unknown if it is absent.
static inline struct str kit_file(struct kit *k, const char *shared_dir, const char *name)
{
    struct str path = str_fmt(&k->files, "%s/fixtures/%s", shared_dir, name);
    FILE *f = fopen(path.ptr, "rb");
    struct buf b = {.arena = &k->files};
    if (!f)
        return (struct str){NULL, 0};
    size_t n = 0;
    do {
        n = fread(buf_reserve(&b, 65536), 1, 65536, f);
        b.len += n;
    } while (n);
    assert_int_equal(fclose(f), 0);
    return buf_view(&b);
}

static inline void kit_response(struct kit *k, struct json body, struct str url)
{
    struct json object = json_is_object(body) ? body : parse_nested(&k->parse, body);
    struct json events = json_is_object(object) ? (struct json){0} : parse_stream(&k->parse, body);
    k->response =
        json_is_array(events) ? wire_for_events(events, url) : wire_for_response(object, url);
    if (k->response && json_is_array(events))
        k->response->events(&k->record, events, &k->arena);
    else if (k->response)
        k->response->response(&k->record, object, &k->arena);
}

static inline void kit_request(struct kit *k, struct json body, struct str url)
{
    struct json object = json_is_object(body) ? body : parse_nested(&k->parse, body);
    k->request = wire_for_request(object, url);
    if (k->request)
        k->request->request(&k->record, object, url, &k->arena);
}

// {"request": {"url", "body"}, "response": {"body"}}
static inline void kit_pair(struct kit *k, struct json pair)
{
    struct str url = json_str(json_at(pair, "request.url"));
    kit_request(k, json_at(pair, "request.body"), url);
    kit_response(k, json_at(pair, "response.body"), url);
}

static inline struct str kit_name(const struct wire *w)
{
    return w ? str_of(w->name) : S("none");
}

static inline void assert_str(struct str got, const char *want)
{
    if (!want) {
        assert_null(got.ptr);
        return;
    }
    if (!str_eq(got, str_of(want)))
        fail_msg("got \"%.*s\", want \"%s\"", STR_ARG(got), want);
}

// wire_dump.h - a record as one line of text a part, for tables of expected values.
#pragma once

#include "tests/parsers/wire_kit.h"

static inline void dump_scalar(struct buf *out, struct json v)
{
    double x = 0;
    struct str text = json_str(v);
    if (text.ptr)
        buf_fmt(out, "'%.*s'", STR_ARG(text));
    else if (json_to_f64(v, &x))
        buf_fmt(out, "%g", x);
    else
        buf_fmt(out, "%s",
                json_type(v) == JSON_NULL   ? "null"
                : json_type(v) == JSON_TRUE ? "true"
                                            : "false");
}

// Members and elements in their order: {a:1,b:['x']}.
static inline void dump_json(struct buf *out, struct json v)
{
    if (!json_is_object(v) && !json_is_array(v)) {
        dump_scalar(out, v);
        return;
    }
    struct json_iter it = json_iter(v);
    buf_byte(out, it.has_keys ? '{' : '[');
    for (bool is_first = true; json_next(&it); is_first = false) {
        if (!is_first)
            buf_byte(out, ',');
        if (it.has_keys)
            buf_fmt(out, "%.*s:", STR_ARG(it.key));
        dump_json(out, it.value);
    }
    buf_byte(out, it.has_keys ? '}' : ']');
}

// "user text*[1h] hello": role, kind, * = starts a message, mark, content; segments end in '\n'.
static inline struct str dump_segments(const struct record *r, struct arena *a)
{
    static const char *const roles[] = {"tools", "system", "user", "assistant", "tool"};
    static const char *const kinds[] = {"text", "json", "call", "result", "media", "thought"};
    static const char *const marks[] = {"", "[5m]", "[1h]"};
    struct buf out = {.arena = a};
    for (int64_t i = 0; i < r->segment_count; i++) {
        const struct segment *s = &r->segments[i];
        buf_fmt(&out, "%s %s%s%s ", roles[s->role], kinds[s->kind], s->starts_message ? "*" : "",
                marks[s->mark]);
        if (s->text.ptr)
            buf_str(&out, s->text);
        else
            dump_json(&out, s->value);
        buf_byte(&out, '\n');
    }
    return buf_view(&out);
}

static inline void dump_number(struct buf *out, const char *name, int64_t n)
{
    if (n != UNKNOWN)
        buf_fmt(out, " %s=%lld", name, (long long)n);
}

// Parameters and numbers that are known.
static inline struct str dump_params(const struct record *r, struct arena *a)
{
    static const char *const names[PARAM_COUNT] = {"temperature", "top_p",      "top_k", "seed",
                                                   "n",           "max_tokens", "stop",  "format",
                                                   "tool_choice", "effort"};
    static const char *const tiers[] = {"", " tier=standard", " tier=batch", " tier=flex",
                                        " tier=priority"};
    static const char *const streams[] = {"", " stream=no", " stream=yes"};
    struct buf out = {.arena = a};
    for (int i = 0; i < PARAM_COUNT; i++)
        if (json_is_set(r->params[i])) {
            buf_fmt(&out, " %s=", names[i]);
            dump_json(&out, r->params[i]);
        }
    buf_fmt(&out, "%s%s", streams[r->stream], tiers[r->tier]);
    dump_number(&out, "tools", r->tools_offered);
    dump_number(&out, "images", r->image_count);
    return str_trim(buf_view(&out));
}

// Names and ids that are known.
static inline struct str dump_names(const struct record *r, struct arena *a)
{
    struct buf out = {.arena = a};
    for (int i = 0; i < NAME_COUNT; i++)
        if (r->names[i].ptr)
            buf_fmt(&out, " %s=%.*s", record_name_field[i], STR_ARG(r->names[i]));
    if (r->call_id.ptr)
        buf_fmt(&out, " id=%.*s", STR_ARG(r->call_id));
    dump_number(&out, "status", r->status);
    dump_number(&out, "ts", r->ts_us);
    dump_number(&out, "latency", r->latency_us);
    dump_number(&out, "ttft", r->ttft_us);
    dump_number(&out, "called", r->tools_called);
    dump_number(&out, "cost", r->logged_cost_nusd);
    buf_fmt(&out, "%s", r->is_error ? " failed" : "");
    return str_trim(buf_view(&out));
}

// Classes that are known: "in=3 read=0 w5=1 w1=2 out=4 reasoning=1 …".
static inline struct str dump_usage(const struct usage *u, struct arena *a)
{
    static const char *const names[TOK_CLASSES] = {
        "in",       "read",       "w5",        "w1",       "out",      "reasoning",
        "audio_in", "audio_read", "audio_out", "image_in", "image_out"};
    struct buf out = {.arena = a};
    for (int i = 0; i < TOK_CLASSES; i++)
        dump_number(&out, names[i], u->tok[i]);
    dump_number(&out, "searches", u->web_searches);
    return str_trim(buf_view(&out));
}

static inline bool same(const char *what, size_t row, struct str got, const char *want)
{
    if (str_eq(got, str_of(want)))
        return true;
    print_error("row %d, %s\n  got  %.*s\n  want %s\n", (int)row, what, STR_ARG(got), want);
    return false;
}

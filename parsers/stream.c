// stream.c - captured streams (server-sent events, NDJSON, arrays) as one array of their events.
#include "base/buf.h"
#include "parsers/nested.h"

// In windows: text that ends its lines with '\r' alone is not searched to its end for each.
static size_t line_length(struct str text)
{
    enum { WINDOW = 256 };
    for (size_t n = 0; n < text.len; n += WINDOW) {
        struct str part = str_head(str_skip(text, n), WINDOW);
        const char *end = memchr(part.ptr, '\n', part.len);
        const char *cr = memchr(part.ptr, '\r', end ? (size_t)(end - part.ptr) : part.len);
        if (cr || end)
            return (size_t)((cr ? cr : end) - text.ptr);
    }
    return text.len;
}

// Text to the end of its line ("\n", "\r\n" or "\r"); *rest is what follows.
static struct str take_line(struct str text, struct str *rest)
{
    size_t n = line_length(text);
    size_t skip = n < text.len ? n + 1 : n;
    if (skip < text.len && text.ptr[n] == '\r' && text.ptr[skip] == '\n')
        skip++;
    *rest = str_skip(text, skip);
    return str_head(text, n);
}

// The events found so far, and the one whose data lines are being read.
struct events {
    struct parse *parse;
    struct buf all;   // "[a,b,c"
    struct buf data;  // of the open event
    bool is_checked;  // each event is parsed on its own before it is taken
    int64_t count;
};

static bool is_event(struct str data)
{
    return data.len && (data.ptr[0] == '{' || data.ptr[0] == '[') && !str_eq(data, S("[DONE]"));
}

static void close_event(struct events *e)
{
    struct str data = str_trim(buf_view(&e->data));
    e->data.len = 0;
    if (!is_event(data))
        return;
    if (e->is_checked && !nested_is_json(e->parse, data))
        return;
    buf_byte(&e->all, e->count++ ? ',' : '[');
    buf_str(&e->all, data);
}

// "data: {…}": the lines of an event are joined by '\n', but a complete object is followed by a new
// event even where the empty line between them was lost.
static void data_line(struct events *e, struct str data)
{
    struct str open = str_trim(buf_view(&e->data));
    bool is_complete = open.len && open.ptr[open.len - 1] == '}';
    if (is_complete && data.len && data.ptr[0] == '{')
        close_event(e);
    if (e->data.len)
        buf_byte(&e->data, '\n');
    buf_str(&e->data, data);
}

static void read_sse(struct events *e, struct str text)
{
    while (text.len) {
        struct str line = take_line(text, &text);
        if (str_starts(line, S("data:")))
            data_line(e, str_trim(str_skip(line, 5)));
        else if (!str_trim(line).len)
            close_event(e);
    }
    close_event(e);
}

static void read_lines(struct events *e, struct str text)
{
    while (text.len) {
        struct str line = str_trim(take_line(text, &text));
        buf_str(&e->data, line);
        close_event(e);
    }
}

static bool is_sse(struct str text)
{
    static const char *const starts[] = {"data:", "event:", "id:", "retry:", ":"};
    for (size_t i = 0; i < sizeof starts / sizeof *starts; i++)
        if (str_starts(text, str_of(starts[i])))
            return true;
    return false;
}

// An object on a line of its own and the start of another: a body printed over several lines is
// none.
static bool is_ndjson(struct str text)
{
    struct str first = str_trim(take_line(text, &text));
    text = str_trim(text);
    return str_starts(first, S("{")) && str_ends(first, S("}")) && str_starts(text, S("{"));
}

typedef void reader(struct events *e, struct str text);

static struct json join_events(struct parse *p, struct str text, reader *read, bool is_checked)
{
    struct events e = {
        .parse = p,
        .all = {.arena = p->arena},
        .data = {.arena = p->arena},
        .is_checked = is_checked,
    };
    read(&e, text);
    if (!e.count)
        return (struct json){0};
    buf_byte(&e.all, ']');
    return nested_parse(p, buf_view(&e.all));
}

// Nearly every stream is whole: its events are parsed one by one only if they fail together.
static struct json read_events(struct parse *p, struct str text, reader *read)
{
    struct json events = join_events(p, text, read, false);
    return json_is_array(events) ? events : join_events(p, text, read, true);
}

// A list of lines or of chunks as the network brought them.
static struct str join_strings(struct parse *p, struct json list)
{
    struct buf b = {.arena = p->arena};
    bool is_chunks = str_ends(json_str(json_index(list, 0)), S("\n"));
    struct json_iter it = json_iter(list);
    while (json_next(&it)) {
        buf_str(&b, json_str(it.value));
        if (!is_chunks)
            buf_byte(&b, '\n');
    }
    return buf_view(&b);
}

static struct json read_list(struct parse *p, struct json list)
{
    struct json_iter it = json_iter(list);
    while (json_next(&it))
        if (json_is_object(it.value))
            return list;
    struct str text = str_trim(join_strings(p, list));
    return is_sse(text) ? read_events(p, text, read_sse) : read_events(p, text, read_lines);
}

struct json parse_stream(struct parse *p, struct json value)
{
    if (json_is_array(value))
        return read_list(p, value);
    struct str text = str_trim(json_str(value));
    if (is_sse(text))
        return read_events(p, text, read_sse);
    if (is_ndjson(text))
        return read_events(p, text, read_lines);
    if (!str_starts(text, S("[")))
        return (struct json){0};
    struct json list = nested_parse(p, text);
    return json_is_object(json_index(list, 0)) ? list : (struct json){0};
}

// body.c - see body.h.
#include "parsers/body.h"

#include "base/buf.h"
#include "base/time.h"
#include "parsers/wire.h"

int64_t body_count(struct json v)
{
    int64_t n = UNKNOWN;
    if (!json_to_i64(v, &n) || n < 0 || n > BODY_COUNT_MAX)
        return UNKNOWN;
    return n;
}

void body_take(int64_t *count, struct json v, const char *paths)
{
    int64_t n = body_count(json_any(v, paths));
    if (n != UNKNOWN)
        *count = n;
}

struct str body_text(struct json v)
{
    struct str s = json_str(v);
    return s.len ? s : (struct str){NULL, 0};
}

struct str body_str(struct json v, const char *paths)
{
    return body_text(json_any(v, paths));
}

void body_name(struct record *r, enum name name, struct str value)
{
    if (value.len && !r->names[name].len)
        r->names[name] = value;
}

void body_call_id(struct record *r, struct str id)
{
    if (id.len && !r->call_id.len)
        r->call_id = id;
}

void body_created(struct record *r, struct json when)
{
    int64_t us = 0;
    int64_t n = 0;
    double x = 0;
    if (r->ts_us != UNKNOWN)
        return;
    bool ok = json_to_i64(when, &n)   ? time_of_integer(n, &us)
              : json_to_f64(when, &x) ? time_of_number(x, &us)
              : json_is_string(when)  ? time_parse(json_str(when), &us)
                                      : false;
    if (ok && us > 0)
        r->ts_us = us;
}

void body_stream(struct record *r, struct json flag)
{
    bool is_stream = false;
    if (r->stream == TRI_UNKNOWN && json_to_bool(flag, &is_stream))
        r->stream = is_stream ? TRI_YES : TRI_NO;
}

void body_latency_ms(struct record *r, struct json ms)
{
    int64_t n = body_count(ms);
    if (r->latency_us == UNKNOWN && n != UNKNOWN)
        r->latency_us = n * 1000;
}

// OpenAI and Groq, Anthropic, Gemini (serviceTier), Vertex (trafficType). "scale" and provisioned
// throughput are paid for in other ways: no tier.
static const struct {
    struct str word;
    enum tier tier;
} tier_words[] = {
    {{"default", 7}, TIER_STANDARD},
    {{"standard", 8}, TIER_STANDARD},
    {{"standard_only", 13}, TIER_STANDARD},
    {{"on_demand", 9}, TIER_STANDARD},
    {{"on-demand", 9}, TIER_STANDARD},
    {{"service_tier_standard", 21}, TIER_STANDARD},
    {{"batch", 5}, TIER_BATCH},
    {{"flex", 4}, TIER_FLEX},
    {{"on_demand_flex", 14}, TIER_FLEX},
    {{"service_tier_flex", 17}, TIER_FLEX},
    {{"priority", 8}, TIER_PRIORITY},
    {{"on_demand_priority", 18}, TIER_PRIORITY},
    {{"service_tier_priority", 21}, TIER_PRIORITY},
};

void body_tier(struct record *r, struct str word)
{
    for (size_t i = 0; i < sizeof tier_words / sizeof *tier_words; i++)
        if (word.len == tier_words[i].word.len && str_eq_nocase(word, tier_words[i].word))
            r->tier = tier_words[i].tier;
}

void body_request(struct record *r, struct str url)
{
    r->has_request = true;
    if (r->tools_offered == UNKNOWN)
        r->tools_offered = 0;
    if (r->image_count == UNKNOWN)
        r->image_count = 0;
    body_name(r, NAME_PROVIDER, wire_provider_of_url(url));
}

bool body_url_has(struct str url, struct str part)
{
    return url.len && str_contains(str_cut(url, '?').head, part);
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

// Ends at '/', '?' or '#', and at ':' before a verb ("m:generateContent", but not "nova-v1:0").
static size_t model_length(struct str s)
{
    size_t n = 0;
    for (; n < s.len; n++) {
        char c = s.ptr[n];
        bool is_verb = c == ':' && n + 1 < s.len && is_letter(s.ptr[n + 1]);
        if (c == '/' || c == '?' || c == '#' || (is_verb && !str_starts(s, S("arn:"))))
            break;
    }
    return n;
}

static struct str percent_decode(struct str s, struct arena *a)
{
    if (str_find(s, S("%")) == s.len)
        return s;
    struct buf b = {.arena = a};
    for (size_t i = 0; i < s.len; i++) {
        uint64_t byte = 0;
        if (s.ptr[i] == '%' && i + 2 < s.len &&
            str_to_hex64((struct str){s.ptr + i + 1, 2}, &byte) && byte >= ' ' && byte < 127) {
            buf_byte(&b, (char)byte);
            i += 2;
        } else {
            buf_byte(&b, s.ptr[i]);
        }
    }
    return buf_view(&b);
}

struct str body_url_model(struct str url, struct str marker, struct arena *a)
{
    if (!url.len)
        return (struct str){NULL, 0};
    struct str path = str_cut(url, '?').head;
    size_t at = str_find(path, marker);
    if (at == path.len)
        return (struct str){NULL, 0};
    struct str rest = str_skip(path, at + marker.len);
    struct str model = str_head(rest, model_length(rest));
    return model.len ? percent_decode(model, a) : (struct str){NULL, 0};
}

static bool is_listed(struct str name, const char *names)
{
    struct str rest = str_of(names);
    while (rest.len) {
        struct str_cut cut = str_cut(rest, '|');
        if (str_eq(cut.head, name))
            return true;
        rest = cut.tail;
    }
    return false;
}

// Copies tape words [from, to) to tape[n…]; the indices inside containers move along.
static size_t copy_words(uint64_t *tape, size_t n, const uint64_t *words, size_t from, size_t to)
{
    size_t start = n;
    for (size_t i = from; i < to; i++) {
        uint64_t word = words[i];
        unsigned char type = (unsigned char)(word >> 56);
        if (type == '{' || type == '[' || type == '}' || type == ']') {
            uint64_t index = (word & 0xffffffffULL) - from + start;
            word = (word & ~0xffffffffULL) | (index & 0xffffffffULL);
        }
        tape[n++] = word;
        if (type == 'l' || type == 'u' || type == 'd')
            tape[n++] = words[++i];
    }
    return n;
}

struct json body_without(struct json object, const char *names, struct arena *a)
{
    bool has_any = false;
    struct json_iter it = json_iter(object);
    while (it.has_keys && !has_any && json_next(&it))
        has_any = is_listed(it.key, names);
    if (!has_any)
        return object;
    // An object that is a document of its own, on a tape as base/json.h describes it.
    uint64_t *tape = arena_raw(a, (json_after(object) - object.at) * sizeof *tape);
    size_t n = 1;
    it = json_iter(object);
    while (json_next(&it))
        if (!is_listed(it.key, names))
            n = copy_words(tape, n, it.value.tape, it.value.at - 1, it.next);
    tape[n++] = (uint64_t)'}' << 56;
    tape[0] = (uint64_t)'{' << 56 | n;
    return (struct json){tape, object.strings, 0};
}

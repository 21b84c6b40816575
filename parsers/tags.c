// tags.c - see tags.h.
#include "parsers/tags.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "model/record.h"
#include "parsers/envelope.h"
#include "parsers/siblings.h"

// The end of a JSON string whose first byte behind the quote is s.ptr[0].
static size_t string_end(struct str s)
{
    size_t i = 0;
    while (i < s.len && s.ptr[i] != '"')
        i += s.ptr[i] == '\\' ? 2 : 1;
    return i < s.len ? i : s.len;
}

void tag_set_read(struct tag_set *tags, struct str text)
{
    tags->count = 0;
    while (tags->count < TAGS_MAX) {
        struct str rest = str_cut(text, '"').tail;
        if (rest.len == 0)
            return;
        struct str key = str_head(rest, string_end(rest));
        rest = str_cut(str_skip(rest, key.len + 1), '"').tail;
        struct str value = str_head(rest, string_end(rest));
        tags->items[tags->count++] = (struct tag){key, value};
        text = str_skip(rest, value.len + 1);
    }
}

static bool is_plain_key(struct str key)
{
    if (key.len == 0 || key.len > TAG_KEY_BYTES)
        return false;
    for (size_t i = 0; i < key.len; i++)
        if ((unsigned char)key.ptr[i] < 0x20 || key.ptr[i] == '"' || key.ptr[i] == '\\')
            return false;
    return true;
}

// Credentials have no place in a database of costs.
static bool names_a_secret(struct str key)
{
    static const struct str words[] = {
        {"api_key", 7}, {"apikey", 6},         {"api-key", 7},     {"secret", 6}, {"password", 8},
        {"passwd", 6},  {"authorization", 13}, {"cookie", 6},      {"_token", 6}, {"-token", 6},
        {"bearer", 6},  {"private_key", 11},   {"credential", 10},
    };
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (str_contains_nocase(key, words[i]))
            return !str_contains_nocase(key, S("_tokens"));
    return str_eq_nocase(key, S("token"));
}

static struct str without_secret(struct str value, struct arena *a)
{
    static const struct str heads[] = {
        {"sk-", 3}, {"pk-", 3}, {"gsk_", 4}, {"AIza", 4}, {"Bearer ", 7}, {"ghp_", 4}, {"xai-", 4},
    };
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
        if (str_starts(value, heads[i]) && value.len > 8)
            return str_join(S("\xe2\x80\xa6"), str_skip(value, value.len - 4), a);
    return value;
}

// The escapes of RFC 8785 section 3.2.2.2.
static struct str escaped(struct str text, struct arena *a)
{
    struct buf out = {.arena = a};
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        size_t at = str_find(S("\b\t\n\f\r\"\\"), (struct str){text.ptr + i, 1});
        if (at < 7)
            buf_fmt(&out, "\\%c", "btnfr\"\\"[at]);
        else if (c < 0x20)
            buf_fmt(&out, "\\u%04x", c);
        else
            buf_byte(&out, text.ptr[i]);
    }
    return buf_view(&out);
}

void tag_set_add(struct tag_set *tags, struct str key, struct str value, struct arena *a)
{
    if (tags->count == TAGS_MAX || value.len == 0 || !is_plain_key(key) || names_a_secret(key))
        return;
    int at = 0;
    while (at < tags->count && str_cmp(tags->items[at].key, key) < 0)
        at++;
    if (at < tags->count && str_eq(tags->items[at].key, key))
        return;
    for (int i = tags->count; i > at; i--)
        tags->items[i] = tags->items[i - 1];
    value = utf8_head(without_secret(value, a), TAG_VALUE_BYTES);
    tags->items[at] = (struct tag){key, escaped(value, a)};
    tags->count++;
}

struct str tag_set_text(const struct tag_set *tags, struct arena *a)
{
    if (tags->count == 0)
        return (struct str){0};
    struct buf out = {.arena = a};
    for (int i = 0; i < tags->count; i++) {
        buf_str(&out, i == 0 ? S("{\"") : S(",\""));
        buf_str(&out, tags->items[i].key);
        buf_str(&out, S("\":\""));
        buf_str(&out, tags->items[i].value);
        buf_byte(&out, '"');
    }
    buf_byte(&out, '}');
    return buf_view(&out);
}

// Numbers in their shortest form that reads back the same.
static struct str number_text(double x, struct arena *a)
{
    struct str text = str_fmt(a, "%.15g", x);
    double back = 0;
    return str_to_f64(text, &back) && back == x ? text : str_fmt(a, "%.17g", x);
}

static struct str tag_value(struct json v, struct arena *a)
{
    int64_t n = 0;
    double x = 0;
    if (json_is_string(v))
        return json_str(v);
    if (json_type(v) == JSON_TRUE || json_type(v) == JSON_FALSE)
        return json_type(v) == JSON_TRUE ? S("true") : S("false");
    if (json_to_i64(v, &n))
        return str_fmt(a, "%lld", (long long)n);
    return json_to_f64(v, &x) ? number_text(x, a) : (struct str){0};
}

void parse_tag(struct parse *p, struct record *r, struct str key, struct str value)
{
    struct tag_set tags;
    tag_set_read(&tags, r->names[NAME_TAGS]);
    tag_set_add(&tags, key, value, p->arena);
    r->names[NAME_TAGS] = tag_set_text(&tags, p->arena);
}

void parse_tag_object(struct parse *p, struct record *r, struct json object)
{
    struct tag_set tags;
    tag_set_read(&tags, r->names[NAME_TAGS]);
    int before = tags.count;
    struct json_iter it = json_iter(object);
    while (it.has_keys && json_next(&it))
        if (!sibling_is_known(it.key))
            tag_set_add(&tags, it.key, tag_value(it.value, p->arena), p->arena);
    if (tags.count > before)
        r->names[NAME_TAGS] = tag_set_text(&tags, p->arena);
}

static bool set_name_by_field(struct parse *p, struct record *r, struct str field, struct str value)
{
    static const enum name settable[] = {
        NAME_PROVIDER, NAME_USER,    NAME_FEATURE, NAME_TEAM,
        NAME_PROJECT,  NAME_API_KEY, NAME_SESSION, NAME_ENVIRONMENT,
    };
    for (size_t i = 0; i < sizeof settable / sizeof *settable; i++) {
        enum name name = settable[i];
        if (!str_eq(field, str_of(record_name_field[name])))
            continue;
        if (!r->names[name].ptr)
            r->names[name] = name == NAME_API_KEY ? record_key_alias(value, p->arena) : value;
        return true;
    }
    return false;
}

void parse_tags(struct parse *p, struct record *r)
{
    struct tag_set tags;
    tags.count = -1;
    for (int64_t i = 0; i < p->source->tag_count; i++) {
        struct str key = p->source->tags[i][0];
        struct str value = p->source->tags[i][1];
        if (set_name_by_field(p, r, key, value))
            continue;
        if (tags.count < 0)
            tag_set_read(&tags, r->names[NAME_TAGS]);
        tag_set_add(&tags, key, value, p->arena);
    }
    if (tags.count > 0)
        r->names[NAME_TAGS] = tag_set_text(&tags, p->arena);
}

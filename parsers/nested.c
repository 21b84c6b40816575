// nested.c - JSON inside strings, and the pool of parsers that an entry draws from.
#include "parsers/nested.h"

enum {
    NESTED_MAX = 256,                // documents an entry may hold; the rest stays text
    NESTED_KEEP_BYTES = 256 * 1024,  // a parser that grew beyond this is trimmed for the next entry
};

void parse_release(struct parse *p)
{
    for (int64_t i = 0; i < p->parser_count; i++)
        json_parser_free(p->parsers[i]);
    arena_release(&p->pool);
    *p = (struct parse){0};
}

void parse_begin(struct parse *p, const struct source_context *source, struct arena *arena)
{
    for (int64_t i = 0; i < p->parser_used; i++)
        json_parser_trim(p->parsers[i], NESTED_KEEP_BYTES);
    p->source = source;
    p->arena = arena;
    p->parser_used = 0;
    p->outcomes = NULL;
    p->outcome_count = p->outcome_cap = 0;
    p->envelope = NULL;
}

// NULL when the entry has had its share, or memory is short.
static struct json_parser *next_parser(struct parse *p)
{
    if (p->parser_used == NESTED_MAX)
        return NULL;
    if (!p->parsers)
        p->parsers = ARENA_ARRAY(&p->pool, struct json_parser *, NESTED_MAX);
    if (p->parser_used == p->parser_count) {
        struct json_parser *parser = json_parser_new();
        if (!parser)
            return NULL;
        p->parsers[p->parser_count++] = parser;
    }
    return p->parsers[p->parser_used];
}

struct json nested_parse(struct parse *p, struct str text)
{
    struct json value = {0};
    struct json_parser *parser = next_parser(p);
    if (!parser || json_parse(parser, text, 0, &value) != JSON_OK)
        return (struct json){0};
    p->parser_used++;
    return value;
}

bool nested_is_json(struct parse *p, struct str text)
{
    struct json value;
    struct json_parser *parser = next_parser(p);
    return parser && json_parse(parser, text, 0, &value) == JSON_OK;
}

// Plain words and numbers are no JSON here: only containers, and strings that may hold one.
static bool may_be_json(struct str text)
{
    return text.len >= 2 && (text.ptr[0] == '{' || text.ptr[0] == '[' || text.ptr[0] == '"');
}

struct json parse_nested(struct parse *p, struct json value)
{
    for (int depth = 0; depth < 2 && json_is_string(value); depth++) {
        struct str text = str_trim(json_str(value));
        if (!may_be_json(text))
            return (struct json){0};
        value = nested_parse(p, text);
    }
    return json_is_object(value) || json_is_array(value) ? value : (struct json){0};
}

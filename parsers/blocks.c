// blocks.c - see blocks.h.
#include "parsers/blocks.h"

#include "parsers/body.h"

void blocks_begin(struct blocks *b, enum role role)
{
    b->role = role;
    b->at_start = true;
}

static struct segment *add(struct blocks *b, enum seg_kind kind)
{
    struct segment *s = record_add_segment(b->record, b->role, kind, b->arena);
    s->starts_message = b->at_start;
    b->at_start = false;
    return s;
}

struct segment *blocks_text(struct blocks *b, enum seg_kind kind, struct str text)
{
    if (!text.ptr)
        return NULL;
    struct segment *s = add(b, kind);
    s->text = text;
    return s;
}

struct segment *blocks_value(struct blocks *b, enum seg_kind kind, struct json value)
{
    if (!json_is_set(value))
        return NULL;
    struct segment *s = add(b, kind);
    s->value = value;
    return s;
}

struct segment *blocks_media(struct blocks *b, struct str text, bool is_image)
{
    struct segment *s = blocks_text(b, SEG_MEDIA, text);
    if (s && is_image && b->record->image_count != UNKNOWN)
        b->record->image_count++;
    return s;
}

enum cache_mark blocks_mark_of(struct json block)
{
    struct json control = json_get(block, S("cache_control"));
    if (json_is_set(control))
        return str_eq(json_str(json_get(control, S("ttl"))), S("1h")) ? MARK_1H : MARK_5M;
    return json_is_set(json_get(block, S("prompt_cache_breakpoint"))) ? MARK_5M : MARK_NONE;
}

void blocks_mark(struct segment *s, struct json block)
{
    if (s)
        s->mark = blocks_mark_of(block);
}

void blocks_tools(struct blocks *b, struct json tools)
{
    struct json_iter it = json_iter(tools);
    while (!it.has_keys && json_next(&it)) {
        struct json tool = body_without(it.value, BLOCK_MARKS, b->arena);
        struct segment *s = blocks_value(b, SEG_JSON, tool);
        blocks_mark(s, it.value);
        if (s && b->record->tools_offered != UNKNOWN)
            b->record->tools_offered++;
    }
}

// reply.c - see reply.h.
#include "parsers/reply.h"

#include "parsers/body.h"

void reply_init(struct reply *y, struct arena *a)
{
    *y = (struct reply){.arena = a, .places = {.arena = a}, .call_keys = {.arena = a}};
}

static void add_part(struct reply *y, uint64_t key)
{
    if (y->count == y->cap) {
        int64_t cap = y->cap ? y->cap * 2 : 4;
        y->parts = arena_grow(y->arena, y->parts, (size_t)y->cap * sizeof *y->parts,
                              (size_t)cap * sizeof *y->parts);
        y->cap = cap;
    }
    y->last = y->count++;
    y->parts[y->last] = (struct reply_part){.key = key, .joined = {.arena = y->arena}};
}

static struct reply_part *part_of(struct reply *y, uint64_t key)
{
    if (y->count && y->parts[y->last].key == key)
        return &y->parts[y->last];
    bool is_new = y->count == 0;
    if (y->count == 1)
        *map_put(&y->places, y->parts[0].key, NULL) = 0;
    if (y->count) {
        uint64_t *place = map_put(&y->places, key, &is_new);
        if (is_new)
            *place = (uint64_t)y->count;
        else
            y->last = (int64_t)*place;
    }
    if (is_new)
        add_part(y, key);
    return &y->parts[y->last];
}

void reply_add(struct reply *y, uint64_t key, struct str piece)
{
    if (!piece.ptr)
        return;
    struct reply_part *part = part_of(y, key);
    if (!part->piece.len) {
        part->piece = piece;
        return;
    }
    if (!part->joined.len)
        buf_str(&part->joined, part->piece);
    buf_str(&part->joined, piece);
}

static void name_call(struct reply *y, int64_t call, struct str name)
{
    if (call >= y->call_name_cap) {
        int64_t cap = y->call_name_cap ? y->call_name_cap : 4;
        while (cap <= call)
            cap *= 2;
        struct str *names = ARENA_ARRAY(y->arena, struct str, (size_t)cap);
        for (int64_t i = 0; i < y->call_name_cap; i++)
            names[i] = y->call_names[i];
        y->call_names = names;
        y->call_name_cap = cap;
    }
    if (!y->call_names[call].len)
        y->call_names[call] = name;
}

void reply_call(struct reply *y, uint64_t key, struct str name)
{
    bool is_new = false;
    uint64_t *call = map_put(&y->call_keys, key, &is_new);
    if (is_new)
        *call = (uint64_t)y->calls++;
    if (name.len && *call < REPLY_NAMES_MAX)
        name_call(y, (int64_t)*call, name);
}

void reply_finish(struct reply *y, struct str reason)
{
    if (!y->finish.len)
        y->finish = reason;
}

static struct str part_text(const struct reply_part *part)
{
    return part->joined.len ? buf_view(&part->joined) : part->piece;
}

// The names that are known, in the order of their calls.
static void set_called_tools(const struct reply *y, struct record *r)
{
    int64_t known = 0;
    for (int64_t i = 0; i < y->call_name_cap; i++)
        if (y->call_names[i].len)
            y->call_names[known++] = y->call_names[i];
    r->called_tools = y->call_names;
    r->called_tool_count = known;
}

void reply_end(struct reply *y, struct record *r)
{
    if (y->count == 1) {
        r->response_text = part_text(&y->parts[0]);
    } else if (y->count > 1) {
        struct buf all = {.arena = y->arena};
        for (int64_t i = 0; i < y->count; i++) {
            if (i)
                buf_byte(&all, '\n');
            buf_str(&all, part_text(&y->parts[i]));
        }
        r->response_text = buf_view(&all);
    }
    if (y->count || y->calls || y->finish.len)
        r->tools_called = y->calls;
    if (y->call_names)
        set_called_tools(y, r);
    body_name(r, NAME_FINISH_REASON, y->finish);
}

// tool_use.c - see tool_use.h.
#include "analyze/tool_use.h"

#include <stdlib.h>

struct gathering {
    struct arena *arena;
    struct tool_use *tools;
    int64_t count, cap;
    struct map by_name;
};

static struct tool_use *find_tool(struct gathering *g, const struct tool_row *row)
{
    bool is_new = false;
    uint64_t *place = map_put(&g->by_name, row->name_hash, &is_new);
    if (!is_new)
        return &g->tools[*place];
    if (g->count == g->cap) {
        int64_t cap = g->cap ? g->cap * 2 : 16;
        g->tools = arena_grow(g->arena, g->tools, (size_t)g->cap * sizeof *g->tools,
                              (size_t)cap * sizeof *g->tools);
        g->cap = cap;
    }
    *place = (uint64_t)g->count;
    struct tool_use *t = &g->tools[g->count++];
    *t = (struct tool_use){.name_hash = row->name_hash, .name = row->name};
    return t;
}

static void add_system(struct gathering *g, const struct carried *c)
{
    double all_bytes = 0;
    for (int64_t i = 0; i < c->system->tool_count; i++)
        all_bytes += (double)c->system->tools[i].bytes;
    for (int64_t i = 0; i < c->system->tool_count; i++) {
        const struct tool_row *row = &c->system->tools[i];
        struct tool_use *t = find_tool(g, row);
        t->called += row->calls;
        if (row->bytes <= 0)
            continue;
        double share = (double)row->bytes / all_bytes;
        t->offered += c->sums.requests;
        t->answered += c->answered;
        t->bytes += row->bytes * c->sums.requests;
        t->nusd += (int64_t)((double)c->sums.part_nusd[PART_TOOLS] * share + 0.5);
        t->rate.bytes += c->rate.bytes;
        t->rate.tok += c->rate.tok;
    }
}

static int compare(const void *left, const void *right)
{
    const struct tool_use *a = left;
    const struct tool_use *b = right;
    if (a->nusd != b->nusd)
        return a->nusd > b->nusd ? -1 : 1;
    if (a->bytes != b->bytes)
        return a->bytes > b->bytes ? -1 : 1;
    return (a->name_hash > b->name_hash) - (a->name_hash < b->name_hash);
}

struct tool_use *tool_uses(const struct carried *const *members, int64_t count, int64_t *out_count,
                           struct arena *a)
{
    struct gathering g = {.arena = a, .by_name = {.arena = a}};
    for (int64_t i = 0; i < count; i++)
        if (members[i]->system && members[i]->sums.requests)
            add_system(&g, members[i]);
    if (g.count)
        qsort(g.tools, (size_t)g.count, sizeof *g.tools, compare);
    *out_count = g.count;
    return g.tools;
}

enum tri tool_use_is_never(const struct tool_use *t)
{
    // An MCP server's tools are called by their own names; a tool without a name has none.
    bool has_other_name = str_eq(t->name, S("mcp")) || str_eq(t->name, S("(unnamed)"));
    if (t->called)
        return TRI_NO;
    return t->answered >= TOOL_ANSWERS_MIN && !has_other_name ? TRI_YES : TRI_UNKNOWN;
}

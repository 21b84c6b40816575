// tool_use.c - see tool_use.h.
#include "analyze/tool_use.h"

#include <stdlib.h>

// How many system prompts of a form are kept, below the number of the first.
enum { COUNT_BITS = 16, COUNT_MASK = (1 << COUNT_BITS) - 1 };
_Static_assert((int)SYSTEMS_MAX <= (int)COUNT_MASK, "a count fits");

// Whether what was dropped may have had a form of which nothing is kept, which would have counted
// its calls, or tools for which there was no room. No prompt has half of all tools.
static bool is_full(const struct carried *carried, int64_t count)
{
    int64_t offered = 0, called = 0;
    for (int64_t i = 0; i < count; i++)
        for (int64_t k = 0; k < carried[i].system->tool_count; k++) {
            bool is_offered = carried[i].system->tools[k].bytes > 0;
            offered += is_offered;
            called += !is_offered;
        }
    return count >= SYSTEMS_MAX || offered > TOOLS_MAX / 2 || called >= TOOLS_CALLED_MAX;
}

void tool_use_note_dropped(struct carried *carried, int64_t count, int64_t dropped, struct arena *a)
{
    struct map forms = {.arena = a};
    if (dropped <= 0)
        return;
    for (int64_t i = 0; i < count; i++) {
        bool is_new = false;
        uint64_t *kept = map_put(&forms, carried[i].system->facts.form, &is_new);
        *kept = is_new ? (uint64_t)i << COUNT_BITS | 1 : *kept + 1;
    }
    bool lacks_calls = is_full(carried, count);
    for (int64_t i = 0; i < count; i++) {
        uint64_t kept = *map_get(&forms, carried[i].system->facts.form);
        carried[i].may_lack_calls = lacks_calls;
        bool is_form_full = (kept & COUNT_MASK) >= SYSTEMS_OF_FORM;
        carried[i].counts_dropped = is_form_full ? carried[kept >> COUNT_BITS].system : NULL;
    }
}

struct gathering {
    struct arena *arena;
    struct tool_use *tools;
    int64_t count, cap;
    struct map by_name;
    struct map counted;  // system prompts whose calls are in `called`
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
    map_put(&g->counted, c->system_fp, NULL);
    for (int64_t i = 0; i < c->system->tool_count; i++)
        all_bytes += (double)c->system->tools[i].bytes;
    for (int64_t i = 0; i < c->system->tool_count; i++) {
        const struct tool_row *row = &c->system->tools[i];
        struct tool_use *t = find_tool(g, row);
        t->called += row->calls;
        t->may_lack_calls |= c->may_lack_calls;
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

// Calls of tools that are known, counted for a system prompt without requests here.
static void add_calls(struct gathering *g, const struct system_row *system)
{
    bool is_new = false;
    map_put(&g->counted, system->facts.system_fp, &is_new);
    for (int64_t i = 0; is_new && i < system->tool_count; i++) {
        const uint64_t *place = map_get(&g->by_name, system->tools[i].name_hash);
        if (place)
            g->tools[*place].called += system->tools[i].calls;
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
    struct gathering g = {.arena = a, .by_name = {.arena = a}, .counted = {.arena = a}};
    for (int64_t i = 0; i < count; i++)
        if (members[i]->system && members[i]->sums.requests)
            add_system(&g, members[i]);
    for (int64_t i = 0; g.count && i < count; i++) {
        if (members[i]->system && !members[i]->sums.requests)
            add_calls(&g, members[i]->system);
        if (members[i]->counts_dropped)
            add_calls(&g, members[i]->counts_dropped);
    }
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
    bool is_told = t->answered >= TOOL_ANSWERS_MIN && !t->may_lack_calls && !has_other_name;
    return is_told ? TRI_YES : TRI_UNKNOWN;
}

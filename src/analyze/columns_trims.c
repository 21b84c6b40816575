// columns_trims.c - what each system prompt could do without, per request.
#include "analyze/columns_build.h"
#include "analyze/tool_use.h"

// Tools that answers with this system prompt would have shown, and never did (tool_use.h).
static int64_t idle_tool_bytes(const struct carried *c)
{
    struct arena scratch = {0};
    int64_t count = 0;
    int64_t bytes = 0;
    const struct tool_use *tools = tool_uses(&c, 1, &count, &scratch);
    for (int64_t i = 0; i < count; i++)
        if (tools[i].offered && tool_use_is_never(&tools[i]) == TRI_YES)
            bytes += tools[i].bytes;
    arena_release(&scratch);
    return bytes;
}

static void set_trim(struct trim_column *out, const struct carried *c)
{
    for (int k = 0; k < TRIM_KINDS; k++)
        out->bytes[k] = c->system->facts.trim_bytes[k];
    out->idle_tool_bytes = idle_tool_bytes(c);
}

// Answers by id of the key that show which tools they call.
static int64_t *count_answered(struct columns_build *b, const struct key_column *key)
{
    int64_t *answered = ARENA_ARRAY(&b->scratch, int64_t, (size_t)key->distinct + 1);
    for (int64_t i = 0; i < b->out->count; i++) {
        answered[key->ids[i]] += (b->out->flags[i] & COLUMNS_ANSWERED) != 0;
        b->out->flags[i] &= ~COLUMNS_ANSWERED;
    }
    return answered;
}

bool columns_trims(struct columns_build *b, struct err *e)
{
    struct columns *out = b->out;
    const struct key_column *key = columns_key(out, (struct key_spec){.parts = 1U << KEY_SYSTEM});
    struct system_row *systems = NULL;
    int64_t count = 0, dropped = 0;
    if (!prompts_systems(b->from->store, &systems, &count, &dropped, &b->scratch, e))
        return false;
    const int64_t *answered = count_answered(b, key);
    struct carried *carried = ARENA_ARRAY(&b->scratch, struct carried, (size_t)count);
    out->trims = ARENA_ARRAY(b->arena, struct trim_column, (size_t)key->distinct + 1);
    for (int64_t i = 0; i < count; i++) {
        carried[i].system = &systems[i];
        carried[i].system_fp = systems[i].facts.system_fp;
        carried[i].sums.requests = 1;
    }
    tool_use_note_dropped(carried, count, dropped, &b->scratch);
    for (int64_t i = 0; i < count; i++) {
        const uint64_t *id = map_get(&b->system_ids, carried[i].system_fp);
        if (!id)
            continue;
        carried[i].answered = answered[*id];
        set_trim(&out->trims[*id], &carried[i]);
    }
    return true;
}

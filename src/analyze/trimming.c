// trimming.c - see trimming.h.
#include "analyze/trimming.h"

#include "base/buf.h"
#include "model/record.h"

enum { NAMES = 5 };

static int64_t part_of(int64_t whole, double share)
{
    return (int64_t)((double)whole * (share > 1 ? 1 : share) + 0.5);
}

static void add_text(struct trimming *out, const struct carried *c)
{
    const struct system_facts *facts = &c->system->facts;
    double bytes = 0;
    for (int k = 0; k < TRIM_KINDS; k++) {
        bytes += (double)facts->trim_bytes[k];
        out->bytes[k] += facts->trim_bytes[k] * c->sums.requests;
    }
    if (facts->text_bytes > 0)
        out->saved_nusd +=
            part_of(c->sums.part_nusd[PART_SYSTEM], bytes / (double)facts->text_bytes);
}

static void add_unused(struct trimming *out, const struct tool_use *t, struct buf *names)
{
    out->unused++;
    out->unused_bytes += t->bytes;
    out->saved_nusd += t->nusd;
    if (t->name.ptr && out->unused <= NAMES)
        buf_fmt(names, "%s%.*s", names->len ? ", " : "", STR_ARG(t->name));
}

// Whether any version of the system prompt has used the tool.
static enum tri is_never(const struct tool_use *family, int64_t count, uint64_t name_hash)
{
    for (int64_t i = 0; i < count; i++)
        if (family[i].name_hash == name_hash)
            return tool_use_is_never(&family[i]);
    return TRI_UNKNOWN;
}

void trimming_estimate(struct trimming *out, const struct inventory_row *row, struct arena *a)
{
    *out = (struct trimming){.unused = 0};
    for (int64_t i = 0; i < row->member_count; i++)
        if (row->members[i]->system)
            add_text(out, row->members[i]);
    int64_t count = 0;
    int64_t family_count = 0;
    const struct tool_use *tools = tool_uses(row->members, row->member_count, &count, a);
    const struct tool_use *family = tool_uses(row->family, row->family_count, &family_count, a);
    struct buf names = {.arena = a};
    bool is_known = false;
    for (int64_t i = 0; i < count; i++) {
        if (!tools[i].offered)
            continue;
        enum tri never = is_never(family, family_count, tools[i].name_hash);
        out->tools++;
        is_known |= never != TRI_UNKNOWN;
        if (never == TRI_YES)
            add_unused(out, &tools[i], &names);
    }
    if (names.len && out->unused > NAMES)
        buf_fmt(&names, " and %lld more", (long long)(out->unused - NAMES));
    if (names.len)
        out->unused_names = buf_view(&names);
    if (out->tools && !is_known)
        out->unused = UNKNOWN;
}

void trimming_add(struct trimming *into, const struct trimming *other)
{
    for (int k = 0; k < TRIM_KINDS; k++)
        into->bytes[k] += other->bytes[k];
    into->unused_bytes += other->unused_bytes;
    into->saved_nusd += other->saved_nusd;
}

int64_t trimming_bytes(const struct trimming *t)
{
    int64_t bytes = t->unused_bytes;
    for (int k = 0; k < TRIM_KINDS; k++)
        bytes += t->bytes[k];
    return bytes;
}

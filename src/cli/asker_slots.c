// asker_slots.c - see asker_slots.h.
#include "cli/asker_slots.h"

struct slot *slots_next(struct slots *slots)
{
    struct slot *next = NULL;
    for (struct slot *s = slots->all; s < slots->all + SLOTS; s++)
        if (s->state == SLOT_WAITING && (!next || s->urgency < next->urgency))
            next = s;
    return next;
}

void slot_forget(struct slot *s)
{
    arena_release(&s->name);
    arena_release(&s->memory);
    arena_release(&s->fresh_memory);
    *s = (struct slot){0};
}

static bool is_kept_only(const struct slot *s)
{
    return s->state == SLOT_IDLE && !s->is_wanted;
}

static struct slot *oldest_slot(struct slots *slots)
{
    struct slot *oldest = NULL;
    for (struct slot *s = slots->all; s < slots->all + SLOTS; s++)
        if (is_kept_only(s) && (!oldest || s->used < oldest->used))
            oldest = s;
    return oldest;
}

struct slot *slots_take(struct slots *slots, struct str command)
{
    for (struct slot *s = slots->all; s < slots->all + SLOTS; s++)
        if (s->command.ptr && str_eq(s->command, command))
            return s;
    struct slot *s = oldest_slot(slots);
    if (s) {
        slot_forget(s);
        s->command = str_copy(command, &s->name);
    }
    return s;
}

static size_t kept_bytes(const struct slots *slots)
{
    size_t bytes = 0;
    for (const struct slot *s = slots->all; s < slots->all + SLOTS; s++)
        bytes += s->memory.total_bytes;
    return bytes;
}

void slots_trim(struct slots *slots)
{
    for (struct slot *s = slots->all; s < slots->all + SLOTS; s++)
        if ((s->is_once || s->shown.status == REPLY_FAILED) && is_kept_only(s))
            slot_forget(s);
    while (kept_bytes(slots) > SLOTS_BYTES) {
        struct slot *oldest = NULL;
        for (struct slot *s = slots->all; s < slots->all + SLOTS; s++)
            if (is_kept_only(s) && s->memory.total_bytes && (!oldest || s->used < oldest->used))
                oldest = s;
        if (!oldest)
            break;
        slot_forget(oldest);
    }
}

struct reply slot_reply(const struct slot *s)
{
    struct reply r = s->shown;
    r.command = s->command;
    if (s->is_stopped) {
        r.status = REPLY_FAILED;
        r.message = S("stopped; ^R asks again");
    } else if (s->state != SLOT_IDLE) {
        r.status = REPLY_PENDING;
        r.message = (struct str){0};
    }
    return r;
}

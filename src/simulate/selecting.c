// selecting.c - see selecting.h.
#include "simulate/selecting.h"

#include <assert.h>
#include <string.h>

bool selecting_can(const struct filter *f)
{
    uint64_t fields = filter_name_fields() | UINT64_C(1) << FIELD_TASK;
    return !f->has && !(f->fields & ~fields);
}

// Bits of enum task for which the filter takes requests of a caller.
static uint32_t tasks_taken(const struct filter *f, const struct caller *caller)
{
    struct filter_row row;
    uint32_t bits = 0;
    filter_row_init(&row);
    filter_row_names(&row, caller->names);
    for (int task = 0; task < TASK_COUNT; task++) {
        row.text[FIELD_TASK] = str_of(task_name[task]);
        bits |= (uint32_t)filter_matches(f, &row) << task;
    }
    return bits;
}

static bool is_known(const struct columns *c, const struct filter *f)
{
    for (int i = 0; i < c->selection_count; i++)
        if (str_eq(c->selections[i].filter->text, f->text))
            return true;
    return false;
}

static struct selection *add(struct columns *c, const struct filter *f)
{
    size_t bytes = sizeof *c->selections * (size_t)c->selection_count;
    c->selections = arena_grow(c->arena, c->selections, bytes, bytes + sizeof *c->selections);
    struct selection *s = &c->selections[c->selection_count++];
    s->filter = f;
    s->bits = ARENA_ARRAY(c->arena, uint64_t, (size_t)(c->count / 64 + 1));
    return s;
}

void selecting_add(struct columns *c, const struct filter *base, const struct filter *more,
                   const struct filter *narrowed)
{
    assert(selecting_can(more));
    if (is_known(c, narrowed))
        return;
    struct arena scratch = {0};
    uint32_t *tasks = ARENA_ARRAY(&scratch, uint32_t, c->caller_count);
    for (uint32_t k = 0; k < c->caller_count; k++)
        tasks[k] = tasks_taken(more, &c->callers[k]);
    struct selection *s = add(c, narrowed);
    const struct selection *from = base ? columns_selection(c, base) : NULL;
    for (int64_t i = 0; i < c->count; i++) {
        bool is_taken = tasks[c->caller[i]] >> column_task(c->flags[i]) & 1;
        if (is_taken && (!from || selection_has(from, i)))
            s->bits[i / 64] |= UINT64_C(1) << (i % 64);
    }
    arena_release(&scratch);
}

// renderer.c - see renderer.h.
#include "report/renderer.h"

#include <stddef.h>

const struct renderer *renderer_find(struct str name)
{
    for (int i = 0; renderers[i]; i++)
        if (str_eq(str_of(renderers[i]->name), name) || str_eq(str_of(renderers[i]->suffix), name))
            return renderers[i];
    return NULL;
}

const struct renderer *renderer_for_path(struct str path)
{
    struct str_cut cut = str_cut_last(path, '.');
    return cut.ok ? renderer_find(cut.tail) : NULL;
}

const struct table *renderer_for_people(const struct table *t, struct arena *a)
{
    int count = 0;
    for (int i = 0; i < t->column_count; i++)
        count += t->columns[i].title.ptr != NULL;
    if (count == t->column_count)
        return t;
    struct table *shown = ARENA_NEW(a, struct table);
    *shown = *t;
    shown->column_count = count;
    shown->columns = ARENA_ARRAY(a, struct column, (size_t)count);
    shown->cells = ARENA_ARRAY(a, struct cell, (size_t)(t->row_count * count));
    int at = 0;
    for (int i = 0; i < t->column_count; i++) {
        if (!t->columns[i].title.ptr)
            continue;
        shown->columns[at] = t->columns[i];
        for (int64_t row = 0; row < t->row_count; row++)
            shown->cells[row * count + at] = t->cells[row * t->column_count + i];
        at++;
    }
    return shown;
}

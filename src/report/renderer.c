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

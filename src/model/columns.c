// columns.c - see columns.h.
#include "model/columns.h"

#include <assert.h>
#include <stddef.h>

static bool same_key(struct key_spec a, struct key_spec b)
{
    bool has_similarity = a.parts >> KEY_NEAR & 1;
    return a.parts == b.parts && (!has_similarity || a.similarity == b.similarity);
}

int column_wants_key(struct column_wants *w, struct key_spec spec)
{
    for (int i = 0; i < w->key_count; i++)
        if (same_key(w->keys[i], spec))
            return i;
    size_t bytes = sizeof *w->keys * (size_t)w->key_count;
    w->keys = arena_grow(w->arena, w->keys, bytes, bytes + sizeof *w->keys);
    w->keys[w->key_count] = spec;
    return w->key_count++;
}

int column_wants_filter(struct column_wants *w, const struct filter *f)
{
    for (int i = 0; i < w->filter_count; i++)
        if (str_eq(w->filters[i]->text, f->text))
            return i;
    size_t bytes = sizeof(*w->filters) * (size_t)w->filter_count;
    w->filters = arena_grow(w->arena, w->filters, bytes, bytes + sizeof(*w->filters));
    w->filters[w->filter_count] = f;
    return w->filter_count++;
}

const struct key_column *columns_key(const struct columns *c, struct key_spec spec)
{
    for (int i = 0; i < c->key_count; i++)
        if (same_key(c->keys[i].spec, spec))
            return &c->keys[i];
    assert(false && "a key that was not wanted");
    return NULL;
}

const struct selection *columns_selection(const struct columns *c, const struct filter *f)
{
    for (int i = 0; f && i < c->selection_count; i++)
        if (str_eq(c->selections[i].filter->text, f->text))
            return &c->selections[i];
    assert(!f);
    return NULL;
}

// attribution_filter.c - see attribution_filter.h.
#include "analyze/attribution_filter.h"

#include <string.h>

bool attribution_filter_can_tell(const struct filter *filter)
{
    return !filter->has && !(filter->fields & ~filter_name_fields());
}

static bool evaluate(const struct filter *filter, const struct attribution *who)
{
    struct filter_row row;
    filter_row_init(&row);
    filter_row_names(&row, who->names);
    return filter_matches(filter, &row);
}

static void make_room(struct attribution_filter *f, size_t id)
{
    size_t cap = f->cap ? f->cap * 2 : 256;
    while (cap <= id)
        cap *= 2;
    signed char *grown = ARENA_ARRAY(f->arena, signed char, cap);
    if (f->cap)
        memcpy(grown, f->takes, f->cap);
    f->takes = grown;
    f->cap = cap;
}

bool attribution_filter_takes(struct attribution_filter *f, const struct attribution *who)
{
    size_t id = (size_t)who->id;  // 0 or more, at most INT32_MAX
    if (!f->filter->term_count)
        return true;
    if (id >= f->cap)
        make_room(f, id);
    if (!f->takes[id])
        f->takes[id] = evaluate(f->filter, who) ? 1 : -1;
    return f->takes[id] > 0;
}

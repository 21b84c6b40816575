// attribution_filter.c - see attribution_filter.h.
#include "analyze/attribution_filter.h"

#include <string.h>

static const struct {
    enum filter_field field;
    enum name name;
} names[ATTRIBUTION_NAMES] = {
    {FIELD_PROVIDER, NAME_PROVIDER},
    {FIELD_MODEL, NAME_MODEL},
    {FIELD_MODEL_REQUESTED, NAME_MODEL_REQUESTED},
    {FIELD_FEATURE, NAME_FEATURE},
    {FIELD_TEAM, NAME_TEAM},
    {FIELD_PROJECT, NAME_PROJECT},
    {FIELD_API_KEY, NAME_API_KEY},
    {FIELD_ENVIRONMENT, NAME_ENVIRONMENT},
};

bool attribution_filter_can_tell(const struct filter *filter)
{
    uint64_t known = 0;
    for (int i = 0; i < ATTRIBUTION_NAMES; i++)
        known |= 1ULL << names[i].field;
    return !filter->has && !(filter->fields & ~known);
}

static bool evaluate(const struct filter *filter, const struct attribution *who)
{
    struct filter_row row;
    filter_row_init(&row);
    for (int i = 0; i < ATTRIBUTION_NAMES; i++)
        row.text[names[i].field] = who->names[names[i].name];
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

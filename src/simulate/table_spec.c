// table_spec.c - see table_spec.h.
#include "simulate/table_spec.h"

struct table *table_of_specs(struct arena *a, const char *key, const char *title,
                             const struct column_spec *specs, int count)
{
    struct column *columns = ARENA_ARRAY(a, struct column, (size_t)count);
    for (int i = 0; i < count; i++)
        columns[i] = (struct column){
            .key = str_of(specs[i].key),
            .title = str_of(specs[i].title),
            .unit = specs[i].unit,
            .evidence = specs[i].evidence,
            .is_label = specs[i].is_label,
        };
    return table_new(a, str_of(key), str_of(title), columns, count);
}

// header_row.c - see header_row.h.
#include "parsers/header_row.h"

int64_t column_find(const struct source_context *source, struct str name)
{
    for (int64_t i = 0; i < source->csv_count; i++)
        if (str_eq(source->csv_columns[i], name))
            return i;
    return -1;
}

struct json column(const struct parse *p, struct json row, struct str name)
{
    int64_t at = column_find(p->source, name);
    return at < 0 ? (struct json){0} : json_index(row, at);
}

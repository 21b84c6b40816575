// table_copy.c - see table_copy.h.
#include "model/table_copy.h"

static struct table *copy_table(const struct table *from, struct arena *a);

static struct str *copy_texts(const struct str *from, int count, struct arena *a)
{
    struct str *to = ARENA_ARRAY(a, struct str, (size_t)count);
    for (int i = 0; i < count; i++)
        to[i] = str_copy(from[i], a);
    return to;
}

static struct column *copy_columns(const struct table *from, struct arena *a)
{
    struct column *to = ARENA_ARRAY(a, struct column, (size_t)from->column_count);
    for (int i = 0; i < from->column_count; i++) {
        to[i] = from->columns[i];
        to[i].key = str_copy(to[i].key, a);
        to[i].title = str_copy(to[i].title, a);
    }
    return to;
}

// Tables in cells have none in theirs: the depth is two.
static struct cell *copy_cells(const struct table *from, struct arena *a)
{
    size_t count = (size_t)from->row_count * (size_t)from->column_count;
    struct cell *to = ARENA_ARRAY(a, struct cell, count);
    for (size_t i = 0; i < count; i++) {
        to[i] = from->cells[i];
        to[i].s = str_copy(to[i].s, a);
        if (to[i].table)
            to[i].table = copy_table(to[i].table, a);
    }
    return to;
}

static struct table *copy_table(const struct table *from, struct arena *a)
{
    struct table *to = ARENA_NEW(a, struct table);
    *to = *from;
    to->key = str_copy(from->key, a);
    to->title = str_copy(from->title, a);
    to->dimension = str_copy(from->dimension, a);
    to->columns = copy_columns(from, a);
    to->cells = copy_cells(from, a);
    to->row_cap = from->row_count;
    to->notes = copy_texts(from->notes, from->note_count, a);
    to->arena = a;
    return to;
}

const struct answer *answer_copy(const struct answer *from, struct arena *a)
{
    struct answer *to = ARENA_NEW(a, struct answer);
    *to = *from;
    to->title = str_copy(from->title, a);
    to->tables = ARENA_ARRAY(a, struct table *, (size_t)from->table_count);
    for (int i = 0; i < from->table_count; i++)
        to->tables[i] = copy_table(from->tables[i], a);
    to->table_cap = from->table_count;
    to->notes = copy_texts(from->notes, from->note_count, a);
    to->note_cap = from->note_count;
    to->arena = a;
    return to;
}
